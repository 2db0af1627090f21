//! Responses that are cut, changed byte by byte, huge, many at once, or of impossible times: none
//! is accepted that should not be, and nothing panics.

use std::thread;

use countersign::trust::{Anchor, PathValidation};
use countersign::{
    Account, Algorithm, AnchorRule, AttestationTrust, AuthenticationExpectations,
    AuthenticationResponse, AuthenticationResponseJson, Certificate, Challenge,
    ClientExtensionResults, CredentialRecord, OriginRule, ReasonKind, RegistrationExpectations,
    RegistrationResponse, RegistrationResponseJson, Rejection, RelyingParty, Step, UnixTime,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Format, Registration};

const CHALLENGE: &[u8] = b"a challenge of the relying party";

fn rp() -> RelyingParty {
    let origin = OriginRule::exact("https://example.org").unwrap();
    RelyingParty::new("example.org", [origin]).unwrap()
}

fn registration<'a>() -> Registration<'a> {
    Registration::new(&authenticator::RelyingParty::new("example.org")).challenge(CHALLENGE)
}

fn expected<'p>() -> RegistrationExpectations<'p> {
    RegistrationExpectations::new(Challenge::new(CHALLENGE).unwrap())
}

/// The parts of a response, to be changed.
#[derive(Clone)]
struct Parts {
    id: Vec<u8>,
    client_data_json: Vec<u8>,
    attestation_object: Vec<u8>,
}

impl Parts {
    fn of(made: &authenticator::RegistrationResponse) -> Self {
        Self {
            id: made.credential.id.clone(),
            client_data_json: made.client_data_json.clone(),
            attestation_object: made.attestation_object.clone(),
        }
    }

    fn each(&mut self) -> [&mut Vec<u8>; 3] {
        [
            &mut self.id,
            &mut self.client_data_json,
            &mut self.attestation_object,
        ]
    }

    fn verify(&self, rp: &RelyingParty) -> Result<CredentialRecord, Rejection> {
        let response =
            RegistrationResponse::new(&self.id, &self.client_data_json, &self.attestation_object);
        rp.verify_registration(&response, &expected())
            .map(|verified| verified.record)
    }
}

/// Self attestation covers everything that can be changed but the envelope's own bytes, and those
/// have one spelling. Ed25519, because it is fast to verify.
#[test]
fn no_byte_of_a_registration_can_be_another() {
    let made = registration()
        .algorithm(Algorithm::EdDsa)
        .format(Format::PackedSelf)
        .make();
    let mut parts = Parts::of(&made);
    let rp = rp();
    parts.verify(&rp).unwrap();
    let mut accepted = Vec::new();
    for part in 0..3 {
        for at in 0..parts.each()[part].len() {
            let right = parts.each()[part][at];
            for other in (0..=u8::MAX).filter(|byte| *byte != right) {
                parts.each()[part][at] = other;
                if parts.verify(&rp).is_ok() {
                    accepted.push((part, at, other));
                }
            }
            parts.each()[part][at] = right;
        }
    }
    assert_eq!(accepted, []);
}

#[test]
fn no_truncation_of_a_registration_is_accepted() {
    let whole = Parts::of(&registration().format(Format::PackedSelf).make());
    let rp = rp();
    for part in 0..3 {
        for length in 0..whole.clone().each()[part].len() {
            let mut parts = whole.clone();
            parts.each()[part].truncate(length);
            assert!(parts.verify(&rp).is_err(), "part {part}, {length} bytes");
        }
    }
}

fn record(credential: &authenticator::Credential) -> CredentialRecord {
    CredentialRecord {
        id: credential.id.clone(),
        public_key: credential.public_key.encode(),
        sign_count: 0,
        uv_initialized: false,
        transports: vec![],
        backup_eligible: Some(false),
        backup_state: false,
        aaguid: countersign::Aaguid::ZERO,
    }
}

fn authenticates(made: &authenticator::AuthenticationResponse) -> Result<(), Rejection> {
    let record = record(&made.credential);
    let account = Account::Identified {
        user_handle: b"account",
    };
    let expected = AuthenticationExpectations::new(Challenge::new(CHALLENGE).unwrap(), account);
    let response = AuthenticationResponse {
        credential_id: &made.credential.id,
        client_data_json: &made.client_data_json,
        authenticator_data: &made.authenticator_data,
        signature: &made.signature,
        user_handle: made.user_handle.as_deref(),
        client_extension_results: ClientExtensionResults::default(),
    };
    rp().verify_authentication(&response, &record, &expected)
        .map(drop)
}

fn authentication() -> authenticator::AuthenticationResponse {
    let credential = registration().make().credential;
    credential
        .authenticate()
        .challenge(CHALLENGE)
        .user_handle(Some(b"account"))
        .make()
}

