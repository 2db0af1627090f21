use core::fmt;

/// Declares [`Algorithm`] and its columns from one table of rows.
macro_rules! algorithms {
    ($(
        $(#[$doc:meta])*
        $variant:ident = $id:literal, $name:literal, $shape:expr, $scheme:expr;
    )*) => {
        /// A signature algorithm by its COSE identifier, as WebAuthn names it:
        /// [§5.8.5 Cryptographic Algorithm Identifier][1].
        ///
        /// This is the table of what the engine can decode. Which of these a build can verify is
        /// for `signature` to say.
        ///
        /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Algorithm {
            $($(#[$doc])* $variant,)*
        }

        impl Algorithm {
            /// Every algorithm, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The algorithm of a COSE identifier.
            #[must_use]
            pub const fn from_id(id: i64) -> Option<Self> {
                match id {
                    $($id => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The COSE identifier ("alg").
            #[must_use]
            pub const fn id(self) -> i64 {
                match self {
                    $(Self::$variant => $id,)*
                }
            }

            /// The name in the COSE Algorithms registry.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What its keys consist of.
            pub(crate) const fn shape(self) -> Shape {
                match self {
                    $(Self::$variant => $shape,)*
                }
            }

            /// How the signature is computed.
            #[must_use]
            pub const fn scheme(self) -> Scheme {
                match self {
                    $(Self::$variant => $scheme,)*
                }
            }
        }
    };
}

// Identifier, registered name, key type with its curve or parameter set, scheme. The doc line of each row heads it with
// its source.
algorithms! {
    /// RFC 9053 §2.1: ECDSA with SHA-256; WebAuthn §5.8.5 item 1 binds P-256.
    Es256 = -7, "ES256", Shape::Ec2(Curve::P256), Scheme::Ecdsa(Hash::Sha256);
    /// RFC 9864 §2.1: ECDSA with P-256 and SHA-256.
    Esp256 = -9, "ESP256", Shape::Ec2(Curve::P256), Scheme::Ecdsa(Hash::Sha256);
    /// RFC 9053 §2.1: ECDSA with SHA-384; WebAuthn §5.8.5 item 3 binds P-384.
    Es384 = -35, "ES384", Shape::Ec2(Curve::P384), Scheme::Ecdsa(Hash::Sha384);
    /// RFC 9864 §2.1: ECDSA with P-384 and SHA-384.
    Esp384 = -51, "ESP384", Shape::Ec2(Curve::P384), Scheme::Ecdsa(Hash::Sha384);
    /// RFC 9053 §2.1: ECDSA with SHA-512; WebAuthn §5.8.5 item 5 binds P-521.
    Es512 = -36, "ES512", Shape::Ec2(Curve::P521), Scheme::Ecdsa(Hash::Sha512);
    /// RFC 9864 §2.1: ECDSA with P-521 and SHA-512.
    Esp512 = -52, "ESP512", Shape::Ec2(Curve::P521), Scheme::Ecdsa(Hash::Sha512);
    /// RFC 8812 §3.2: ECDSA with secp256k1 and SHA-256.
    Es256k = -47, "ES256K", Shape::Ec2(Curve::Secp256k1), Scheme::Ecdsa(Hash::Sha256);
    /// RFC 9053 §2.2: `EdDSA`; WebAuthn §5.8.5 item 7 binds Ed25519.
    EdDsa = -8, "EdDSA", Shape::Okp(Curve::Ed25519), Scheme::Ed25519;
    /// RFC 9864 §2.2: `EdDSA` with Ed25519.
    Ed25519 = -19, "Ed25519", Shape::Okp(Curve::Ed25519), Scheme::Ed25519;
    /// RFC 9864 §2.2: `EdDSA` with Ed448.
    Ed448 = -53, "Ed448", Shape::Okp(Curve::Ed448), Scheme::Ed448;
    /// RFC 8812 §2: RSASSA-PKCS1-v1_5 with SHA-1.
    Rs1 = -65535, "RS1", Shape::Rsa, Scheme::RsaPkcs1(Hash::Sha1);
    /// RFC 8812 §2: RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 = -257, "RS256", Shape::Rsa, Scheme::RsaPkcs1(Hash::Sha256);
    /// RFC 8812 §2: RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384 = -258, "RS384", Shape::Rsa, Scheme::RsaPkcs1(Hash::Sha384);
    /// RFC 8812 §2: RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512 = -259, "RS512", Shape::Rsa, Scheme::RsaPkcs1(Hash::Sha512);
    /// RFC 8230 §2: RSASSA-PSS with SHA-256.
    Ps256 = -37, "PS256", Shape::Rsa, Scheme::RsaPss(Hash::Sha256);
    /// RFC 8230 §2: RSASSA-PSS with SHA-384.
    Ps384 = -38, "PS384", Shape::Rsa, Scheme::RsaPss(Hash::Sha384);
    /// RFC 8230 §2: RSASSA-PSS with SHA-512.
    Ps512 = -39, "PS512", Shape::Rsa, Scheme::RsaPss(Hash::Sha512);
    /// RFC 9964 (ML-DSA for JOSE and COSE): ML-DSA-44.
    MlDsa44 = -48, "ML-DSA-44", Shape::Akp(MlDsa::MlDsa44), Scheme::MlDsa(MlDsa::MlDsa44);
    /// RFC 9964 (ML-DSA for JOSE and COSE): ML-DSA-65.
    MlDsa65 = -49, "ML-DSA-65", Shape::Akp(MlDsa::MlDsa65), Scheme::MlDsa(MlDsa::MlDsa65);
    /// RFC 9964 (ML-DSA for JOSE and COSE): ML-DSA-87.
    MlDsa87 = -50, "ML-DSA-87", Shape::Akp(MlDsa::MlDsa87), Scheme::MlDsa(MlDsa::MlDsa87);
}

/// A key type with what its algorithm fixes.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    Ec2(Curve),
    Okp(Curve),
    Rsa,
    Akp(MlDsa),
}

/// COSE key type ("kty").
///
/// ```
/// use countersign_cose::{Algorithm, Curve, KeyType, MlDsa};
///
/// let es256 = Algorithm::from_id(-7).ok_or("no such algorithm")?;
/// assert_eq!((es256.name(), es256.key_type()), ("ES256", KeyType::Ec2));
/// assert_eq!(es256.curve().map(Curve::coordinate_length), Some(32));
/// assert_eq!(MlDsa::MlDsa65.public_key_length(), 1952);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum KeyType {
    /// Octet key pair: RFC 9053 §7.2.
    Okp,
    /// Elliptic curve with both coordinates: RFC 9053 §7.1.
    Ec2,
    /// RSA: RFC 8230 §4.
    Rsa,
    /// Algorithm key pair: RFC 9964 (ML-DSA for JOSE and COSE).
    Akp,
}

/// An elliptic curve.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Curve {
    /// NIST P-256, secp256r1: RFC 9053 §7.1.
    P256,
    /// NIST P-384, secp384r1: RFC 9053 §7.1.
    P384,
    /// NIST P-521, secp521r1: RFC 9053 §7.1.
    P521,
    /// SECG secp256k1: RFC 8812 §3.1.
    Secp256k1,
    /// Ed25519: RFC 9053 §7.2.
    Ed25519,
    /// Ed448: RFC 9053 §7.2.
    Ed448,
}

/// A digest. The list is closed: a new one would need a new row in every back end.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Hash {
    /// SHA-1, FIPS 180-4 §6.1.
    Sha1,
    /// SHA-256, FIPS 180-4 §6.2.
    Sha256,
    /// SHA-384, FIPS 180-4 §6.5.
    Sha384,
    /// SHA-512, FIPS 180-4 §6.4.
    Sha512,
}

/// A parameter set of ML-DSA: FIPS 204 §4.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum MlDsa {
    /// ML-DSA-44.
    MlDsa44,
    /// ML-DSA-65.
    MlDsa65,
    /// ML-DSA-87.
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
    /// The key type it goes with ("kty").
    #[must_use]
    pub const fn key_type(self) -> KeyType {
        match self.shape() {
            Shape::Ec2(_) => KeyType::Ec2,
            Shape::Okp(_) => KeyType::Okp,
            Shape::Rsa => KeyType::Rsa,
            Shape::Akp(_) => KeyType::Akp,
        }
    }

    /// The curve a *credential* key must have ("crv"), for curve algorithms.
    #[must_use]
    pub const fn curve(self) -> Option<Curve> {
        match self.shape() {
            Shape::Ec2(curve) | Shape::Okp(curve) => Some(curve),
            Shape::Rsa | Shape::Akp(_) => None,
        }
    }
}

impl KeyType {
    /// The COSE identifier.
    #[must_use]
    pub const fn id(self) -> i64 {
        match self {
            Self::Okp => 1,
            Self::Ec2 => 2,
            Self::Rsa => 3,
            Self::Akp => 7,
        }
    }

    /// The name in the COSE Key Types registry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Okp => "OKP",
            Self::Ec2 => "EC2",
            Self::Rsa => "RSA",
            Self::Akp => "AKP",
        }
    }
}

