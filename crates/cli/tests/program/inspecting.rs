//! `countersign inspect`.

use std::fmt::Write as _;

use countersign_authenticator::certificate::{Extension, pem};
use countersign_authenticator::{
    Format, Pki, Registration, RegistrationResponse, RelyingParty, RevocationList,
};
use serde_json::{Value, json};

use crate::common::{Folder, base64url, run, run_with, shared};

fn registration(format: Format) -> RegistrationResponse {
    Registration::new(&RelyingParty::new("example.org"))
        .challenge(b"a challenge of the relying party")
        .format(format)
        .make()
}

fn hex(bytes: &[u8]) -> String {
    let byte = |mut text: String, byte: &u8| {
        let _ = write!(text, "{byte:02x}");
        text
    };
    bytes.iter().fold(String::new(), byte)
}

/// The node of that name, wherever it is.
fn find<'a>(tree: &'a Value, name: &str) -> Option<&'a Value> {
    if tree["name"] == name {
        return Some(tree);
    }
    let mut children = tree["children"].as_array().into_iter().flatten();
    children.find_map(|child| find(child, name))
}

#[track_caller]
fn inspected(arguments: &[&str], code: i32) -> Value {
    let answer = run(&[&["inspect", "--json"], arguments].concat()).json(code);
    answer["found"][0].clone()
}

#[test]
fn each_kind_is_guessed_in_each_writing() {
    let made = registration(Format::Packed);
    let key = made.credential.public_key.encode();
    for (what, bytes) in [
        ("attestation object", made.attestation_object.as_slice()),
        ("authenticator data", &made.authenticator_data),
        ("client data", &made.client_data_json),
        ("COSE key", &key),
        ("certificate", &made.chain[0]),
    ] {
        let colons: Vec<_> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let standard = base64url(bytes).replace('-', "+").replace('_', "/");
        let padding = "=".repeat((4 - standard.len() % 4) % 4);
        for text in [
            base64url(bytes),
            hex(bytes),
            colons.join(":"),
            standard + &padding,
        ] {
            let found = inspected(&[&text], 0);
            assert_eq!(found["what"], what, "{text}");
            assert_eq!(found["refused"], Value::Null);
        }
        let folder = Folder::new();
        let file = folder.file("bytes", bytes);
        assert_eq!(inspected(&[&file], 0)["what"], what);
        let piped = run_with(&["inspect", "--json", "-"], bytes, &[]).json(0);
        assert_eq!(piped["found"][0]["what"], what);
    }
}

#[test]
fn offsets_are_those_of_the_bytes() {
    let made = registration(Format::Packed);
    let object = &made.attestation_object;
    let tree = &inspected(&[&base64url(object)], 0)["tree"];
    for (name, part) in [
        ("authData", made.authenticator_data.as_slice()),
        ("rpIdHash", &made.authenticator_data[..32]),
        ("credentialId", &made.credential.id),
        ("x5c[0]", &made.chain[0]),
        ("credentialPublicKey", &made.credential.public_key.encode()),
    ] {
        let node = find(tree, name).unwrap_or_else(|| panic!("{name}: {tree:#}"));
        let [offset, length] = ["offset", "length"]
            .map(|member| usize::try_from(node[member].as_u64().unwrap()).unwrap());
        assert_eq!(&object[offset..offset + length], part, "{name}");
    }
    // As JSON a value is whole, however long.
    assert_eq!(
        find(tree, "credentialId").unwrap()["hex"],
        hex(&made.credential.id)
    );
    let y = find(tree, "-3").unwrap()["hex"].as_str().unwrap();
    assert_eq!(y.len(), 64);
}

#[test]
fn statements_are_taken_apart() {
    let tpm = inspected(
        &[&base64url(&registration(Format::Tpm).attestation_object)],
        0,
    );
    let magic = find(&tpm["tree"], "magic").unwrap();
    assert_eq!(magic["value"], "0xff544347 TPM_GENERATED_VALUE");
    assert!(find(&tpm["tree"], "unique.x").is_some());
    let android = registration(Format::AndroidKey).attestation_object;
    let android = inspected(&[&base64url(&android)], 0);
    assert!(find(&android["tree"], "attestationChallenge").is_some());
    assert!(find(&android["tree"], "hardwareEnforced").is_some());
}

