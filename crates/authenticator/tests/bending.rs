//! What a closure changes is changed before it is hashed or signed, and nothing else is.

mod common;

use common::verifies;
use countersign_authenticator::certificate::{CertificateSpec, Extension, V1, date, oid};
use countersign_authenticator::key_description::tag;
use countersign_authenticator::{
    Cbor, Format, Pki, PrivateKey, Registration, RegistrationResponse, RelyingParty,
    RevocationList, RsaKey, Seed, der as write, ed25519_beyond_order, flags, rsa,
};
use countersign_cose::{Algorithm, Hash, Scheme};
use der::{Decode as _, Encode as _};
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::certificate::{CertificateInner, Raw};

type Bend = fn(&mut CertificateSpec);

const ES256: Scheme = Scheme::Ecdsa(Hash::Sha256);

fn registration<'a>(format: Format) -> Registration<'a> {
    Registration::new(&RelyingParty::new("example.org")).format(format)
}

fn statement(made: &RegistrationResponse, name: &str) -> Vec<u8> {
    let object: ciborium::Value =
        ciborium::from_reader(made.attestation_object.as_slice()).unwrap();
    let entry = |map: &ciborium::Value, name: &str| {
        let entries = map.as_map().unwrap();
        entries
            .iter()
            .find(|(key, _)| key.as_text() == Some(name))
            .unwrap()
            .1
            .clone()
    };
    entry(&entry(&object, "attStmt"), name)
        .into_bytes()
        .unwrap()
}

/// Whether `sig` of the statement is the leaf's over what is attested.
fn statement_verifies(made: &RegistrationResponse) -> bool {
    let hash = Sha256::digest(&made.client_data_json);
    let message = [made.authenticator_data.as_slice(), &hash].concat();
    verifies(&leaf_key(made), ES256, &message, &statement(made, "sig"))
}

fn leaf_key(made: &RegistrationResponse) -> Vec<u8> {
    let leaf = CertificateInner::<Raw>::from_der(&made.chain[0]).unwrap();
    leaf.tbs_certificate()
        .subject_public_key_info()
        .to_der()
        .unwrap()
}

/// Whether the leaf is signed by the certificate after it.
fn leaf_verifies(made: &RegistrationResponse) -> bool {
    let issuer = Certificate::from_der(&made.chain[1]).unwrap();
    let key = issuer
        .tbs_certificate()
        .subject_public_key_info()
        .to_der()
        .unwrap();
    let parts: Vec<der::Any> = Vec::from_der(&made.chain[0]).unwrap();
    let signature = parts[2].decode_as::<der::asn1::BitString>().unwrap();
    verifies(
        &key,
        ES256,
        &parts[0].to_der().unwrap(),
        signature.raw_bytes(),
    )
}

#[test]
fn a_closure_that_changes_nothing_changes_nothing() {
    for format in Format::SIMPLE {
        let bent = registration(format.clone())
            .client_data(|_| ())
            .public_key(|_| ())
            .auth_data(|_| ())
            .auth_data_bytes(|_| ())
            .attested_bytes(|_| ())
            .key_description(|_| ())
            .pub_area(|_| ())
            .cert_info(|_| ())
            .jws(|_| ())
            .message(|_| ())
            .signature(|_| ())
            .root(|_| ())
            .intermediate(|_| ())
            .leaf(|_| ())
            .chain(|_| ())
            .statement(|_| ())
            .attestation_object(|_| ());
        assert_eq!(bent.make(), registration(format.clone()).make());
    }
}

#[test]
fn bent_client_data_is_attested_as_bent() {
    let accepted = registration(Format::Packed).make();
    let bent = registration(Format::Packed)
        .client_data(|data| data.push("challenge", "\"AAAA\""))
        .make();
    assert!(statement_verifies(&accepted) && statement_verifies(&bent));
    assert_eq!(accepted.authenticator_data, bent.authenticator_data);
    assert_eq!(accepted.chain, bent.chain);
    assert!(bent.client_data_json.ends_with(b",\"challenge\":\"AAAA\"}"));
}

