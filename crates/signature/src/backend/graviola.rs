use ::graviola::hashing::{Sha256, Sha384, Sha512};
use ::graviola::signing::{ecdsa, rsa};
use countersign_cose::{Curve, Hash};

use super::rustcrypto;
use crate::ecdsa_signature::EcdsaSignature;
use crate::joined::joined;
use crate::number::bit_length;
use crate::rsa_numbers::RsaNumbers;

/// Asked before each key is made: without what it needs of the processor, the library panics.
pub(crate) fn is_available() -> bool {
    ::graviola::util::is_cpu_supported()
}

pub(crate) enum EcKey {
    P256(ecdsa::VerifyingKey<ecdsa::P256>),
    P384(ecdsa::VerifyingKey<ecdsa::P384>),
}

impl EcKey {
    pub(crate) fn new(curve: Curve, x: &[u8], y: &[u8]) -> Option<Self> {
        if !is_available() {
            return None;
        }
        match curve {
            Curve::P256 => {
                let point = uncompressed::<65>(x, y)?;
                let key = ecdsa::VerifyingKey::from_x962_uncompressed(&point);
                key.ok().map(Self::P256)
            }
            Curve::P384 => {
                let point = uncompressed::<97>(x, y)?;
                let key = ecdsa::VerifyingKey::from_x962_uncompressed(&point);
                key.ok().map(Self::P384)
            }
            _ => None,
        }
    }

    pub(crate) fn verify(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &EcdsaSignature<'_>,
    ) -> bool {
        match self {
            Self::P256(key) => verify(key, hash, message, signature.der),
            Self::P384(key) => verify(key, hash, message, signature.der),
        }
        .unwrap_or_else(|| {
            self.reference()
                .is_some_and(|key| key.verify(hash, message, signature))
        })
    }

    /// The same key for hashes that the library lacks.
    fn reference(&self) -> Option<rustcrypto::EcKey> {
        let reference = |curve, point: &[u8]| {
            let (_form, point) = point.split_first()?;
            let (x, y) = point.split_at_checked(point.len() / 2)?;
            rustcrypto::EcKey::new(curve, x, y)
        };
        match self {
            Self::P256(key) => reference(Curve::P256, &key.public_key.as_bytes_uncompressed()),
            Self::P384(key) => reference(Curve::P384, &key.public_key.as_bytes_uncompressed()),
        }
    }
}

/// `None` for a hash that the library lacks.
fn verify<C: ecdsa::Curve>(
    key: &ecdsa::VerifyingKey<C>,
    hash: Hash,
    message: &[&[u8]],
    signature: &[u8],
) -> Option<bool> {
    let verified = match hash {
        Hash::Sha1 => return None,
        Hash::Sha256 => key.verify_asn1::<Sha256>(message, signature),
        Hash::Sha384 => key.verify_asn1::<Sha384>(message, signature),
        Hash::Sha512 => key.verify_asn1::<Sha512>(message, signature),
    };
    Some(verified.is_ok())
}

/// SEC 1 §2.3.3: a point without compression.
fn uncompressed<const N: usize>(x: &[u8], y: &[u8]) -> Option<[u8; N]> {
    const UNCOMPRESSED: u8 = 0x04;
    let mut point = [UNCOMPRESSED; N];
    let (to_x, to_y) = point.split_first_mut()?.1.split_at_mut_checked(x.len())?;
    to_x.copy_from_slice(x);
    if to_y.len() != y.len() {
        return None;
    }
    to_y.copy_from_slice(y);
    Some(point)
}

pub(crate) struct RsaKey(rsa::VerifyingKey);

impl RsaKey {
    pub(crate) fn new(numbers: &RsaNumbers) -> Option<Self> {
        // The library writes the number that a signature stands for in whole words of 8 bytes, so
        // under a modulus that does not fill its words it takes no signature for valid. It also
        // takes no exponent of 33 bits.
        let fills_words = bit_length(numbers.n()).is_multiple_of(64);
        if !is_available() || !fills_words {
            return None;
        }
        let key = rsa::VerifyingKey::from_pkcs1_der(numbers.to_der()?.as_ref());
        key.ok().map(Self)
    }

    pub(crate) fn pkcs1(
        &self,
        _numbers: &RsaNumbers,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Option<bool> {
        joined(message, |message| {
            let verified = match hash {
                Hash::Sha1 => return None,
                Hash::Sha256 => self.0.verify_pkcs1_sha256(signature, message),
                Hash::Sha384 => self.0.verify_pkcs1_sha384(signature, message),
                Hash::Sha512 => self.0.verify_pkcs1_sha512(signature, message),
            };
            Some(verified.is_ok())
        })
    }

    pub(crate) fn pss(
        &self,
        _numbers: &RsaNumbers,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Option<bool> {
        joined(message, |message| {
            let verified = match hash {
                Hash::Sha1 => return None,
                Hash::Sha256 => self.0.verify_pss_sha256(signature, message),
                Hash::Sha384 => self.0.verify_pss_sha384(signature, message),
                Hash::Sha512 => self.0.verify_pss_sha512(signature, message),
            };
            Some(verified.is_ok())
        })
    }
}
