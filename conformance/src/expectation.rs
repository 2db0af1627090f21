use std::fmt;

use countersign::{Explanation, Format, Reason, ReasonKind, Rejection, Step};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

/// What a vector expects of the engine.
#[derive(Clone, Debug, Deserialize)]
pub struct Expectation {
    /// Accepted, refused, or left to the relying party.
    pub verdict: Verdict,
    /// The step that must refuse.
    #[serde(default, deserialize_with = "step")]
    pub step: Option<Step>,
    /// How that step must refuse.
    #[serde(default, deserialize_with = "reason")]
    pub reason: Option<ReasonKind>,
    /// The reason in words.
    #[serde(default)]
    pub why: String,
}

/// A verdict, expected or reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The response is accepted.
    Accept,
    /// The response is refused.
    Reject,
    /// The specification leaves it to the relying party; expected only, never reached.
    Either,
    /// The engine takes no such relying party; expected by exceptions only.
    Error,
}

/// What the engine made of a response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The refusal, or none where it was accepted.
    pub refused: Option<Rejection>,
    /// Whether the attestation's chain led to an anchor of the vector; none where the engine did
    /// not assess it.
    pub trusted: Option<bool>,
    /// The steps of the ceremony; none where the metadata were refused before it.
    pub explanation: Option<Explanation>,
    /// The steps that the metadata's BLOB passed before the ceremony.
    pub before: Vec<Step>,
}

/// Whether an [`Outcome`] is what was expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Agreement {
    /// It is.
    Agrees,
    /// It is not; in words.
    Differs(String),
    /// Both verdicts are right.
    Either,
    /// No verdict on the response: this build lacks the format named here, which is registered.
    /// The refusal of a format that nobody registered is a verdict.
    Unsupported(String),
}

/// Holds an outcome against what is expected: the verdict, and step, reason and trust where they
/// are named. Trust that was not assessed is not held against anything.
#[must_use]
pub fn compare(expected: &Expectation, trust: Option<bool>, outcome: &Outcome) -> Agreement {
    if let Some(format) = outcome.unsupported_format() {
        return Agreement::Unsupported(format);
    }
    if let (Some(expected), Some(found)) = (trust, outcome.trusted)
        && expected != found
    {
        return Agreement::Differs(format!(
            "the attestation is {}, expected {}",
            trusted(found),
            trusted(expected)
        ));
    }
    match (expected.verdict, &outcome.refused) {
        (Verdict::Either, _) => Agreement::Either,
        (Verdict::Accept, None) => Agreement::Agrees,
        (Verdict::Accept, Some(rejection)) => {
            Agreement::Differs(format!("refused, expected to be accepted: {rejection}"))
        }
        (Verdict::Reject, None) => {
            Agreement::Differs(format!("accepted, expected to be refused{}", expected.at()))
        }
        (Verdict::Reject, Some(rejection)) => expected.held_against(rejection),
        (Verdict::Error, _) => {
            Agreement::Differs("the engine takes the relying party after all".to_owned())
        }
    }
}

fn trusted(trusted: bool) -> &'static str {
    if trusted { "trusted" } else { "not trusted" }
}

impl Expectation {
    /// Only a refusal has a step and a reason.
    ///
    /// # Errors
    ///
    /// The member that makes no sense.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self.verdict {
            Verdict::Reject => return Ok(()),
            Verdict::Error => return Err("verdict: no response can get «error»".to_owned()),
            Verdict::Accept | Verdict::Either => {}
        }
        match (self.step, self.reason) {
            (None, None) => Ok(()),
            (Some(_), _) => Err(format!(
                "step: makes no sense where the verdict is {}",
                self.verdict
            )),
            (None, Some(_)) => Err(format!(
                "reason: makes no sense where the verdict is {}",
                self.verdict
            )),
        }
    }

    fn held_against(&self, rejection: &Rejection) -> Agreement {
        let step = self.step.is_none_or(|step| step == rejection.step());
        let reason = self
            .reason
            .is_none_or(|reason| reason == rejection.reason().kind());
        if step && reason {
            return Agreement::Agrees;
        }
        Agreement::Differs(format!(
            "refused at {} for {} ({rejection}), expected{}",
            rejection.step(),
            rejection.reason().kind(),
            self.at()
        ))
    }

    /// Where and how it must be refused, as far as that is said.
    fn at(&self) -> String {
        let step = self.step.map(|step| format!(" at {step}"));
        let reason = self.reason.map(|reason| format!(" for {reason}"));
        step.unwrap_or_default() + &reason.unwrap_or_default()
    }
}

impl Outcome {
    /// Whether the response passed a step of its ceremony, or its relying party's metadata did
    /// before.
    #[must_use]
    pub fn passes(&self, step: Step) -> bool {
        let explanation = self.explanation.as_ref();
        self.before.contains(&step) || explanation.is_some_and(|steps| steps.passes(step))
    }

    /// Accepted or refused.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        match self.refused {
            None => Verdict::Accept,
            Some(_) => Verdict::Reject,
        }
    }

    /// The registered format that this build could not verify.
    fn unsupported_format(&self) -> Option<String> {
        match self.refused.as_ref()?.reason() {
            Reason::Unsupported("fmt", found) => {
                // Text of the response prints in quotes.
                let found = found.to_string();
                let format = Format::from_identifier(found.trim_matches('"'));
                format.map(|format| format.identifier().to_owned())
            }
            _ => None,
        }
    }
}

