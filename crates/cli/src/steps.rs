//! The steps of a ceremony, for people and as JSON.

use std::fmt::Write as _;

use countersign::{Explanation, StepOutcome, WalkedStep};
use serde_json::{Value, json};

use crate::answer::{Answer, printable};
use crate::node::{DIM, GREEN, RED, RESET};

/// The answer with the steps that led to it.
pub(crate) fn added(mut answer: Answer, explanation: &Explanation) -> Answer {
    answer.text.push_str(&text(explanation));
    if let Value::Object(members) = &mut answer.json {
        members.insert("steps".to_owned(), json(explanation));
    }
    answer
}

/// A line a step, and how many there are of each outcome.
pub(crate) fn text(explanation: &Explanation) -> String {
    let mut text = String::from("steps:\n");
    for walked in explanation.steps() {
        line(&mut text, walked);
    }
    let count = |name: &str| {
        let steps = explanation.steps().iter();
        let of_it = steps.filter(|walked| walked.outcome().name() == name);
        format!("{} {}", of_it.count(), name.replace('_', " "))
    };
    let counts = ["passed", "refused", "not_applicable", "not_reached"].map(count);
    let _ = writeln!(text, "  {}", counts.join(", "));
    text
}

fn line(text: &mut String, walked: &WalkedStep) {
    let (name, clause) = (walked.outcome().name(), walked.step().clause());
    let colour = match walked.outcome() {
        StepOutcome::Passed => GREEN,
        StepOutcome::Refused(_) => RED,
        _ => DIM,
    };
    let name = name.replace('_', " ");
    let why = walked.outcome().why();
    let why = why.map_or(String::new(), |why| format!(" ({})", printable(&why)));
    let _ = writeln!(
        text,
        "  {colour}{name:<14}{RESET}  {clause}: {}{DIM}{why}{RESET}",
        clause.summary
    );
}

/// A list of the steps.
pub(crate) fn json(explanation: &Explanation) -> Value {
    let step = |walked: &WalkedStep| {
        let (step, outcome) = (walked.step(), walked.outcome());
        json!({
            "step": step.name(),
            "section": step.clause().to_string(),
            "title": step.clause().summary,
            "url": step.url(),
            "outcome": outcome.name(),
            "why": outcome.why(),
        })
    };
    explanation.steps().iter().map(step).collect()
}
