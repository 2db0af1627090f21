//! §8.3.1 TPM Attestation Statement Certificate Requirements.

use countersign_attestation::{Details, Policy, TpmManufacturer, TpmManufacturers};
use countersign_spec::{Reason, Step};

use crate::registration::certificate::{
    BASIC_CONSTRAINTS, FIDO_AAGUID, SUBJECT_ALT_NAME, oid, sequence, tlv,
};
use crate::registration::{AAGUID, Key, Leaf, cbor};
use crate::tpm::statement::{
    EXTENDED_KEY_USAGE, MANUFACTURER, MODEL, Tpm, VERSION, aik_certificate, subject_alt_name,
};

const INTEL: (&str, &str) = (MANUFACTURER, "id:494E5443");
const A_MODEL: (&str, &str) = (MODEL, "Test TPM");
const A_VERSION: (&str, &str) = (VERSION, "id:00010002");

fn with(bend: impl FnOnce(Leaf) -> Leaf) -> Tpm {
    Tpm::ecc().bent(|tpm| tpm.leaf = bend(tpm.leaf.clone()))
}

/// A certificate with this subject alternative name.
fn named(parts: &[&[(&str, &str)]]) -> Tpm {
    let names = subject_alt_name(parts);
    with(|leaf| leaf.with_extension(SUBJECT_ALT_NAME, true, names))
}

#[test]
fn version_subject_purpose_and_constraints_are_what_they_must_be() {
    with(|mut leaf| {
        leaf.version = 2;
        leaf.extensions.clear();
        leaf
    })
    .refused(
        "TPM-043 version [Recon-tpm/F-10]",
        Step::TpmCertificateVersion,
        Reason::mismatch("version", 3, 2),
    );
    with(|mut leaf| {
        leaf.subject = vec![("2.5.4.3", "A TPM")];
        leaf
    })
    .refused(
        "TPM-034 subject [Recon-tpm/F-11]",
        Step::TpmCertificateSubject,
        Reason::NotAllowed("subject"),
    );
    let usage = |case, purpose| {
        let usage = sequence(&[oid(purpose)]);
        with(|leaf| leaf.with_extension(EXTENDED_KEY_USAGE, false, usage)).refused(
            case,
            Step::TpmCertificateExtendedKeyUsage,
            Reason::Missing("extKeyUsage purpose"),
        );
    };
    usage("TPM-033 any purpose", "2.5.29.37.0");
    usage("TPM-046 an endorsement key", "2.23.133.8.1");
    with(|leaf| leaf.without_extension(EXTENDED_KEY_USAGE)).refused(
        "TPM-032 no purpose [Recon-tpm/F-14]",
        Step::TpmCertificateExtendedKeyUsage,
        Reason::Missing("extKeyUsage"),
    );
    let authority = sequence(&[tlv(0x01, &[0xff])]);
    with(|leaf| leaf.with_extension(BASIC_CONSTRAINTS, true, authority)).refused(
        "TPM-042 a CA [Recon-tpm/F-15]",
        Step::TpmCertificateBasicConstraints,
        Reason::NotAllowed("basicConstraints.cA"),
    );
    with(|leaf| leaf.without_extension(BASIC_CONSTRAINTS)).refused(
        "no basic constraints",
        Step::TpmCertificateBasicConstraints,
        Reason::Missing("basicConstraints"),
    );
}

#[test]
fn the_tpm_is_named_in_one_part_or_in_three() {
    named(&[&[INTEL], &[A_MODEL], &[A_VERSION]]).accepted("TPM-039 [Recon-tpm/P-2]");
    named(&[&[INTEL, A_MODEL, A_VERSION]]).accepted("TPM-040 [Recon-tpm/P-2]");
    named(&[&[A_VERSION, A_MODEL], &[INTEL]]).accepted("in another order");
    for (case, parts, missing) in [
        ("TPM-041 no model", &[INTEL, A_VERSION], "TPM model"),
        ("TPM-041 no version", &[INTEL, A_MODEL], "TPM version"),
        (
            "TPM-041 no manufacturer",
            &[A_MODEL, A_VERSION],
            "TPM manufacturer",
        ),
    ] {
        let reason = Reason::Missing(missing);
        named(&[parts]).refused(case, Step::TpmCertificateSubjectAltName, reason);
    }
}

