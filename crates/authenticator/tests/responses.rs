//! Each response is what its section says, checked by other libraries from the section's text.

mod common;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use ciborium::Value;
use common::{digest, verifies};
use countersign_authenticator::certificate::oid;
use countersign_authenticator::{
    Format, Pki, Registration, RegistrationResponse, RelyingParty, Seed, algorithms,
};
use countersign_cose::{Algorithm, Hash};
use der::{Decode as _, Encode as _};
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;

fn rp() -> RelyingParty {
    RelyingParty::new("example.org")
}

/// The algorithms whose keys the format can attest.
fn attestable(format: &Format) -> Vec<Algorithm> {
    let fits = |algorithm: &Algorithm| match format {
        Format::FidoU2f => *algorithm == Algorithm::Es256,
        _ => true,
    };
    algorithms().into_iter().filter(fits).collect()
}

fn entry<'v>(map: &'v Value, name: &str) -> &'v Value {
    let entries = map.as_map().unwrap();
    &entries
        .iter()
        .find(|(key, _)| key.as_text() == Some(name))
        .unwrap()
        .1
}

fn bytes<'v>(map: &'v Value, name: &str) -> &'v [u8] {
    entry(map, name).as_bytes().unwrap()
}

fn object(response: &RegistrationResponse) -> Value {
    ciborium::from_reader(response.attestation_object.as_slice()).unwrap()
}

fn certificates(response: &RegistrationResponse) -> Vec<Certificate> {
    response
        .chain
        .iter()
        .map(|der| Certificate::from_der(der).unwrap())
        .collect()
}

fn spki(certificate: &Certificate) -> Vec<u8> {
    certificate
        .tbs_certificate()
        .subject_public_key_info()
        .to_der()
        .unwrap()
}

fn extension(certificate: &Certificate, oid: &str) -> Vec<u8> {
    let extensions = certificate.tbs_certificate().extensions().unwrap();
    let found = extensions
        .iter()
        .find(|extension| extension.extn_id.to_string() == oid);
    found.unwrap().extn_value.as_bytes().to_vec()
}

/// Authenticator data and the hash of client data: what statements are about.
fn attested(response: &RegistrationResponse) -> Vec<u8> {
    let hash = Sha256::digest(&response.client_data_json);
    [response.authenticator_data.as_slice(), &hash].concat()
}

#[test]
fn packed_statements_are_signed_by_leaf_or_credential() {
    for algorithm in algorithms() {
        let made = Registration::new(&rp())
            .format(Format::Packed)
            .attestation_algorithm(algorithm);
        let made = made.make();
        let object = object(&made);
        let statement = entry(&object, "attStmt");
        let sig = bytes(statement, "sig");
        assert_eq!(entry(statement, "alg"), &Value::from(algorithm.id()));
        let leaf = &certificates(&made)[0];
        assert!(
            verifies(&spki(leaf), algorithm.scheme(), &attested(&made), sig),
            "{algorithm:?}"
        );
        let aaguid = extension(leaf, oid::FIDO_AAGUID);
        assert_eq!(aaguid[2..], made.authenticator_data[37..53]);

        let made = Registration::new(&rp())
            .format(Format::PackedSelf)
            .algorithm(algorithm)
            .make();
        let object = self::object(&made);
        let sig = bytes(entry(&object, "attStmt"), "sig");
        let key = made.credential.key.public().to_spki();
        assert!(
            verifies(&key, algorithm.scheme(), &attested(&made), sig),
            "{algorithm:?}"
        );
    }
}

#[test]
fn u2f_statements_are_signed_over_the_raw_message() {
    let made = Registration::new(&rp()).format(Format::FidoU2f).make();
    let object = object(&made);
    let statement = entry(&object, "attStmt");
    assert_eq!(entry(statement, "x5c").as_array().unwrap().len(), 1);
    let message = [
        &[0],
        &made.authenticator_data[..32],
        &Sha256::digest(&made.client_data_json),
        &made.credential.id,
        &made.credential.key.public().key_bits(),
    ]
    .concat();
    let leaf = &certificates(&made)[0];
    let sig = bytes(statement, "sig");
    assert!(verifies(
        &spki(leaf),
        Algorithm::Es256.scheme(),
        &message,
        sig
    ));
    assert_eq!(made.authenticator_data[32], 0x41);
    assert_eq!(made.authenticator_data[37..53], [0; 16]);
}

