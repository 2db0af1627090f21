//! §8.9 Compound Attestation Statement Format.

use std::num::NonZeroUsize;

use countersign_attestation::{AttestationType, Compound, Details, Format, MAX_STATEMENTS, Policy};
use countersign_spec::{Reason, Rejection, Step, Value};

use crate::registration::{ES256, Key, Leaf, Registration, cbor};

fn registration() -> Registration {
    Registration::new("compound", &Key::p256(1), ES256)
}

/// A packed statement, signed by `key`, which is attested by itself or certified.
fn packed(key: &Key, certified: bool) -> Vec<u8> {
    let sig = cbor::bytes(&key.sign(ES256, &registration().message()));
    let mut members = vec![("alg", cbor::integer(ES256)), ("sig", sig)];
    if certified {
        members.push(("x5c", cbor::x5c(&[Leaf::packed(key).der()])));
    }
    one("packed", cbor::map(&members))
}

fn one(fmt: &str, statement: Vec<u8>) -> Vec<u8> {
    cbor::map(&[("fmt", cbor::text(fmt)), ("attStmt", statement)])
}

/// Self attestation.
fn good() -> Vec<u8> {
    packed(&Key::p256(1), false)
}

/// Self attestation by a key that is not the credential's.
fn bad() -> Vec<u8> {
    packed(&Key::p256(9), false)
}

fn of(statements: &[Vec<u8>]) -> Registration {
    registration().with_statement(cbor::array(statements))
}

fn at_least(number: usize) -> Policy<'static> {
    let mut policy = Policy::default();
    policy.compound = Compound::AtLeast(NonZeroUsize::new(number).expect("not zero"));
    policy
}

fn bad_signature() -> Rejection {
    Step::PackedSelfSignature.refuse(Reason::BadSignature)
}

/// An accepted registration of this format.
pub(crate) fn accepted() -> Registration {
    of(&[good(), packed(&Key::p256(2), true)])
}

#[test]
fn every_statement_gives_its_own_evidence() {
    let compound = of(&[
        packed(&Key::p256(2), true),
        good(),
        one("none", cbor::map(&[])),
    ]);
    compound.judge(&Policy::default(), |verdict| {
        let evidence = verdict.expect("evidence");
        assert_eq!(evidence.format, Format::Compound);
        assert_eq!(evidence.attestation_type, AttestationType::Compound);
        assert!(evidence.trust_path.is_empty());
        assert_eq!(evidence.statements().len(), 3);
        assert_eq!(
            evidence.statements()[2].statements()[0].format,
            Format::None
        );
        let Details::Compound {
            verified, refused, ..
        } = evidence.details
        else {
            panic!("details of a compound statement");
        };
        let types: Vec<_> = verified
            .iter()
            .map(|evidence| evidence.attestation_type)
            .collect();
        assert_eq!(
            types,
            [
                AttestationType::BasicOrAttCa,
                AttestationType::SelfAttestation,
                AttestationType::None
            ]
        );
        assert_eq!(verified[0].trust_path.len(), 1);
        assert!(refused.is_empty());
    });
}

#[test]
fn by_default_all_must_verify() {
    for statements in [[good(), bad()], [bad(), good()]] {
        assert_eq!(of(&statements).refused(), bad_signature());
    }
}

#[test]
fn policy_may_be_content_with_some() {
    of(&[bad(), good()]).judge(&at_least(1), |verdict| {
        let Details::Compound {
            verified, refused, ..
        } = verdict.expect("evidence").details
        else {
            panic!("details of a compound statement");
        };
        assert_eq!(verified.len(), 1);
        assert_eq!(
            verified[0].attestation_type,
            AttestationType::SelfAttestation
        );
        assert_eq!(refused, [(0, bad_signature())]);
    });
}

#[test]
fn too_few_are_refused() {
    let what = "number of statements that verify";
    for (statements, number, found) in [([bad(), bad()], 1, 0), ([good(), bad()], 2, 1)] {
        let refused = of(&statements).refused_by(&at_least(number));
        let expected = i64::try_from(number).expect("small");
        let reason = Reason::mismatch(what, expected, found);
        assert_eq!(refused, Step::CompoundPolicy.refuse(reason));
    }
}

#[test]
fn one_statement_is_not_compound() {
    for statements in [vec![], vec![good()]] {
        for policy in [Policy::default(), at_least(1)] {
            let refused = of(&statements).refused_by(&policy);
            let reason = Reason::Missing("a second statement in attStmt");
            assert_eq!(refused, Step::CompoundSyntax.refuse(reason));
        }
    }
}

#[test]
fn at_most_eight_statements_are_read() {
    assert_eq!(
        of(&vec![good(); MAX_STATEMENTS]).accepted().format,
        Format::Compound
    );
    let refused = of(&vec![good(); MAX_STATEMENTS + 1]).refused();
    let reason = Reason::TooLarge {
        what: "attStmt",
        limit: 8,
        found: 9,
    };
    assert_eq!(refused, Step::CompoundSyntax.refuse(reason));
}

#[test]
fn compound_does_not_nest() {
    let inner = one("compound", cbor::array(&[good(), good()]));
    for policy in [Policy::default(), at_least(1)] {
        let refused = of(&[good(), inner.clone()]).refused_by(&policy);
        let reason = Reason::NotAllowed("compound inside compound");
        assert_eq!(refused, Step::CompoundSyntax.refuse(reason));
    }
}

#[test]
fn deep_nesting_ends() {
    let mut inner = good();
    for _ in 0..40 {
        inner = one("compound", cbor::array(&[good(), inner]));
    }
    assert_eq!(of(&[good(), inner]).refused().step(), Step::CompoundSyntax);
}

#[test]
fn a_format_that_is_not_known_is_refused() {
    let unknown = one("new", cbor::map(&[]));
    let reason = Reason::Unsupported("fmt", Value::text("new"));
    let rejection = Step::CompoundStatements.refuse(reason);
    assert_eq!(of(&[good(), unknown.clone()]).refused(), rejection);
    of(&[good(), unknown]).judge(&at_least(1), |verdict| {
        let Details::Compound { refused, .. } = verdict.expect("evidence").details else {
            panic!("details of a compound statement");
        };
        assert_eq!(refused, [(1, rejection)]);
    });
}

#[test]
fn a_format_that_policy_refuses_stays_refused() {
    let safetynet = one("android-safetynet", cbor::map(&[]));
    let refused = of(&[good(), safetynet]).refused();
    let reason = Reason::NotAllowed("android-safetynet");
    assert_eq!(refused, Step::RegistrationFormat.refuse(reason));
}

#[test]
fn a_statement_is_a_format_and_a_statement() {
    let none = || ("attStmt", cbor::map(&[]));
    let fmt = || ("fmt", cbor::text("none"));
    for (statement, reason) in [
        (cbor::map(&[none()]), Reason::Missing("fmt")),
        (cbor::map(&[fmt()]), Reason::Missing("attStmt")),
        (
            cbor::map(&[fmt(), none(), ("authData", cbor::bytes(&[]))]),
            Reason::NotAllowed("an attStmt member outside the syntax"),
        ),
    ] {
        let refused = of(&[good(), statement]).refused();
        assert_eq!(refused, Step::CompoundSyntax.refuse(reason));
    }
}

#[test]
fn a_map_is_not_compound() {
    let statement = cbor::map(&[("0", good()), ("1", good())]);
    let refused = registration().with_statement(statement).refused();
    let reason = Reason::Malformed {
        what: "attStmt",
        offset: 0,
    };
    assert_eq!(refused, Step::CompoundSyntax.refuse(reason));
}
