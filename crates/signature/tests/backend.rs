//! Which back ends there are. That they agree is asserted wherever a signature is verified: see
//! `backends/mod.rs`.

use countersign_cose::{Curve, PublicKey};
use countersign_signature::{Backend, VerifyingKey};

#[test]
fn the_reference_is_always_there() {
    assert_eq!(Backend::available().next(), Some(Backend::RustCrypto));
    assert!(Backend::available().eq(Backend::ALL.into_iter().filter(|one| one.is_available())));
}

#[test]
fn a_back_end_is_there_by_its_feature_and_processor() {
    // RustCrypto has no other condition, aws-lc-rs the one, Graviola both.
    let is_built = |backend| match backend {
        Backend::Graviola => cfg!(feature = "graviola"),
        Backend::AwsLcRs => cfg!(any(feature = "aws-lc-rs", feature = "fips")),
        _ => true,
    };
    for backend in Backend::ALL {
        assert!(is_built(backend) || !backend.is_available(), "{backend}");
    }
    assert_eq!(Backend::AwsLcRs.is_available(), is_built(Backend::AwsLcRs));
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("adx")
        && is_x86_feature_detected!("aes")
        && is_x86_feature_detected!("pclmulqdq")
        && is_x86_feature_detected!("bmi1")
    {
        assert_eq!(
            Backend::Graviola.is_available(),
            is_built(Backend::Graviola)
        );
    }
    let all: Vec<_> = Backend::available().map(Backend::name).collect();
    println!("back ends: {}", all.join(", "));
}

#[test]
fn the_default_is_the_last_of_those_available() {
    assert_eq!(Some(Backend::default()), Backend::available().last());
}

#[test]
fn a_back_end_is_written_as_its_feature() {
    let names = Backend::ALL.map(|backend| backend.to_string());
    assert_eq!(names, ["rustcrypto", "graviola", "aws-lc-rs"]);
    assert_eq!(Backend::ALL.map(Backend::name), names);
}

#[test]
fn a_key_is_written_by_its_kind_alone() {
    // The generator of P-256: SEC 2 §2.4.2.
    let x =
        hex::decode("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296").unwrap();
    let y =
        hex::decode("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5").unwrap();
    let key = PublicKey::Ec {
        curve: Curve::P256,
        x: &x,
        y: &y,
    };
    let key = VerifyingKey::new(&key).unwrap();
    assert_eq!(format!("{key:?}"), "VerifyingKey(ECDSA)");
}