#[test]
fn apple_leaves_hold_the_nonce_and_the_credential_key() {
    for algorithm in attestable(&Format::Apple) {
        let made = Registration::new(&rp())
            .format(Format::Apple)
            .algorithm(algorithm)
            .make();
        let leaf = &certificates(&made)[0];
        assert_eq!(spki(leaf), made.credential.key.public().to_spki());
        let nonce = extension(leaf, oid::APPLE_NONCE);
        assert_eq!(nonce[6..], digest(Hash::Sha256, &attested(&made)));
    }
}

#[test]
fn android_leaves_hold_the_challenge_and_the_credential_key() {
    for (version, algorithm) in [1, 2, 3, 4, 100, 200, 300, 400]
        .into_iter()
        .zip(attestable(&Format::AndroidKey))
    {
        let made = Registration::new(&rp())
            .format(Format::AndroidKey)
            .android_version(version)
            .algorithm(algorithm)
            .make();
        let leaf = &certificates(&made)[0];
        assert_eq!(spki(leaf), made.credential.key.public().to_spki());
        let object = object(&made);
        let sig = bytes(entry(&object, "attStmt"), "sig");
        assert!(verifies(
            &spki(leaf),
            algorithm.scheme(),
            &attested(&made),
            sig
        ));
        let description = extension(leaf, oid::ANDROID_KEY);
        let parts: Vec<der::Any> = Vec::from_der(&description).unwrap();
        assert_eq!(parts.len(), 8, "version {version}");
        assert_eq!(parts[0].decode_as::<i64>().unwrap(), version);
        assert_eq!(
            parts[4].value(),
            Sha256::digest(&made.client_data_json).as_slice()
        );
    }
}

#[test]
fn tpm_statements_certify_the_credential_key() {
    for (algorithm, hash, name_alg) in [
        (Algorithm::Es256, Hash::Sha256, 0x0b_u8),
        (Algorithm::Es512, Hash::Sha512, 0x0d),
        (Algorithm::Rs256, Hash::Sha256, 0x0c),
        (Algorithm::Rs1, Hash::Sha1, 0x04),
    ] {
        let made = Registration::new(&rp())
            .format(Format::Tpm)
            .algorithm(algorithm)
            .attestation_algorithm(algorithm)
            .pub_area(|area| area.name_alg = name_alg.into())
            .make();
        let object = object(&made);
        let statement = entry(&object, "attStmt");
        let (pub_area, cert_info) = (bytes(statement, "pubArea"), bytes(statement, "certInfo"));
        let leaf = &certificates(&made)[0];
        let sig = bytes(statement, "sig");
        assert!(
            verifies(&spki(leaf), algorithm.scheme(), cert_info, sig),
            "{algorithm:?}"
        );
        let extra = digest(hash, &attested(&made));
        assert_eq!(cert_info[..8], [0xff, b'T', b'C', b'G', 0x80, 0x17, 0, 0]);
        assert_eq!(cert_info[10..10 + extra.len()], extra);
        let name_hash =
            [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512][[0x04, 0x0b, 0x0c, 0x0d]
                .iter()
                .position(|id| *id == name_alg)
                .unwrap()];
        let name = [&[0, name_alg], digest(name_hash, pub_area).as_slice()].concat();
        assert!(cert_info.windows(name.len()).any(|window| window == name));
        assert!(leaf.tbs_certificate().subject().is_empty());
    }
}

#[test]
fn safetynet_responses_are_signed_tokens_over_the_nonce() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es256] {
        let made = Registration::new(&rp())
            .format(Format::AndroidSafetyNet)
            .attestation_algorithm(algorithm)
            .make();
        let object = object(&made);
        let token = bytes(entry(&object, "attStmt"), "response");
        let token = std::str::from_utf8(token).unwrap();
        let (input, signature) = token.rsplit_once('.').unwrap();
        let decode = |text| Base64UrlUnpadded::decode_vec(text).unwrap();
        let payload = decode(input.split_once('.').unwrap().1);
        let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
        let nonce = Base64::encode_string(&digest(Hash::Sha256, &attested(&made)));
        assert_eq!(payload["nonce"], nonce);
        let mut signature = decode(signature);
        if algorithm == Algorithm::Es256 {
            signature = p256::ecdsa::Signature::from_slice(&signature)
                .unwrap()
                .to_der()
                .as_bytes()
                .to_vec();
        }
        let leaf = &certificates(&made)[0];
        assert!(verifies(
            &spki(leaf),
            algorithm.scheme(),
            input.as_bytes(),
            &signature
        ));
    }
}

