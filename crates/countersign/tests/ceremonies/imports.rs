//! Credentials that other libraries stored: samples in their published forms, of keys of our own.

use countersign::import::{go_webauthn, py_webauthn, simple_webauthn, webauthn_rs};
use countersign::{Aaguid, Algorithm, CredentialRecord, Key, Reason, ReasonKind};
use countersign_authenticator::{Registration, RelyingParty};
use serde_json::{Value, json};

const MODEL: &str = "01020304-0506-0708-0102-030405060708";

fn text(bytes: &[u8]) -> String {
    countersign_authenticator::base64url(bytes)
}

/// Base64 of Go's `encoding/json`: the standard alphabet, padded.
fn standard(bytes: &[u8]) -> String {
    let text = text(bytes).replace('-', "+").replace('_', "/");
    let padding = (4 - text.len() % 4) % 4;
    text + &"=".repeat(padding)
}

/// The record that every sample is of: a synced passkey, used 41 times.
fn record(algorithm: Algorithm) -> CredentialRecord {
    let registration = Registration::new(&RelyingParty::new("example.org"));
    let credential = registration.algorithm(algorithm).make().credential;
    CredentialRecord {
        id: credential.id,
        public_key: credential.public_key.encode(),
        sign_count: 41,
        uv_initialized: true,
        transports: vec!["hybrid".into(), "internal".into()],
        backup_eligible: Some(true),
        backup_state: true,
        aaguid: MODEL.parse().unwrap(),
    }
}

/// [`Credential`](https://pkg.go.dev/github.com/go-webauthn/webauthn/webauthn#Credential).
fn go(record: &CredentialRecord) -> Value {
    json!({
        "id": standard(&record.id),
        "publicKey": standard(&record.public_key),
        "transport": record.transports,
        "flags": {
            "userPresent": true, "userVerified": true, "backupEligible": true, "backupState": true,
        },
        "authenticator": {
            "AAGUID": standard(&record.aaguid.0), "signCount": record.sign_count,
            "cloneWarning": false, "attachment": "platform",
        },
        "attestationFormat": "none",
        "attestation": {
            "type": "", "format": "", "clientDataJSON": "e30=", "clientDataHash": null,
            "authenticatorData": null, "publicKeyAlgorithm": -7, "object": "oA==",
        },
    })
}

/// `Passkey` with its
/// [`Credential`](https://docs.rs/webauthn-rs-core/latest/webauthn_rs_core/interface/struct.Credential.html).
fn rust(record: &CredentialRecord, key: &Value) -> Value {
    json!({ "cred": {
        "cred_id": text(&record.id),
        "cred": key,
        "counter": record.sign_count,
        "transports": ["Hybrid", "internal", "unknown"],
        "user_verified": true,
        "backup_eligible": true,
        "backup_state": true,
        "registration_policy": "required",
        "extensions": {
            "cred_protect": "Ignored", "hmac_create_secret": "NotRequested",
            "appid": "NotRequested", "cred_props": "Ignored",
        },
        "attestation": { "data": "None", "metadata": "None" },
        "attestation_format": "none",
    } })
}

/// Its `COSEKey`, of the numbers of the key.
fn rust_key(record: &CredentialRecord) -> Value {
    let key = Key::parse(&record.public_key).unwrap();
    let numbers = match key.public_key() {
        countersign_cose::PublicKey::Ec { x, y, .. } => json!({ "EC_EC2": {
            "curve": if x.len() == 32 { "SECP256R1" } else { "SECP384R1" }, "x": text(x), "y": text(y),
        } }),
        countersign_cose::PublicKey::Edwards { point, .. } => {
            json!({ "EC_OKP": { "curve": "ED25519", "x": text(point) } })
        }
        countersign_cose::PublicKey::Rsa { n, e } => json!({ "RSA": { "n": text(n), "e": e } }),
        _ => panic!("webauthn-rs has no such key"),
    };
    let name = match key.algorithm() {
        Algorithm::EdDsa => "EDDSA",
        other => other.name(),
    };
    json!({ "type_": name, "key": numbers })
}

#[test]
fn go_webauthn_stores_base64() {
    let record = record(Algorithm::Es256);
    let stored = go(&record);
    assert_eq!(go_webauthn(&stored.to_string()), Ok(record.clone()));
    // From before there were flags.
    let mut old = stored.clone();
    old.as_object_mut().unwrap().remove("flags");
    old["authenticator"]["AAGUID"].take();
    let read = go_webauthn(&old.to_string()).unwrap();
    assert_eq!((read.backup_eligible, read.backup_state), (None, false));
    assert_eq!(read.aaguid, Aaguid([0; 16]));
}

