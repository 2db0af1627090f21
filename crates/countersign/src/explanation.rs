//! How a verdict came about, step by step: for audit logs and for people.

mod authentication;
mod fact;
mod path;
mod registration;
mod statement;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use countersign_spec::{Reason, Rejection, Step};

use fact::{Facts, Rule};

/// A verdict with how it came about, as
/// [`RelyingParty::explain_registration`](crate::RelyingParty::explain_registration) and
/// [`RelyingParty::explain_authentication`](crate::RelyingParty::explain_authentication) give it.
#[derive(Clone, Debug)]
#[must_use]
pub struct Explained<V> {
    /// The verdict: the very one of the call without explanation.
    pub verdict: Result<V, Rejection>,
    /// The steps.
    pub explanation: Explanation,
}

/// The steps of a ceremony in the order in which the engine takes them, each with its outcome:
/// those of [§7.1] or [§7.2], and of the sections reached from there (authenticator data, the key,
/// the formats of the attestation statement, the models' metadata, the certificate path,
/// extensions). A section that the ceremony never asked for is not there.
///
/// If the response was refused, one step is [`Refused`](StepOutcome::Refused), those before it are
/// passed or not applicable, and those after it are not reached. If it was accepted, every step is
/// passed or not applicable.
///
/// It displays as one line a step. [`Explanation::steps`] is for other forms:
///
/// ```
/// use countersign::Explanation;
///
/// /// A line of JSON for the audit log.
/// fn json(explanation: &Explanation) -> serde_json::Value {
///     let step = |walked: &countersign::WalkedStep| {
///         let clause = walked.step().clause();
///         serde_json::json!({
///             "step": walked.step().name(),                // "RegistrationChallenge"
///             "clause": clause.to_string(),                // "§7.1 step 8"
///             "title": clause.summary,                     // "challenge is the one that was issued"
///             "outcome": walked.outcome().name(),          // "passed"
///             "why": walked.outcome().why(),               // null; words, if refused or not applicable
///         })
///     };
///     explanation.steps().iter().map(step).collect()
/// }
/// # let rejection = countersign::Step::RegistrationResponse
/// #     .refuse(countersign::Reason::Missing("type"));
/// # let steps = json(&Explanation::unread_registration(&rejection));
/// # assert_eq!(steps[2]["outcome"], "refused");
/// # assert_eq!(steps[2]["why"], "type is missing");
/// ```
///
/// [§7.1]: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
/// [§7.2]: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    steps: Vec<WalkedStep>,
}

/// A step with its outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WalkedStep {
    step: Step,
    outcome: StepOutcome,
}

/// What came of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum StepOutcome {
    /// What it demands holds. Where a step is taken for each of several things (the certificates of
    /// a path, the statements of a compound one, the places where a client says the same thing) and
    /// a later step refused, it holds for those that were looked at.
    Passed,
    /// What it demands does not hold, and the response was refused.
    Refused(Reason),
    /// It demands nothing of this response under this policy; the words say what makes it so.
    NotApplicable(&'static str),
    /// The response was refused before.
    NotReached,
}

/// Which of the two it is.
#[derive(Clone, Copy)]
pub(crate) enum Ceremony {
    Registration,
    Authentication,
}

impl<V> Explained<V> {
    /// The refusal of a ceremony before any of its steps was taken.
    pub(crate) fn not_begun(ceremony: Ceremony, rejection: Rejection) -> Self {
        Self {
            explanation: Walk::unread(ceremony).not_begun(&rejection),
            verdict: Err(rejection),
        }
    }
}

impl Explanation {
    /// The explanation of a registration whose response could not be read, by the rejection of
    /// [`RegistrationResponseJson::parse`](crate::RegistrationResponseJson::parse) or
    /// [`ClientExtensionResults::parse`](crate::ClientExtensionResults::parse).
    #[must_use]
    pub fn unread_registration(rejection: &Rejection) -> Self {
        Walk::unread(Ceremony::Registration).finish(Some(rejection))
    }

    /// The explanation of an authentication whose response could not be read, by the rejection of
    /// [`AuthenticationResponseJson::parse`](crate::AuthenticationResponseJson::parse) or
    /// [`ClientExtensionResults::parse`](crate::ClientExtensionResults::parse).
    ///
    /// ```
    /// use countersign::{AuthenticationResponseJson, Explanation, Limits, Step};
    ///
    /// let mut limits = Limits::default();
    /// limits.response_json = 4096;
    /// let rejection = AuthenticationResponseJson::parse_within("{}", &limits).unwrap_err();
    /// let explanation = Explanation::unread_authentication(&rejection);
    /// assert!(!explanation.passes(Step::AuthenticationResponse));
    /// ```
    #[must_use]
    pub fn unread_authentication(rejection: &Rejection) -> Self {
        Walk::unread(Ceremony::Authentication).finish(Some(rejection))
    }

