//! The structure of certificates (RFC 5280 §4.1), whole and spoilt in one place.

mod build;

use build::{Fields, attribute, bits, extension, name, oid, seq, tlv};
use countersign_spec::Reason;
use countersign_x509::{Certificate, Extension, GeneralName, KeyUsage, ObjectIdentifier};

fn refusal(fields: &Fields) -> Reason {
    Certificate::parse(&fields.der()).unwrap_err()
}

/// The certificate is refused as malformed in `what`; the offset depends on the lengths before.
fn assert_malformed(fields: &Fields, what: &str) {
    let refused = refusal(fields);
    let found = matches!(refused, Reason::Malformed { what: found, .. } if found == what);
    assert!(found, "{refused}, expected {what}");
}

#[test]
fn the_parts_are_given_as_they_stand_in_the_input() {
    let fields = Fields::packed();
    let der = fields.der();
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.der(), der);
    assert_eq!(certificate.tbs(), fields.tbs());
    assert_eq!(certificate.version(), 3);
    assert_eq!(certificate.serial_number(), [1]);
    assert_eq!(certificate.issuer().der(), fields.issuer);
    assert_eq!(certificate.subject().der(), fields.subject);
    assert_eq!(certificate.not_before().to_string(), "2020-01-02T03:04:05Z");
    assert_eq!(certificate.not_after().to_string(), "2051-02-03T04:05:06Z");
    assert_eq!(certificate.public_key_info(), fields.public_key_info);
    assert_eq!(certificate.signature(), b"signature");
    assert_eq!(certificate.extensions().count(), 4);
}

#[test]
fn every_truncation_is_refused() {
    let der = Fields::packed().der();
    for length in 0..der.len() {
        let refused = Certificate::parse(&der[..length]).unwrap_err();
        assert!(
            matches!(refused, Reason::Malformed { .. }),
            "{length}: {refused}"
        );
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let mut der = Fields::packed().der();
    let offset = der.len();
    der.push(0);
    let refused = Certificate::parse(&der).unwrap_err();
    assert_eq!(
        refused,
        Reason::Malformed {
            what: "certificate",
            offset
        }
    );
}

#[test]
fn something_after_the_signature_or_the_extensions_is_refused() {
    let fields = Fields::packed();
    let der = seq(&[
        &fields.tbs(),
        &fields.outer_algorithm,
        &fields.signature,
        build::NULL,
    ]);
    let refused = Certificate::parse(&der).unwrap_err();
    let offset = der.len() - build::NULL.len();
    assert_eq!(
        refused,
        Reason::Malformed {
            what: "certificate",
            offset
        }
    );
    let mut fields = Fields::packed();
    fields.unique_ids = build::NULL.to_vec();
    fields.extensions = None;
    assert_malformed(&fields, "tbsCertificate");
}

#[test]
fn versions_1_2_and_3_are_read() {
    let mut fields = Fields::packed();
    fields.extensions = None;
    for (encoded, version) in [
        (vec![], 1),
        (tlv(0xa0, &[2, 1, 1]), 2),
        (tlv(0xa0, &[2, 1, 2]), 3),
    ] {
        fields.version = encoded;
        assert_eq!(
            Certificate::parse(&fields.der()).unwrap().version(),
            version
        );
    }
    for encoded in [
        &[2, 1, 0][..],
        &[2, 1, 3],
        &[2, 2, 0, 2],
        &[2, 1, 0xff],
        &[2, 0],
    ] {
        fields.version = tlv(0xa0, encoded);
        assert_malformed(&fields, "version");
    }
}

#[test]
fn only_version_3_has_extensions_and_only_1_has_no_unique_ids() {
    let mut fields = Fields::packed();
    fields.unique_ids = [tlv(0x81, &[0, 1]), tlv(0x82, &[0, 1])].concat();
    assert_eq!(
        Certificate::parse(&fields.der())
            .unwrap()
            .extensions()
            .count(),
        4
    );
    fields.version = tlv(0xa0, &[2, 1, 1]);
    assert_malformed(&fields, "tbsCertificate");
    fields.extensions = None;
    assert_eq!(Certificate::parse(&fields.der()).unwrap().version(), 2);
    fields.version = Vec::new();
    assert_malformed(&fields, "tbsCertificate");
}

#[test]
fn odd_serial_numbers_are_given_as_they_are() {
    let mut fields = Fields::packed();
    for content in [&[0][..], &[0x80], &[0xff; 40], &[0x7f; 21]] {
        fields.serial_number = tlv(0x02, content);
        assert_eq!(
            Certificate::parse(&fields.der()).unwrap().serial_number(),
            content
        );
    }
}

#[test]
fn general_times_before_2050_are_read() {
    let mut fields = Fields::packed();
    fields.validity = seq(&[
        &tlv(0x18, b"20200102030405Z"),
        &tlv(0x18, b"99991231235959Z"),
    ]);
    let der = fields.der();
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.not_before().to_string(), "2020-01-02T03:04:05Z");
    assert_eq!(certificate.not_after().to_string(), "9999-12-31T23:59:59Z");
    fields.validity = seq(&[&tlv(0x17, b"200102030405Z"), &tlv(0x17, b"2001020304Z")]);
    assert_malformed(&fields, "notAfter");
}