#[test]
fn structures_of_the_tpm_stand_alone_too() {
    let object = registration(Format::Tpm).attestation_object;
    let tree = inspected(&[&base64url(&object)], 0);
    for (name, what) in [("certInfo", "TPMS_ATTEST"), ("pubArea", "TPMT_PUBLIC")] {
        let node = find(&tree["tree"], name).unwrap();
        let [offset, length] = ["offset", "length"]
            .map(|member| usize::try_from(node[member].as_u64().unwrap()).unwrap());
        let bytes = &object[offset..offset + length];
        assert_eq!(inspected(&[&hex(bytes)], 0)["what"], what);
        let kind = what
            .to_lowercase()
            .replace("tpms_", "tpm-")
            .replace("tpmt_", "tpm-");
        let cut = inspected(&["--kind", &kind, &hex(&bytes[..length - 1])], 1);
        assert_eq!(cut["refused"]["reason"], "Malformed");
    }
}

#[test]
fn responses_are_shown_whole() {
    let made = registration(Format::None);
    let folder = Folder::new();
    let file = folder.file("registration.json", made.to_json().to_string());
    let found = inspected(&[&file], 0);
    assert_eq!(found["what"], "registration response");
    assert!(find(&found["tree"], "credentialPublicKey").is_some());
    assert_eq!(
        find(&found["tree"], "origin").unwrap()["value"],
        "\"https://example.org\""
    );
    let authentication = made.credential.authenticate().challenge(&[7; 16]).make();
    let found = inspected(&[&authentication.to_json().to_string()], 0);
    assert_eq!(found["what"], "authentication response");
    assert!(find(&found["tree"], "signCount").is_some());
}

#[test]
fn where_the_parser_refuses_the_tree_ends() {
    let made = registration(Format::Packed);
    let object = &made.attestation_object;
    let cut = inspected(&[&hex(&object[..object.len() - 5])], 1);
    assert_eq!(cut["what"], "attestation object");
    assert_eq!(cut["refused"]["step"], "RegistrationAttestationObject");
    assert!(find(&cut["tree"], "sig").is_some(), "{cut:#}");
    assert!(
        find(&cut["tree"], "ends here").unwrap()["fault"]
            .as_bool()
            .unwrap()
    );

    let data = &made.authenticator_data;
    let cut = inspected(&["--kind", "authenticator-data", &hex(&data[..60])], 1);
    assert_eq!(cut["refused"]["reason"], "Malformed");
    assert!(find(&cut["tree"], "aaguid").is_some() && find(&cut["tree"], "ends here").is_some());

    let certificate = &made.chain[0];
    let cut = inspected(&[&hex(&certificate[..certificate.len() - 1])], 1);
    assert_eq!(cut["what"], "certificate");
    let client_data = br#"{"type":"webauthn.create","challenge":"AAAA"}"#;
    let missing = inspected(&[&base64url(client_data)], 1);
    assert_eq!(missing["refused"]["step"], "RegistrationClientDataJson");
    assert_eq!(missing["refused"]["reason"], "Missing");

    let text = run(&["inspect", &base64url(client_data)]);
    assert!(text.code == 1 && text.out.contains("refused at RegistrationClientDataJson"));
    assert!(
        text.out.contains("https://www.w3.org/TR/webauthn-3/#"),
        "{}",
        text.out
    );
}

