//! The requirements of §8.2.1, §8.2.2 and §8.3.1, each kept and broken.

mod build;

use build::{
    AAGUID, BASIC_CONSTRAINTS, FIRMWARE_VERSION, Fields, PRINTABLE, SERIAL_NUMBER, UTF8, attribute,
    extension, name, oid, packed_subject, seq, tlv,
};
use countersign_spec::{Reason, Rejection, Step, Value};
use countersign_x509::{Certificate, Profile};

const COUNTRY: usize = 0;
const ORGANIZATION: usize = 1;
const UNIT: usize = 2;
const COMMON_NAME: usize = 3;

fn meets(fields: &Fields, profile: &Profile) -> Result<(), Rejection> {
    Certificate::parse(&fields.der()).unwrap().meets(profile)
}

fn packed(change: impl FnOnce(&mut Fields)) -> Result<(), Rejection> {
    let mut fields = Fields::packed();
    change(&mut fields);
    meets(&fields, &Profile::PACKED)
}

fn tpm(change: impl FnOnce(&mut Fields)) -> Result<(), Rejection> {
    let mut fields = Fields::tpm();
    change(&mut fields);
    meets(&fields, &Profile::TPM)
}

/// A packed subject with one attribute replaced.
fn subject(place: usize, with: Vec<u8>) -> Result<(), Rejection> {
    let mut attributes = packed_subject();
    attributes[place] = with;
    packed(|fields| fields.subject = name(&attributes))
}

fn refused(step: Step, reason: Reason) -> Result<(), Rejection> {
    Err(step.refuse(reason))
}

fn assert_malformed(result: Result<(), Rejection>, step: Step, what: &str) {
    let refused = result.unwrap_err();
    assert_eq!(refused.step(), step);
    let found = matches!(refused.reason(), Reason::Malformed { what: found, .. } if *found == what);
    assert!(found, "{refused}, expected {what}");
}

#[test]
fn the_certificates_that_the_others_differ_from_are_accepted() {
    assert_eq!(packed(|_| ()), Ok(()));
    assert_eq!(tpm(|_| ()), Ok(()));
}

#[test]
fn the_version_is_3() {
    for (bytes, found) in [(vec![], 1), (tlv(0xa0, &[2, 1, 1]), 2)] {
        let old = |fields: &mut Fields| {
            fields.version.clone_from(&bytes);
            fields.extensions = None;
        };
        let reason = Reason::mismatch("version", 3, found);
        assert_eq!(
            packed(old),
            refused(Step::PackedCertificateVersion, reason.clone())
        );
        assert_eq!(tpm(old), refused(Step::TpmCertificateVersion, reason));
    }
}

#[test]
fn a_packed_subject_has_all_four_attributes() {
    for (place, what) in [
        (COUNTRY, "subject C"),
        (ORGANIZATION, "subject O"),
        (UNIT, "subject OU"),
        (COMMON_NAME, "subject CN"),
    ] {
        let mut attributes = packed_subject().to_vec();
        attributes.remove(place);
        let without = packed(|fields| fields.subject = name(&attributes));
        assert_eq!(
            without,
            refused(Step::PackedCertificateSubject, Reason::Missing(what))
        );
    }
}

#[test]
fn a_packed_subject_may_be_in_any_order_and_have_more() {
    let mut attributes = packed_subject().to_vec();
    attributes.reverse();
    attributes.push(attribute("2.5.4.7", UTF8, b"Town"));
    assert_eq!(packed(|fields| fields.subject = name(&attributes)), Ok(()));
    let one_part = seq(&[&tlv(0x31, &packed_subject().concat())]);
    assert_eq!(packed(|fields| fields.subject = one_part), Ok(()));
}

#[test]
fn one_right_unit_among_several_is_enough() {
    let other = attribute("2.5.4.11", UTF8, b"Other");
    let attributes = [&packed_subject()[..], std::slice::from_ref(&other)].concat();
    assert_eq!(packed(|fields| fields.subject = name(&attributes)), Ok(()));
}

#[test]
fn the_string_type_of_an_attribute_is_not_looked_at() {
    assert_eq!(subject(COUNTRY, attribute("2.5.4.6", UTF8, b"SE")), Ok(()));
    let unit = attribute("2.5.4.11", PRINTABLE, b"Authenticator Attestation");
    assert_eq!(subject(UNIT, unit), Ok(()));
    assert_eq!(
        subject(ORGANIZATION, attribute("2.5.4.10", 0x14, b"Caf\xe9")),
        Ok(())
    );
}

