//! Registrations with an attestation statement, and the places in them that several areas bend.

use std::cell::RefCell;
use std::rc::Rc;

use countersign_authenticator::certificate::{CertificateSpec, Name, pem};
use countersign_authenticator::{
    Authentication, Cbor, Format, Pki, PrivateKey, Registration, Seed, Statement, der,
};
use countersign_cose::{Algorithm, Curve};
use serde_json::{Value, json};

use crate::Draft;
use crate::standard::rp;

/// A registration with a statement of this format.
pub(crate) fn of_format(format: Format) -> Registration<'static> {
    Registration::new(&rp()).format(format)
}

/// A packed attestation with certificates.
pub(crate) fn packed() -> Registration<'static> {
    of_format(Format::Packed)
}

/// The relying party refuses a chain that does not lead to the vector's anchors.
pub(crate) fn chain_must_be_trusted(draft: Draft<'_>) -> Draft<'_> {
    draft.request("refuse", json!(["untrusted"]))
}

/// A key on P-256 that belongs to nobody else.
pub(crate) fn other_key(label: &str) -> PrivateKey {
    PrivateKey::derive_ec(Curve::P256, &Seed::new("countersign vectors"), label)
}

/// The credential key of [`of_format`].
pub(crate) fn credential_key() -> PrivateKey {
    PrivateKey::derive(Algorithm::Es256, &Seed::default(), "credential key")
}

/// The key of an authority of the test PKI.
pub(crate) fn authority_key(label: &str) -> PrivateKey {
    PrivateKey::derive(Algorithm::Es256, &Pki::default().seed, label)
}

/// A PKI with the names of the test PKI and keys of an attacker.
pub(crate) fn attackers_pki() -> Pki {
    Pki::new(Seed::new("attacker"))
}

/// Anchors as a vector has them.
pub(crate) fn anchors(certificates: &[Vec<u8>]) -> Value {
    certificates
        .iter()
        .map(|certificate| pem(certificate))
        .collect()
}

/// The root of the test PKI for a purpose.
pub(crate) fn root(purpose: &str) -> Vec<u8> {
    Pki::default().root(purpose).certificate
}

/// Replaces the statement's signature by one that `sign` makes of the message.
pub(crate) fn signing(
    registration: Registration<'_>,
    sign: impl Fn(&[u8]) -> Vec<u8> + 'static,
) -> Registration<'_> {
    let message = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&message);
    registration
        .message(move |message| seen.borrow_mut().clone_from(message))
        .signature(move |signature| *signature = sign(&message.borrow()))
}

/// Replaces the assertion's signature by one that `sign` makes of the message.
pub(crate) fn asserting(
    authentication: Authentication<'_>,
    sign: impl Fn(&[u8]) -> Vec<u8> + 'static,
) -> Authentication<'_> {
    let message = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&message);
    authentication
        .message(move |message| seen.borrow_mut().clone_from(message))
        .signature(move |signature| *signature = sign(&message.borrow()))
}

/// Signs bytes in place of the message, which stands behind authenticator data and hash of the
/// client data.
pub(crate) fn over(
    registration: Registration<'_>,
    message: impl Fn(&[u8], &[u8]) -> Vec<u8> + 'static,
) -> Registration<'_> {
    let attested = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&attested);
    registration
        .attested_bytes(move |attested| seen.borrow_mut().clone_from(attested))
        .message(move |bytes| *bytes = message(&attested.borrow(), bytes))
}

/// The statement that another registration makes.
pub(crate) fn statement_of(registration: Registration<'_>) -> Statement {
    let statement = Rc::new(RefCell::new(None));
    let seen = Rc::clone(&statement);
    let _response = registration
        .statement(move |statement| *seen.borrow_mut() = Some(statement.clone()))
        .make();
    statement.take().expect("a registration makes a statement")
}

/// Sets a member of the statement.
pub(crate) fn member<'a>(
    registration: Registration<'a>,
    name: &'static str,
    value: impl Into<Cbor>,
) -> Registration<'a> {
    let value = value.into();
    registration.statement(move |statement| statement.value.set(name, value.clone()))
}

/// Takes a member out of the statement.
pub(crate) fn without<'a>(registration: Registration<'a>, name: &'static str) -> Registration<'a> {
    registration.statement(move |statement| drop(statement.value.remove(name)))
}

/// A compound attestation of two statements.
pub(crate) fn packed_and_android_key() -> Registration<'static> {
    of_format(Format::Compound(vec![Format::Packed, Format::AndroidKey]))
}

/// Bends the statements of a compound one.
pub(crate) fn statements(
    registration: Registration<'static>,
    bend: impl Fn(&mut Vec<Cbor>) + 'static,
) -> Registration<'static> {
    registration.statement(move |statement| {
        if let Cbor::Array(statements) = &mut statement.value {
            bend(statements);
        }
    })
}

/// Flips a bit of the signatures of the statements of these formats.
pub(crate) fn with_bad(
    registration: Registration<'static>,
    formats: &[&'static str],
) -> Registration<'static> {
    let formats = formats.to_vec();
    registration.statement(move |statement| {
        if formats.contains(&statement.format.as_str())
            && let Some(Cbor::Bytes(mut sig)) = statement.value.get("sig").cloned()
        {
            flip(&mut sig);
            statement.value.set("sig", sig);
        }
    })
}

/// Flips the last bit.
pub(crate) fn flip(bytes: &mut [u8]) {
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
}

/// The certificate becomes one of version 1, which has no extensions.
pub(crate) fn version_1(certificate: &mut CertificateSpec) {
    certificate.version = None;
    certificate.extensions.clear();
}

/// The attributes of a name in one set.
pub(crate) fn in_one_set(name: Name) -> Name {
    Name(vec![name.0.into_iter().flatten().collect()])
}

/// The `SubjectPublicKeyInfo` of a P-256 key with the curve spelt out instead of named.
pub(crate) fn with_explicit_curve(key: &PrivateKey) -> Vec<u8> {
    const PRIME_FIELD: &str = "1.2.840.10045.1.1";
    let field = der::sequence(&[der::oid(PRIME_FIELD), der::unsigned(&[0xff; 32])]);
    let parameters = der::sequence(&[der::integer(1), field]);
    let algorithm = der::sequence(&[der::oid("1.2.840.10045.2.1"), parameters]);
    der::sequence(&[algorithm, der::bit_string(0, &key.public().key_bits())])
}
