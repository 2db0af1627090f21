//! A record whose key is kept ready, and what happens to it when the record changes.

use countersign::{
    Account, AuthenticationExpectations, Backend, Challenge, CounterPolicy, CredentialRecord,
    OriginRule, ReadyRecord, ReasonKind, RelyingParty, Step,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{AuthenticationResponse as Made, Credential, Registration};

const CHALLENGE: &[u8] = b"a challenge of the relying party";
const USER: &[u8] = b"user handle";

fn credential() -> Credential {
    let rp = authenticator::RelyingParty::new("example.org");
    Registration::new(&rp).user_handle(USER).make().credential
}

fn record(credential: &Credential) -> CredentialRecord {
    CredentialRecord {
        id: credential.id.clone(),
        public_key: credential.public_key.encode(),
        sign_count: 0,
        uv_initialized: false,
        transports: Vec::new(),
        backup_eligible: None,
        backup_state: false,
        aaguid: countersign::Aaguid::ZERO,
    }
}

/// Verifies, and gives the new counter.
fn verify(made: &Made, ready: &ReadyRecord) -> Result<u32, (Step, ReasonKind)> {
    let origin = OriginRule::exact("https://example.org").unwrap();
    let rp = RelyingParty::new("example.org", [origin]).unwrap();
    let account = Account::Identified { user_handle: USER };
    let expected = AuthenticationExpectations::new(Challenge::new(CHALLENGE).unwrap(), account)
        .counter(CounterPolicy::Refuse);
    let json = made.to_json().to_string();
    let response = countersign::AuthenticationResponseJson::parse(&json).unwrap();
    let verified = rp.verify_authentication_with(&response.response(), ready, &expected);
    match verified {
        Ok(verified) => Ok(verified.sign_count()),
        Err(refused) => Err((refused.step(), refused.reason().kind())),
    }
}

#[test]
fn an_update_with_the_same_key_takes_the_counter_over() {
    let credential = credential();
    let mut ready = ReadyRecord::new(record(&credential), Backend::default()).unwrap();
    let made = credential
        .authenticate()
        .challenge(CHALLENGE)
        .sign_count(5)
        .make();
    assert_eq!(verify(&made, &ready), Ok(5));
    let mut later = record(&credential);
    later.sign_count = 5;
    ready.update(later.clone()).unwrap();
    assert_eq!(ready.record(), &later);
    let again = verify(&made, &ready);
    assert_eq!(
        again,
        Err((Step::AuthenticationSignCount, ReasonKind::Mismatch))
    );
}

#[test]
fn an_update_with_another_key_verifies_with_that() {
    let one = credential();
    let rp = authenticator::RelyingParty::new("example.org");
    let rs256 = Registration::new(&rp).algorithm(countersign::Algorithm::Rs256);
    let other = rs256.user_handle(USER).make().credential;
    let mut ready = ReadyRecord::new(record(&one), Backend::default()).unwrap();
    let mut changed = record(&one);
    changed.public_key = other.public_key.encode();
    ready.update(changed).unwrap();
    let made = one.authenticate().challenge(CHALLENGE).make();
    let refused = verify(&made, &ready).unwrap_err();
    assert_eq!(refused.0, Step::AuthenticationSignature);
    let mut same_id = other.clone();
    same_id.id.clone_from(&one.id);
    let made = same_id.authenticate().challenge(CHALLENGE).make();
    assert!(verify(&made, &ready).is_ok());
}

#[test]
fn an_update_that_fails_leaves_the_record_as_it_was() {
    let credential = credential();
    let mut ready = ReadyRecord::new(record(&credential), Backend::default()).unwrap();
    let mut broken = record(&credential);
    broken.public_key.pop();
    assert!(ready.update(broken).is_err());
    assert_eq!(ready.record(), &record(&credential));
    assert!(format!("{ready:?}").starts_with("ReadyRecord { record: CredentialRecord"));
}