#[test]
fn compound_statements_hold_whole_statements() {
    let members = vec![Format::Packed, Format::Tpm, Format::None];
    let made = Registration::new(&rp())
        .format(Format::Compound(members))
        .make();
    let object = object(&made);
    assert_eq!(entry(&object, "fmt").as_text(), Some("compound"));
    let members = entry(&object, "attStmt").as_array().unwrap();
    let names: Vec<_> = members
        .iter()
        .map(|member| entry(member, "fmt").as_text())
        .collect();
    assert_eq!(names, [Some("packed"), Some("tpm"), Some("none")]);
    let sig = bytes(entry(&members[0], "attStmt"), "sig");
    let leaf = &certificates(&made)[0];
    assert!(verifies(
        &spki(leaf),
        Algorithm::Es256.scheme(),
        &attested(&made),
        sig
    ));
    assert_eq!(made.anchors.len(), 2);
}

#[test]
fn chains_are_signed_from_the_root_down_by_any_algorithm() {
    for algorithm in algorithms() {
        let pki = Pki {
            algorithm,
            intermediates: 2,
            ..Pki::new(Seed::new("chains"))
        };
        let made = Registration::new(&rp())
            .format(Format::Packed)
            .pki(pki)
            .make();
        let mut path = certificates(&made);
        assert_eq!(path.len(), 3);
        path.push(Certificate::from_der(&made.anchors[0]).unwrap());
        let issuers = path.iter().skip(1).chain(path.last());
        for (certificate, issuer) in path.iter().zip(issuers) {
            let tbs = certificate.tbs_certificate();
            assert_eq!(tbs.issuer(), issuer.tbs_certificate().subject());
            assert_eq!(tbs.signature(), certificate.signature_algorithm());
            let (message, signature) = (tbs.to_der().unwrap(), certificate.signature());
            let signature = signature.as_bytes().unwrap();
            assert!(
                verifies(&spki(issuer), algorithm.scheme(), &message, signature),
                "{algorithm:?}"
            );
        }
    }
}

#[test]
fn certificates_are_canonical() {
    for format in Format::SIMPLE {
        let made = Registration::new(&rp()).format(format.clone()).make();
        assert_eq!(made.chain.is_empty(), !format.has_chain());
        for der in made.chain.iter().chain(&made.anchors) {
            assert_eq!(&Certificate::from_der(der).unwrap().to_der().unwrap(), der);
        }
    }
}

#[test]
fn authentications_are_signed_by_the_credential() {
    for algorithm in algorithms() {
        let registered = Registration::new(&rp())
            .algorithm(algorithm)
            .sign_count(7)
            .make();
        let made = registered.credential.authenticate().make();
        let hash = Sha256::digest(&made.client_data_json);
        let message = [made.authenticator_data.as_slice(), &hash].concat();
        let key = registered.credential.key.public().to_spki();
        assert!(
            verifies(&key, algorithm.scheme(), &message, &made.signature),
            "{algorithm:?}"
        );
        assert_eq!(made.authenticator_data.len(), 37);
        assert_eq!(made.authenticator_data[33..], [0, 0, 0, 8]);
    }
}

#[test]
fn the_same_call_gives_the_same_bytes() {
    for format in Format::SIMPLE {
        let make = |seed: &str| {
            let made = Registration::new(&rp())
                .seed(Seed::new(seed))
                .format(format.clone())
                .make();
            let authentication = made.credential.authenticate().make();
            (made, authentication)
        };
        assert_eq!(make("one"), make("one"), "{format:?}");
        let (one, two) = (make("one").0, make("two").0);
        assert_ne!(one.attestation_object, two.attestation_object, "{format:?}");
        assert_eq!(one.anchors, two.anchors, "{format:?}");
    }
}

#[test]
fn responses_are_json_as_browsers_give_it() {
    let made = Registration::new(&rp())
        .format(Format::Packed)
        .user_handle(b"user")
        .make();
    let json = made.to_json();
    assert_eq!(json["id"], json["rawId"]);
    assert_eq!(json["type"], "public-key");
    assert_eq!(json["response"]["publicKeyAlgorithm"], -7);
    assert_eq!(
        json["response"]["transports"],
        serde_json::json!(["internal"])
    );
    let json = made.credential.authenticate().make().to_json();
    assert_eq!(json["response"]["userHandle"], "dXNlcg");
    assert_eq!(json["response"].as_object().unwrap().len(), 4);
}