#[test]
fn the_unit_is_the_literal_text() {
    for text in [
        "authenticator attestation",
        "Authenticator Attestation ",
        "Authenticator",
        "",
    ] {
        let result = subject(UNIT, attribute("2.5.4.11", UTF8, text.as_bytes()));
        let expected = "Authenticator Attestation";
        let reason = Reason::mismatch("subject OU", expected, Value::text(text));
        assert_eq!(
            result,
            refused(Step::PackedCertificateSubject, reason),
            "{text}"
        );
    }
}

#[test]
fn the_country_is_a_code_of_two_letters() {
    assert_eq!(
        subject(COUNTRY, attribute("2.5.4.6", PRINTABLE, b"se")),
        Ok(())
    );
    assert_eq!(
        subject(COUNTRY, attribute("2.5.4.6", PRINTABLE, b"AA")),
        Ok(())
    );
    for text in ["SWE", "S", "", "S1", "Sweden", "  "] {
        let result = subject(COUNTRY, attribute("2.5.4.6", PRINTABLE, text.as_bytes()));
        let reason = Reason::mismatch("subject C", "two letters", Value::text(text));
        assert_eq!(
            result,
            refused(Step::PackedCertificateSubject, reason),
            "{text}"
        );
    }
}

#[test]
fn organisation_and_common_name_are_text() {
    for (place, kind, what) in [
        (ORGANIZATION, "2.5.4.10", "subject O"),
        (COMMON_NAME, "2.5.4.3", "subject CN"),
    ] {
        let empty = subject(place, attribute(kind, UTF8, b""));
        let reason = Reason::mismatch(what, "some text", Value::text(""));
        assert_eq!(empty, refused(Step::PackedCertificateSubject, reason));
        let broken = subject(place, attribute(kind, UTF8, b"\xff"));
        let reason = Reason::mismatch(what, "some text", &b"\xff"[..]);
        assert_eq!(broken, refused(Step::PackedCertificateSubject, reason));
    }
}

#[test]
fn a_malformed_subject_is_refused() {
    let result = packed(|fields| fields.subject = seq(&[build::NULL]));
    assert_malformed(
        result,
        Step::PackedCertificateSubject,
        "relativeDistinguishedName",
    );
}

#[test]
fn the_aaguid_may_be_absent_but_not_critical_and_is_16_bytes_wrapped_twice() {
    let with = |critical, value: &[u8]| {
        packed(|fields| fields.replace(AAGUID, Some(extension(AAGUID, critical, value))))
    };
    let step = Step::PackedCertificateAaguid;
    assert_eq!(packed(|fields| fields.replace(AAGUID, None)), Ok(()));
    let reason = Reason::NotAllowed("critical id-fido-gen-ce-aaguid");
    assert_eq!(
        with(Some(0xff), &tlv(0x04, &[7; 16])),
        refused(step, reason)
    );
    for value in [
        &[7; 16][..],
        &tlv(0x04, &[7; 15]),
        &tlv(0x04, &[7; 17]),
        &tlv(0x0c, &[7; 16]),
    ] {
        assert_malformed(with(None, value), step, "id-fido-gen-ce-aaguid");
    }
}

#[test]
fn the_firmware_version_may_be_absent_but_not_critical_and_not_negative() {
    let with = |critical, value: &[u8]| {
        let extension = extension(FIRMWARE_VERSION, critical, value);
        packed(|fields| fields.replace(FIRMWARE_VERSION, Some(extension)))
    };
    let step = Step::PackedCertificateFirmware;
    assert_eq!(
        packed(|fields| fields.replace(FIRMWARE_VERSION, None)),
        Ok(())
    );
    assert_eq!(with(None, &tlv(0x02, &[0])), Ok(()));
    assert_eq!(with(None, &tlv(0x02, &[0x7f; 20])), Ok(()));
    let reason = Reason::NotAllowed("critical id-fido-gen-ce-fw-version");
    assert_eq!(with(Some(0xff), &tlv(0x02, &[1])), refused(step, reason));
    for value in [
        &tlv(0x02, &[0x80])[..],
        &tlv(0x02, &[0, 1]),
        &tlv(0x04, &[1]),
        b"",
    ] {
        assert_malformed(with(None, value), step, "id-fido-gen-ce-fw-version");
    }
}

#[test]
fn the_serial_number_may_be_absent_but_not_critical_and_is_octets() {
    let with = |critical, value: &[u8]| {
        let extension = extension(SERIAL_NUMBER, critical, value);
        packed(|fields| fields.replace(SERIAL_NUMBER, Some(extension)))
    };
    let step = Step::PackedCertificateSerialNumber;
    assert_eq!(packed(|fields| fields.replace(SERIAL_NUMBER, None)), Ok(()));
    let reason = Reason::NotAllowed("critical id-fido-gen-ce-sernum");
    assert_eq!(with(Some(0xff), &tlv(0x04, b"1")), refused(step, reason));
    assert_malformed(with(None, &tlv(0x0c, b"1")), step, "id-fido-gen-ce-sernum");
}

