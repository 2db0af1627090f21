use serde::Serialize;

use crate::explanation::Said;
use crate::{Authentication, ExplainedStep, Refusal, Registration};

/// What became of a response.
///
/// Serializes with a member `verdict`, `accept` or `reject`, beside those of what it holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
#[must_use]
pub enum Verdict<Accepted> {
    /// It passed every step.
    Accept(Accepted),
    /// A step refused it.
    Reject(Refusal),
}

/// What an accepted response gives, which has room for the steps.
pub(crate) trait Walked {
    fn put(&mut self, steps: Option<Vec<ExplainedStep>>);
}

impl Walked for Registration {
    fn put(&mut self, steps: Option<Vec<ExplainedStep>>) {
        self.steps = steps;
    }
}

impl Walked for Authentication {
    fn put(&mut self, steps: Option<Vec<ExplainedStep>>) {
        self.steps = steps;
    }
}

impl<Accepted> Verdict<Accepted> {
    pub(crate) fn of(said: Said<Accepted>) -> Self
    where
        Accepted: Walked,
    {
        match said.verdict {
            Ok(mut accepted) => {
                accepted.put(said.steps);
                Self::Accept(accepted)
            }
            Err(rejection) => Self::Reject(Refusal {
                steps: said.steps,
                ..Refusal::new(&rejection)
            }),
        }
    }

    /// Whether it was accepted.
    #[must_use]
    pub const fn is_accept(&self) -> bool {
        matches!(self, Self::Accept(_))
    }

    /// The refusal, if it was refused.
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Accept(_) => None,
            Self::Reject(refusal) => Some(refusal),
        }
    }
}

impl<Accepted: Serialize> Verdict<Accepted> {
    /// The verdict as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Neither a map with keys that are no texts nor a failing Serialize is in any verdict.
        serde_json::to_string(self).unwrap_or_default()
    }
}
