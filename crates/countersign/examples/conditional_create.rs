//! Conditional creation: right after a password sign-in the browser makes a passkey without a
//! dialogue, so that neither user presence nor user verification is in the response. It is
//! accepted in the ceremony that was begun so, and in no other.

use countersign::{
    Mediation, OriginRule, Reason, RegistrationResponseJson, RelyingParty, Step, UnixTime, User,
    UserHandle,
};
use countersign_authenticator::Client;
use getrandom::SysRng;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let mut browser = Client::new("https://example.org");
    let user = User::new(UserHandle::generate(&mut SysRng)?, "alex");
    let now = UnixTime(1_790_000_000);

    let (options, ceremony) = rp.register_conditionally(&user).begin(now, &mut SysRng)?;
    let options = serde_json::to_string(&options)?;
    assert!(options.contains(r#""mediation":"conditional""#));
    assert_eq!(ceremony.mediation(), Mediation::Conditional);
    // Nobody was asked anything: all flags but AT are clear.
    let json = browser
        .create(&options)?
        .flags(0)
        .make()
        .to_json()
        .to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let verified = ceremony.finish(&rp, &response.response(), now)?;
    assert!(!verified.record.uv_initialized);

    // The same without `mediation`: who was shown a dialogue must have touched something.
    let (options, ceremony) = rp.register_passkey(&user).begin(now, &mut SysRng)?;
    let options = serde_json::to_string(&options)?;
    let json = browser
        .create(&options)?
        .flags(0)
        .make()
        .to_json()
        .to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let refused = ceremony.finish(&rp, &response.response(), now);
    let step = Step::RegistrationUserPresent;
    assert_eq!(refused.err(), Some(step.refuse(Reason::Missing("UP"))));
    Ok(())
}
