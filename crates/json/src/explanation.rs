use countersign::{Explained, Explanation, Rejection, Step, WalkedStep};
use serde::Serialize;

/// A step of the ceremony with what came of it, where the call asked for an explanation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExplainedStep {
    /// The step's name: one of [`countersign::Step`].
    pub step: &'static str,
    /// Where it stands, as `§7.1 step 9`.
    pub section: String,
    /// What the step demands, in one line.
    pub title: &'static str,
    /// The section's address.
    pub link: String,
    /// `passed`, `refused`, `not_applicable` or `not_reached`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["passed", "refused", "not_applicable", "not_reached"])))]
    pub outcome: &'static str,
    /// Why it refused or does not apply, in words.
    pub why: Option<String>,
}

/// What the engine says of a response, with the steps where they were asked for.
pub(crate) struct Said<V> {
    pub(crate) verdict: Result<V, Rejection>,
    pub(crate) steps: Option<Vec<ExplainedStep>>,
}

impl ExplainedStep {
    fn new(walked: &WalkedStep) -> Self {
        Self {
            why: walked.outcome().why(),
            ..Self::of(walked.step(), walked.outcome().name())
        }
    }

    fn of(step: Step, outcome: &'static str) -> Self {
        Self {
            step: step.name(),
            section: step.clause().to_string(),
            title: step.clause().summary,
            link: step.url(),
            outcome,
            why: None,
        }
    }

    pub(crate) fn all(explanation: &Explanation) -> Vec<Self> {
        explanation.steps().iter().map(Self::new).collect()
    }
}

impl<V> Said<V> {
    /// The refusal of a response that could not be read.
    pub(crate) fn unread(
        rejection: Rejection,
        explain: bool,
        explanation: fn(&Rejection) -> Explanation,
    ) -> Self {
        Self {
            steps: explain.then(|| ExplainedStep::all(&explanation(&rejection))),
            verdict: Err(rejection),
        }
    }

    /// The refusal of a sealed ceremony: no step of the response's is reached, and none is listed
    /// but that.
    pub(crate) fn not_opened(rejection: Rejection, explain: bool) -> Self {
        let step = |rejection: &Rejection| ExplainedStep {
            why: Some(rejection.reason().to_string()),
            ..ExplainedStep::of(rejection.step(), "refused")
        };
        Self {
            steps: explain.then(|| vec![step(&rejection)]),
            verdict: Err(rejection),
        }
    }

    pub(crate) fn map<T>(self, accepted: impl FnOnce(V) -> T) -> Said<T> {
        Said {
            verdict: self.verdict.map(accepted),
            steps: self.steps,
        }
    }
}

impl<V> From<Explained<V>> for Said<V> {
    fn from(explained: Explained<V>) -> Self {
        Self {
            verdict: explained.verdict,
            steps: Some(ExplainedStep::all(&explained.explanation)),
        }
    }
}

impl<V> From<Result<V, Rejection>> for Said<V> {
    fn from(verdict: Result<V, Rejection>) -> Self {
        Self {
            verdict,
            steps: None,
        }
    }
}