#[test]
fn a_signature_that_is_not_whole_bytes_is_refused() {
    let mut fields = Fields::packed();
    fields.signature = tlv(0x03, &[1, 0xfe]);
    assert_malformed(&fields, "signatureValue");
}

#[test]
fn an_oddity_that_nobody_reads_does_not_fail_a_certificate() {
    let mut fields = Fields::packed();
    let list = fields.extensions.as_mut().unwrap();
    // Basic constraints that are text, an identifier no library can hold, and a name of a string
    // type that nobody knows.
    list.push(extension("2.5.29.15", Some(0xff), b"no key usage"));
    list.push(seq(&[&tlv(0x06, &[0xff; 60]), &tlv(0x04, b"")]));
    fields.issuer = name(&[attribute("2.5.4.3", 0x1c, &[0, 0, 0, b'A'])]);
    fields.public_key_info = seq(&[build::NULL]);
    let der = fields.der();
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.extensions().count(), 6);
    assert!(!certificate.basic_constraints().unwrap().unwrap().ca);
    let refused = certificate.key_usage().unwrap_err();
    assert!(
        matches!(
            refused,
            Reason::Malformed {
                what: "keyUsage",
                ..
            }
        ),
        "{refused}"
    );
    assert!(certificate.public_key().is_err());
}

#[test]
fn an_empty_list_of_extensions_is_accepted() {
    let mut fields = Fields::packed();
    fields.extensions = Some(Vec::new());
    assert_eq!(
        Certificate::parse(&fields.der())
            .unwrap()
            .extensions()
            .count(),
        0
    );
}

#[test]
fn malformed_extensions_are_refused() {
    for (broken, what) in [
        (seq(&[&oid("2.5.29.15")]), "extnValue"),
        (seq(&[&tlv(0x04, b"")]), "extnID"),
        (
            seq(&[&oid("2.5.29.15"), &tlv(0x01, &[1]), &tlv(0x04, b"")]),
            "critical",
        ),
        (
            seq(&[&oid("2.5.29.15"), &tlv(0x04, b""), build::NULL]),
            "extension",
        ),
        (build::NULL.to_vec(), "extension"),
    ] {
        let mut fields = Fields::packed();
        fields.extensions.as_mut().unwrap().push(broken);
        assert_malformed(&fields, what);
    }
}

#[test]
fn criticality_is_read_where_it_is_written_and_where_it_is_not() {
    for (written, critical) in [(None, false), (Some(0), false), (Some(0xff), true)] {
        let mut fields = Fields::packed();
        fields.replace(build::AAGUID, Some(extension(build::AAGUID, written, b"")));
        let der = fields.der();
        let found = Certificate::parse(&der)
            .unwrap()
            .extension(Extension::FIDO_AAGUID);
        assert_eq!(found.unwrap().unwrap().critical, critical);
    }
}

#[test]
fn an_extension_that_is_there_twice_is_not_allowed() {
    let mut fields = Fields::packed();
    let again = extension(build::BASIC_CONSTRAINTS, None, &seq(&[]));
    fields.extensions.as_mut().unwrap().push(again);
    let der = fields.der();
    let certificate = Certificate::parse(&der).unwrap();
    let refused = Reason::NotAllowed("certificate extension that is there twice");
    assert_eq!(certificate.basic_constraints(), Err(refused.clone()));
    assert_eq!(
        certificate.extension(Extension::BASIC_CONSTRAINTS),
        Err(refused)
    );
    assert!(
        certificate
            .extension(Extension::FIDO_AAGUID)
            .unwrap()
            .is_some()
    );
}