#[test]
fn bent_authenticator_data_is_attested_as_bent() {
    let accepted = registration(Format::Packed).make();
    let bent = registration(Format::Packed)
        .auth_data(|data| data.flags &= !flags::UP)
        .make();
    assert!(statement_verifies(&bent));
    let mut differs = accepted.authenticator_data.clone();
    differs[32] ^= flags::UP;
    assert_eq!(differs, bent.authenticator_data);
    assert_eq!(accepted.client_data_json, bent.client_data_json);

    let cut = registration(Format::Packed)
        .auth_data_bytes(|bytes| bytes.truncate(60))
        .make();
    assert!(statement_verifies(&cut));
    let longer = registration(Format::Packed)
        .auth_data(|data| data.credential_mut().claimed_length = Some(0xffff))
        .make();
    assert_eq!(longer.authenticator_data[53..55], [0xff, 0xff]);
    assert!(statement_verifies(&longer));
}

#[test]
fn a_bent_public_key_is_registered_as_bent() {
    let bent = registration(Format::Packed)
        .public_key(|key| key.set(-1, 2))
        .make();
    assert!(statement_verifies(&bent));
    assert_eq!(bent.credential.public_key.get(-1), Some(&Cbor::from(2)));
    let key = bent.credential.public_key.encode();
    assert!(bent.authenticator_data.ends_with(&key));
}

#[test]
fn bent_certificates_are_signed_as_bent() {
    let bends: [(&str, Bend); 8] = [
        ("version 1", |leaf| leaf.version = Some(V1)),
        ("CA", |leaf| {
            leaf.set_extension(Extension::basic_constraints(true, None));
        }),
        ("no extensions", |leaf| leaf.extensions.clear()),
        ("twice", |leaf| {
            leaf.extensions.push(leaf.extensions[0].clone());
        }),
        ("expired", |leaf| leaf.not_after = date(2025, 1, 1)),
        ("serial of 40 bytes", |leaf| leaf.serial = vec![0x11; 40]),
        ("no unit", |leaf| {
            leaf.subject.remove(oid::ORGANIZATIONAL_UNIT);
        }),
        ("critical", |leaf| {
            leaf.extension_mut(oid::FIDO_AAGUID).critical = Some(true);
        }),
    ];
    let accepted = registration(Format::Packed).make();
    for (name, bend) in bends {
        let bent = registration(Format::Packed).leaf(bend).make();
        assert!(leaf_verifies(&bent) && statement_verifies(&bent), "{name}");
        assert_ne!(accepted.chain[0], bent.chain[0], "{name}");
        assert_eq!(accepted.chain[1], bent.chain[1], "{name}");
        assert_eq!(
            accepted.authenticator_data, bent.authenticator_data,
            "{name}"
        );
    }
    let broken = registration(Format::Packed)
        .leaf(|leaf| leaf.broken_signature = true)
        .make();
    assert!(!leaf_verifies(&broken) && statement_verifies(&broken));
    let edited = registration(Format::Packed)
        .leaf(|leaf| leaf.edit(|tbs| *tbs = write::overlong(tbs, 1)))
        .make();
    assert!(edited.chain[0].len() > accepted.chain[0].len());
}

#[test]
fn bent_tpm_structures_are_certified_as_bent() {
    let bent = registration(Format::Tpm)
        .pub_area(|area| area.attributes ^= 0x2)
        .make();
    let (pub_area, cert_info) = (statement(&bent, "pubArea"), statement(&bent, "certInfo"));
    let name = Sha256::digest(&pub_area);
    assert!(
        cert_info
            .windows(32)
            .any(|window| window == name.as_slice())
    );
    let bent = registration(Format::Tpm)
        .cert_info(|info| info.kind = 0x8018)
        .make();
    let cert_info = statement(&bent, "certInfo");
    assert_eq!(cert_info[4..6], [0x80, 0x18]);
    assert!(verifies(
        &leaf_key(&bent),
        ES256,
        &cert_info,
        &statement(&bent, "sig")
    ));
}

#[test]
fn bent_key_descriptions_are_certified_as_bent() {
    let accepted = registration(Format::AndroidKey).make();
    let bent = registration(Format::AndroidKey)
        .key_description(|key| key.hardware.flag(tag::ALL_APPLICATIONS))
        .make();
    assert!(leaf_verifies(&bent) && statement_verifies(&bent));
    let field = write::explicit(600, &write::null());
    let holds = |der: &[u8]| der.windows(field.len()).any(|window| window == field);
    assert!(holds(&bent.chain[0]) && !holds(&accepted.chain[0]));
}

