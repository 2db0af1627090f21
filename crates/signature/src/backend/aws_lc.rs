use aws_lc_rs::signature::{
    ECDSA_P256_SHA1_ASN1, ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1,
    ECDSA_P256K1_SHA256_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA1_ASN1, ECDSA_P521_SHA256_ASN1, ECDSA_P521_SHA384_ASN1,
    ECDSA_P521_SHA512_ASN1, ED25519, EcdsaVerificationAlgorithm, ML_DSA_44, ML_DSA_65, ML_DSA_87,
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    VerificationAlgorithm,
};
use countersign_cose::{Curve, Hash, MlDsa};

use super::rustcrypto;
use crate::ecdsa_signature::EcdsaSignature;
use crate::joined::joined;
use crate::rsa_numbers::RsaNumbers;

pub(crate) const fn is_available() -> bool {
    true
}

/// A key of the library's is for one hash, the curve's own here; for others the point is parsed
/// again.
pub(crate) struct EcKey {
    curve: Curve,
    key: ParsedPublicKey,
}

impl EcKey {
    pub(crate) fn new(curve: Curve, x: &[u8], y: &[u8]) -> Option<Self> {
        // SEC 1 §2.3.3: a point without compression; that of P-521 is the longest.
        const UNCOMPRESSED: u8 = 0x04;
        let mut buffer = [UNCOMPRESSED; 133];
        let length = x.len().checked_add(y.len())?.checked_add(1)?;
        let point = buffer.get_mut(..length)?;
        let (to_x, to_y) = point.split_first_mut()?.1.split_at_mut_checked(x.len())?;
        to_x.copy_from_slice(x);
        to_y.copy_from_slice(y);
        let algorithm = ecdsa(curve, own_hash(curve)?)?;
        let key = ParsedPublicKey::new(algorithm, point).ok()?;
        Some(Self { curve, key })
    }

    pub(crate) fn verify(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &EcdsaSignature<'_>,
    ) -> bool {
        let der = signature.der;
        if own_hash(self.curve) == Some(hash) {
            return joined(message, |message| self.key.verify_sig(message, der).is_ok());
        }
        match ecdsa(self.curve, hash) {
            Some(algorithm) => joined(message, |message| {
                let point = self.key.as_ref();
                algorithm.verify_sig(point, message, der).is_ok()
            }),
            None => self
                .reference()
                .is_some_and(|key| key.verify(hash, message, signature)),
        }
    }

    /// The same key for hashes that the library lacks.
    fn reference(&self) -> Option<rustcrypto::EcKey> {
        let (_form, point) = self.key.as_ref().split_first()?;
        let (x, y) = point.split_at_checked(point.len() / 2)?;
        rustcrypto::EcKey::new(self.curve, x, y)
    }
}

/// The hash that most signatures on the curve are over.
const fn own_hash(curve: Curve) -> Option<Hash> {
    match curve {
        Curve::P256 | Curve::Secp256k1 => Some(Hash::Sha256),
        Curve::P384 => Some(Hash::Sha384),
        Curve::P521 => Some(Hash::Sha512),
        _ => None,
    }
}

fn ecdsa(curve: Curve, hash: Hash) -> Option<&'static EcdsaVerificationAlgorithm> {
    Some(match (curve, hash) {
        (Curve::P256, Hash::Sha1) => &ECDSA_P256_SHA1_ASN1,
        (Curve::P256, Hash::Sha256) => &ECDSA_P256_SHA256_ASN1,
        (Curve::P256, Hash::Sha384) => &ECDSA_P256_SHA384_ASN1,
        (Curve::P256, Hash::Sha512) => &ECDSA_P256_SHA512_ASN1,
        (Curve::P384, Hash::Sha256) => &ECDSA_P384_SHA256_ASN1,
        (Curve::P384, Hash::Sha384) => &ECDSA_P384_SHA384_ASN1,
        (Curve::P384, Hash::Sha512) => &ECDSA_P384_SHA512_ASN1,
        (Curve::P521, Hash::Sha1) => &ECDSA_P521_SHA1_ASN1,
        (Curve::P521, Hash::Sha256) => &ECDSA_P521_SHA256_ASN1,
        (Curve::P521, Hash::Sha384) => &ECDSA_P521_SHA384_ASN1,
        (Curve::P521, Hash::Sha512) => &ECDSA_P521_SHA512_ASN1,
        (Curve::Secp256k1, Hash::Sha256) => &ECDSA_P256K1_SHA256_ASN1,
        _ => return None,
    })
}

pub(crate) struct Ed25519Key(ParsedPublicKey);

impl Ed25519Key {
    /// The point must be known to be on its curve: the library looks only when it verifies.
    pub(crate) fn new(point: &[u8; 32]) -> Option<Self> {
        ParsedPublicKey::new(&ED25519, point).ok().map(Self)
    }

    pub(crate) fn verify(&self, message: &[&[u8]], r: &[u8; 32], s: &[u8; 32]) -> bool {
        let signature = ed25519_dalek::Signature::from_components(*r, *s).to_bytes();
        joined(message, |message| {
            self.0.verify_sig(message, &signature).is_ok()
        })
    }
}

/// Nothing is kept: a key made ready would have to be marshalled and would save little.
pub(crate) struct RsaKey;

impl RsaKey {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "another back end may refuse the numbers"
    )]
    pub(crate) const fn new(_numbers: &RsaNumbers) -> Option<Self> {
        Some(Self)
    }

    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "as other back ends, which keep a key and lack a hash"
    )]
    pub(crate) fn pkcs1(
        &self,
        numbers: &RsaNumbers,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Option<bool> {
        let parameters = match hash {
            Hash::Sha1 => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
            Hash::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
            Hash::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
        };
        Some(verify_rsa(numbers, parameters, message, signature))
    }

    #[expect(clippy::unused_self, reason = "another back end keeps a key in it")]
    pub(crate) fn pss(
        &self,
        numbers: &RsaNumbers,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Option<bool> {
        let parameters = match hash {
            Hash::Sha1 => return None,
            Hash::Sha256 => &RSA_PSS_2048_8192_SHA256,
            Hash::Sha384 => &RSA_PSS_2048_8192_SHA384,
            Hash::Sha512 => &RSA_PSS_2048_8192_SHA512,
        };
        Some(verify_rsa(numbers, parameters, message, signature))
    }
}

fn verify_rsa(
    numbers: &RsaNumbers,
    parameters: &RsaParameters,
    message: &[&[u8]],
    signature: &[u8],
) -> bool {
    let (n, e) = (numbers.n(), numbers.e());
    let key = RsaPublicKeyComponents { n, e };
    joined(message, |message| {
        key.verify(parameters, message, signature).is_ok()
    })
}

pub(crate) struct MlDsaKey(ParsedPublicKey);

impl MlDsaKey {
    pub(crate) fn new(set: MlDsa, bytes: &[u8]) -> Option<Self> {
        let algorithm = match set {
            MlDsa::MlDsa44 => &ML_DSA_44,
            MlDsa::MlDsa65 => &ML_DSA_65,
            MlDsa::MlDsa87 => &ML_DSA_87,
            _ => return None,
        };
        ParsedPublicKey::new(algorithm, bytes).ok().map(Self)
    }

    pub(crate) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> bool {
        joined(message, |message| {
            self.0.verify_sig(message, signature).is_ok()
        })
    }
}
