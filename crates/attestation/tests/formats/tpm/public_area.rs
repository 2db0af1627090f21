//! pubArea: what it must say of the credential key.

use countersign_attestation::{Policy, TpmKeys};
use countersign_spec::{Reason, Step, Value};

use crate::registration::key::{ES384, PS256, RS1, RS256};
use crate::registration::{ES256, Key, cbor};
use crate::tpm::statement::Tpm;
use crate::tpm::structure::{ECDSA, NULL, RSAPSS, RSASSA, SHA1, SHA256, SHA384, sized};

fn malformed(offset: usize) -> Reason {
    Reason::Malformed {
        what: "pubArea",
        offset,
    }
}

#[test]
fn a_key_other_than_the_credentials_is_refused() {
    let refused = |case, tpm: Tpm, reason| tpm.refused(case, Step::TpmPublicKey, reason);

    let ours = Key::p256(1).point();
    let other = Key::p256(7).point();
    let found = other[1..33].to_vec();
    refused(
        "TPM-015 another point [Resp-9/F-4]",
        Tpm::ecc().bent(|tpm| tpm.public.unique[0] = found.clone()),
        Reason::mismatch("pubArea x", &ours[1..33], found.as_slice()),
    );
    let found = other[33..].to_vec();
    refused(
        "TPM-015 another y",
        Tpm::ecc().bent(|tpm| tpm.public.unique[1] = found.clone()),
        Reason::mismatch("pubArea y", &ours[33..], found.as_slice()),
    );
    let modulus = Tpm::rsa().public.unique[0].clone();
    let mut found = modulus.clone();
    *found.last_mut().expect("bytes") ^= 2;
    refused(
        "TPM-015 another modulus",
        Tpm::rsa().bent(|tpm| tpm.public.unique[0] = found.clone()),
        Reason::mismatch("pubArea modulus", modulus.as_slice(), found.as_slice()),
    );
    refused(
        "TPM-016 an ECC key for an RSA credential",
        Tpm::rsa().bent(|tpm| tpm.public = Tpm::ecc().public),
        Reason::mismatch("pubArea type", "RS256", "ECC"),
    );
    refused(
        "TPM-016 an RSA key for an ECC credential",
        Tpm::ecc().bent(|tpm| tpm.public = Tpm::rsa().public),
        Reason::mismatch("pubArea type", "ES256", "RSA"),
    );
    refused(
        "TPM-009 an OKP credential",
        Tpm::of(Key::ed25519(3), -8, Key::p256(2), ES256).bent(|tpm| {
            tpm.public = Tpm::ecc().public;
            tpm.extra_data = Some(b"arbitrary".to_vec());
        }),
        Reason::mismatch("pubArea type", "EdDSA", "ECC"),
    );
    refused(
        "TPM-020 curveID P-384 [Recon-tpm/F-6]",
        Tpm::ecc().bent(|tpm| tpm.public.size = 0x0004),
        Reason::mismatch("pubArea curveID", "P-256", "P-384"),
    );
    refused(
        "a curve that WebAuthn does not have",
        Tpm::ecc().bent(|tpm| tpm.public.size = 0x0010),
        Reason::Unsupported("pubArea curveID", Value::Number(0x10)),
    );
}

#[test]
fn keys_of_both_types_and_other_curves_are_accepted() {
    Tpm::of(Key::p384(3), ES384, Key::p256(2), ES256).accepted("P-384");
    Tpm::rsa()
        .bent(|tpm| tpm.public.exponent = Some(65537))
        .accepted("the exponent written out");
}

#[test]
fn exponents_are_compared_as_numbers() {
    assert_eq!(Tpm::rsa().public.exponent, Some(0));
    Tpm::rsa().accepted("TPM-017 exponent 0 is 65537");
    for (case, exponent) in [
        ("TPM-018 exponent 3 [Recon-tpm/F-6]", 3_u32),
        ("TPM-019 65537 little-endian", 0x0100_0100),
    ] {
        let reason = Reason::mismatch("pubArea exponent", &[1, 0, 1], &exponent.to_be_bytes());
        Tpm::rsa()
            .bent(|tpm| tpm.public.exponent = Some(exponent))
            .refused(case, Step::TpmPublicKey, reason);
    }
}

#[test]
fn the_size_of_an_rsa_key_is_that_of_its_modulus() {
    let reason = Reason::mismatch("pubArea keyBits", 2048, 3072);
    Tpm::rsa().bent(|tpm| tpm.public.size = 3072).refused(
        "keyBits 3072",
        Step::TpmPublicKey,
        reason,
    );
}

#[test]
fn coordinates_may_have_their_zeros_stripped_or_kept() {
    // A key whose x begins with a zero.
    let key = |scalar: u16| {
        let scalar = [[1; 30].as_slice(), &scalar.to_be_bytes()].concat();
        Key::P256(p256::ecdsa::SigningKey::from_slice(&scalar).expect("a scalar"))
    };
    let scalar = (0..u16::MAX)
        .find(|scalar| key(*scalar).point()[1] == 0)
        .expect("one key in 256");
    let tpm = || Tpm::of(key(scalar), ES256, Key::p256(2), ES256);
    tpm().accepted("all bytes");
    tpm()
        .bent(|tpm| {
            tpm.public.unique[0].remove(0);
            assert_eq!(tpm.public.unique[0].len(), 31);
        })
        .accepted("TPM-021 a coordinate of 31 bytes");
    tpm()
        .bent(|tpm| tpm.public.unique[1].insert(0, 0))
        .accepted("a coordinate of 33 bytes");
}