impl Verdict {
    /// As vectors write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Either => "either",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn step<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Step>, D::Error> {
    let Some(name) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let step = Step::from_name(&name);
    let step = step.ok_or_else(|| D::Error::custom(format!("«{name}» is no step")))?;
    if !step.can_refuse() {
        return Err(D::Error::custom(format!(
            "{step} is a step that can not refuse"
        )));
    }
    Ok(Some(step))
}

fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ReasonKind>, D::Error> {
    let Some(name) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let kind = ReasonKind::from_name(&name);
    kind.map(Some)
        .ok_or_else(|| D::Error::custom(format!("«{name}» is no reason")))
}

#[cfg(test)]
mod tests {
    use countersign::{Reason, ReasonKind, Rejection, Step, Value};

    use super::{Agreement, Expectation, Outcome, Verdict, compare};

    const SIGNATURE: fn() -> Rejection = || Step::PackedSignature.refuse(Reason::BadSignature);

    fn expected(verdict: Verdict, step: Option<Step>, reason: Option<ReasonKind>) -> Expectation {
        let why = String::new();
        Expectation {
            verdict,
            step,
            reason,
            why,
        }
    }

    fn refused(rejection: Rejection) -> Outcome {
        Outcome {
            refused: Some(rejection),
            trusted: None,
            explanation: None,
            before: Vec::new(),
        }
    }

    fn accepted(trusted: Option<bool>) -> Outcome {
        Outcome {
            refused: None,
            trusted,
            explanation: None,
            before: Vec::new(),
        }
    }

    fn differs(agreement: &Agreement) -> bool {
        matches!(agreement, Agreement::Differs(_))
    }

    #[test]
    fn the_right_step_and_reason_agree() {
        let (step, reason) = (Some(Step::PackedSignature), Some(ReasonKind::BadSignature));
        for (step, reason) in [(step, reason), (step, None), (None, reason), (None, None)] {
            let expected = expected(Verdict::Reject, step, reason);
            assert_eq!(
                compare(&expected, None, &refused(SIGNATURE())),
                Agreement::Agrees
            );
        }
    }

    #[test]
    fn a_wrong_step_differs() {
        let expected = expected(Verdict::Reject, Some(Step::PackedSyntax), None);
        assert_eq!(
            compare(&expected, None, &refused(SIGNATURE())),
            Agreement::Differs(
                "refused at PackedSignature for BadSignature (§8.2 x5c, signature: the signature \
                 does not verify), expected at PackedSyntax"
                    .replace(
                        "§8.2 x5c, signature",
                        &Step::PackedSignature.clause().to_string()
                    )
            )
        );
    }

    #[test]
    fn a_wrong_reason_differs() {
        let expected = expected(Verdict::Reject, None, Some(ReasonKind::Missing));
        assert!(differs(&compare(&expected, None, &refused(SIGNATURE()))));
    }

    #[test]
    fn the_wrong_verdict_differs() {
        let accept = expected(Verdict::Accept, None, None);
        let reject = expected(Verdict::Reject, None, None);
        assert!(differs(&compare(&accept, None, &refused(SIGNATURE()))));
        assert!(differs(&compare(&reject, None, &accepted(None))));
        assert_eq!(compare(&accept, None, &accepted(None)), Agreement::Agrees);
    }

    #[test]
    fn either_is_right_both_ways() {
        let either = expected(Verdict::Either, None, None);
        for outcome in [accepted(None), refused(SIGNATURE())] {
            assert_eq!(compare(&either, None, &outcome), Agreement::Either);
        }
    }

    #[test]
    fn trust_is_compared_where_it_was_assessed() {
        let accept = expected(Verdict::Accept, None, None);
        for (expected, found, agrees) in [
            (None, None, true),
            (None, Some(false), true),
            (Some(true), None, true),
            (Some(true), Some(true), true),
            (Some(false), Some(false), true),
            (Some(true), Some(false), false),
            (Some(false), Some(true), false),
        ] {
            let agreement = compare(&accept, expected, &accepted(found));
            assert_eq!(
                agreement == Agreement::Agrees,
                agrees,
                "{expected:?} {found:?}"
            );
        }
    }

    #[test]
    fn a_registered_format_without_code_is_neither_right_nor_wrong() {
        let of = |format: Value| {
            refused(Step::RegistrationFormat.refuse(Reason::Unsupported("fmt", format)))
        };
        for verdict in [Verdict::Accept, Verdict::Reject, Verdict::Either] {
            for format in [Value::text("tpm"), Value::Name("tpm")] {
                assert_eq!(
                    compare(&expected(verdict, None, None), None, &of(format)),
                    Agreement::Unsupported("tpm".to_owned())
                );
            }
        }
    }

    #[test]
    fn the_refusal_of_an_unknown_format_is_a_verdict() {
        let reason = Reason::Unsupported("fmt", Value::text("not_real_fmt"));
        let refused = refused(Step::RegistrationFormat.refuse(reason));
        let reject = expected(Verdict::Reject, Some(Step::RegistrationFormat), None);
        assert_eq!(compare(&reject, None, &refused), Agreement::Agrees);
        assert!(differs(&compare(
            &expected(Verdict::Accept, None, None),
            None,
            &refused
        )));
    }

    #[test]
    fn something_else_unsupported_is_a_verdict() {
        let reason = Reason::Unsupported("alg", Value::from("tpm"));
        let refused = refused(Step::RegistrationAlgorithm.refuse(reason));
        assert!(differs(&compare(
            &expected(Verdict::Accept, None, None),
            None,
            &refused
        )));
    }
}