#[test]
fn statement_and_object_can_be_bent_after_signing() {
    let bent = registration(Format::Packed)
        .signature(|sig| sig.push(0))
        .make();
    assert_eq!(statement(&bent, "sig").last(), Some(&0));
    let bent = registration(Format::Packed)
        .attestation_object(|object| *object = object.clone().indefinite())
        .make();
    assert_eq!(
        (bent.attestation_object[0], bent.attestation_object.last()),
        (0xbf, Some(&0xff))
    );
    let bent = registration(Format::Packed)
        .chain(|x5c| x5c.reverse())
        .make();
    let accepted = registration(Format::Packed).make();
    assert_eq!(bent.chain[1], accepted.chain[0]);
}

#[test]
fn the_signer_can_be_another_one() {
    let own = registration(Format::Packed).make().credential.key;
    let bent = registration(Format::Packed)
        .message(|message| message.truncate(3))
        .make();
    assert!(!statement_verifies(&bent));
    let bent = registration(Format::Packed)
        .attestation_key(own.clone())
        .make();
    assert!(
        statement_verifies(&bent),
        "the leaf certifies the key that signs"
    );
    assert_eq!(leaf_key(&bent), own.public().to_spki());
    let attacker = Pki::new(Seed::new("attacker")).root("packed");
    let bent = registration(Format::Packed).issuer(attacker.clone()).make();
    assert_eq!(bent.anchors, [attacker.certificate]);
}

#[test]
fn authentications_are_bent_before_they_are_signed() {
    let credential = registration(Format::None)
        .algorithm(Algorithm::EdDsa)
        .make()
        .credential;
    let accepted = credential.authenticate().make();
    let bent = credential
        .authenticate()
        .auth_data(|data| data.after.push(0))
        .make();
    let hash = Sha256::digest(&bent.client_data_json);
    let message = [bent.authenticator_data.as_slice(), &hash].concat();
    let key = credential.key.public().to_spki();
    assert!(verifies(&key, Scheme::Ed25519, &message, &bent.signature));
    assert_eq!(accepted.client_data_json, bent.client_data_json);
    let beyond = credential
        .authenticate()
        .signature(|s| *s = ed25519_beyond_order(s))
        .make();
    assert_eq!(beyond.signature[..32], accepted.signature[..32]);
    assert!(!verifies(
        &key,
        Scheme::Ed25519,
        &message,
        &beyond.signature
    ));
}

#[test]
fn rsa_keys_come_in_any_size() {
    let small = RsaKey::derive_with_exponent(&Seed::default(), "small", 1024, 3);
    assert_eq!(
        (small.modulus().len(), small.exponent()),
        (128, [3].as_slice())
    );
    let key = RsaKey::from_primes(&rsa::mersenne(2281), &rsa::mersenne(2203), &[1, 0, 1]);
    assert_eq!(key.modulus().len(), 561);
    let signature = key.sign_pkcs1(Hash::Sha256, b"message");
    let spki = PrivateKey::Rsa(key.clone()).public().to_spki();
    let scheme = Scheme::RsaPkcs1(Hash::Sha256);
    assert!(verifies(&spki, scheme, b"message", &signature));
    assert_ne!(key.beyond_modulus(&signature), signature);
}

#[test]
fn revocation_lists_are_what_x509_cert_reads() {
    let root = Pki::default().root("packed");
    let list = RevocationList::new(&root, &[&[0x11, 0x22]]).sign(&root.key);
    let list = x509_cert::crl::CertificateList::<Raw>::from_der(&list).unwrap();
    let revoked = list.tbs_cert_list.revoked_certificates.as_ref().unwrap();
    assert_eq!(revoked[0].serial_number.as_bytes(), [0x11, 0x22]);
    let key = root.key.public().to_spki();
    let message = list.tbs_cert_list.to_der().unwrap();
    assert!(verifies(
        &key,
        ES256,
        &message,
        list.signature.as_bytes().unwrap()
    ));
}
