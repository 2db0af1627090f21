use countersign_spec::Rejection;

use crate::{Algorithm, Curve, MlDsa};

/// A credential public key in COSE_Key form that keeps the rules of §5.8.5 and §6.5.1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key<'a> {
    bytes: &'a [u8],
    algorithm: Algorithm,
    public_key: PublicKey<'a>,
}

/// The numbers of a public key, from a COSE key or a certificate, lengths checked, not yet known
/// to be valid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum PublicKey<'a> {
    /// A Weierstrass point, uncompressed; coordinates of the curve's length.
    Ec {
        /// The curve.
        curve: Curve,
        /// Big-endian.
        x: &'a [u8],
        /// Big-endian.
        y: &'a [u8],
    },
    /// An encoded Edwards point.
    Edwards {
        /// `Ed25519` or `Ed448`.
        curve: Curve,
        /// The encoded point.
        point: &'a [u8],
    },
    /// RSA, big-endian, without leading zeros.
    Rsa {
        /// Modulus.
        n: &'a [u8],
        /// Public exponent.
        e: &'a [u8],
    },
    /// ML-DSA.
    MlDsa {
        /// The parameter set.
        set: MlDsa,
        /// The encoded key.
        key: &'a [u8],
    },
}

impl<'a> Key<'a> {
    /// Parses a stored credential public key, all of it.
    ///
    /// # Errors
    /// At `CredentialPublicKey`, `CredentialPublicKeyParameters` or `CredentialAlgorithmCurve`.
    pub fn parse(_bytes: &'a [u8]) -> Result<Self, Rejection> {
        todo!()
    }
    /// Reads a key at the reader's place, in canonical form, and leaves the reader behind it.
    ///
    /// # Errors
    /// As [`Key::parse`].
    pub fn read(_reader: &mut crate::Reader<'a>) -> Result<Self, Rejection> {
        todo!()
    }
    /// The bytes as they came.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
    /// The algorithm ("alg").
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
    /// The numbers.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey<'a> {
        &self.public_key
    }
}
