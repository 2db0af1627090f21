//! The Signal API: telling authenticators that a credential is not, or no longer, of use.
//!
//! Two ways to a credential that the server does not know: a registration that failed after the
//! browser had made the passkey, and a sign-in with one that was deleted.

use std::collections::BTreeMap;

use countersign::signal::{AllAcceptedCredentials, CurrentUserDetails, UnknownCredential};
use countersign::{
    AuthenticationResponseJson, Challenge, CredentialRecord, OriginRule, RegistrationExpectations,
    RegistrationResponseJson, RelyingParty, Step, UserVerification,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Registration, RegistrationResponse};

const CHALLENGE: &[u8] = b"32 random bytes, made on the server";
const USER: &[u8] = b"64 random bytes, made for the account";

/// Records by credential ID, of all users.
type Database = BTreeMap<Vec<u8>, CredentialRecord>;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let mut database = Database::new();

    // A registration that fails: the passkey is there, the record is not. The user would be
    // offered it for ever, so the page is given the payload for signalUnknownCredential.
    let failed = passkey(b"without user verification");
    let expected = expected().user_verification(UserVerification::Required);
    let json = failed.to_json().to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let refused = rp
        .verify_registration(&response.response(), &expected)
        .unwrap_err();
    assert_eq!(refused.step(), Step::RegistrationUserVerified);
    let found = database.get(response.credential_id());
    let signal = UnknownCredential::new(&rp, response.credential_id(), found);
    let payload = signal
        .expect("no record, so there is something to say")
        .to_json();
    assert!(payload.starts_with(r#"{"rpId":"example.org","credentialId":""#));

    // Two that succeed.
    for id in [&b"phone"[..], b"laptop"] {
        let record = register(&rp, &passkey(id))?;
        database.insert(record.id.clone(), record);
    }

    // A sign-in that is refused although the record is there: nothing is said. Whoever sends a
    // wrong signature must not be able to take a passkey from its user.
    let known = database.get(&b"phone"[..]);
    assert_eq!(UnknownCredential::new(&rp, b"phone", known), None);

    // The user deletes one; the page, signed in, tells what is left.
    let deleted = database.remove(&b"phone"[..]).expect("it was there");
    let all = AllAcceptedCredentials::new(&rp, USER, database.values())?;
    assert!(
        all.to_json()
            .ends_with(r#""allAcceptedCredentialIds":["bGFwdG9w"]}"#)
    );

    // The phone was not at hand and still offers it. The sign-in finds no record: say so.
    let json = passkey(&deleted.id)
        .credential
        .authenticate()
        .make()
        .to_json()
        .to_string();
    let response = AuthenticationResponseJson::parse(&json)?;
    let found = database.get(response.credential_id());
    let signal = UnknownCredential::new(&rp, response.credential_id(), found);
    assert!(signal.is_some_and(|signal| signal.to_json().contains("cGhvbmU")));

    // The user takes another name.
    let details = CurrentUserDetails::new(&rp, USER, "ada@example.org", "Ada")?;
    println!("{}", details.to_json());
    Ok(())
}

fn expected() -> RegistrationExpectations<'static> {
    RegistrationExpectations::new(Challenge::new(CHALLENGE).expect("16 bytes and more"))
}

/// A passkey, made without user verification.
fn passkey(id: &[u8]) -> RegistrationResponse {
    Registration::new(&authenticator::RelyingParty::new("example.org"))
        .challenge(CHALLENGE)
        .credential_id(id)
        .user_handle(USER)
        .flags(authenticator::flags::UP | authenticator::flags::AT)
        .make()
}

fn register(
    rp: &RelyingParty,
    made: &RegistrationResponse,
) -> Result<CredentialRecord, countersign::Rejection> {
    let json = made.to_json().to_string();
    let response = RegistrationResponseJson::parse(&json)?;
    let verified = rp.verify_registration(&response.response(), &expected())?;
    Ok(verified.record)
}
