//! Ed25519 signatures taken apart, and made of parts that no signer would choose.

use crypto_bigint::{BoxedUint, NonZero};
use sha2::{Digest as _, Sha512};

use crate::ecdsa::{pad, subtract};

/// The order L of the group of Ed25519 (RFC 8032 §5.1), little-endian: 2^252 and what follows.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// An Ed25519 signature with L added to its second half: the same number modulo L, out of range.
///
/// # Panics
///
/// If the signature has not 64 bytes.
#[must_use]
pub fn ed25519_beyond_order(signature: &[u8]) -> Vec<u8> {
    assert_eq!(signature.len(), 64, "an Ed25519 signature");
    let (r, s) = signature.split_at(32);
    let mut carry = 0_u16;
    let mut sum = r.to_vec();
    for (s, l) in s.iter().zip(ORDER) {
        let [high, low] = (u16::from(*s) + u16::from(l) + carry).to_be_bytes();
        sum.push(low);
        carry = high.into();
    }
    sum
}

/// What an Ed25519 signer computes with (RFC 8032 §5.1.5 and §5.1.6), for signatures that are right
/// by a verifier's equation and wrong by another rule.
///
/// ```
/// use countersign_authenticator::{Ed25519Parts, PrivateKey};
/// use countersign_cose::Scheme;
///
/// let (secret, message) = ([7; 32], b"a message");
/// let parts = Ed25519Parts::new(&secret, message);
/// let challenge = [&parts.r[..], &parts.public, message].concat();
/// let signature = parts.sign(&parts.r, &challenge, true);
/// assert_eq!(signature, PrivateKey::Ed25519(secret).sign(Scheme::Ed25519, message));
/// ```
#[derive(Clone, Debug)]
pub struct Ed25519Parts {
    /// The encoded public key, A.
    pub public: [u8; 32],
    /// R of the right signature.
    pub r: [u8; 32],
    scalar: BoxedUint,
    nonce: BoxedUint,
}

impl Ed25519Parts {
    /// The parts of the right signature of a message.
    #[must_use]
    pub fn new(secret: &[u8; 32], message: &[u8]) -> Self {
        use ed25519_dalek::Signer as _;
        let key = ed25519_dalek::SigningKey::from_bytes(secret);
        let expanded = Sha512::digest(secret);
        let (scalar, prefix) = expanded.split_at(32);
        let mut scalar = scalar.to_vec();
        scalar[0] &= 0xf8;
        scalar[31] = scalar[31] & 0x7f | 0x40;
        Self {
            public: key.verifying_key().to_bytes(),
            r: *key.sign(message).r_bytes(),
            scalar: reduced(&scalar),
            nonce: reduced(&Sha512::digest([prefix, message].concat())),
        }
    }

    /// `r`, and S = k·a, where k is the hash of `challenge` and a the private number; with the
    /// nonce of [`r`](Self::r) added, which a point other than zero needs.
    #[must_use]
    pub fn sign(&self, r: &[u8; 32], challenge: &[u8], add_nonce: bool) -> Vec<u8> {
        let product = reduced(&Sha512::digest(challenge)).wrapping_mul(&self.scalar);
        let sum = if add_nonce {
            product.wrapping_add(&self.nonce)
        } else {
            product
        };
        let mut s = pad(&sum.rem_vartime(&order()).to_be_bytes(), 32);
        s.reverse();
        [r.as_slice(), &s].concat()
    }

    /// The point of order 2 added to [`r`](Self::r): both coordinates change their sign.
    #[must_use]
    pub fn r_plus_order_two(&self) -> [u8; 32] {
        let mut prime = [0xff; 32];
        (prime[0], prime[31]) = (0x7f, 0xed);
        let mut y = self.r.to_vec();
        y.reverse();
        let sign = y[0] & 0x80;
        y[0] &= 0x7f;
        let mut other = subtract(&prime, &y);
        other[0] |= sign ^ 0x80;
        other.reverse();
        other.try_into().expect("safe: 32 bytes")
    }
}

/// A little-endian number modulo L, with room for a product of two such.
fn reduced(little_endian: &[u8]) -> BoxedUint {
    let mut bytes = little_endian.to_vec();
    bytes.reverse();
    number(&bytes).rem_vartime(&order())
}

fn order() -> NonZero<BoxedUint> {
    let mut bytes = ORDER;
    bytes.reverse();
    NonZero::new(number(&bytes))
        .into_option()
        .expect("safe: L is not zero")
}

fn number(big_endian: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice(&pad(big_endian, 64), 512).expect("safe: padded")
}
