//! Attestation objects, whole and spoilt in one place.

use countersign_authdata::AttestationObject;
use countersign_cose::{Departures, Form};
use countersign_spec::Reason;

/// `{"fmt": "none", "attStmt": {}, "authData": h'0102'}`, in canonical order.
const CANONICAL: &[u8] = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x42\x01\x02";

fn parse(bytes: &[u8], form: Form) -> Result<AttestationObject<'_>, Reason> {
    AttestationObject::parse(bytes, form)
}

fn refusal(bytes: &[u8]) -> Reason {
    let refused = parse(bytes, Form::Tolerant).unwrap_err();
    assert_eq!(
        parse(bytes, Form::Canonical).unwrap_err(),
        refused,
        "in both forms"
    );
    refused
}

#[test]
fn an_attestation_object_is_taken_apart() {
    for form in [Form::Canonical, Form::Tolerant] {
        let object = parse(CANONICAL, form).unwrap();
        assert_eq!(object.statement.format, "none");
        assert_eq!(object.statement.bytes, b"\xa0");
        assert_eq!(object.statement.form, form);
        assert_eq!(object.authenticator_data, [1, 2]);
        assert_eq!(object.departures, Departures::default());
    }
}

#[test]
fn a_statement_may_be_an_array() {
    let bytes = b"\xa3\x63fmt\x64none\x67attStmt\x81\x01\x68authData\x42\x01\x02";
    assert_eq!(
        parse(bytes, Form::Canonical).unwrap().statement.bytes,
        b"\x81\x01"
    );
}

#[test]
fn members_out_of_order_are_reported_or_refused() {
    let bytes = b"\xa3\x63fmt\x64none\x68authData\x42\x01\x02\x67attStmt\xa0";
    let object = parse(bytes, Form::Tolerant).unwrap();
    assert_eq!(
        object.departures,
        Departures {
            order: Some(22),
            length: None
        }
    );
    let refused = Reason::Malformed {
        what: "attestation object",
        offset: 22,
    };
    assert_eq!(parse(bytes, Form::Canonical), Err(refused));
}

#[test]
fn padded_lengths_are_reported_or_refused() {
    let bytes = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58\x02\x01\x02";
    let object = parse(bytes, Form::Tolerant).unwrap();
    assert_eq!(
        object.departures,
        Departures {
            order: None,
            length: Some(28)
        }
    );
    assert_eq!(object.authenticator_data, b"\x01\x02");
    let refused = Reason::Malformed {
        what: "authData",
        offset: 28,
    };
    assert_eq!(parse(bytes, Form::Canonical), Err(refused));
}

#[test]
fn padded_lengths_in_the_statement_are_for_its_reader_to_report() {
    let bytes = b"\xa3\x63fmt\x64none\x67attStmt\xa1\x61a\x18\x01\x68authData\x42\x01\x02";
    let object = parse(bytes, Form::Tolerant).unwrap();
    assert_eq!(object.departures, Departures::default());
    assert_eq!(object.statement.bytes, b"\xa1\x61a\x18\x01");
    let refused = Reason::Malformed {
        what: "attStmt",
        offset: 21,
    };
    assert_eq!(parse(bytes, Form::Canonical), Err(refused));
}

#[test]
fn each_member_must_be_there() {
    for (bytes, missing) in [
        (&b"\xa2\x67attStmt\xa0\x68authData\x42\x01\x02"[..], "fmt"),
        (b"\xa2\x63fmt\x64none\x68authData\x42\x01\x02", "attStmt"),
        (b"\xa2\x63fmt\x64none\x67attStmt\xa0", "authData"),
        (b"\xa0", "fmt"),
    ] {
        assert_eq!(refusal(bytes), Reason::Missing(missing));
    }
}

#[test]
fn another_member_is_refused() {
    let bytes = b"\xa4\x61a\x01\x63fmt\x64none\x67attStmt\xa0\x68authData\x42\x01\x02";
    let refused = Reason::NotAllowed("another member of the attestation object");
    assert_eq!(refusal(bytes), refused);
}

#[test]
fn a_member_of_another_type_is_refused() {
    for (bytes, what, offset) in [
        (
            &b"\xa3\x63fmt\x44none\x67attStmt\xa0\x68authData\x42\x01\x02"[..],
            "fmt",
            5,
        ),
        (
            b"\xa3\x63fmt\x64none\x67attStmt\x40\x68authData\x42\x01\x02",
            "attStmt",
            18,
        ),
        (
            b"\xa3\x63fmt\x64none\x67attStmt\xf6\x68authData\x42\x01\x02",
            "attStmt",
            18,
        ),
        (
            b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x62\x01\x02",
            "authData",
            28,
        ),
    ] {
        assert_eq!(refusal(bytes), Reason::Malformed { what, offset });
    }
}

#[test]
fn a_member_that_is_there_twice_is_refused() {
    let bytes = b"\xa4\x63fmt\x64none\x63fmt\x64none\x67attStmt\xa0\x68authData\x42\x01\x02";
    assert_eq!(
        refusal(bytes),
        Reason::Malformed {
            what: "attestation object",
            offset: 10
        }
    );
}

#[test]
fn what_is_no_map_is_refused() {
    for bytes in [&b""[..], b"\x80", b"\x63fmt", b"\xff"] {
        assert_eq!(
            refusal(bytes),
            Reason::Malformed {
                what: "attestation object",
                offset: 0
            }
        );
    }
}

#[test]
fn every_truncation_is_refused() {
    for length in 0..CANONICAL.len() {
        assert!(
            matches!(refusal(&CANONICAL[..length]), Reason::Malformed { .. }),
            "{length}"
        );
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let bytes = [CANONICAL, &[0]].concat();
    let refused = Reason::Malformed {
        what: "attestation object",
        offset: CANONICAL.len(),
    };
    assert_eq!(refusal(&bytes), refused);
}