#[test]
fn no_truncation_of_an_authentication_is_accepted() {
    let whole = authentication();
    authenticates(&whole).unwrap();
    let fields: [fn(&mut authenticator::AuthenticationResponse) -> &mut Vec<u8>; 4] = [
        |made| &mut made.client_data_json,
        |made| &mut made.authenticator_data,
        |made| &mut made.signature,
        |made| made.user_handle.as_mut().unwrap(),
    ];
    for (number, field) in fields.into_iter().enumerate() {
        for length in 0..field(&mut whole.clone()).len() {
            let mut cut = whole.clone();
            field(&mut cut).truncate(length);
            assert!(
                authenticates(&cut).is_err(),
                "field {number}, {length} bytes"
            );
        }
    }
}

#[test]
fn no_truncation_of_the_json_form_is_read() {
    let registration = registration().make().to_json().to_string();
    for length in 0..registration.len() {
        assert!(RegistrationResponseJson::parse(&registration[..length]).is_err());
    }
    let authentication = authentication().to_json().to_string();
    for length in 0..authentication.len() {
        assert!(AuthenticationResponseJson::parse(&authentication[..length]).is_err());
    }
}

#[test]
fn ten_mebibytes_of_json_are_too_large() {
    let mut json = registration().make().to_json();
    json["padding"] = "x".repeat(10 << 20).into();
    let refused = RegistrationResponseJson::parse(&json.to_string()).unwrap_err();
    let found = (refused.step(), refused.reason().kind());
    assert_eq!(found, (Step::RegistrationResponse, ReasonKind::TooLarge));
    let refused = AuthenticationResponseJson::parse(&json.to_string()).unwrap_err();
    let found = (refused.step(), refused.reason().kind());
    assert_eq!(found, (Step::AuthenticationResponse, ReasonKind::TooLarge));
}

#[test]
fn a_thousand_threads_share_one_relying_party() {
    let rp = rp();
    let right = Parts::of(&registration().format(Format::PackedSelf).make());
    let mut wrong = right.clone();
    wrong.id[0] ^= 1;
    thread::scope(|scope| {
        for number in 0..1000 {
            let (parts, is_right) = if number % 2 == 0 {
                (&right, true)
            } else {
                (&wrong, false)
            };
            let rp = &rp;
            let verify = move || assert_eq!(parts.verify(rp).is_ok(), is_right);
            thread::Builder::new().spawn_scoped(scope, verify).unwrap();
        }
    });
}

#[test]
fn at_impossible_times_a_certificate_has_expired() {
    let made = registration().format(Format::Packed).make();
    let roots: Vec<_> = made
        .anchors
        .iter()
        .map(|der| Anchor::from_certificate(Certificate::parse(der).unwrap()))
        .collect();
    let response = RegistrationResponse::new(
        &made.credential.id,
        &made.client_data_json,
        &made.attestation_object,
    );
    // Before 1970, and after 9999.
    for time in [i64::MIN, -1, 253_402_300_800, i64::MAX] {
        let rule = AnchorRule::new(PathValidation::new(&roots, UnixTime(time)));
        let trust = AttestationTrust::default().anchored([rule]);
        let refused = rp().verify_registration(&response, &expected().trust(trust));
        let refused = refused.map(drop).unwrap_err();
        let found = (refused.step(), refused.reason().kind());
        assert_eq!(found, (Step::PathValidity, ReasonKind::Expired), "{time}");
    }
}

/// What an error says may end in a log: values that could be answered with, or that name a
/// person, are cut.
#[test]
fn errors_hold_no_secrets() {
    let mut made = authentication();
    let challenge = authenticator::base64url(CHALLENGE);
    let other = authenticator::base64url(b"another challenge, just as long.");
    let text = String::from_utf8(made.client_data_json.clone()).unwrap();
    made.client_data_json = text.replace(&challenge, &other).into();
    let refused = authenticates(&made).unwrap_err();
    assert_eq!(refused.step(), Step::AuthenticationChallenge);
    for said in [refused.to_string(), format!("{refused:?}")] {
        assert!(
            !said.contains(&challenge) && !said.contains(&other),
            "{said}"
        );
    }
    let mut made = authentication();
    made.user_handle = Some(b"somebody@example.org".to_vec());
    let refused = authenticates(&made).unwrap_err();
    assert_eq!(refused.step(), Step::AuthenticationCredential);
    for said in [refused.to_string(), format!("{refused:?}")] {
        assert!(!said.contains("somebody@"), "{said}");
        assert!(!said.contains("736f6d65626f6479"), "{said}");
    }
}
