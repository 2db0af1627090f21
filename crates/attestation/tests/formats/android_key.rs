//! §8.4 Android Key Attestation Statement Format: key descriptions made here, and bent in one
//! thing. Names in brackets are cases of the shared lists of attacks and of FIDO's tool.

mod authorizations;
mod key_description;
mod policy;
mod statement;

use countersign_attestation::{
    AttestationType, Details, Format, KeyDescription, Origin, Purpose, SecurityLevel,
    VerifiedBootState,
};
use countersign_spec::{Reason, Step};

use crate::registration::certificate::{BASIC_CONSTRAINTS, sequence};
use crate::registration::key::{ES384, RS256};
use crate::registration::{ES256, Key, Registration, cbor};
use key_description::KEY_DESCRIPTION;
use statement::{AndroidKey, authority};

/// The accepted statement.
pub(crate) fn accepted() -> Registration {
    AndroidKey::new().registration()
}

#[test]
fn a_statement_is_accepted_and_read() {
    AndroidKey::new().judge(|verdict| {
        let evidence = verdict.expect("evidence");
        assert_eq!(evidence.format, Format::AndroidKey);
        assert_eq!(evidence.attestation_type, AttestationType::Basic);
        assert_eq!(evidence.trust_path.len(), 2);
        assert!(!evidence.trust_path.is_empty());
        assert!(evidence.deviations.is_empty());
        let Details::AndroidKey(description) = evidence.details else {
            panic!("details of another format")
        };
        check_description(&description);
    });
}

fn check_description(description: &KeyDescription<'_>) {
    let level = SecurityLevel::TrustedEnvironment;
    assert_eq!(description.attestation_version, 300);
    assert_eq!(description.attestation_security_level, level);
    assert_eq!(description.keymaster_version, 300);
    assert_eq!(description.keymaster_security_level, level);
    assert_eq!(description.security_level(), level);
    assert_eq!(description.unique_id, b"");
    assert_eq!(
        description.software_enforced.creation_date_time,
        Some(1_700_000_000_000)
    );
    let enforced = &description.tee_enforced;
    assert_eq!(enforced.purpose.as_deref(), Some(&[Purpose::SIGN][..]));
    assert_eq!(enforced.origin, Some(Origin::GENERATED));
    assert_eq!(
        (enforced.algorithm, enforced.key_size),
        (Some(3), Some(256))
    );
    assert_eq!(enforced.os_patch_level, Some(202_408));
    assert!(enforced.no_auth_required && !enforced.all_applications);
    assert!(!enforced.is_out_of_order && enforced.unknown_tags.is_empty());
    let root = enforced.root_of_trust.expect("a root of trust");
    assert!(root.device_locked);
    assert_eq!(root.verified_boot_state, VerifiedBootState::Verified);
    assert_eq!(root.verified_boot_key, [0x44; 32]);
    assert_eq!(root.verified_boot_hash, Some(&[0x55; 32][..]));
}

#[test]
fn keys_of_other_kinds_are_accepted() {
    AndroidKey::of(Key::p384(1), ES384).accepted("P-384");
    AndroidKey::of(Key::rsa(), RS256).accepted("RSA");
}

#[test]
fn the_leaf_key_signs_and_is_the_credentials() {
    let signed_by = |case, sign: fn(&Key, i64, &[u8]) -> Vec<u8>| {
        AndroidKey::new()
            .bent(|android| android.sign = sign)
            .refused(case, Step::AndroidKeySignature, Reason::BadSignature);
    };
    signed_by("AKY-020 by the issuer's key", |_, alg, message| {
        Key::p256(9).sign(alg, message)
    });
    signed_by("of other bytes [Recon-android-key/F-7]", |key, alg, _| {
        key.sign(alg, b"other")
    });
    AndroidKey::new()
        .bent(|android| android.alg = RS256)
        .refused(
            "an algorithm of RSA with a key on a curve [Recon-android-key/F-8]",
            Step::AndroidKeySignature,
            Reason::NotAllowed("alg with the attestation key"),
        );
    let (ours, other) = (Key::p256(1).point(), Key::p256(7).point());
    AndroidKey::new()
        .bent(|android| {
            android.leaf.public_key_info = Key::p256(7).public_key_info();
            android.sign = |_, alg, message| Key::p256(7).sign(alg, message);
        })
        .refused(
            "AKY-019 a certificate for another key [Resp-A/F-2]",
            Step::AndroidKeyPublicKey,
            Reason::mismatch("certified public key", &ours[1..33], &other[1..33]),
        );
}