#[test]
fn the_name_is_a_critical_directory_name() {
    with(|leaf| leaf.without_extension(SUBJECT_ALT_NAME)).refused(
        "TPM-035 no subject alternative name [Recon-tpm/F-12]",
        Step::TpmCertificateSubjectAltName,
        Reason::Missing("subjectAltName"),
    );
    let dns = sequence(&[tlv(0x82, b"tpm.example")]);
    with(|leaf| leaf.with_extension(SUBJECT_ALT_NAME, true, dns)).refused(
        "a DNS name",
        Step::TpmCertificateSubjectAltName,
        Reason::Missing("directoryName"),
    );
    let names = subject_alt_name(&[&[INTEL, A_MODEL, A_VERSION]]);
    with(|leaf| leaf.with_extension(SUBJECT_ALT_NAME, true, names.clone()))
        .accepted("TPM-045 critical");
    with(|leaf| leaf.with_extension(SUBJECT_ALT_NAME, false, names)).refused(
        "TPM-036 not critical",
        Step::TpmCertificateSubjectAltName,
        Reason::NotAllowed("subjectAltName that is not critical"),
    );
}

#[test]
fn makers_are_reported_and_policy_can_ask_for_registered_ones() {
    let mut policy = Policy::default();
    policy.tpm.manufacturers = TpmManufacturers::Registered;
    for (case, text, maker) in [
        ("as registered", "id:4E544300", Some("Nuvoton")),
        ("TPM-038 small letters", "id:494e5443", Some("Intel")),
        (
            "TPM-037 of FIDO's tool [Recon-tpm/F-13]",
            "id:FFFFF1D0",
            None,
        ),
        ("TPM-037 of the text's test vector", "id:00000000", None),
        ("no identifier", "Intel", None),
    ] {
        let tpm = named(&[&[(MANUFACTURER, text), A_MODEL, A_VERSION]]);
        let found = tpm.judge(|verdict| match verdict.expect(case).details {
            Details::Tpm(tpm) => tpm.identity.maker().map(TpmManufacturer::name),
            _ => panic!("details of another format"),
        });
        assert_eq!(found, maker, "{case}");
        if maker.is_some() {
            tpm.accepted_by(&policy, case);
        } else {
            let reason = Reason::NotAllowed("a TPM manufacturer that is not registered");
            tpm.refused_by(&policy, case, Step::TpmCertificateSubjectAltName, reason);
        }
    }
}

#[test]
fn an_aaguid_in_the_certificate_is_that_of_the_authenticator() {
    with(|leaf| leaf.without_extension(FIDO_AAGUID)).accepted("no AAGUID");
    let other = [0x55; 16];
    with(|leaf| leaf.with_extension(FIDO_AAGUID, false, tlv(0x04, &other))).refused(
        "TPM-044 [Recon-tpm/F-16]",
        Step::TpmAaguid,
        Reason::mismatch("aaguid", &AAGUID, &other),
    );
    with(|leaf| leaf.with_extension(FIDO_AAGUID, false, AAGUID.to_vec())).refused(
        "wrapped once",
        Step::TpmAaguid,
        Reason::Malformed {
            what: "id-fido-gen-ce-aaguid",
            offset: 2,
        },
    );
}

#[test]
fn the_attestation_key_has_the_first_certificate() {
    let aik = aik_certificate(&Key::p256(2));
    let mut authority = aik_certificate(&Key::p256(9));
    authority.subject = vec![("2.5.4.3", "Test CA")];
    let x5c = cbor::x5c(&[authority.der(), aik.der()]);
    Tpm::ecc()
        .bent(|tpm| tpm.members = vec![("x5c", Some(x5c))])
        .refused(
            "Resp-9/F-1 the chain in another order",
            Step::TpmCertificateSubject,
            Reason::NotAllowed("subject"),
        );
    let x5c = cbor::x5c(&[b"no certificate".to_vec()]);
    Tpm::ecc()
        .bent(|tpm| tpm.members = vec![("x5c", Some(x5c))])
        .judge(|verdict| {
            let refused = verdict.expect_err("no certificate");
            assert_eq!(refused.step(), Step::TpmCertificate);
            assert!(matches!(refused.reason(), Reason::Malformed { .. }));
        });
}
