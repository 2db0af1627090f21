//! Conditional mediation at sign-in: the browser offers passkeys with autofill while the form is
//! open. The page fetches these options when it loads, long before anybody chooses.

use std::time::Duration;

use countersign::{
    AccountCredential, AuthenticationResponseJson, OriginRule, RegistrationResponseJson,
    RelyingParty, UnixTime, User, UserHandle,
};
use countersign_authenticator::Client;
use getrandom::SysRng;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let mut browser = Client::new("https://example.org");
    let user = User::new(UserHandle::generate(&mut SysRng)?, "alex");
    let now = UnixTime(1_790_000_000);

    let (options, ceremony) = rp.register_passkey(&user).begin(now, &mut SysRng)?;
    let made = browser.create(&serde_json::to_string(&options)?)?.make();
    browser.keep(&made.credential);
    let json = made.to_json().to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let record = ceremony.finish(&rp, &response.response(), now)?.record;

    // A form may be open for an hour; the page fetches new options before that is over.
    let hour = Duration::from_secs(3600);
    let builder = rp.sign_in_conditionally().valid_for(hour);
    let (options, ceremony) = builder.begin(now, &mut SysRng)?;
    let options = serde_json::to_value(&options)?;
    assert_eq!(options["mediation"], "conditional");
    assert_eq!(options["publicKey"].get("allowCredentials"), None);

    // Half an hour later the user chooses a passkey; the response says whose it is.
    let json = browser
        .get(&options.to_string())?
        .make()
        .to_json()
        .to_string();
    let response = AuthenticationResponseJson::parse(&json)?;
    let found = AccountCredential {
        user_handle: user.handle.as_bytes(),
        record: &record,
    };
    let later = UnixTime(now.0 + 1800);
    let verified = ceremony.finish(&rp, &response.response(), Some(found), later)?;
    assert!(verified.authenticator_data.flags().user_verified());
    Ok(())
}
