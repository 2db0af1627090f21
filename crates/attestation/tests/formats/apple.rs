//! §8.8 Apple Anonymous Attestation Statement Format.

use countersign_attestation::{AttestationType, Format};
use countersign_spec::{Reason, Step};
use sha2::{Digest, Sha256};

use crate::registration::certificate::{APPLE_NONCE, tlv};
use crate::registration::key::ES384;
use crate::registration::{ES256, Key, Leaf, Registration, cbor};

fn key() -> Key {
    Key::p256(1)
}

fn registration() -> Registration {
    Registration::new("apple", &key(), ES256)
}

fn nonce() -> Vec<u8> {
    Sha256::digest(registration().message()).to_vec()
}

/// The content of the nonce extension.
fn nonce_extension(nonce: &[u8]) -> Vec<u8> {
    tlv(0x30, &tlv(0xa1, &tlv(0x04, nonce)))
}

fn leaf(key: &Key) -> Leaf {
    let leaf = Leaf::packed(key);
    leaf.with_extension(APPLE_NONCE, false, nonce_extension(&nonce()))
}

fn with_leaf(leaf: &Leaf) -> Registration {
    registration().with_statement(cbor::map(&[("x5c", cbor::x5c(&[leaf.der()]))]))
}

/// An accepted registration of this format.
pub(crate) fn accepted() -> Registration {
    with_leaf(&leaf(&key()))
}

#[test]
fn a_certificate_for_the_credential_key_attests() {
    let evidence = with_leaf(&leaf(&key())).accepted();
    assert_eq!(evidence.format, Format::Apple);
    assert_eq!(evidence.attestation_type, AttestationType::AnonCa);
    assert_eq!(evidence.certificates, [leaf(&key()).der()]);
    assert!(evidence.deviations.is_empty());
}

#[test]
fn the_algorithm_of_the_credential_is_accepted_and_reported() {
    let with_alg = |alg| {
        let x5c = cbor::x5c(&[leaf(&key()).der()]);
        registration().with_statement(cbor::map(&[("alg", cbor::integer(alg)), ("x5c", x5c)]))
    };
    let deviations = with_alg(ES256).accepted().deviations;
    assert_eq!(deviations.len(), 1);
    assert_eq!(deviations[0].step, Step::AppleSyntax);
    assert_eq!(deviations[0].what, "attStmt has alg");
    let reason = Reason::mismatch("alg", ES256, ES384);
    assert_eq!(with_alg(ES384).refused(), Step::AppleSyntax.refuse(reason));
}

#[test]
fn other_members_are_refused() {
    let x5c = cbor::x5c(&[leaf(&key()).der()]);
    let statement = cbor::map(&[("sig", cbor::bytes(&[0])), ("x5c", x5c)]);
    let refused = registration().with_statement(statement).refused();
    let reason = Reason::NotAllowed("an attStmt member outside the syntax");
    assert_eq!(refused, Step::AppleSyntax.refuse(reason));
}

#[test]
fn certificates_are_missed() {
    for (statement, what) in [
        (cbor::map(&[]), "x5c"),
        (
            cbor::map(&[("x5c", cbor::array(&[]))]),
            "a certificate in x5c",
        ),
    ] {
        let refused = registration().with_statement(statement).refused();
        assert_eq!(refused, Step::AppleSyntax.refuse(Reason::Missing(what)));
    }
}

#[test]
fn the_nonce_is_of_this_registration() {
    let other = [7; 32];
    let leaf = leaf(&key()).with_extension(APPLE_NONCE, false, nonce_extension(&other));
    let reason = Reason::mismatch("nonce", nonce().as_slice(), other.as_slice());
    assert_eq!(with_leaf(&leaf).refused(), Step::AppleNonce.refuse(reason));
    let mut other_client_data = with_leaf(&self::leaf(&key()));
    other_client_data.client_data.push(b' ');
    assert_eq!(other_client_data.refused().step(), Step::AppleNonce);
}

#[test]
fn the_nonce_extension_is_missed() {
    let refused = with_leaf(&Leaf::packed(&key())).refused();
    let reason = Reason::Missing("the nonce extension");
    assert_eq!(refused, Step::AppleNonce.refuse(reason));
}

#[test]
fn the_nonce_extension_holds_the_nonce_and_nothing_else() {
    let nonce = nonce();
    let more = [nonce_extension(&nonce), vec![0]].concat();
    let before = [vec![0; 6], nonce.clone()].concat();
    for value in [
        more,
        before,
        nonce.clone(),
        tlv(0x04, &nonce),
        nonce_extension(&nonce[..31]),
        nonce_extension(&[nonce.as_slice(), &[0]].concat()),
        Vec::new(),
    ] {
        let refused = with_leaf(&leaf(&key()).with_extension(APPLE_NONCE, false, value)).refused();
        let reason = Reason::Malformed {
            what: "the nonce extension",
            offset: 0,
        };
        assert_eq!(refused, Step::AppleNonce.refuse(reason));
    }
}

#[test]
fn the_nonce_extension_is_there_once() {
    let mut twice = leaf(&key());
    twice
        .extensions
        .push((APPLE_NONCE, false, nonce_extension(&nonce())));
    let refused = with_leaf(&twice).refused();
    assert_eq!(refused.step(), Step::AppleNonce);
    assert!(
        matches!(refused.reason(), Reason::NotAllowed(_)),
        "{refused}"
    );
}

#[test]
fn the_certified_key_is_the_credential_key() {
    for other in [Key::p256(2), Key::p384(1), Key::rsa()] {
        let refused = with_leaf(&leaf(&other)).refused();
        assert_eq!(refused.step(), Step::ApplePublicKey);
        assert!(
            matches!(refused.reason(), Reason::Mismatch { .. }),
            "{refused}"
        );
    }
}
