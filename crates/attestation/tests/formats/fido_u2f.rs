//! §8.6 FIDO U2F Attestation Statement Format.

use countersign_attestation::{AttestationType, Format};
use countersign_spec::{Reason, Step};

use crate::registration::key::{ES384, ESP256, RS256};
use crate::registration::{ES256, Key, Leaf, Registration, cbor};

fn credential() -> Key {
    Key::p256(1)
}

/// The attestation key.
fn key() -> Key {
    Key::p256(2)
}

/// A certificate as U2F keys have them: no requirements.
fn leaf(key: &Key) -> Vec<u8> {
    let mut leaf = Leaf::packed(key);
    leaf.subject = vec![("2.5.4.3", "U2F")];
    leaf.extensions.clear();
    leaf.der()
}

fn registration() -> Registration {
    Registration::new("fido-u2f", &credential(), ES256)
}

fn statement(chain: &[Vec<u8>], sig: &[u8]) -> Vec<u8> {
    cbor::map(&[("sig", cbor::bytes(sig)), ("x5c", cbor::x5c(chain))])
}

/// `registration`, signed over `message` by the attestation key.
fn signed(registration: Registration, message: &[u8]) -> Registration {
    let sig = key().sign(ES256, message);
    registration.with_statement(statement(&[leaf(&key())], &sig))
}

fn basic() -> Registration {
    signed(registration(), &registration().u2f_message(&credential()))
}

/// An accepted registration of this format.
pub(crate) fn accepted() -> Registration {
    basic()
}

#[test]
fn a_certified_key_attests() {
    let evidence = basic().accepted();
    assert_eq!(evidence.format, Format::FidoU2f);
    assert_eq!(evidence.attestation_type, AttestationType::BasicOrAttCa);
    assert_eq!(evidence.certificates, [leaf(&key())]);
}

#[test]
fn the_aaguid_is_not_looked_at() {
    let mut zero = basic();
    zero.aaguid = [0; 16];
    assert_eq!(zero.accepted().format, Format::FidoU2f);
}

#[test]
fn members_that_must_be_there_are_missed() {
    for (statement, member) in [
        (cbor::map(&[("x5c", cbor::x5c(&[leaf(&key())]))]), "sig"),
        (cbor::map(&[("sig", cbor::bytes(&[0]))]), "x5c"),
    ] {
        let refused = basic().with_statement(statement).refused();
        assert_eq!(refused, Step::FidoU2fSyntax.refuse(Reason::Missing(member)));
    }
}

#[test]
fn members_outside_the_syntax_are_refused() {
    let sig = key().sign(ES256, &registration().u2f_message(&credential()));
    let more = cbor::map(&[
        ("alg", cbor::integer(ES256)),
        ("sig", cbor::bytes(&sig)),
        ("x5c", cbor::x5c(&[leaf(&key())])),
    ]);
    let reason = Reason::NotAllowed("an attStmt member outside the syntax");
    let refused = basic().with_statement(more).refused();
    assert_eq!(refused, Step::FidoU2fSyntax.refuse(reason));
}

#[test]
fn there_is_exactly_one_certificate() {
    let sig = key().sign(ES256, &registration().u2f_message(&credential()));
    for (chain, reason) in [
        (vec![], Reason::Missing("a certificate in x5c")),
        (
            vec![leaf(&key()); 2],
            Reason::NotAllowed("a second certificate in x5c"),
        ),
    ] {
        let refused = basic().with_statement(statement(&chain, &sig)).refused();
        assert_eq!(refused, Step::FidoU2fCertificate.refuse(reason));
    }
}

#[test]
fn the_certificate_is_one() {
    let refused = basic()
        .with_statement(statement(&[b"leaf".to_vec()], &[0]))
        .refused();
    assert_eq!(refused.step(), Step::FidoU2fCertificate);
    assert!(
        matches!(refused.reason(), Reason::Malformed { .. }),
        "{refused}"
    );
}

#[test]
fn the_attestation_key_is_on_p256() {
    for other in [Key::p384(2), Key::rsa(), Key::ed25519(2)] {
        let sig = other.sign(ES256, &registration().u2f_message(&credential()));
        let refused = basic()
            .with_statement(statement(&[leaf(&other)], &sig))
            .refused();
        let reason = Reason::NotAllowed("an attestation key that is not on P-256");
        assert_eq!(refused, Step::FidoU2fCertificate.refuse(reason));
    }
}

#[test]
fn the_credential_key_is_for_es256() {
    for (other, alg) in [
        (Key::p384(1), ES384),
        (Key::p256(1), ESP256),
        (Key::rsa(), RS256),
    ] {
        let registration = Registration::new("fido-u2f", &other, alg);
        let message = registration.u2f_message(&credential());
        let refused = signed(registration, &message).refused();
        let reason = Reason::mismatch("alg", ES256, alg);
        assert_eq!(refused, Step::FidoU2fPublicKey.refuse(reason));
    }
}

#[test]
fn a_signature_over_anything_else_is_refused() {
    let bad = Step::FidoU2fSignature.refuse(Reason::BadSignature);
    let message = registration().u2f_message(&credential());
    // Without the reserved byte.
    assert_eq!(signed(registration(), &message[1..]).refused(), bad);
    // As packed signs.
    assert_eq!(
        signed(registration(), &registration().message()).refused(),
        bad
    );
    // With another credential key.
    assert_eq!(
        signed(registration(), &registration().u2f_message(&Key::p256(9))).refused(),
        bad
    );

    let mut other_credential_id = basic();
    other_credential_id.credential_id[0] ^= 1;
    assert_eq!(other_credential_id.refused(), bad);
    let mut other_client_data = basic();
    other_client_data.client_data.push(b' ');
    assert_eq!(other_client_data.refused(), bad);
}

#[test]
fn a_signature_by_another_key_is_refused() {
    let sig = Key::p256(3).sign(ES256, &registration().u2f_message(&credential()));
    let refused = basic()
        .with_statement(statement(&[leaf(&key())], &sig))
        .refused();
    assert_eq!(refused, Step::FidoU2fSignature.refuse(Reason::BadSignature));
}
