//! The W3C vectors, regenerated, against the published bytes where they are given.

use std::path::PathBuf;

use countersign_authenticator::w3c;
use serde_json::Value;

/// The folder with published test data, if it is there.
fn shared(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("COUNTERSIGN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = folder.join(file);
    if !path.exists() {
        println!("left out: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn published() -> Option<Value> {
    let path = shared("vectors/w3c-webauthn-l3.json")?;
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

#[test]
fn every_published_byte_is_reproduced() {
    let Some(published) = published() else { return };
    let sections = published["vectors"].as_array().unwrap();
    let pairs = w3c::pairs();
    assert_eq!(pairs.len(), sections.len());
    assert_eq!(pairs.len(), 15);
    for (pair, section) in pairs.iter().zip(sections) {
        assert_eq!(pair.id, section["id"]);
        assert_eq!(pair.title, section["title"]);
        let (made, given) = (&pair.registration, &section["registration"]);
        let compare = |what: &str, made: &[u8], given: &Value| {
            assert_eq!(hex::encode(made), given[what], "{}: {what}", pair.id);
        };
        compare("challenge", &made.challenge, given);
        compare("clientDataJSON", &made.client_data_json, given);
        compare("credential_id", &made.credential.id, given);
        compare("attestationObject", &made.attestation_object, given);
        let (made, given) = (&pair.authentication, &section["authentication"]);
        compare("challenge", &made.challenge, given);
        compare("clientDataJSON", &made.client_data_json, given);
        compare("authenticatorData", &made.authenticator_data, given);
        compare("signature", &made.signature, given);
    }
}

#[test]
fn the_published_root_is_reproduced() {
    let Some(published) = published() else { return };
    let root = &published["attestation_root"]["attestation_ca_cert"];
    assert_eq!(hex::encode(w3c::root_certificate()), *root);
}

#[test]
fn the_vectors_say_what_the_shared_ones_say() {
    let Some(path) = shared("vectors/w3c/level3.json") else {
        return;
    };
    let given: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let made = w3c::vectors();
    let (made, given) = (
        made["vectors"].as_array().unwrap(),
        given["vectors"].as_array().unwrap(),
    );
    assert_eq!(made.len(), 30);
    assert_eq!(made, given);
}

#[test]
fn the_vectors_that_ship_are_the_ones_made() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../conformance/vectors/w3c/level3.json"
    );
    let Ok(shipped) = std::fs::read_to_string(path) else {
        return println!("left out: {path} is not there");
    };
    assert!(
        shipped == format!("{:#}\n", w3c::vectors()),
        "run the example w3c-vectors"
    );
}
