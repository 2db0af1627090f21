use countersign_cose::{Curve, Hash};
use countersign_spec::Reason;

use crate::backend::{self, Backend};
use crate::ecdsa_signature::EcdsaSignature;
use crate::number::hex;

/// A point on a Weierstrass curve, other than infinity.
pub(crate) struct EcKey {
    order: &'static [u8],
    key: backend::EcKey,
}

/// What bounds the numbers of a curve.
struct Domain {
    /// The prime p of the field: coordinates are less.
    prime: &'static [u8],
    /// The order n of the group: r and s are 1 to n-1.
    order: &'static [u8],
}

impl EcKey {
    pub(crate) fn new(backend: Backend, curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, Reason> {
        let domain = Domain::of(curve)?;
        domain.coordinate("x", x)?;
        domain.coordinate("y", y)?;
        // Infinity has no coordinates, so a point on the curve is not infinity. All four groups
        // have cofactor 1: there is no smaller subgroup to fall into.
        let key = backend::EcKey::new(backend, curve, x, y)
            .ok_or(Reason::NotAllowed("a public key that is not on its curve"))?;
        let order = domain.order;
        Ok(Self { order, key })
    }

    /// ECDSA with any of the hashes: which goes with which curve is decided by the COSE key or
    /// the certificate, and certificates mix them freely.
    pub(crate) fn verify(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<bool, Reason> {
        // s and n-s are both accepted. WebAuthn asks for no "low s", half of all authenticators'
        // signatures have the other, and nothing here takes a signature for a unique name.
        let signature = EcdsaSignature::parse(signature, self.order)?;
        Ok(self.key.verify(hash, message, &signature))
    }
}

impl Domain {
    const fn of(curve: Curve) -> Result<&'static Self, Reason> {
        match curve {
            Curve::P256 => Ok(&P256),
            Curve::P384 => Ok(&P384),
            Curve::P521 => Ok(&P521),
            Curve::Secp256k1 => Ok(&SECP256K1),
            _ => Err(Reason::NotAllowed("an ECDSA key on this curve")),
        }
    }

    /// SEC 1 §2.3.5: exactly as long as the prime, and less than it.
    fn coordinate(&self, what: &'static str, bytes: &[u8]) -> Result<(), Reason> {
        let malformed = |offset| Err(Reason::Malformed { what, offset });
        if bytes.len() != self.prime.len() {
            malformed(bytes.len().min(self.prime.len()))
        } else if bytes >= self.prime {
            malformed(0)
        } else {
            Ok(())
        }
    }
}

// SEC 2 §2.4.2, NIST SP 800-186 §3.2.1.3.
const P256: Domain = Domain {
    prime: &hex::<32>("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
    order: &hex::<32>("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
};

// SEC 2 §2.5.1, NIST SP 800-186 §3.2.1.4.
const P384: Domain = Domain {
    prime: &hex::<48>(
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
         ffffffff0000000000000000ffffffff",
    ),
    order: &hex::<48>(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf\
         581a0db248b0a77aecec196accc52973",
    ),
};

// SEC 2 §2.6.1, NIST SP 800-186 §3.2.1.5.
const P521: Domain = Domain {
    prime: &hex::<66>(
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
         ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ),
    order: &hex::<66>(
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa\
         51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    ),
};

// SEC 2 §2.4.1.
const SECP256K1: Domain = Domain {
    prime: &hex::<32>("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"),
    order: &hex::<32>("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
};

#[cfg(test)]
mod tests {
    use super::{P256, P384, P521, SECP256K1};
    use alloc::borrow::ToOwned;
    use p256::elliptic_curve::bigint::U576;
    use p256::elliptic_curve::ff::PrimeField;

    /// The number as a hex string without leading zeros.
    fn hex(bytes: &[u8]) -> alloc::string::String {
        hex::encode(bytes).trim_start_matches('0').into()
    }

    /// A sum of powers of two, as standards write these primes.
    fn sum(plus: &[u32], minus: &[u32], less: u64) -> alloc::string::String {
        let add = |sum: U576, power: &u32| sum.wrapping_add(&U576::ONE.shl_vartime(*power));
        let plus = plus.iter().fold(U576::ZERO, add);
        let minus = minus.iter().fold(U576::from_u64(less), add);
        alloc::format!("{:x}", plus.wrapping_sub(&minus))
            .trim_start_matches('0')
            .into()
    }

    #[test]
    fn primes_are_those_of_the_standards() {
        assert_eq!(hex(P256.prime), sum(&[256, 192, 96], &[224], 1));
        assert_eq!(hex(P384.prime), sum(&[384, 32], &[128, 96], 1));
        assert_eq!(hex(P521.prime), sum(&[521], &[], 1));
        assert_eq!(hex(SECP256K1.prime), sum(&[256], &[32], 977));
    }

    #[test]
    fn orders_are_those_of_the_libraries() {
        let digits = |modulus: &str| modulus.trim_start_matches("0x").to_lowercase();
        let digits = |modulus| digits(modulus).trim_start_matches('0').to_owned();
        assert_eq!(hex(P256.order), digits(p256::Scalar::MODULUS));
        assert_eq!(hex(P384.order), digits(p384::Scalar::MODULUS));
        assert_eq!(hex(P521.order), digits(p521::Scalar::MODULUS));
        assert_eq!(hex(SECP256K1.order), digits(k256::Scalar::MODULUS));
    }
}
