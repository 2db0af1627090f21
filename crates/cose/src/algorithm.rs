/// A signature algorithm by its COSE identifier, as WebAuthn names it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "skeleton")]
pub enum Algorithm {
    Es256,
    Esp256,
    Es384,
    Esp384,
    Es512,
    Esp512,
    Es256k,
    EdDsa,
    Ed25519,
    Ed448,
    Rs1,
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    MlDsa44,
    MlDsa65,
    MlDsa87,
}

/// COSE key type ("kty").
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum KeyType {
    /// Octet key pair, 1.
    Okp,
    /// Elliptic curve with both coordinates, 2.
    Ec2,
    /// RSA, 3.
    Rsa,
    /// Algorithm key pair, 7.
    Akp,
}

/// An elliptic curve.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "skeleton")]
pub enum Curve {
    P256,
    P384,
    P521,
    Secp256k1,
    Ed25519,
    Ed448,
}

/// A digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "skeleton")]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// A parameter set of ML-DSA.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "skeleton")]
pub enum MlDsa {
    MlDsa44,
    MlDsa65,
    MlDsa87,
}

/// How a signature is computed, apart from the curve or size of the key: what COSE algorithms
/// and X.509 signature algorithms have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Scheme {
    /// ECDSA over the key's curve, DER-encoded.
    Ecdsa(Hash),
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(Hash),
    /// RSASSA-PSS with MGF1 of the same hash and a salt of the hash's length.
    RsaPss(Hash),
    /// Ed25519 (RFC 8032, pure).
    Ed25519,
    /// Ed448 (RFC 8032, pure, empty context).
    Ed448,
    /// ML-DSA (FIPS 204, pure, empty context).
    MlDsa(MlDsa),
}

impl Algorithm {
    /// Every algorithm, in the order of the table.
    pub const ALL: &[Self] = &[];
    /// The algorithm of a COSE identifier.
    #[must_use]
    pub fn from_id(_id: i64) -> Option<Self> {
        todo!()
    }
    /// The COSE identifier.
    #[must_use]
    pub const fn id(self) -> i64 {
        todo!()
    }
    /// The registered name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        todo!()
    }
    /// The key type it goes with.
    #[must_use]
    pub const fn key_type(self) -> KeyType {
        todo!()
    }
    /// The curve a *credential* key must have, for curve algorithms.
    #[must_use]
    pub const fn curve(self) -> Option<Curve> {
        todo!()
    }
    /// How the signature is computed.
    #[must_use]
    pub const fn scheme(self) -> Scheme {
        todo!()
    }
}

impl Curve {
    /// The COSE identifier.
    #[must_use]
    pub const fn id(self) -> i64 {
        todo!()
    }
    /// Bytes of a coordinate, or of an encoded Edwards point.
    #[must_use]
    pub const fn coordinate_length(self) -> usize {
        todo!()
    }
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        todo!()
    }
}

impl Scheme {
    /// The hash over the message, where the scheme hashes first.
    #[must_use]
    pub const fn hash(self) -> Option<Hash> {
        todo!()
    }
}