#[test]
fn basic_constraints_are_there_and_say_no() {
    let constraints = |value: &[u8]| {
        let extension = extension(BASIC_CONSTRAINTS, Some(0xff), value);
        move |fields: &mut Fields| fields.replace(BASIC_CONSTRAINTS, Some(extension))
    };
    let ca = seq(&[&tlv(0x01, &[0xff])]);
    for (step, check) in [
        (
            Step::PackedCertificateBasicConstraints,
            packed as fn(fn(&mut Fields)) -> _,
        ),
        (Step::TpmCertificateBasicConstraints, tpm),
    ] {
        let absent = check(|fields| fields.replace(BASIC_CONSTRAINTS, None));
        assert_eq!(absent, refused(step, Reason::Missing("basicConstraints")));
    }
    let reason = Reason::NotAllowed("basicConstraints.cA");
    let step = Step::PackedCertificateBasicConstraints;
    assert_eq!(packed(constraints(&ca)), refused(step, reason.clone()));
    assert_malformed(packed(constraints(build::NULL)), step, "basicConstraints");
    let step = Step::TpmCertificateBasicConstraints;
    assert_eq!(tpm(constraints(&ca)), refused(step, reason));
    let spelt_out = seq(&[&tlv(0x01, &[0])]);
    assert_eq!(packed(constraints(&spelt_out)), Ok(()));
}

#[test]
fn a_tpm_subject_is_empty() {
    let subject = name(&[attribute("2.5.4.3", UTF8, b"A")]);
    let result = tpm(|fields| fields.subject = subject);
    assert_eq!(
        result,
        refused(Step::TpmCertificateSubject, Reason::NotAllowed("subject"))
    );
}

const ALTERNATIVE: &str = "2.5.29.17";

fn alternative(names: &[u8]) -> Result<(), Rejection> {
    let extension = extension(ALTERNATIVE, Some(0xff), names);
    tpm(|fields| fields.replace(ALTERNATIVE, Some(extension)))
}

#[test]
fn a_tpm_is_named_by_manufacturer_model_and_version() {
    let step = Step::TpmCertificateSubjectAltName;
    let attributes = [
        attribute("2.23.133.2.1", UTF8, b"id:FFFFF1D0"),
        attribute("2.23.133.2.2", UTF8, b"model"),
        attribute("2.23.133.2.3", UTF8, b"id:13"),
    ];
    let one_part = seq(&[&tlv(0x31, &attributes.concat())]);
    assert_eq!(alternative(&seq(&[&tlv(0xa4, &one_part)])), Ok(()));
    let other = seq(&[]);
    let second = seq(&[
        &tlv(0x82, b"host"),
        &tlv(0xa4, &other),
        &tlv(0xa4, &name(&attributes)),
    ]);
    assert_eq!(alternative(&second), Ok(()));
    for (place, what) in [
        (0, "TPM manufacturer"),
        (1, "TPM model"),
        (2, "TPM version"),
    ] {
        let mut attributes = attributes.to_vec();
        attributes.remove(place);
        let without = alternative(&seq(&[&tlv(0xa4, &name(&attributes))]));
        assert_eq!(without, refused(step, Reason::Missing(what)));
    }
    let without = tpm(|fields| fields.replace(ALTERNATIVE, None));
    assert_eq!(without, refused(step, Reason::Missing("subjectAltName")));
    let without = alternative(&seq(&[&tlv(0x82, b"host")]));
    assert_eq!(without, refused(step, Reason::Missing("directoryName")));
    assert_malformed(alternative(build::NULL), step, "generalNames");
}

#[test]
fn a_tpm_certificate_is_for_attestation_identity_keys() {
    const PURPOSES: &str = "2.5.29.37";
    let step = Step::TpmCertificateExtendedKeyUsage;
    let with = |value: &[u8]| {
        let extension = extension(PURPOSES, None, value);
        tpm(|fields| fields.replace(PURPOSES, Some(extension)))
    };
    assert_eq!(with(&seq(&[&oid("2.23.133.8.3")])), Ok(()));
    let other = with(&seq(&[&oid("2.23.133.8.1")]));
    assert_eq!(other, refused(step, Reason::Missing("extKeyUsage purpose")));
    let absent = tpm(|fields| fields.replace(PURPOSES, None));
    assert_eq!(absent, refused(step, Reason::Missing("extKeyUsage")));
    assert_malformed(with(&seq(&[build::NULL])), step, "extKeyUsage");
}
