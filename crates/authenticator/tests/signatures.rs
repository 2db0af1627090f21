//! Every key signs so that the RustCrypto libraries agree, and is written as others read it.

mod common;

use common::verifies;
use countersign_authenticator::{Cbor, EcdsaSignature, PrivateKey, RsaKey, Seed, algorithms, rsa};
use countersign_cose::{Algorithm, Curve, Hash, Scheme};

const MESSAGE: &[u8] = b"what is signed";

#[test]
fn every_algorithm_of_the_engine_is_made_with_the_same_identifier() {
    let made = algorithms();
    for algorithm in Algorithm::ALL {
        assert!(made.contains(algorithm), "{algorithm:?}");
        let key = PrivateKey::derive(*algorithm, &Seed::default(), "key");
        let cose = key.public().to_cose(algorithm.id());
        assert_eq!(
            cose.get(3),
            Some(&Cbor::from(algorithm.id())),
            "{algorithm:?}"
        );
    }
    assert_eq!(made.len(), Algorithm::ALL.len());
}

#[test]
fn every_signature_verifies_and_no_other_message_does() {
    for algorithm in algorithms() {
        let key = PrivateKey::derive(algorithm, &Seed::default(), "key");
        let signature = key.sign(algorithm.scheme(), MESSAGE);
        assert_eq!(
            signature,
            key.sign(algorithm.scheme(), MESSAGE),
            "{algorithm:?}"
        );
        let spki = key.public().to_spki();
        assert!(
            verifies(&spki, algorithm.scheme(), MESSAGE, &signature),
            "{algorithm:?}"
        );
        assert!(
            !verifies(&spki, algorithm.scheme(), b"other", &signature),
            "{algorithm:?}"
        );
    }
}

#[test]
fn ecdsa_signs_with_any_digest_on_any_curve() {
    for curve in [Curve::P256, Curve::P384, Curve::P521, Curve::Secp256k1] {
        let key = PrivateKey::derive_ec(curve, &Seed::default(), "key");
        for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            let signature = key.sign(Scheme::Ecdsa(hash), MESSAGE);
            // The library takes a digest of half the scalar's length or more.
            let digest = common::digest(hash, MESSAGE);
            if curve == Curve::P521 && hash == Hash::Sha256 {
                assert_eq!(digest.len(), 32);
                continue;
            }
            let spki = key.public().to_spki();
            assert!(
                verifies(&spki, Scheme::Ecdsa(hash), MESSAGE, &signature),
                "{curve:?} {hash:?}"
            );
        }
    }
}

#[test]
fn rfc_6979_is_kept_to() {
    // RFC 6979 A.2.5: P-256, SHA-256, "sample".
    let scalar = hex::decode("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let signature =
        PrivateKey::ec(Curve::P256, &scalar.unwrap()).sign_ecdsa(Hash::Sha256, b"sample");
    let r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
    let s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    assert_eq!(
        (hex::encode(&signature.r), hex::encode(&signature.s)),
        (r.into(), s.into())
    );
    // RFC 6979 A.2.7: P-521, SHA-256, "sample", a digest under half the scalar's length.
    let scalar = hex::decode(
        "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
    );
    let signature =
        PrivateKey::ec(Curve::P521, &scalar.unwrap()).sign_ecdsa(Hash::Sha256, b"sample");
    let r = "01511bb4d675114fe266fc4372b87682baecc01d3cc62cf2303c92b3526012659d16876e25c7c1e57648f23b73564d67f61c6f14d527d54972810421e7d87589e1a7";
    assert_eq!(hex::encode(&signature.r), r);
}

#[test]
fn a_mirrored_signature_verifies_too() {
    for curve in [Curve::P256, Curve::P384, Curve::P521] {
        let key = PrivateKey::derive_ec(curve, &Seed::default(), "key");
        let scheme = Scheme::Ecdsa(Hash::Sha512);
        let signature = EcdsaSignature::from_der(&key.sign(scheme, MESSAGE));
        let mirrored = signature.mirrored(curve);
        assert_ne!(signature, mirrored);
        assert!(verifies(
            &key.public().to_spki(),
            scheme,
            MESSAGE,
            &mirrored.to_der()
        ));
        assert_eq!(signature.with_r_beyond_order(curve).s, signature.s);
        assert_eq!(
            EcdsaSignature::from_der(&mirrored.mirrored(curve).to_der()),
            signature,
            "{curve:?}"
        );
    }
}

#[test]
fn rsa_keys_are_what_they_say() {
    let seed = Seed::default();
    let key = RsaKey::derive(&seed, "key", 2048);
    assert_eq!(key, RsaKey::derive(&seed, "key", 2048));
    assert_ne!(key, RsaKey::derive(&seed, "other key", 2048));
    assert_eq!((key.modulus().len(), key.modulus()[0] >> 7), (256, 1));
    assert_eq!(key.exponent(), [1, 0, 1]);
    assert_eq!(RsaKey::derive(&seed, "key", 512).modulus().len(), 64);
}

#[test]
fn rsa_blocks_can_be_bent() {
    let key = RsaKey::derive(&Seed::default(), "key", 2048);
    let spki = PrivateKey::Rsa(key.clone()).public().to_spki();
    let info = rsa::digest_info(Hash::Sha256, MESSAGE);
    let pkcs1 = Scheme::RsaPkcs1(Hash::Sha256);
    let right = rsa::pkcs1_block(&info, 256);
    assert!(verifies(&spki, pkcs1, MESSAGE, &key.power(&right)));
    let mut bent = right;
    bent[5] = 0xfe;
    assert!(!verifies(&spki, pkcs1, MESSAGE, &key.power(&bent)));
    let pss = Scheme::RsaPss(Hash::Sha256);
    let sign = |mgf, salt: &[u8]| key.sign_pss(Hash::Sha256, mgf, salt, MESSAGE);
    assert!(verifies(&spki, pss, MESSAGE, &sign(Hash::Sha256, &[7; 32])));
    assert!(!verifies(&spki, pss, MESSAGE, &sign(Hash::Sha256, &[])));
    assert!(!verifies(&spki, pss, MESSAGE, &sign(Hash::Sha1, &[7; 32])));
}
