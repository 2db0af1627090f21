//! §8.7 None Attestation Statement Format.

use crate::registration::{ES256, Key, Registration, cbor};
use countersign_attestation::{AttestationType, Format};
use countersign_cose::Form;
use countersign_spec::{Reason, Step};

fn basic() -> Registration {
    Registration::new("none", &Key::p256(1), ES256).with_statement(cbor::map(&[]))
}

/// An accepted registration of this format.
pub(crate) fn accepted() -> Registration {
    basic()
}

#[test]
fn an_empty_map_is_no_attestation() {
    let evidence = basic().accepted();
    assert_eq!(evidence.format, Format::None);
    assert_eq!(evidence.attestation_type, AttestationType::None);
    assert!(evidence.certificates.is_empty());
    assert!(evidence.deviations.is_empty());
}

#[test]
fn an_aaguid_is_not_looked_at() {
    let mut zero = basic();
    zero.aaguid = [0; 16];
    assert_eq!(zero.accepted().format, Format::None);
}

#[test]
fn a_member_is_refused() {
    for member in ["a", "sig", "x5c"] {
        let statement = cbor::map(&[(member, cbor::integer(1))]);
        let refused = basic().with_statement(statement).refused();
        let reason = Reason::NotAllowed("a member of attStmt");
        assert_eq!(refused, Step::NoneSyntax.refuse(reason));
    }
}

#[test]
fn anything_but_a_map_is_refused() {
    let reason = Reason::Malformed {
        what: "attStmt",
        offset: 0,
    };
    for statement in [
        cbor::array(&[]),
        vec![0xf6],
        cbor::bytes(&[]),
        cbor::text(""),
    ] {
        let refused = basic().with_statement(statement).refused();
        assert_eq!(refused, Step::NoneSyntax.refuse(reason.clone()));
    }
}

#[test]
fn a_longer_head_is_reported_and_canonical_form_refuses_it() {
    let mut longer = basic().with_statement(vec![0xb8, 0x00]);
    let deviations = longer.accepted().deviations;
    assert_eq!(deviations.len(), 1);
    assert_eq!(deviations[0].step, Step::NoneSyntax);
    assert_eq!(deviations[0].offset, 0);
    longer.form = Form::Canonical;
    let reason = Reason::Malformed {
        what: "attStmt",
        offset: 0,
    };
    assert_eq!(longer.refused(), Step::NoneSyntax.refuse(reason));
}

#[test]
fn another_identifier_is_not_none() {
    for fmt in ["None", "none ", "", "fido_u2f"] {
        let mut other = basic();
        other.fmt = fmt.into();
        let reason = Reason::Unsupported("fmt", countersign_spec::Value::text(fmt));
        assert_eq!(other.refused(), Step::RegistrationFormat.refuse(reason));
    }
}
