//! What holds for all responses: client data and the JSON form give back what was put in, a
//! ceremony reports what the authenticator said, and what is signed cannot be another bit.

use countersign::{
    Account, Algorithm, AuthenticationExpectations, AuthenticationResponse,
    AuthenticationResponseJson, Challenge, ClientData, ClientExtensionResults, CredentialRecord,
    OriginRule, RegistrationExpectations, RegistrationResponse, RegistrationResponseJson,
    Rejection, RelyingParty,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Format, PrivateKey, Registration, Seed};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

const HANDLE: &[u8] = b"somebody";
/// UP and UV, and BE and BS, which goes with BE alone.
const FLAGS: [u8; 6] = [0x01, 0x05, 0x09, 0x0d, 0x19, 0x1d];

fn rp() -> RelyingParty {
    let origin = OriginRule::exact("https://example.org").unwrap();
    RelyingParty::new("example.org", [origin]).unwrap()
}

fn flags() -> impl Strategy<Value = u8> {
    prop::sample::select(&FLAGS[..])
}

/// A registration with self attestation, which signs all that can be changed. Ed25519, because it
/// is fast.
fn registration<'a>(challenge: &[u8], id: &[u8], flags: u8, count: u32) -> Registration<'a> {
    let rp = authenticator::RelyingParty::new("example.org");
    let key = PrivateKey::derive(Algorithm::EdDsa, &Seed::new("laws"), "credential key");
    Registration::new(&rp)
        .algorithm(Algorithm::EdDsa)
        .format(Format::PackedSelf)
        .credential_key(key)
        .credential_id(id)
        .challenge(challenge)
        .flags(flags)
        .sign_count(count)
        .user_handle(HANDLE)
}

fn register(challenge: &[u8], parts: [&[u8]; 3]) -> Result<CredentialRecord, Rejection> {
    let expected = RegistrationExpectations::new(Challenge::new(challenge).unwrap());
    let response = RegistrationResponse::new(parts[0], parts[1], parts[2]);
    let verified = rp().verify_registration(&response, &expected)?;
    Ok(verified.record)
}

fn authenticate(
    challenge: &[u8],
    record: &CredentialRecord,
    [client_data_json, authenticator_data, signature]: [&[u8]; 3],
) -> Result<CredentialRecord, Rejection> {
    let account = Account::Identified {
        user_handle: HANDLE,
    };
    let expected = AuthenticationExpectations::new(Challenge::new(challenge).unwrap(), account);
    let response = AuthenticationResponse {
        credential_id: &record.id,
        client_data_json,
        authenticator_data,
        signature,
        user_handle: Some(HANDLE),
        client_extension_results: ClientExtensionResults::default(),
    };
    let verified = rp().verify_authentication(&response, record, &expected)?;
    Ok(verified.updated_record())
}

/// One of the parts, with one of its bits flipped.
fn flip(parts: &mut [Vec<u8>; 3], part: usize, place: Index) {
    let bit = place.index(parts[part].len() * 8);
    parts[part][bit / 8] ^= 1 << (bit % 8);
}

fn borrowed(parts: &[Vec<u8>; 3]) -> [&[u8]; 3] {
    [&parts[0], &parts[1], &parts[2]]
}

