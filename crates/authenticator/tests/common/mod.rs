//! Signature checks by the RustCrypto libraries, called directly.
#![allow(dead_code, reason = "not every test file uses all of it")]

use countersign_cose::{Hash, MlDsa, Scheme};
use der::Decode as _;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use signature::Verifier as _;
use spki::SubjectPublicKeyInfoRef;

pub(crate) fn digest(hash: Hash, message: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Sha1 => Sha1::digest(message).to_vec(),
        Hash::Sha256 => Sha256::digest(message).to_vec(),
        Hash::Sha384 => Sha384::digest(message).to_vec(),
        Hash::Sha512 => Sha512::digest(message).to_vec(),
    }
}

/// Whether the signature is valid under the key of a `SubjectPublicKeyInfo`.
pub(crate) fn verifies(spki: &[u8], scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
    let spki = SubjectPublicKeyInfoRef::from_der(spki).unwrap();
    let key = spki.subject_public_key.as_bytes().unwrap();
    match scheme {
        Scheme::Ecdsa(hash) => ecdsa(&spki, key, &digest(hash, message), signature),
        Scheme::Ed25519 => {
            let key = ed25519_dalek::VerifyingKey::from_bytes(key.try_into().unwrap()).unwrap();
            let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
            key.verify_strict(message, &signature).is_ok()
        }
        Scheme::Ed448 => {
            let bytes = key.try_into().unwrap();
            let key = ed448_goldilocks::VerifyingKey::from_bytes(bytes).unwrap();
            let signature = ed448_goldilocks::Signature::try_from(signature).unwrap();
            key.verify_raw(&signature, message).is_ok()
        }
        Scheme::RsaPkcs1(hash) => {
            let padding = match hash {
                Hash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
                Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            };
            rsa_key(key)
                .verify(padding, &digest(hash, message), signature)
                .is_ok()
        }
        Scheme::RsaPss(hash) => {
            let (key, digest) = (rsa_key(key), digest(hash, message));
            let checked = match hash {
                Hash::Sha256 => key.verify(Pss::<Sha256>::new(), &digest, signature),
                Hash::Sha384 => key.verify(Pss::<Sha384>::new(), &digest, signature),
                _ => key.verify(Pss::<Sha512>::new(), &digest, signature),
            };
            checked.is_ok()
        }
        Scheme::MlDsa(MlDsa::MlDsa44) => ml_dsa::<ml_dsa::MlDsa44>(key, message, signature),
        Scheme::MlDsa(MlDsa::MlDsa65) => ml_dsa::<ml_dsa::MlDsa65>(key, message, signature),
        Scheme::MlDsa(MlDsa::MlDsa87) => ml_dsa::<ml_dsa::MlDsa87>(key, message, signature),
        other => panic!("{other:?}"),
    }
}

fn ecdsa(spki: &SubjectPublicKeyInfoRef<'_>, key: &[u8], digest: &[u8], signature: &[u8]) -> bool {
    macro_rules! check {
        ($lib:ident) => {{
            use signature::hazmat::PrehashVerifier as _;
            let key = $lib::ecdsa::VerifyingKey::from_sec1_bytes(key).unwrap();
            let signature = $lib::ecdsa::Signature::from_der(signature).unwrap();
            key.verify_prehash(digest, &signature).is_ok()
        }};
    }
    let curve: der::asn1::ObjectIdentifier = spki.algorithm.parameters_oid().unwrap();
    match curve.to_string().as_str() {
        "1.2.840.10045.3.1.7" => check!(p256),
        "1.3.132.0.34" => check!(p384),
        "1.3.132.0.35" => check!(p521),
        "1.3.132.0.10" => check!(k256),
        other => panic!("{other}"),
    }
}

fn rsa_key(key: &[u8]) -> RsaPublicKey {
    let numbers: Vec<der::asn1::Uint> = Vec::from_der(key).unwrap();
    let number = |i: usize| BoxedUint::from_be_slice_vartime(numbers[i].as_bytes());
    RsaPublicKey::new(number(0), number(1)).unwrap()
}

fn ml_dsa<P: ml_dsa::MlDsaParams>(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let key = ml_dsa::VerifyingKey::<P>::decode(&key.try_into().unwrap());
    let signature = ml_dsa::Signature::<P>::try_from(signature).unwrap();
    key.verify(message, &signature).is_ok()
}
