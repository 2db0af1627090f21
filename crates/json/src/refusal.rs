use countersign::{Rejection, Step};
use serde::Serialize;

use crate::ExplainedStep;

/// Which step of the specification refused a response, and how.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Refusal {
    /// The step's name: one of [`Step`], as in the vectors; names stay.
    pub step: &'static str,
    /// Where it stands, as `§7.1 step 9`.
    pub section: String,
    /// What the step demands, in one line.
    pub title: &'static str,
    /// The section's address.
    pub link: String,
    /// How it failed: `Malformed`, `Missing`, `Mismatch`, `NotAllowed`, `BadSignature`,
    /// `Unsupported`, `Expired` or `TooLarge`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["Malformed", "Missing", "Mismatch", "NotAllowed", "BadSignature", "Unsupported", "Expired", "TooLarge"])))]
    pub reason: &'static str,
    /// The same in words, with what was expected and found.
    pub message: String,
    /// Whether the server has no such credential: the page may then call
    /// `signalUnknownCredential()`.
    pub unknown_credential: bool,
    /// Every step with its outcome, where the call has `"explain": true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<ExplainedStep>>,
}

/// What was accepted although the text forbids it, or may be read so.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Deviation {
    /// The name of the step that it departs from.
    pub step: &'static str,
    /// Where that stands.
    pub section: String,
    /// What it is.
    pub what: &'static str,
    /// The byte at which it was seen.
    pub offset: usize,
}

impl Refusal {
    /// What a rejection says.
    #[must_use]
    pub fn new(rejection: &Rejection) -> Self {
        let step: Step = rejection.step();
        Self {
            step: step.name(),
            section: step.clause().to_string(),
            title: step.clause().summary,
            link: step.url(),
            reason: rejection.reason().kind().name(),
            message: rejection.reason().to_string(),
            unknown_credential: rejection.is_unknown_credential(),
            steps: None,
        }
    }
}

impl Deviation {
    pub(crate) fn all(deviations: &[countersign::Deviation]) -> Vec<Self> {
        let one = |deviation: &countersign::Deviation| Self {
            step: deviation.step.name(),
            section: deviation.step.clause().to_string(),
            what: deviation.what,
            offset: deviation.offset,
        };
        deviations.iter().map(one).collect()
    }
}