#[test]
fn text_that_was_not_copied_whole_is_shown_as_far_as_it_goes() {
    let mut text = base64url(&registration(Format::Packed).attestation_object);
    text.truncate(201);
    let answer = run(&["inspect", &text]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert!(
        answer.out.contains("from base64url that is cut off"),
        "{}",
        answer.out
    );
}

#[test]
fn chains_in_pem_are_shown_one_by_one() {
    let made = registration(Format::Packed);
    let chain: String = made.chain.iter().map(|der| pem(der)).collect();
    assert!(made.chain.len() > 1);
    let folder = Folder::new();
    let file = folder.file("chain.pem", &chain);
    let answer = run(&["inspect", "--json", &file]).json(0);
    assert_eq!(answer["encoding"], "from PEM");
    assert_eq!(answer["found"].as_array().unwrap().len(), made.chain.len());
    let broken = folder.file("broken.pem", chain.replace("-----END", "-----FIN"));
    assert_eq!(run(&["inspect", &broken]).code, 2);
}

#[test]
fn the_kind_can_be_said() {
    let key = registration(Format::None).credential.public_key.encode();
    assert_eq!(
        inspected(&["--kind", "cbor", &hex(&key)], 0)["what"],
        "CBOR"
    );
    let wrong = inspected(&["--kind", "certificate", &hex(&key)], 1);
    assert_eq!(wrong["what"], "certificate");
    assert_eq!(inspected(&["--kind", "json", "[1]"], 0)["what"], "JSON");
    assert_eq!(
        inspected(&["--kind", "json", "[1"], 1)["refused"]["reason"],
        "Malformed"
    );
    let der = inspected(&["--kind", "der", "300602010102010a"], 0);
    let integer = find(&der["tree"], "INTEGER").unwrap();
    assert_eq!(
        (&integer["value"], &integer["offset"]),
        (&json!("1"), &json!(2))
    );
}

#[test]
fn what_is_nothing_is_said() {
    for input in ["?!", "hello world, this is no response"] {
        let answer = run(&["inspect", input]);
        assert_eq!(answer.code, 2, "{}", answer.out);
        assert!(answer.err.contains("--kind"), "{}", answer.err);
    }
    let empty = run_with(&["inspect"], b" \n", &[]);
    assert!(empty.code == 2 && empty.err.contains("no input"));
    assert_eq!(run(&["inspect", "/"]).code, 2);
}

#[test]
fn hostile_text_does_not_reach_the_terminal() {
    let client_data =
        "{\"type\":\"webauthn.get\",\"challenge\":\"AAAA\",\"origin\":\"\\u001b[2Jx\\u202e\"}";
    let answer = run(&["inspect", client_data]);
    assert_eq!(answer.code, 0, "{}", answer.out);
    assert!(
        !answer.out.contains(['\x1b', '\u{202e}']),
        "{:?}",
        answer.out
    );
}

#[test]
fn no_bytes_make_it_panic() {
    let made = registration(Format::Tpm);
    let kinds = [
        "attestation-object",
        "authenticator-data",
        "client-data",
        "cose-key",
        "certificate",
        "revocation-list",
        "tpm-attest",
        "tpm-public",
        "android-key-description",
        "registration",
        "authentication",
        "mds-blob",
        "cbor",
        "der",
        "json",
    ];
    let object = &made.attestation_object;
    for (place, kind) in kinds.iter().enumerate() {
        let mut bytes = object[place * 7..place * 7 + 90].to_vec();
        bytes[place] ^= 0xff;
        for bytes in [
            &bytes[..],
            &[0xff; 3],
            &[0x9f; 2000],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        ] {
            let answer = run(&["inspect", "--kind", kind, &hex(bytes)]);
            assert!(
                answer.code == 0 || answer.code == 1,
                "{kind}: {}",
                answer.err
            );
        }
    }
}

#[test]
fn the_real_blob_is_known() {
    let Some(blob) = shared("vectors/mds/blob-31.jwt") else {
        return;
    };
    let found = inspected(&[&blob], 0);
    assert_eq!(found["what"], "MDS BLOB, not verified");
    assert_eq!(find(&found["tree"], "entries").unwrap()["value"], "174");
}

#[test]
fn a_safetynet_response_is_read() {
    let object = registration(Format::AndroidSafetyNet).attestation_object;
    let found = inspected(&[&base64url(&object)], 0);
    let response = find(&found["tree"], "response").unwrap();
    assert_eq!(response["value"], "JWS");
    let header = find(response, "header").unwrap();
    assert_eq!(find(header, "alg").unwrap()["value"], "\"RS256\"");
    assert!(find(response, "nonce").is_some());
}

#[test]
fn revocation_lists_are_taken_apart() {
    let root = Pki::default().root("packed");
    let mut list = RevocationList::new(&root, &[&[0x51], &[0x52]]);
    list.revoked[0].extensions = vec![Extension::new("2.5.29.21", vec![0x0a, 1, 1])];
    let der = list.sign(&root.key);
    let pem = pem(&der).replace("CERTIFICATE", "X509 CRL");
    for text in [hex(&der), base64url(&der), pem] {
        let found = inspected(&[&text], 0);
        assert_eq!(found["what"], "revocation list");
        let revoked = find(&found["tree"], "revoked").unwrap();
        assert_eq!(revoked["value"], "2");
        let first = &revoked["children"][0];
        assert_eq!(first["name"], "51");
        assert_eq!(first["value"], "since 2026-01-01T00:00:00Z, keyCompromise");
        let at = usize::try_from(first["offset"].as_u64().unwrap()).unwrap();
        assert_eq!(der[at], 0x51);
        let next = find(&found["tree"], "nextUpdate").unwrap();
        assert_eq!(next["value"], "2027-01-01T00:00:00Z");
    }
    let cut = hex(&der[..der.len() - 1]);
    let cut = inspected(&["--kind", "revocation-list", &cut], 1);
    assert_eq!(cut["refused"]["reason"], "Malformed");
}