#[test]
fn webauthn_rs_stores_the_numbers_of_the_key() {
    for algorithm in [
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::EdDsa,
        Algorithm::Rs256,
    ] {
        let mut record = record(algorithm);
        record.aaguid = Aaguid([0; 16]); // not stored
        let stored = rust(&record, &rust_key(&record));
        assert_eq!(
            webauthn_rs(&stored.to_string()),
            Ok(record.clone()),
            "{algorithm:?}"
        );
        // The credential without what is around it.
        assert_eq!(webauthn_rs(&stored["cred"].to_string()), Ok(record));
    }
    // Releases before 0.5 wrote coordinates as numbers.
    let mut record = record(Algorithm::Es256);
    record.aaguid = Aaguid([0; 16]);
    let mut key = rust_key(&record);
    let parsed = Key::parse(&record.public_key).unwrap();
    let countersign_cose::PublicKey::Ec { x, y, .. } = *parsed.public_key() else {
        panic!("ES256")
    };
    key["key"]["EC_EC2"]["x"] = json!(x);
    key["key"]["EC_EC2"]["y"] = json!(y);
    assert_eq!(webauthn_rs(&rust(&record, &key).to_string()), Ok(record));
}

#[test]
fn simple_webauthn_has_members_to_store() {
    let mut record = record(Algorithm::Es256);
    record.uv_initialized = false; // not stored
    record.aaguid = Aaguid([0; 16]); // not stored
    let mut stored = json!({
        "id": text(&record.id),
        "publicKey": text(&record.public_key),
        "webauthnUserID": "YWxleA",
        "counter": record.sign_count,
        "transports": record.transports,
        "deviceType": "multiDevice",
        "backedUp": true,
    });
    assert_eq!(simple_webauthn(&stored.to_string()), Ok(record.clone()));
    // What JSON.stringify() makes of a Uint8Array, and of a Buffer.
    let numbered = record.public_key.iter().enumerate();
    let numbered = numbered.map(|(place, byte)| (place.to_string(), json!(byte)));
    stored["publicKey"] = Value::Object(numbered.collect());
    assert_eq!(simple_webauthn(&stored.to_string()), Ok(record.clone()));
    stored["publicKey"] = json!({ "type": "Buffer", "data": record.public_key });
    assert_eq!(simple_webauthn(&stored.to_string()), Ok(record.clone()));
    // A WebAuthnCredential alone.
    let alone = json!({
        "id": text(&record.id), "publicKey": text(&record.public_key), "counter": 41,
    });
    let read = simple_webauthn(&alone.to_string()).unwrap();
    assert_eq!((read.backup_eligible, read.transports.len()), (None, 0));
    stored["deviceType"] = "both".into();
    let refused = simple_webauthn(&stored.to_string());
    assert_eq!(refused, Err(Reason::NotAllowed("deviceType")));
}

#[test]
fn py_webauthn_has_members_to_store() {
    let mut record = record(Algorithm::Rs256);
    let mut stored = json!({
        "credential_id": text(&record.id),
        "credential_public_key": text(&record.public_key),
        "sign_count": record.sign_count,
        "aaguid": MODEL,
        "fmt": "none",
        "credential_type": "public-key",
        "user_verified": true,
        "attestation_object": "oA",
        "credential_device_type": "multi_device",
        "credential_backed_up": true,
    });
    record.transports.clear();
    assert_eq!(py_webauthn(&stored.to_string()), Ok(record));
    stored["credential_device_type"] = "both".into();
    let refused = py_webauthn(&stored.to_string());
    assert_eq!(refused, Err(Reason::NotAllowed("credential_device_type")));
}

#[test]
fn what_is_no_credential_is_not_imported() {
    let record = record(Algorithm::Es256);
    let go = |name: &str, value: Value| {
        let mut stored = go(&record);
        stored[name] = value;
        go_webauthn(&stored.to_string()).unwrap_err()
    };
    assert_eq!(go("id", json!("")), Reason::Missing("credentialId"));
    let too_large = Reason::too_large("credentialId", 1023, 1024);
    assert_eq!(go("id", json!(standard(&[7; 1024]))), too_large);
    assert_eq!(
        go("id", json!("%")),
        Reason::Malformed {
            what: "id",
            offset: 0
        }
    );
    assert_eq!(go("id", Value::Null), Reason::Missing("id"));
    assert_eq!(go("publicKey", json!("oA==")), Reason::Missing("kty"));
    let cut = standard(&record.public_key[..70]);
    assert_eq!(go("publicKey", json!(cut)).kind(), ReasonKind::Malformed);
    let short = json!({ "AAGUID": "AAAA", "signCount": 0 });
    assert_eq!(
        go("authenticator", short),
        Reason::Malformed {
            what: "AAGUID",
            offset: 3
        }
    );
    // Larger than a counter can be.
    let large = json!({ "signCount": 4_294_967_296_u64 });
    assert_eq!(go("authenticator", large).kind(), ReasonKind::Malformed);

    let mut key = rust_key(&record);
    key["key"]["EC_EC2"]["x"] = text(&[7; 31]).into();
    let refused = webauthn_rs(&rust(&record, &key).to_string()).unwrap_err();
    assert_eq!(refused.kind(), ReasonKind::Mismatch);
    key["type_"] = "ES255".into();
    let refused = webauthn_rs(&rust(&record, &key).to_string()).unwrap_err();
    assert_eq!(refused.kind(), ReasonKind::Unsupported);
    for import in [go_webauthn, webauthn_rs, simple_webauthn, py_webauthn] {
        assert_eq!(import("[]").unwrap_err().kind(), ReasonKind::Malformed);
        assert_eq!(import("{}").unwrap_err().kind(), ReasonKind::Missing);
    }
}
