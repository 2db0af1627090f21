//! Formats of the caller's own.

use countersign_attestation::{
    AttestationType, CustomEvidence, CustomFormat, CustomFormats, Format, Policy, Statement,
    TrustPath,
};
use countersign_spec::{Reason, Step, Value};

use crate::registration::{ES256, Key, Leaf, Registration, cbor};

/// A statement that is a certificate, alone.
#[derive(Debug)]
struct Bare;

impl CustomFormat for Bare {
    fn identifier(&self) -> &'static str {
        "org.example.bare"
    }

    fn verify<'a>(&self, input: &Statement<'a>) -> Result<CustomEvidence<'a>, Reason> {
        // The head of a byte string of 256 to 65535 bytes.
        let (_head, der) = input
            .statement
            .bytes
            .split_at_checked(3)
            .ok_or(Reason::Missing("der"))?;
        let certificate = countersign_x509::Certificate::parse(der)?;
        let path = TrustPath::from(vec![certificate]);
        Ok(CustomEvidence::new(AttestationType::Basic, path))
    }
}

fn basic() -> Registration {
    let leaf = Leaf::packed(&Key::p256(2)).der();
    Registration::new("org.example.bare", &Key::p256(1), ES256).with_statement(cbor::bytes(&leaf))
}

#[test]
fn a_known_custom_format_is_verified() {
    let formats: [&dyn CustomFormat; 1] = [&Bare];
    let mut policy = Policy::default();
    policy.custom = CustomFormats::new(&formats).expect("a free identifier");
    let evidence = basic().accepted_by(&policy);
    assert_eq!(evidence.format, Format::Custom("org.example.bare"));
    assert_eq!(evidence.attestation_type, AttestationType::Basic);
    assert_eq!(evidence.certificates, [Leaf::packed(&Key::p256(2)).der()]);

    let refused = basic().with_statement(vec![0x40]).refused_by(&policy);
    assert_eq!(
        refused,
        Step::RegistrationStatement.refuse(Reason::Missing("der"))
    );

    // The registered formats are what they were.
    let mut none = basic();
    none.fmt = "none".into();
    assert_eq!(none.refused_by(&policy).step(), Step::NoneSyntax);

    // Inside compound as well.
    let one = |fmt, statement| cbor::map(&[("fmt", cbor::text(fmt)), ("attStmt", statement)]);
    let statements = [
        one("none", cbor::map(&[])),
        one("org.example.bare", basic().statement),
    ];
    let mut compound = basic().with_statement(cbor::array(&statements));
    compound.fmt = "compound".into();
    assert_eq!(compound.accepted_by(&policy).format, Format::Compound);
}

#[test]
fn an_unknown_format_is_refused() {
    let reason = Reason::Unsupported("fmt", Value::text("org.example.bare"));
    assert_eq!(basic().refused(), Step::RegistrationFormat.refuse(reason));
}