#[test]
fn the_challenge_is_the_client_data_hash() {
    let hash = AndroidKey::new().challenge();
    for (case, found) in [
        ("AKY-001 another [Resp-A/F-1]", vec![0x66; 32]),
        ("AKY-002 the first 31 bytes", hash[..31].to_vec()),
        ("empty", Vec::new()),
        ("a byte more", [hash.as_slice(), &[0]].concat()),
    ] {
        let reason = Reason::mismatch("attestationChallenge", hash.as_slice(), found.as_slice());
        AndroidKey::new()
            .bent(|android| android.description.challenge = Some(found))
            .refused(case, Step::AndroidKeyChallenge, reason);
    }
}

#[test]
fn only_the_first_certificate_has_a_key_description() {
    AndroidKey::new()
        .bent(|android| android.describes = false)
        .refused(
            "AKY-003 none [Recon-android-key/F-1]",
            Step::AndroidKeyDescription,
            Reason::Missing("the key description extension"),
        );
    let described = |android: &AndroidKey| {
        authority().with_extension(KEY_DESCRIPTION, false, android.description_bytes())
    };
    let reason = Reason::NotAllowed("a key description in an issuer's certificate");
    AndroidKey::new()
        .bent(|android| {
            android.issuers = vec![described(android)];
            android.describes = false;
        })
        .refused(
            "AKY-004 only in an issuer's",
            Step::AndroidKeyDescription,
            reason.clone(),
        );
    AndroidKey::new()
        .bent(|android| android.issuers = vec![described(android), authority()])
        .refused(
            "AKY-005, AKY-007 in both",
            Step::AndroidKeyDescription,
            reason,
        );
}

#[test]
fn issuers_are_certification_authorities() {
    let reason = Reason::NotAllowed("an issuer that is not a CA");
    for (case, issuer) in [
        (
            "AKY-006 none",
            authority().without_extension(BASIC_CONSTRAINTS),
        ),
        (
            "AKY-006 cA false",
            authority().with_extension(BASIC_CONSTRAINTS, true, sequence(&[])),
        ),
    ] {
        AndroidKey::new()
            .bent(|android| android.issuers = vec![authority(), issuer])
            .refused(case, Step::AndroidKeyDescription, reason.clone());
    }
    AndroidKey::new()
        .bent(|android| android.issuers.clear())
        .accepted("a leaf alone, whose issuer is for the trust anchors to say [AKY-022]");
}

#[test]
fn every_member_must_be_there_and_no_other() {
    for name in ["alg", "sig", "x5c"] {
        AndroidKey::new()
            .bent(|android| android.members = vec![(name, None)])
            .refused(name, Step::AndroidKeySyntax, Reason::Missing(name));
    }
    let with =
        |name, value| AndroidKey::new().bent(|android| android.members = vec![(name, Some(value))]);
    with("x5c", cbor::array(&[])).refused(
        "x5c empty [Recon-android-key/F-9]",
        Step::AndroidKeySyntax,
        Reason::Missing("a certificate in x5c"),
    );
    with("ver", cbor::text("2.0")).refused(
        "a member more",
        Step::AndroidKeySyntax,
        Reason::NotAllowed("an attStmt member outside the syntax"),
    );
    let android = AndroidKey::new();
    let x5c = cbor::x5c(&[authority().der(), android.leaf_der()]);
    with("x5c", x5c).refused(
        "Resp-A/F-3 the chain in another order",
        Step::AndroidKeySignature,
        Reason::BadSignature,
    );
    assert_eq!(android.alg, ES256);
}
