//! Every step at which a response can be refused has a vector that ships and is refused there.

use std::collections::BTreeSet;

use countersign::{Document, Step};
use countersign_conformance::{Suites, conformance_folder, replay};

/// Steps at which no vector can be refused, in the order of the table, with why.
const NOT_BY_A_VECTOR: &[(Step, &str)] = &[
    (
        Step::RegistrationStatement,
        "refuses for the caller's own formats; a registered format names a step of its section",
    ),
    (
        Step::RegistrationTrustAnchors,
        "the anchors of a vector are for every format and model",
    ),
    (
        Step::PathExtendedKeyUsage,
        "refuses where the caller demands a purpose; attestation demands none",
    ),
    (Step::PathRevocation, NO_LISTS),
    (
        Step::PathLeafKey,
        "every format uses the leaf's key before its path is looked for",
    ),
    (Step::CrlFreshness, NO_LISTS),
    (Step::CrlScope, NO_LISTS),
    (Step::CrlReasons, NO_LISTS),
    (Step::CrlKeyUsage, NO_LISTS),
    (Step::CrlSignature, NO_LISTS),
    (Step::CrlExtensions, NO_LISTS),
];

const NO_LISTS: &str = "revocation lists are the caller's, and a vector has none";

#[test]
fn every_step_that_can_refuse_refuses_a_vector() {
    let folder = conformance_folder().expect("this package");
    let mut suites = Suites::default();
    suites
        .add(&folder.join("vectors"))
        .expect("what ships can be read");
    let reached: BTreeSet<_> = suites
        .iter()
        .flat_map(|(_suite, vectors)| vectors)
        .filter_map(|vector| replay(vector).ok()?.refused)
        .map(|rejection| rejection.step())
        .collect();
    let unreached: Vec<_> = Step::ALL
        .iter()
        .filter(|step| step.can_refuse() && !is_of_metadata(**step) && !reached.contains(step))
        .collect();
    let excepted: Vec<_> = NOT_BY_A_VECTOR.iter().map(|(step, _)| step).collect();
    assert_eq!(unreached, excepted);
}

/// These steps refuse a BLOB or an entry of it, and a vector is a response.
fn is_of_metadata(step: Step) -> bool {
    matches!(
        step.clause().document,
        Document::FidoMds | Document::FidoStatement | Document::FidoConvenience
    )
}