impl Curve {
    /// The COSE identifier.
    #[must_use]
    pub const fn id(self) -> i64 {
        match self {
            Self::P256 => 1,
            Self::P384 => 2,
            Self::P521 => 3,
            Self::Ed25519 => 6,
            Self::Ed448 => 7,
            Self::Secp256k1 => 8,
        }
    }

    /// Bytes of a coordinate, or of an encoded Edwards point: SEC 1 §2.3.5, RFC 8032 §5.1.2 and
    /// §5.2.2.
    #[must_use]
    pub const fn coordinate_length(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 | Self::Ed25519 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
            Self::Ed448 => 57,
        }
    }

    /// The name in the COSE Elliptic Curves registry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
        }
    }
}

impl Hash {
    /// Bytes of the digest.
    #[must_use]
    pub const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The name in FIPS 180-4.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }
}

impl MlDsa {
    /// Bytes of an encoded public key: FIPS 204 §4, table 2.
    #[must_use]
    pub const fn public_key_length(self) -> usize {
        match self {
            Self::MlDsa44 => 1312,
            Self::MlDsa65 => 1952,
            Self::MlDsa87 => 2592,
        }
    }

    /// The name in FIPS 204.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }
}

impl Scheme {
    /// The hash over the message, where the scheme hashes first.
    #[must_use]
    pub const fn hash(self) -> Option<Hash> {
        match self {
            Self::Ecdsa(hash) | Self::RsaPkcs1(hash) | Self::RsaPss(hash) => Some(hash),
            Self::Ed25519 | Self::Ed448 | Self::MlDsa(_) => None,
        }
    }
}

