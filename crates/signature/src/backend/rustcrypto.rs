use countersign_cose::{Curve, Hash, MlDsa};
use ml_dsa::{MlDsa44, MlDsa65, MlDsa87};
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use signature::MultipartVerifier;

use crate::digest::digest;
use crate::ecdsa_signature::EcdsaSignature;
#[cfg(feature = "ed448")]
use crate::joined::joined;
use crate::rsa_numbers::RsaNumbers;

pub(crate) enum EcKey {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    Secp256k1(k256::ecdsa::VerifyingKey),
}

// Nothing here is inlined: the frames of all algorithms would become one, and a signature of EdDSA
// take the stack of ML-DSA.

/// The two functions of a curve, which is a crate.
macro_rules! curve {
    ($curve:ident) => {
        pub(super) mod $curve {
            use ::$curve::ecdsa::{Signature, VerifyingKey};
            use ::$curve::{FieldBytes, Sec1Point};
            use signature::hazmat::PrehashVerifier;

            use crate::ecdsa_signature::EcdsaSignature;

            #[inline(never)]
            pub(crate) fn key(x: &[u8], y: &[u8]) -> Option<VerifyingKey> {
                let x = FieldBytes::try_from(x).ok()?;
                let y = FieldBytes::try_from(y).ok()?;
                let point = Sec1Point::from_affine_coordinates(&x, &y, false);
                VerifyingKey::from_sec1_point(&point).ok()
            }

            #[inline(never)]
            pub(crate) fn verify(
                key: &VerifyingKey,
                prehash: &[u8],
                signature: &EcdsaSignature<'_>,
            ) -> bool {
                let r = padded(signature.r);
                let s = padded(signature.s);
                let Ok(signature) = Signature::from_scalars(r, s) else {
                    return false;
                };
                // `k256` refuses s above n/2; to the equation, s and n-s are the same.
                key.verify_prehash(prehash, &signature.normalize_s())
                    .is_ok()
            }

            /// A number of at most the curve's length, with leading zeros up to it.
            fn padded(number: &[u8]) -> FieldBytes {
                let mut bytes = FieldBytes::default();
                for (to, from) in bytes.iter_mut().rev().zip(number.iter().rev()) {
                    *to = *from;
                }
                bytes
            }
        }
    };
}

mod curves {
    curve!(k256);
    curve!(p256);
    curve!(p384);
    curve!(p521);
}

impl EcKey {
    #[inline(never)]
    pub(crate) fn new(curve: Curve, x: &[u8], y: &[u8]) -> Option<Self> {
        match curve {
            Curve::P256 => curves::p256::key(x, y).map(Self::P256),
            Curve::P384 => curves::p384::key(x, y).map(Self::P384),
            Curve::P521 => curves::p521::key(x, y).map(Self::P521),
            Curve::Secp256k1 => curves::k256::key(x, y).map(Self::Secp256k1),
            _ => None,
        }
    }

    #[inline(never)]
    pub(crate) fn verify(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &EcdsaSignature<'_>,
    ) -> bool {
        let digest = digest(hash, message);
        match self {
            Self::P256(key) => curves::p256::verify(key, digest.as_ref(), signature),
            Self::P384(key) => curves::p384::verify(key, digest.as_ref(), signature),
            Self::P521(key) => curves::p521::verify(key, digest.as_ref(), signature),
            Self::Secp256k1(key) => curves::k256::verify(key, digest.as_ref(), signature),
        }
    }
}

pub(crate) struct Ed25519Key(ed25519_dalek::VerifyingKey);

impl Ed25519Key {
    #[inline(never)]
    pub(crate) fn new(point: &[u8; 32]) -> Option<Self> {
        ed25519_dalek::VerifyingKey::from_bytes(point)
            .ok()
            .map(Self)
    }

    #[inline(never)]
    pub(crate) fn verify(&self, message: &[&[u8]], r: &[u8; 32], s: &[u8; 32]) -> bool {
        // With R and A known to be reduced and not of small order, this is `verify_strict`, which
        // does not take a message in parts: dalek compares R as encoded in both.
        let signature = ed25519_dalek::Signature::from_components(*r, *s);
        self.0.multipart_verify(message, &signature).is_ok()
    }
}

