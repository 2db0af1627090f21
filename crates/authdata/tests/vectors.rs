//! The attestation objects and authenticator data in captured responses and in the vectors of the
//! specification.

use std::fs;
use std::path::PathBuf;

use base64ct::{Base64UrlUnpadded, Encoding};
use countersign_authdata::{AttestationObject, AuthenticatorData};
use countersign_cose::Form;
use countersign_spec::Reason;
use serde_json::Value;

/// Accepted by the project they are from, refused by us: test data that a general CBOR library
/// wrote, with maps of indefinite length. CTAP2 canonical form has none, and no client is known
/// to send them.
const INDEFINITE_LENGTH: [&str; 2] = [
    "java-webauthn-server/android-safetynet-basic-attestation",
    "java-webauthn-server/fido-u2f-basic-attestation",
];

#[test]
fn accepted_registrations_can_be_read() {
    let Some(vectors) = accepted("attestation_object") else {
        return;
    };
    assert!(!vectors.is_empty());
    let mut refused = Vec::new();
    for vector in &vectors {
        let bytes = field(vector, "attestation_object");
        match AttestationObject::parse(&bytes, Form::Tolerant) {
            Ok(object) => {
                let data = AuthenticatorData::parse(object.authenticator_data);
                let data = data.unwrap_or_else(|e| panic!("{}: {e}", vector["id"]));
                assert!(data.credential().is_some(), "{}", vector["id"]);
            }
            Err(reason) => {
                let whole = Reason::Malformed {
                    what: "attestation object",
                    offset: 0,
                };
                assert_eq!(reason, whole, "{}", vector["id"]);
                refused.push(vector["id"].as_str().unwrap());
            }
        }
    }
    println!("{} registrations", vectors.len());
    assert_eq!(refused, INDEFINITE_LENGTH);
}

#[test]
fn accepted_authentications_can_be_read() {
    let Some(vectors) = accepted("authenticator_data") else {
        return;
    };
    assert!(!vectors.is_empty());
    for vector in &vectors {
        let bytes = field(vector, "authenticator_data");
        let data = AuthenticatorData::parse(&bytes);
        data.unwrap_or_else(|e| panic!("{}: {e}", vector["id"]));
    }
    println!("{} authentications", vectors.len());
}

#[test]
fn the_vectors_of_the_specification_are_canonical() {
    let Some(mut vectors) = accepted("attestation_object") else {
        return;
    };
    vectors.retain(|vector| vector["id"].as_str().unwrap().starts_with("w3c/"));
    assert_eq!(vectors.len(), 15);
    for vector in vectors {
        let bytes = field(&vector, "attestation_object");
        AttestationObject::parse(&bytes, Form::Canonical).unwrap();
    }
}

/// The shared vectors to be accepted that have `member` in their response.
fn accepted(member: &str) -> Option<Vec<Value>> {
    let folder = shared()?;
    let real = fs::read_dir(folder.join("vectors/real")).unwrap();
    let mut files: Vec<_> = real.map(|entry| entry.unwrap().path()).collect();
    files.push(folder.join("vectors/w3c/level3.json"));
    files.sort();
    let suites = files
        .iter()
        .map(|file| -> Value { serde_json::from_slice(&fs::read(file).unwrap()).unwrap() });
    let vectors = suites.flat_map(|suite| suite["vectors"].as_array().unwrap().clone());
    let wanted = |vector: &Value| {
        vector["expect"]["verdict"] == "accept" && vector["response"][member].is_string()
    };
    Some(vectors.filter(wanted).collect())
}

fn field(vector: &Value, member: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(vector["response"][member].as_str().unwrap()).unwrap()
}

fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("COUNTERSIGN_SHARED").map(PathBuf::from);
    let folder = given
        .unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")));
    if !folder.is_dir() {
        println!("left out: no shared test data");
        return None;
    }
    Some(folder)
}