#[test]
fn nothing_may_stand_before_or_after() {
    Tpm::ecc().bent(|tpm| tpm.public.after.push(0)).refused(
        "TPM-022 bytes after",
        Step::TpmPublicKey,
        malformed(118),
    );
    let length = sized(&Tpm::ecc().public.bytes())[..2].to_vec();
    Tpm::ecc().bent(|tpm| tpm.public.before = length).refused(
        "TPM-023 a TPM2B_PUBLIC [Recon-tpm/F-7]",
        Step::TpmPublicKey,
        Reason::Unsupported("pubArea type", Value::Number(118)),
    );
    let whole = Tpm::ecc().public.bytes();
    for length in 0..whole.len() {
        let member = cbor::bytes(&whole[..length]);
        Tpm::ecc()
            .bent(|tpm| tpm.members = vec![("pubArea", Some(member))])
            .judge(|verdict| {
                let refused = verdict.expect_err("a part");
                assert_eq!(refused.step(), Step::TpmPublicKey, "{length}");
                assert!(
                    matches!(refused.reason(), Reason::Malformed { .. }),
                    "{length}"
                );
            });
    }
}

#[test]
fn a_scheme_that_is_named_must_be_that_of_the_credential() {
    Tpm::ecc()
        .bent(|tpm| tpm.public.scheme = vec![ECDSA, SHA256])
        .accepted("ECDSA with SHA-256");
    Tpm::rsa()
        .bent(|tpm| tpm.public.scheme = vec![RSASSA, SHA256])
        .accepted("RSASSA with SHA-256");
    Tpm::of(Key::rsa(), RS1, Key::p256(2), ES256)
        .bent(|tpm| tpm.public.scheme = vec![RSASSA, SHA1])
        .accepted("RSASSA with SHA-1");
    Tpm::of(Key::rsa(), PS256, Key::p256(2), ES256)
        .bent(|tpm| tpm.public.scheme = vec![RSAPSS, SHA256])
        .accepted("RSAPSS with SHA-256");
    for (case, tpm, scheme) in [
        ("another hash", Tpm::ecc(), vec![ECDSA, SHA384]),
        ("ECDH", Tpm::ecc(), vec![0x0019, SHA256]),
        ("ECDAA", Tpm::ecc(), vec![0x001a, SHA256, 1]),
        ("RSAPSS", Tpm::rsa(), vec![RSAPSS, SHA256]),
        ("RSAES", Tpm::rsa(), vec![0x0015]),
        ("OAEP", Tpm::rsa(), vec![0x0017, SHA256]),
    ] {
        let reason = Reason::NotAllowed("pubArea scheme with alg");
        tpm.bent(|tpm| tpm.public.scheme = scheme)
            .refused(case, Step::TpmPublicKey, reason);
    }
}

#[test]
fn other_algorithms_in_the_parameters_are_read_past() {
    Tpm::ecc()
        .bent(|tpm| {
            tpm.public.symmetric = vec![0x0006, 128, 0x0043]; // AES-128 CFB
            tpm.public.key_derivation = vec![0x0020, SHA256];
        })
        .accepted("a symmetric algorithm and a key derivation");
    let scheme_at = 44;
    for (case, tpm, offset) in [
        (
            "XOR",
            Tpm::ecc().bent(|tpm| tpm.public.symmetric = vec![0x000a]),
            scheme_at - 2,
        ),
        (
            "a hash",
            Tpm::ecc().bent(|tpm| tpm.public.scheme = vec![SHA256]),
            scheme_at,
        ),
        (
            "ECDSA",
            Tpm::rsa().bent(|tpm| tpm.public.scheme = vec![ECDSA, SHA256]),
            scheme_at,
        ),
        (
            "a hash",
            Tpm::ecc().bent(|tpm| tpm.public.key_derivation = vec![SHA256]),
            scheme_at + 4,
        ),
    ] {
        tpm.refused(case, Step::TpmPublicKey, malformed(offset));
    }
    let reason = Reason::Unsupported("pubArea type", Value::Number(8));
    Tpm::ecc()
        .bent(|tpm| tpm.public.kind = 0x0008) // TPM_ALG_KEYEDHASH
        .refused("a keyed hash", Step::TpmPublicKey, reason);
}

#[test]
fn policy_can_ask_for_keys_confined_to_the_tpm() {
    let mut policy = Policy::default();
    policy.tpm.keys = TpmKeys::Confined;
    let with = |attributes| Tpm::ecc().bent(|tpm| tpm.public.attributes = attributes);
    with(0x0004_0072).accepted_by(&policy, "as Windows Hello's ECC keys");
    with(0x0006_0472).accepted_by(&policy, "as Windows Hello's RSA keys");
    for (case, attributes) in [
        ("TPM-026 fixedTPM clear", 0x0004_0070),
        ("TPM-026 fixedParent clear", 0x0004_0062),
        ("TPM-026 sensitiveDataOrigin clear", 0x0004_0052),
        ("TPM-027 sign clear, decrypt set", 0x0002_0072),
        ("TPM-027 restricted", 0x0005_0072),
    ] {
        with(attributes).accepted(case);
        let reason = Reason::NotAllowed("pubArea objectAttributes");
        with(attributes).refused_by(&policy, case, Step::TpmPublicKey, reason);
    }
}

#[test]
fn the_credential_algorithm_is_the_callers_to_list() {
    Tpm::of(Key::rsa(), RS1, Key::p256(2), ES256).accepted("an RS1 credential");
    Tpm::of(Key::rsa(), RS256, Key::p256(2), ES256)
        .bent(|tpm| tpm.public.scheme = vec![NULL])
        .accepted("an RS256 credential");
}