/// Any JSON that is not deep.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,8}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    // What fails becomes a test of its own; no file of seeds is kept.
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn client_data_gives_its_members_back(
        texts in [".{0,40}", ".{0,40}", ".{0,40}"],
        top_origin in prop::option::of(".{0,40}"),
        cross_origin in any::<Option<bool>>(),
        other in json_value(),
        spaces in "[ \t\r\n]{0,3}",
    ) {
        let [kind, challenge, origin] = &texts;
        let mut object = json!({
            "type": kind, "challenge": challenge, "origin": origin, "an extra member": other,
        });
        if let Some(top_origin) = &top_origin {
            object["topOrigin"] = top_origin.clone().into();
        }
        if let Some(cross_origin) = cross_origin {
            object["crossOrigin"] = cross_origin.into();
        }
        for text in [object.to_string(), serde_json::to_string_pretty(&object).unwrap()] {
            let spaced = format!("{spaces}{text}{spaces}");
            let parsed = ClientData::parse(spaced.as_bytes()).unwrap();
            prop_assert_eq!(&*parsed.kind, kind);
            prop_assert_eq!(&*parsed.challenge, challenge);
            prop_assert_eq!(&*parsed.origin, origin);
            prop_assert_eq!(parsed.top_origin.as_deref(), top_origin.as_deref());
            prop_assert_eq!(parsed.cross_origin, cross_origin);
        }
    }

    #[test]
    fn client_data_cut_off_is_refused(other in json_value(), place in any::<Index>()) {
        let object = json!({"type": "t", "challenge": "c", "origin": "o", "x": other}).to_string();
        let length = place.index(object.len());
        prop_assert!(ClientData::parse(&object.as_bytes()[..length]).is_err());
    }

    #[test]
    fn no_text_makes_the_json_forms_panic(text in ".{0,200}", value in json_value()) {
        for text in [text, value.to_string()] {
            prop_assert!(RegistrationResponseJson::parse(&text).is_err());
            prop_assert!(AuthenticationResponseJson::parse(&text).is_err());
        }
    }

    #[test]
    fn the_json_forms_give_the_bytes_back(
        challenge in vec(any::<u8>(), 16..64),
        id in vec(any::<u8>(), 1..=100),
        handle in prop::option::of(vec(any::<u8>(), 1..=64)),
    ) {
        let made = registration(&challenge, &id, 0x05, 0).make();
        let json = made.to_json().to_string();
        let parsed = RegistrationResponseJson::parse(&json).unwrap();
        let response = parsed.response();
        prop_assert_eq!(response.credential_id, &*id);
        prop_assert_eq!(response.client_data_json, &*made.client_data_json);
        prop_assert_eq!(response.attestation_object, &*made.attestation_object);

        let made = made.credential.authenticate().challenge(&challenge);
        let made = made.user_handle(handle.as_deref()).make();
        let json = made.to_json().to_string();
        let parsed = AuthenticationResponseJson::parse(&json).unwrap();
        let response = parsed.response();
        prop_assert_eq!(response.credential_id, &*id);
        prop_assert_eq!(response.client_data_json, &*made.client_data_json);
        prop_assert_eq!(response.authenticator_data, &*made.authenticator_data);
        prop_assert_eq!(response.signature, &*made.signature);
        prop_assert_eq!(response.user_handle, handle.as_deref());
    }

    #[test]
    fn a_registration_reports_what_the_authenticator_said(
        challenge in vec(any::<u8>(), 16..64),
        id in vec(any::<u8>(), 16..=1023),
        (flags, count) in (flags(), any::<u32>()),
        (part, place) in (0..3_usize, any::<Index>()),
    ) {
        let made = registration(&challenge, &id, flags, count).make();
        let mut parts = [id.clone(), made.client_data_json.clone(), made.attestation_object.clone()];
        let record = register(&challenge, borrowed(&parts)).unwrap();
        prop_assert_eq!(&record.id, &id);
        prop_assert_eq!(record.public_key, made.credential.public_key.encode());
        prop_assert_eq!(record.sign_count, count);
        prop_assert_eq!(record.uv_initialized, flags & 0x04 != 0);
        prop_assert_eq!(record.backup_eligible, Some(flags & 0x08 != 0));
        prop_assert_eq!(record.backup_state, flags & 0x10 != 0);

        let mut other = challenge.clone();
        other[place.index(challenge.len())] ^= 1;
        prop_assert!(register(&other, borrowed(&parts)).is_err(), "another challenge");
        flip(&mut parts, part, place);
        prop_assert!(register(&challenge, borrowed(&parts)).is_err(), "part {}", part);
    }

    #[test]
    fn an_authentication_brings_its_record_up_to_date(
        challenge in vec(any::<u8>(), 16..64),
        id in vec(any::<u8>(), 16..=1023),
        flags in flags(),
        (stored, more) in (0..=u32::MAX / 2, 1..=u32::MAX / 2),
        (part, place) in (0..3_usize, any::<Index>()),
    ) {
        // BE stays what it was.
        let registered = registration(&challenge, &id, flags, stored).make();
        let parts = [id, registered.client_data_json, registered.attestation_object];
        let record = register(&challenge, borrowed(&parts)).unwrap();
        let made = registered.credential.authenticate().challenge(&challenge);
        let made = made.flags(flags).sign_count(stored + more).make();
        let mut parts = [made.client_data_json, made.authenticator_data, made.signature];
        let updated = authenticate(&challenge, &record, borrowed(&parts)).unwrap();
        let expected = CredentialRecord { sign_count: stored + more, ..record.clone() };
        prop_assert_eq!(updated, expected);

        flip(&mut parts, part, place);
        let verdict = authenticate(&challenge, &record, borrowed(&parts));
        prop_assert!(verdict.is_err(), "part {}", part);
    }
}