#[test]
fn basic_constraints_are_read() {
    let read = |value: &[u8]| {
        let mut fields = Fields::packed();
        fields.replace(
            build::BASIC_CONSTRAINTS,
            Some(extension(build::BASIC_CONSTRAINTS, None, value)),
        );
        let der = fields.der();
        Certificate::parse(&der)
            .unwrap()
            .basic_constraints()
            .map(Option::unwrap)
    };
    let parts = |value: &[u8]| {
        read(value)
            .map(|found| (found.ca, found.path_length))
            .unwrap()
    };
    let (no, yes) = (tlv(0x01, &[0]), tlv(0x01, &[0xff]));
    assert_eq!(parts(&seq(&[])), (false, None));
    assert_eq!(parts(&seq(&[&no])), (false, None));
    assert_eq!(parts(&seq(&[&yes])), (true, None));
    assert_eq!(parts(&seq(&[&yes, &tlv(0x02, &[0])])), (true, Some(0)));
    assert_eq!(parts(&seq(&[&yes, &tlv(0x02, &[1, 0])])), (true, Some(256)));
    let beyond = seq(&[&yes, &tlv(0x02, &[1, 0, 0, 0, 0])]);
    for value in [
        &b""[..],
        build::NULL,
        &seq(&[&tlv(0x01, &[1])]),
        &seq(&[&yes, &tlv(0x02, &[0xff])]),
        &beyond,
        &seq(&[&yes, &tlv(0x02, &[0]), build::NULL]),
        &[&seq(&[])[..], build::NULL].concat(),
    ] {
        let refused = read(value).unwrap_err();
        let found = matches!(
            refused,
            Reason::Malformed {
                what: "basicConstraints",
                ..
            }
        );
        assert!(found, "{value:x?}: {refused}");
    }
}

#[test]
fn the_extensions_of_path_validation_are_read() {
    let mut fields = Fields::packed();
    fields.extensions = Some(vec![
        extension("2.5.29.15", Some(0xff), &tlv(0x03, &[1, 0x06])),
        extension(
            "2.5.29.37",
            None,
            &seq(&[&oid("2.23.133.8.3"), &oid("1.3.6.1.5.5.7.3.2")]),
        ),
        extension("2.5.29.14", None, &tlv(0x04, b"own")),
        extension(
            "2.5.29.35",
            None,
            &seq(&[&tlv(0x80, b"above"), &tlv(0x82, &[1])]),
        ),
    ]);
    let der = fields.der();
    let certificate = Certificate::parse(&der).unwrap();
    let usage = certificate.key_usage().unwrap().unwrap();
    assert!(usage.key_cert_sign() && usage.crl_sign() && !usage.digital_signature());
    let purposes = certificate.extended_key_usage().unwrap().unwrap();
    assert!(purposes.contains(ObjectIdentifier::new_unwrap("2.23.133.8.3")));
    assert!(!purposes.contains(ObjectIdentifier::new_unwrap("2.23.133.8.1")));
    assert_eq!(certificate.subject_key_identifier(), Ok(Some(&b"own"[..])));
    assert_eq!(
        certificate.authority_key_identifier(),
        Ok(Some(&b"above"[..]))
    );
    assert_eq!(certificate.basic_constraints(), Ok(None));
    assert!(certificate.subject_alt_names().unwrap().is_none());
}

#[test]
fn an_authority_key_identifier_may_be_without_a_key() {
    let mut fields = Fields::packed();
    fields.extensions = Some(vec![extension(
        "2.5.29.35",
        None,
        &seq(&[&tlv(0x82, &[1])]),
    )]);
    assert_eq!(
        Certificate::parse(&fields.der())
            .unwrap()
            .authority_key_identifier(),
        Ok(None)
    );
}