    /// The steps, in order.
    #[must_use]
    pub fn steps(&self) -> &[WalkedStep] {
        &self.steps
    }

    /// The step that refused the response, if one did.
    #[must_use]
    pub fn refused(&self) -> Option<&WalkedStep> {
        let is_refused = |walked: &&WalkedStep| matches!(walked.outcome, StepOutcome::Refused(_));
        self.steps.iter().find(is_refused)
    }

    /// What came of a step; `None` if the ceremony has no such step, or did not ask for its
    /// section.
    #[must_use]
    pub fn outcome(&self, step: Step) -> Option<&StepOutcome> {
        let walked = self.steps.iter().filter(|walked| walked.step == step);
        // A compound statement may have two of one format, which agree unless one is refused.
        walked.map(WalkedStep::outcome).next()
    }

    /// Whether the response passed the step.
    #[must_use]
    pub fn passes(&self, step: Step) -> bool {
        let mut walked = self.steps.iter();
        walked.any(|walked| walked.step == step && walked.outcome == StepOutcome::Passed)
    }
}

impl WalkedStep {
    /// The step. [`Step::clause`] says where it stands and what it demands, [`Step::url`] links
    /// there.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.step
    }

    /// What came of it.
    #[must_use]
    pub const fn outcome(&self) -> &StepOutcome {
        &self.outcome
    }
}

impl StepOutcome {
    /// `passed`, `refused`, `not_applicable` or `not_reached`, as in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Refused(_) => "refused",
            Self::NotApplicable(_) => "not_applicable",
            Self::NotReached => "not_reached",
        }
    }

    /// Why the step refused, or why it does not apply, in words.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        match self {
            Self::Refused(reason) => Some(reason.to_string()),
            Self::NotApplicable(why) => Some((*why).into()),
            Self::Passed | Self::NotReached => None,
        }
    }
}

impl fmt::Display for Explanation {
    /// Writes one line a step.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps
            .iter()
            .try_for_each(|walked| writeln!(f, "{walked}"))
    }
}

impl fmt::Display for WalkedStep {
    /// Writes `passed          §7.1 step 7: type is webauthn.create`, and why after that.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clause = self.step.clause();
        let name = self.outcome.name().replace('_', " ");
        write!(f, "{name:<14}  {clause}: {}", clause.summary)?;
        match self.outcome.why() {
            Some(why) => write!(f, " ({why})"),
            None => Ok(()),
        }
    }
}

/// The steps as they are put together, each with why it does not apply, if it does not.
#[derive(Default)]
struct Walk(Vec<(Step, Option<&'static str>)>);

impl Walk {
    fn take(&mut self, rules: &[Rule], facts: &Facts) {
        let row = |(step, needs): &Rule| (*step, facts.first_missing(needs));
        self.0.extend(rules.iter().map(row));
    }

    /// The steps that every ceremony has.
    fn unread(ceremony: Ceremony) -> Self {
        let mut walk = Self::default();
        let parts = match ceremony {
            Ceremony::Registration => [registration::BEGIN, registration::END],
            Ceremony::Authentication => [authentication::BEGIN, authentication::END],
        };
        for rules in parts {
            walk.take(rules, &Facts::unread());
        }
        walk
    }

    /// One step refused before any was taken.
    fn not_begun(self, rejection: &Rejection) -> Explanation {
        let outcome = |step| {
            if step == rejection.step() {
                StepOutcome::Refused(rejection.reason().clone())
            } else {
                StepOutcome::NotReached
            }
        };
        let mut steps: Vec<_> = self.0.into_iter().map(|(step, _)| step).collect();
        if !steps.contains(&rejection.step()) {
            steps.push(rejection.step());
        }
        let walked = |step| WalkedStep {
            step,
            outcome: outcome(step),
        };
        Explanation {
            steps: steps.into_iter().map(walked).collect(),
        }
    }

    /// Everything is passed or not applicable up to the step that refused.
    fn finish(self, rejection: Option<&Rejection>) -> Explanation {
        let mut refused = rejection;
        let mut is_reached = true;
        let mut steps: Vec<_> = Vec::with_capacity(self.0.len());
        let rows = self.0;
        for &(step, missing) in &rows {
            let outcome = match (refused.take_if(|refused| refused.step() == step), missing) {
                (Some(rejection), _) => {
                    is_reached = false;
                    StepOutcome::Refused(rejection.reason().clone())
                }
                (None, _) if !is_reached => StepOutcome::NotReached,
                (None, Some(why)) => StepOutcome::NotApplicable(why),
                (None, None) => StepOutcome::Passed,
            };
            steps.push(WalkedStep { step, outcome });
        }
        // Where a step refused that the tables do not have there, nothing is said to have passed.
        match refused {
            Some(rejection) => Self(rows).not_begun(rejection),
            None => Explanation { steps },
        }
    }
}