/// Displays each by its name.
macro_rules! display_names {
    ($($type:ty),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    )*};
}

display_names!(Algorithm, KeyType, Curve, Hash, MlDsa);

#[cfg(test)]
mod tests {
    use super::{Algorithm, Curve, Hash, KeyType, MlDsa, Scheme};
    use alloc::string::ToString;

    #[test]
    fn an_identifier_leads_back_to_its_algorithm() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::from_id(algorithm.id()), Some(*algorithm));
            assert_eq!(algorithm.to_string(), algorithm.name());
        }
        for unknown in [0, 7, -1, -6, -20, -54, -256, -65534, i64::MIN, i64::MAX] {
            assert_eq!(Algorithm::from_id(unknown), None);
        }
    }
    #[test]
    fn names_and_sizes_are_those_of_the_registries() {
        for (key_type, id, name) in [
            (KeyType::Okp, 1, "OKP"),
            (KeyType::Ec2, 2, "EC2"),
            (KeyType::Rsa, 3, "RSA"),
            (KeyType::Akp, 7, "AKP"),
        ] {
            assert_eq!((key_type.id(), key_type.to_string().as_str()), (id, name));
        }
        for (curve, id, bytes, name) in [
            (Curve::P256, 1, 32, "P-256"),
            (Curve::P384, 2, 48, "P-384"),
            (Curve::P521, 3, 66, "P-521"),
            (Curve::Ed25519, 6, 32, "Ed25519"),
            (Curve::Ed448, 7, 57, "Ed448"),
            (Curve::Secp256k1, 8, 32, "secp256k1"),
        ] {
            assert_eq!((curve.id(), curve.coordinate_length()), (id, bytes));
            assert_eq!(curve.to_string(), name);
        }
        for (hash, bytes, name) in [
            (Hash::Sha1, 20, "SHA-1"),
            (Hash::Sha256, 32, "SHA-256"),
            (Hash::Sha384, 48, "SHA-384"),
            (Hash::Sha512, 64, "SHA-512"),
        ] {
            assert_eq!((hash.length(), hash.to_string().as_str()), (bytes, name));
        }
        for (set, bytes, name) in [
            (MlDsa::MlDsa44, 1312, "ML-DSA-44"),
            (MlDsa::MlDsa65, 1952, "ML-DSA-65"),
            (MlDsa::MlDsa87, 2592, "ML-DSA-87"),
        ] {
            assert_eq!(set.public_key_length(), bytes);
            assert_eq!(set.to_string(), name);
        }
    }

    #[test]
    fn a_scheme_that_hashes_first_says_with_what() {
        assert_eq!(Algorithm::Es384.scheme().hash(), Some(Hash::Sha384));
        assert_eq!(Algorithm::Rs1.scheme().hash(), Some(Hash::Sha1));
        assert_eq!(Algorithm::Ps512.scheme().hash(), Some(Hash::Sha512));
        for scheme in [
            Scheme::Ed25519,
            Scheme::Ed448,
            Scheme::MlDsa(MlDsa::MlDsa44),
        ] {
            assert_eq!(scheme.hash(), None);
        }
    }
}