#[test]
fn alternative_names_are_read_one_by_one() {
    let directory = name(&[attribute("2.5.4.3", build::UTF8, b"A")]);
    let names = seq(&[
        &tlv(0x81, b"a@example.org"),
        &tlv(0x82, b"example.org"),
        &tlv(0xa4, &directory),
        &tlv(0x86, b"https://example.org"),
        &tlv(0x87, &[127, 0, 0, 1]),
        &tlv(0x88, b"\x2a"),
        &tlv(0xa4, build::NULL),
        &tlv(0x82, b"after"),
    ]);
    let mut fields = Fields::packed();
    fields.extensions = Some(vec![extension("2.5.29.17", None, &names)]);
    let der = fields.der();
    let certificate = Certificate::parse(&der).unwrap();
    let names: Vec<_> = certificate.subject_alt_names().unwrap().unwrap().collect();
    assert_eq!(names[0], Ok(GeneralName::Rfc822(b"a@example.org")));
    assert_eq!(names[1], Ok(GeneralName::Dns(b"example.org")));
    assert!(matches!(names[2], Ok(GeneralName::Directory(found)) if found.der() == directory));
    assert_eq!(names[3], Ok(GeneralName::Uri(b"https://example.org")));
    assert_eq!(names[4], Ok(GeneralName::IpAddress(&[127, 0, 0, 1])));
    assert!(matches!(names[5], Ok(GeneralName::Other(_, b"\x2a"))));
    assert!(matches!(
        names[6],
        Err(Reason::Malformed { what: "name", .. })
    ));
    assert_eq!(names.len(), 7, "nothing after an error");
}

#[test]
fn the_extensions_of_fido_are_read() {
    let mut fields = Fields::packed();
    let transports = extension("1.3.6.1.4.1.45724.2.1.1", None, &tlv(0x03, &[4, 0x30]));
    fields.extensions.as_mut().unwrap().push(transports);
    let der = fields.der();
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.fido_aaguid(), Ok(Some([7; 16])));
    assert_eq!(certificate.fido_firmware_version(), Ok(Some(&[0x2a][..])));
    assert_eq!(certificate.fido_serial_number(), Ok(Some(&b"serial"[..])));
    let transports = certificate.fido_transports().unwrap().unwrap();
    assert!(transports.usb() && transports.nfc() && !transports.usb_internal());
    assert!(!transports.bluetooth_classic() && !transports.bluetooth_low_energy());
}

#[test]
fn outer_and_inner_algorithm_must_be_equal() {
    let mut fields = Fields::packed();
    fields.outer_algorithm = seq(&[&oid("1.2.840.10045.4.3.3")]);
    let der = fields.der();
    let refused = Certificate::parse(&der)
        .unwrap()
        .signature_scheme()
        .unwrap_err();
    let expected = Reason::mismatch(
        "signatureAlgorithm",
        fields.inner_algorithm.as_slice(),
        fields.outer_algorithm.as_slice(),
    );
    assert_eq!(refused, expected);
}

#[test]
fn a_long_signature_is_read() {
    let mut fields = Fields::packed();
    fields.signature = bits(&[9; 4627]); // ML-DSA-87
    assert_eq!(
        Certificate::parse(&fields.der()).unwrap().signature().len(),
        4627
    );
}

#[test]
fn each_bit_of_key_usage_is_one_use() {
    for (bits, expected) in [
        (0x80, [true, false, false]),
        (0x04, [false, true, false]),
        (0x02, [false, false, true]),
        (0x78, [false, false, false]),
        (0x86, [true, true, true]),
    ] {
        let usage = KeyUsage::parse(&tlv(0x03, &[1, bits])).unwrap();
        let found = [
            usage.digital_signature(),
            usage.key_cert_sign(),
            usage.crl_sign(),
        ];
        assert_eq!(found, expected, "{bits:02x}");
    }
}

#[test]
fn each_bit_of_the_transports_is_one_transport() {
    for (place, byte) in [0x80, 0x40, 0x20, 0x10, 0x08].into_iter().enumerate() {
        let mut fields = Fields::packed();
        let kind = Extension::FIDO_TRANSPORTS.to_string();
        let transports = extension(&kind, None, &tlv(0x03, &[3, byte]));
        fields.extensions = Some(vec![transports]);
        let der = fields.der();
        let certificate = Certificate::parse(&der).unwrap();
        let by = certificate.fido_transports().unwrap().unwrap();
        let found = [
            by.bluetooth_classic(),
            by.bluetooth_low_energy(),
            by.usb(),
            by.nfc(),
            by.usb_internal(),
        ];
        let expected = core::array::from_fn(|bit| bit == place);
        assert_eq!(found, expected, "{byte:02x}");
    }
}

#[test]
fn extensions_are_shown_with_their_identifiers() {
    let der = Fields::packed().der();
    let certificate = Certificate::parse(&der).unwrap();
    let shown = format!("{:?}", certificate.extensions());
    assert!(shown.contains("Oid(2.5.29.19)"), "{shown}");
}
