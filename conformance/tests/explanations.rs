//! The engine's explanation of every vector that ships: it ends where the verdict does, and says
//! nothing of what was not looked at.

use std::collections::BTreeSet;

use countersign::{Explanation, Rejection, Step, StepOutcome, WalkedStep};
use countersign_conformance::{Outcome, Suites, conformance_folder, replay};

fn outcomes() -> Vec<(String, Outcome)> {
    let folder = conformance_folder().expect("this package");
    let mut suites = Suites::default();
    suites
        .add(&folder.join("vectors"))
        .expect("what ships can be read");
    let vectors = suites.iter().flat_map(|(_suite, vectors)| vectors);
    let outcome = |vector: &countersign_conformance::Vector| {
        let outcome = replay(vector).expect("there is a verdict");
        (vector.id.clone(), outcome)
    };
    vectors.map(outcome).collect()
}

#[test]
fn explanations_agree_with_verdicts() {
    let mut faults = Vec::new();
    let (mut accepted, mut refused) = (0, 0);
    for (id, outcome) in outcomes() {
        let fault = match (&outcome.explanation, &outcome.refused) {
            (Some(explanation), None) => {
                accepted += 1;
                of_accepted(explanation)
            }
            (Some(explanation), Some(rejection)) => {
                refused += 1;
                of_refused(explanation, rejection)
            }
            (None, refused) => {
                let is_before = refused.as_ref().is_some_and(|it| is_of_blob(it.step()));
                (!is_before).then(|| "no explanation".to_owned())
            }
        };
        faults.extend(fault.map(|fault| format!("{id}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(accepted > 300 && refused > 900, "{accepted} {refused}");
}

/// The BLOB and its path are verified before any ceremony.
fn is_of_blob(step: Step) -> bool {
    ["Mds", "Path", "Crl"]
        .iter()
        .any(|prefix| step.name().starts_with(prefix))
}

fn of_accepted(explanation: &Explanation) -> Option<String> {
    let is_wrong = |walked: &&WalkedStep| {
        !matches!(
            walked.outcome(),
            StepOutcome::Passed | StepOutcome::NotApplicable(_)
        )
    };
    let wrong = explanation.steps().iter().find(is_wrong);
    wrong.map(|walked| format!("accepted, but {walked}"))
}

fn of_refused(explanation: &Explanation, rejection: &Rejection) -> Option<String> {
    let steps = explanation.steps();
    let is_refused = |walked: &WalkedStep| matches!(walked.outcome(), StepOutcome::Refused(_));
    let Some(place) = steps.iter().position(is_refused) else {
        return Some(format!("nothing refused, but {rejection}"));
    };
    let walked = &steps[place];
    if walked.step() != rejection.step()
        || *walked.outcome() != StepOutcome::Refused(rejection.reason().clone())
    {
        return Some(format!("{walked}, but {rejection}"));
    }
    let is_before = |walked: &&WalkedStep| {
        matches!(
            walked.outcome(),
            StepOutcome::Passed | StepOutcome::NotApplicable(_)
        )
    };
    if let Some(wrong) = steps[..place].iter().find(|walked| !is_before(walked)) {
        return Some(format!("before {}: {wrong}", rejection.step()));
    }
    let mut after = steps[place + 1..].iter();
    let wrong = after.find(|walked| *walked.outcome() != StepOutcome::NotReached);
    wrong.map(|wrong| format!("after {}: {wrong}", rejection.step()))
}

/// A step is listed once, but for those of two statements of one format in a compound one.
#[test]
fn steps_are_listed_once() {
    for (id, outcome) in outcomes() {
        let Some(explanation) = &outcome.explanation else {
            continue;
        };
        if explanation.outcome(Step::CompoundSyntax).is_some() {
            continue;
        }
        let mut seen = BTreeSet::new();
        for walked in explanation.steps() {
            assert!(seen.insert(walked.step()), "{id}: {}", walked.step());
        }
    }
}
