//! Statements end where they end: what is true of every format.

use countersign_attestation::Policy;
use countersign_spec::{ReasonKind, Step};

use crate::registration::Registration;
use crate::{android_key, android_safetynet, apple, compound, fido_u2f, none, packed, tpm};

/// An accepted statement of each format, its policy, and the step of its syntax.
fn accepted() -> Vec<(Registration, Policy<'static>, Step)> {
    let policy = Policy::default();
    vec![
        (packed::accepted(), policy, Step::PackedSyntax),
        (tpm::accepted(), policy, Step::TpmSyntax),
        (android_key::accepted(), policy, Step::AndroidKeySyntax),
        (
            android_safetynet::accepted(),
            android_safetynet::policy(),
            Step::SafetyNetSyntax,
        ),
        (fido_u2f::accepted(), policy, Step::FidoU2fSyntax),
        (none::accepted(), policy, Step::NoneSyntax),
        (apple::accepted(), policy, Step::AppleSyntax),
        (compound::accepted(), policy, Step::CompoundSyntax),
    ]
}

#[test]
fn every_truncation_is_malformed() {
    for (registration, policy, syntax) in accepted() {
        registration.accepted_by(&policy);
        for length in 0..registration.statement.len() {
            let cut = registration.statement[..length].to_vec();
            let refused = registration.clone().with_statement(cut).refused_by(&policy);
            assert_eq!(
                refused.step(),
                syntax,
                "{} cut to {length}",
                registration.fmt
            );
            assert_eq!(refused.reason().kind(), ReasonKind::Malformed);
        }
    }
}

#[test]
fn bytes_left_over_are_malformed() {
    for (registration, policy, syntax) in accepted() {
        for more in [0x00, 0xa0, 0xff] {
            let longer = [registration.statement.clone(), vec![more]].concat();
            let refused = registration
                .clone()
                .with_statement(longer)
                .refused_by(&policy);
            assert_eq!(refused.step(), syntax, "{}", registration.fmt);
            assert_eq!(refused.reason().kind(), ReasonKind::Malformed);
        }
    }
}

#[test]
fn indefinite_lengths_are_malformed() {
    for (registration, policy, syntax) in accepted() {
        let mut indefinite = registration.clone();
        indefinite.statement[0] |= 0x1f;
        indefinite.statement.push(0xff);
        let refused = indefinite.refused_by(&policy);
        assert_eq!(refused.step(), syntax, "{}", registration.fmt);
        assert_eq!(refused.reason().kind(), ReasonKind::Malformed);
    }
}
