//! The server, the user and the browser of these tests.

use countersign::options::CredentialRequestOptionsJson;
use countersign::{
    AccountCredential, AuthenticationCeremony, AuthenticationResponseJson, CredentialRecord,
    OriginRule, RegistrationCeremony, RegistrationResponseJson, Rejection, RelyingParty, UnixTime,
    User, UserHandle,
};
use countersign_authenticator::{Client, RegistrationResponse};
use getrandom::SysRng;
use serde::Serialize;

pub(crate) const NOW: UnixTime = UnixTime(1_790_000_000);
pub(crate) const ORIGIN: &str = "https://example.org";

pub(crate) fn rp() -> RelyingParty {
    RelyingParty::new("example.org", [OriginRule::exact(ORIGIN).unwrap()]).unwrap()
}

pub(crate) fn user(name: &str) -> User {
    User::new(UserHandle::new(name.as_bytes()).unwrap(), name)
}

pub(crate) fn json(options: &impl Serialize) -> String {
    serde_json::to_string(options).unwrap()
}

/// A passkey of a user, in a browser of their own and in the database.
pub(crate) struct Account {
    pub(crate) user: User,
    pub(crate) browser: Client,
    pub(crate) record: CredentialRecord,
}

impl Account {
    pub(crate) fn new(name: &str) -> Self {
        let user = user(name);
        let mut browser = Client::new(ORIGIN).with_seed(countersign_authenticator::Seed::new(name));
        let (options, ceremony) = rp()
            .register_passkey(&user)
            .begin(NOW, &mut SysRng)
            .unwrap();
        let made = browser.create(&json(&options)).unwrap().make();
        let record = register(ceremony, &made, &rp(), NOW).unwrap();
        browser.keep(&made.credential);
        Self {
            user,
            browser,
            record,
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "what a look-up gives")]
    pub(crate) fn found(&self) -> Option<AccountCredential<'_>> {
        Some(AccountCredential {
            user_handle: self.user.handle.as_bytes(),
            record: &self.record,
        })
    }

    /// The answer to these options, as JSON.
    pub(crate) fn answer(&self, options: &impl Serialize) -> String {
        self.browser
            .get(&json(options))
            .unwrap()
            .make()
            .to_json()
            .to_string()
    }
}

pub(crate) fn register(
    ceremony: RegistrationCeremony,
    made: &RegistrationResponse,
    rp: &RelyingParty,
    now: UnixTime,
) -> Result<CredentialRecord, Rejection> {
    let json = made.to_json().to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let verified = ceremony.finish(rp, &response.response(), now)?;
    Ok(verified.record)
}

pub(crate) fn authenticate(
    ceremony: AuthenticationCeremony,
    json: &str,
    rp: &RelyingParty,
    found: Option<AccountCredential<'_>>,
    now: UnixTime,
) -> Result<CredentialRecord, Rejection> {
    let response = AuthenticationResponseJson::parse(json)?;
    let response = response.response();
    // Each borrows from here, for as long as the verdict.
    let verified = ceremony.finish(rp, &response, found, now)?;
    Ok(verified.updated_record())
}

/// Options, and the state that belongs to them.
type SigningIn = (CredentialRequestOptionsJson, AuthenticationCeremony);

pub(crate) fn registering() -> (String, RegistrationCeremony) {
    let (options, ceremony) = rp()
        .register_passkey(&user("alex"))
        .begin(NOW, &mut SysRng)
        .unwrap();
    (json(&options), ceremony)
}

pub(crate) fn signing_in() -> SigningIn {
    rp().sign_in_with_passkey().begin(NOW, &mut SysRng).unwrap()
}

pub(crate) fn signing_in_as(account: &Account) -> SigningIn {
    let builder = rp();
    let builder = builder.sign_in(&account.user.handle, [&account.record]);
    builder.begin(NOW, &mut SysRng).unwrap()
}
