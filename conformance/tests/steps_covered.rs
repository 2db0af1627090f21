//! Every step at which a response can be refused has a vector that ships and is refused there.

use std::collections::BTreeSet;

use countersign::Step;
use countersign_conformance::{Suites, conformance_folder, replay};

/// Steps at which no vector can be refused, in the order of the table, with why.
const NOT_BY_A_VECTOR: &[(Step, &str)] = &[
    (
        Step::RegistrationStatement,
        "refuses for the caller's own formats; a registered format names a step of its section",
    ),
    (Step::ExtensionAppIdExclude, NOT_READ),
    (Step::ExtensionPrf, NOT_READ),
    (Step::ExtensionLargeBlob, NOT_READ),
    (Step::ExtensionRemoteClientDataJson, NOT_READ),
    (
        Step::PathExtendedKeyUsage,
        "refuses where the caller demands a purpose; attestation demands none",
    ),
    (
        Step::PathLeafKey,
        "every format uses the leaf's key before its path is looked for",
    ),
    (
        Step::MdsStatement,
        "refuses a file that the relying party has from a vendor, and a vector has the service's BLOB",
    ),
];

const NOT_READ: &str = "the engine hands this output on as it came, and refuses none";

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
        .filter(|step| step.can_refuse() && !reached.contains(step))
        .collect();
    let excepted: Vec<_> = NOT_BY_A_VECTOR.iter().map(|(step, _)| step).collect();
    assert_eq!(unreached, excepted);
}