#[cfg(feature = "ed448")]
pub(crate) struct Ed448Key(ed448_goldilocks::VerifyingKey);

#[cfg(feature = "ed448")]
impl Ed448Key {
    #[inline(never)]
    pub(crate) fn new(point: &[u8; 57]) -> Option<Self> {
        ed448_goldilocks::VerifyingKey::from_bytes(point)
            .ok()
            .map(Self)
    }

    #[inline(never)]
    pub(crate) fn verify(&self, message: &[&[u8]], r: &[u8; 57], s: &[u8; 57]) -> bool {
        let signature = ed448_goldilocks::Signature::from_components(*r, *s);
        // The library takes a message in one part only.
        joined(message, |message| {
            self.0.verify_raw(&signature, message).is_ok()
        })
    }
}

pub(crate) struct RsaKey(RsaPublicKey);

impl RsaKey {
    #[inline(never)]
    pub(crate) fn new(numbers: &RsaNumbers) -> Option<Self> {
        let n = BoxedUint::from_be_slice_vartime(numbers.n());
        let e = BoxedUint::from_be_slice_vartime(numbers.e());
        RsaPublicKey::new(n, e).ok().map(Self)
    }

    #[inline(never)]
    pub(crate) fn pkcs1(&self, hash: Hash, message: &[&[u8]], signature: &[u8]) -> bool {
        let scheme = match hash {
            Hash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
            Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        };
        let digest = digest(hash, message);
        self.0.verify(scheme, digest.as_ref(), signature).is_ok()
    }

    #[inline(never)]
    pub(crate) fn pss(&self, hash: Hash, message: &[&[u8]], signature: &[u8]) -> bool {
        let digest = digest(hash, message);
        let digest = digest.as_ref();
        // `new` is: salt of the hash's length, exactly.
        let verified = match hash {
            Hash::Sha1 => self.0.verify(Pss::<Sha1>::new(), digest, signature),
            Hash::Sha256 => self.0.verify(Pss::<Sha256>::new(), digest, signature),
            Hash::Sha384 => self.0.verify(Pss::<Sha384>::new(), digest, signature),
            Hash::Sha512 => self.0.verify(Pss::<Sha512>::new(), digest, signature),
        };
        verified.is_ok()
    }
}

pub(crate) enum MlDsaKey {
    MlDsa44(ml_dsa::VerifyingKey<MlDsa44>),
    MlDsa65(ml_dsa::VerifyingKey<MlDsa65>),
    MlDsa87(ml_dsa::VerifyingKey<MlDsa87>),
}

impl MlDsaKey {
    #[inline(never)]
    pub(crate) fn new(set: MlDsa, bytes: &[u8]) -> Option<Self> {
        match set {
            MlDsa::MlDsa44 => ml_dsa_key(bytes).map(Self::MlDsa44),
            MlDsa::MlDsa65 => ml_dsa_key(bytes).map(Self::MlDsa65),
            MlDsa::MlDsa87 => ml_dsa_key(bytes).map(Self::MlDsa87),
            _ => None,
        }
    }

    #[inline(never)]
    pub(crate) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> bool {
        match self {
            Self::MlDsa44(key) => ml_dsa_verify(key, message, signature),
            Self::MlDsa65(key) => ml_dsa_verify(key, message, signature),
            Self::MlDsa87(key) => ml_dsa_verify(key, message, signature),
        }
    }
}

#[inline(never)]
fn ml_dsa_key<P: ml_dsa::MlDsaParams>(bytes: &[u8]) -> Option<ml_dsa::VerifyingKey<P>> {
    let encoded = bytes.try_into().ok()?;
    Some(ml_dsa::VerifyingKey::decode(&encoded))
}

#[inline(never)]
fn ml_dsa_verify<P: ml_dsa::MlDsaParams>(
    key: &ml_dsa::VerifyingKey<P>,
    message: &[&[u8]],
    signature: &[u8],
) -> bool {
    ml_dsa::Signature::try_from(signature)
        .is_ok_and(|signature| key.multipart_verify(message, &signature).is_ok())
}
