//! Every step at which a response can be refused has a vector that ships and is refused there.

use std::collections::BTreeSet;

use countersign::Step;
use countersign_conformance::{Suites, conformance_folder, replay};

/// Steps that no vector can be refused at, with why.
const UNREACHED: &[(Step, &str)] = &[];

#[test]
fn every_step_that_can_refuse_refuses_a_vector() {
    let mut suites = Suites::default();
    suites
        .load(&conformance_folder().join("vectors"))
        .expect("what ships can be read");
    let reached: BTreeSet<_> = suites
        .iter()
        .flat_map(|suite| &suite.vectors)
        .filter_map(|vector| replay(vector).ok()?.refused)
        .map(|rejection| rejection.step())
        .collect();
    let unreached: Vec<_> = Step::ALL
        .iter()
        .filter(|step| step.can_refuse() && !reached.contains(step))
        .collect();
    let excepted: Vec<_> = UNREACHED.iter().map(|(step, _)| step).collect();
    assert_eq!(unreached, excepted);
}
