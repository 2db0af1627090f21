//! A server that keeps nothing between the two requests: the browser holds the ceremony, sealed,
//! in a cookie or a hidden field. What that does not protect from: see `SealingKeys`.

use std::collections::HashSet;

use countersign::{
    OriginRule, Reason, RegistrationCeremony, RegistrationResponseJson, RelyingParty, SealingKeys,
    Step, UnixTime, User, UserHandle,
};
use countersign_authenticator::Client;
use getrandom::SysRng;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let mut browser = Client::new("https://example.org");
    let user = User::new(UserHandle::generate(&mut SysRng)?, "alex");
    let now = UnixTime(1_790_000_000);
    // Random bytes that all servers share, kept with their secrets.
    let keys = SealingKeys::new([1; 32]);
    let session = b"alex, signed in with a password";

    let (options, ceremony) = rp.register_passkey(&user).begin(now, &mut SysRng)?;
    let sealed = ceremony.seal(&keys, session, &mut SysRng)?; // to the browser, with the options
    let options = serde_json::to_string(&options)?;
    let json = browser.create(&options)?.make().to_json().to_string();

    // Another server, and the keys have been changed in the meantime.
    let keys = SealingKeys::new([2; 32]).accept([1; 32]);
    let ceremony = RegistrationCeremony::open(&sealed, &keys, &rp, session)?;
    let mut finished = HashSet::from([ceremony.challenge().as_base64url().to_owned()]);
    let response = RegistrationResponseJson::parse(&json)?;
    let verified = ceremony.finish(&rp, &response.response(), now)?;
    assert_eq!(verified.record.id, response.credential_id());

    // In another session it does not open.
    let refused = RegistrationCeremony::open(&sealed, &keys, &rp, b"somebody else");
    assert_eq!(
        refused.map_err(|refused| refused.step()),
        Err(Step::RegistrationChallenge)
    );

    // In the same one it does, again and again until it expires. Servers that mind remember the
    // challenges that were used for so long: ten minutes, in a cache that they share.
    let ceremony = RegistrationCeremony::open(&sealed, &keys, &rp, session)?;
    assert!(!finished.insert(ceremony.challenge().as_base64url().to_owned()));
    assert_eq!(
        RegistrationCeremony::unknown(),
        Step::RegistrationChallenge.refuse(Reason::Missing("ceremony"))
    );

    let late = UnixTime(now.0 + 601);
    let refused = ceremony.finish(&rp, &response.response(), late);
    assert!(refused.is_err_and(|refused| matches!(refused.reason(), Reason::Expired { .. })));
    Ok(())
}
