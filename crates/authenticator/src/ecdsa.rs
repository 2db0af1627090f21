//! ECDSA: deterministic signatures, and signatures taken apart so that they can be bent.

use countersign_cose::{Curve, Hash};
use ecdsa::hazmat::sign_prehashed_rfc6979;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::der;

/// The two numbers of an ECDSA signature, big-endian, as long as they like to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EcdsaSignature {
    /// The first number.
    pub r: Vec<u8>,
    /// The second number.
    pub s: Vec<u8>,
}

impl EcdsaSignature {
    /// Takes a signature apart that [`EcdsaSignature::to_der`] wrote.
    ///
    /// # Panics
    ///
    /// If it is no such signature.
    #[must_use]
    pub fn from_der(signature: &[u8]) -> Self {
        let (_, numbers) = der::split(signature);
        let (_, rest) = der::split(numbers);
        let r_length = usize::from(numbers[1]);
        let (r, s) = rest.split_at(r_length);
        Self {
            r: r.to_vec(),
            s: der::split(s).1.to_vec(),
        }
    }

    /// `Ecdsa-Sig-Value` of RFC 3279 §2.2.3, as WebAuthn wants it ([§6.5.5][1]).
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        der::sequence(&[der::unsigned(&self.r), der::unsigned(&self.s)])
    }

    /// Both numbers one after the other, each filled up to `length` bytes: the form of JWS and
    /// plain COSE, which WebAuthn does not use for credentials.
    #[must_use]
    pub fn to_fixed(&self, length: usize) -> Vec<u8> {
        [pad(&self.r, length), pad(&self.s, length)].concat()
    }

    /// The signature that is as good under the same key: `s` replaced by `n - s`.
    #[must_use]
    pub fn mirrored(&self, curve: Curve) -> Self {
        let n = order(curve);
        Self {
            r: self.r.clone(),
            s: subtract(&n, &pad(&self.s, n.len())),
        }
    }

    /// `r + n` in place of `r`: the same number modulo the order, out of range.
    #[must_use]
    pub fn with_r_beyond_order(&self, curve: Curve) -> Self {
        let n = order(curve);
        Self {
            r: add(&n, &pad(&self.r, n.len())),
            s: self.s.clone(),
        }
    }
}

/// The order of a curve's group, big-endian.
///
/// # Panics
///
/// If the curve is none of the four Weierstrass curves.
#[must_use]
pub fn order(curve: Curve) -> Vec<u8> {
    use p256::elliptic_curve::Curve as _;
    match curve {
        Curve::P256 => p256::NistP256::ORDER.to_be_bytes().to_vec(),
        Curve::P384 => p384::NistP384::ORDER.to_be_bytes().to_vec(),
        Curve::P521 => {
            let bytes = p521::NistP521::ORDER.to_be_bytes();
            bytes[bytes.len() - 66..].to_vec()
        }
        Curve::Secp256k1 => k256::Secp256k1::ORDER.to_be_bytes().to_vec(),
        other => panic!("{other:?} is no curve for ECDSA"),
    }
}

/// The number of bytes of a coordinate or scalar.
pub(crate) fn field_length(curve: Curve) -> usize {
    order(curve).len()
}

macro_rules! on_curve {
    ($curve:expr, $call:ident ( $($argument:expr),* )) => {
        match $curve {
            Curve::P256 => $call!(p256, NistP256, $($argument),*),
            Curve::P384 => $call!(p384, NistP384, $($argument),*),
            Curve::P521 => $call!(p521, NistP521, $($argument),*),
            Curve::Secp256k1 => $call!(k256, Secp256k1, $($argument),*),
            other => panic!("{other:?} is no curve for ECDSA"),
        }
    };
}

macro_rules! point {
    ($lib:ident, $curve:ident, $scalar:expr) => {{
        use $lib::elliptic_curve::sec1::ToSec1Point as _;
        let secret = $lib::SecretKey::from_slice($scalar).expect("a scalar under the order");
        secret.public_key().to_sec1_point(false).as_bytes()[1..].to_vec()
    }};
}

