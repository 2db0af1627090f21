//! Immediate mediation: on a click on "sign in" the browser shows its passkeys at once, or fails
//! at once if this device has none, and the page shows its form instead. Here the form asks for a
//! user name, also of users who do not exist.

use countersign::{
    AccountCredential, AuthenticationResponseJson, CredentialRecord, Decoys, OriginRule,
    RegistrationResponseJson, RelyingParty, UnixTime, User, UserHandle,
};
use countersign_authenticator::{Client, OptionsError};
use getrandom::SysRng;

const NOW: UnixTime = UnixTime(1_790_000_000);

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub(crate) fn main() -> Result<()> {
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let user = User::new(UserHandle::generate(&mut SysRng)?, "alex");
    let mut laptop = Client::new("https://example.org");
    let record = register(&rp, &user, &mut laptop)?;
    let found = AccountCredential {
        user_handle: user.handle.as_bytes(),
        record: &record,
    };

    // The laptop has the passkey.
    let (options, ceremony) = rp.sign_in_immediately().begin(NOW, &mut SysRng)?;
    let options = serde_json::to_value(&options)?;
    assert_eq!(options["uiMode"], "immediate");
    assert_eq!(options["publicKey"].get("allowCredentials"), None); // no list, or the call is refused
    let json = laptop
        .get(&options.to_string())?
        .make()
        .to_json()
        .to_string();
    let response = AuthenticationResponseJson::parse(&json)?;
    let verified = ceremony.finish(&rp, &response.response(), Some(found), NOW)?;
    assert_eq!(verified.updated_record().id, record.id);

    // Another computer has not: the call fails with NotAllowedError, and nothing was shown.
    let other = Client::new("https://example.org");
    let (options, ceremony) = rp.sign_in_immediately().begin(NOW, &mut SysRng)?;
    let failed = other.get(&serde_json::to_string(&options)?);
    assert!(matches!(failed, Err(OptionsError::NoCredential)));
    drop(ceremony); // there will be no response to it

    // The form: with the user name, the credentials of the account can be listed, and the browser
    // can ask for the laptop or a security key.
    let builder = rp.sign_in(&user.handle, [&record]);
    let (options, ceremony) = builder.begin(NOW, &mut SysRng)?;
    let json = laptop
        .get(&serde_json::to_string(&options)?)?
        .make()
        .to_json()
        .to_string();
    let response = AuthenticationResponseJson::parse(&json)?;
    let verified = ceremony.finish(&rp, &response.response(), Some(found), NOW)?;
    assert_eq!(verified.updated_record().id, record.id);

    // A user name that nobody has gets a list too, the same each time.
    let decoys = Decoys::new(&[7; 32])?; // random bytes, kept with the server's secrets
    let (options, _) = rp
        .sign_in_decoy(&decoys, "nobody")
        .begin(NOW, &mut SysRng)?;
    let (again, _) = rp
        .sign_in_decoy(&decoys, "nobody")
        .begin(NOW, &mut SysRng)?;
    let listed = options.public_key.allow_credentials;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed, again.public_key.allow_credentials);
    Ok(())
}

fn register(rp: &RelyingParty, user: &User, browser: &mut Client) -> Result<CredentialRecord> {
    let (options, ceremony) = rp.register_passkey(user).begin(NOW, &mut SysRng)?;
    let made = browser.create(&serde_json::to_string(&options)?)?.make();
    browser.keep(&made.credential);
    let json = made.to_json().to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    Ok(ceremony.finish(rp, &response.response(), NOW)?.record)
}
