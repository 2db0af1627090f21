//! What this crate knows of each algorithm: its own table, so that a slip in the engine's would
//! show up rather than cancel out.

use countersign_cose::{Algorithm, Curve, Hash, MlDsa, Scheme};

/// One row of the table.
pub(crate) struct Row {
    pub(crate) algorithm: Algorithm,
    /// COSE identifier.
    pub(crate) id: i64,
    pub(crate) scheme: Scheme,
    /// The curve of a credential key.
    pub(crate) curve: Option<Curve>,
}

const fn row(algorithm: Algorithm, id: i64, scheme: Scheme, curve: Option<Curve>) -> Row {
    Row {
        algorithm,
        id,
        scheme,
        curve,
    }
}

/// [RFC 9053], [RFC 8812], [RFC 9864] and [RFC 9964] register these.
///
/// [RFC 9053]: https://www.rfc-editor.org/rfc/rfc9053
/// [RFC 8812]: https://www.rfc-editor.org/rfc/rfc8812
/// [RFC 9864]: https://www.rfc-editor.org/rfc/rfc9864
/// [RFC 9964]: https://www.iana.org/assignments/cose/cose.xhtml#algorithms
const TABLE: &[Row] = &[
    row(
        Algorithm::Es256,
        -7,
        Scheme::Ecdsa(Hash::Sha256),
        Some(Curve::P256),
    ),
    row(
        Algorithm::Es384,
        -35,
        Scheme::Ecdsa(Hash::Sha384),
        Some(Curve::P384),
    ),
    row(
        Algorithm::Es512,
        -36,
        Scheme::Ecdsa(Hash::Sha512),
        Some(Curve::P521),
    ),
    row(
        Algorithm::Esp256,
        -9,
        Scheme::Ecdsa(Hash::Sha256),
        Some(Curve::P256),
    ),
    row(
        Algorithm::Esp384,
        -51,
        Scheme::Ecdsa(Hash::Sha384),
        Some(Curve::P384),
    ),
    row(
        Algorithm::Esp512,
        -52,
        Scheme::Ecdsa(Hash::Sha512),
        Some(Curve::P521),
    ),
    row(
        Algorithm::Es256k,
        -47,
        Scheme::Ecdsa(Hash::Sha256),
        Some(Curve::Secp256k1),
    ),
    row(Algorithm::EdDsa, -8, Scheme::Ed25519, Some(Curve::Ed25519)),
    row(
        Algorithm::Ed25519,
        -19,
        Scheme::Ed25519,
        Some(Curve::Ed25519),
    ),
    row(Algorithm::Ed448, -53, Scheme::Ed448, Some(Curve::Ed448)),
    row(Algorithm::Rs1, -65535, Scheme::RsaPkcs1(Hash::Sha1), None),
    row(Algorithm::Rs256, -257, Scheme::RsaPkcs1(Hash::Sha256), None),
    row(Algorithm::Rs384, -258, Scheme::RsaPkcs1(Hash::Sha384), None),
    row(Algorithm::Rs512, -259, Scheme::RsaPkcs1(Hash::Sha512), None),
    row(Algorithm::Ps256, -37, Scheme::RsaPss(Hash::Sha256), None),
    row(Algorithm::Ps384, -38, Scheme::RsaPss(Hash::Sha384), None),
    row(Algorithm::Ps512, -39, Scheme::RsaPss(Hash::Sha512), None),
    row(Algorithm::MlDsa44, -48, Scheme::MlDsa(MlDsa::MlDsa44), None),
    row(Algorithm::MlDsa65, -49, Scheme::MlDsa(MlDsa::MlDsa65), None),
    row(Algorithm::MlDsa87, -50, Scheme::MlDsa(MlDsa::MlDsa87), None),
];

/// Every algorithm this authenticator makes keys for.
#[must_use]
pub fn algorithms() -> Vec<Algorithm> {
    TABLE.iter().map(|row| row.algorithm).collect()
}

pub(crate) fn by_id(id: i64) -> Option<Algorithm> {
    TABLE
        .iter()
        .find(|row| row.id == id)
        .map(|row| row.algorithm)
}

pub(crate) fn of(algorithm: Algorithm) -> &'static Row {
    TABLE
        .iter()
        .find(|row| row.algorithm == algorithm)
        .unwrap_or_else(|| panic!("{algorithm:?} is no algorithm this authenticator knows"))
}

/// The COSE identifier of a curve.
pub(crate) fn curve_id(curve: Curve) -> i64 {
    match curve {
        Curve::P256 => 1,
        Curve::P384 => 2,
        Curve::P521 => 3,
        Curve::Ed25519 => 6,
        Curve::Ed448 => 7,
        Curve::Secp256k1 => 8,
        other => panic!("{other:?} is no curve this authenticator knows"),
    }
}