macro_rules! sign_with {
    ($lib:ident, $curve:ident, $scalar:expr, $hash:expr, $digest:expr) => {{
        let secret = $lib::SecretKey::from_slice($scalar).expect("a scalar under the order");
        let d = secret.to_nonzero_scalar();
        let signature = match $hash {
            Hash::Sha1 => sign_prehashed_rfc6979::<$lib::$curve, Sha1>(&d, $digest, &[]).0,
            Hash::Sha256 => sign_prehashed_rfc6979::<$lib::$curve, Sha256>(&d, $digest, &[]).0,
            Hash::Sha384 => sign_prehashed_rfc6979::<$lib::$curve, Sha384>(&d, $digest, &[]).0,
            Hash::Sha512 => sign_prehashed_rfc6979::<$lib::$curve, Sha512>(&d, $digest, &[]).0,
        };
        let (r, s) = signature.split_bytes();
        EcdsaSignature {
            r: r.to_vec(),
            s: s.to_vec(),
        }
    }};
}

/// Whether the bytes are a private key of the curve.
pub(crate) fn is_scalar(curve: Curve, scalar: &[u8]) -> bool {
    macro_rules! check {
        ($lib:ident, $curve:ident, $scalar:expr) => {
            $lib::SecretKey::from_slice($scalar).is_ok()
        };
    }
    on_curve!(curve, check(scalar))
}

/// The coordinates of the public point, one after the other.
pub(crate) fn public_point(curve: Curve, scalar: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let xy = on_curve!(curve, point(scalar));
    let (x, y) = xy.split_at(xy.len() / 2);
    (x.to_vec(), y.to_vec())
}

/// Signs with the nonce of RFC 6979.
pub(crate) fn sign(curve: Curve, scalar: &[u8], hash: Hash, message: &[u8]) -> EcdsaSignature {
    // The library refuses digests under half the scalar's length; with zeros in front they are
    // the same number.
    let digest = digest(hash, message);
    let digest = pad(&digest, digest.len().max(field_length(curve).div_ceil(2)));
    on_curve!(curve, sign_with(scalar, hash, &digest))
}

/// The digest of a message.
#[must_use]
pub fn digest(hash: Hash, message: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Sha1 => Sha1::digest(message).to_vec(),
        Hash::Sha256 => Sha256::digest(message).to_vec(),
        Hash::Sha384 => Sha384::digest(message).to_vec(),
        Hash::Sha512 => Sha512::digest(message).to_vec(),
    }
}

/// The bytes with zeros in front up to `length`, or without surplus zeros.
pub(crate) fn pad(number: &[u8], length: usize) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = if number.len() > length {
        &number[zeros..]
    } else {
        number
    };
    [&vec![0; length.saturating_sub(digits.len())], digits].concat()
}

/// The sum of two numbers of the same length, big-endian.
pub(crate) fn add(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut carry = 0_u16;
    let mut sum: Vec<u8> = Vec::new();
    for (a, b) in a.iter().rev().zip(b.iter().rev()) {
        let [high, low] = (u16::from(*a) + u16::from(*b) + carry).to_be_bytes();
        sum.push(low);
        carry = high.into();
    }
    sum.extend(u8::try_from(carry).ok().filter(|carry| *carry > 0));
    sum.reverse();
    sum
}

/// The difference of two numbers of the same length, big-endian.
pub(crate) fn subtract(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrow = false;
    let mut difference: Vec<u8> = Vec::new();
    for (a, b) in a.iter().rev().zip(b.iter().rev()) {
        let (d, first) = a.overflowing_sub(*b);
        let (d, second) = d.overflowing_sub(borrow.into());
        difference.push(d);
        borrow = first || second;
    }
    difference.reverse();
    difference
}
