use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::{Agreement, Expectation, Outcome, Suites, Verdict, compare};

/// Where the engine's verdict differs on purpose from what a suite of someone else expects.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The vector.
    pub id: String,
    /// The verdict that we stand for, with the step and reason where it is a refusal; `error`
    /// where the engine takes no such relying party.
    pub expect: Expectation,
    /// Why, with the section.
    pub why: String,
}

/// The exceptions, by the vector's id.
#[derive(Clone, Debug, Default)]
pub struct Exceptions(BTreeMap<String, Exception>);

impl Exceptions {
    /// Reads `exceptions.json`: an array of exceptions.
    ///
    /// # Errors
    ///
    /// What can't be read, and why.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Reads exceptions from text.
    ///
    /// # Errors
    ///
    /// The exception that is malformed, there twice, without a reason or no exception at all.
    pub fn parse(text: &str) -> Result<Self, String> {
        let list: Vec<Exception> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut exceptions = BTreeMap::new();
        for exception in list {
            let id = exception.id.clone();
            if exception.expect.verdict != Verdict::Error {
                let checked = exception.expect.check();
                checked.map_err(|error| format!("{id}: expect.{error}"))?;
            }
            if exception.why.trim().is_empty() {
                return Err(format!("{id}: why: an exception needs a reason"));
            }
            if exception.expect.verdict == Verdict::Either {
                return Err(format!("{id}: expect.verdict: an exception takes a side"));
            }
            if exceptions.insert(id.clone(), exception).is_some() {
                return Err(format!("{id}: there twice"));
            }
        }
        Ok(Self(exceptions))
    }

    /// The exception for a vector.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&Exception> {
        self.0.get(id)
    }

    /// Exceptions whose suite is loaded and whose vector is not there.
    #[must_use]
    pub fn without_vector(&self, suites: &Suites) -> Vec<&str> {
        let ids = self.0.keys().map(String::as_str);
        ids.filter(|id| suites.has_suite_of(id) && !suites.has(id))
            .collect()
    }
}

impl Exception {
    /// Judges the outcome of a vector that has an exception: right is what the exception says,
    /// and wrong whatever the vector itself would have been content with, as the exception would
    /// then be kept for nothing.
    #[must_use]
    pub fn judge(
        &self,
        expected: &Expectation,
        trust: Option<bool>,
        outcome: &Outcome,
    ) -> Agreement {
        match compare(expected, trust, outcome) {
            Agreement::Agrees | Agreement::Either => Agreement::Differs(
                "agrees with the vector, so its line in exceptions.json must go".to_owned(),
            ),
            unsupported @ Agreement::Unsupported(_) => unsupported,
            Agreement::Differs(_) => compare(&self.expect, None, outcome),
        }
    }
}

#[cfg(test)]
mod tests {
    use countersign::{Reason, Rejection, Step};

    use super::{Exception, Exceptions};
    use crate::{Agreement, Expectation, Outcome, Verdict};

    fn exception(step: &str) -> Exception {
        let text = format!(
            r#"[{{"id":"a/b","expect":{{"verdict":"reject","step":"{step}"}},"why":"§8.2"}}]"#
        );
        Exceptions::parse(&text).unwrap().of("a/b").unwrap().clone()
    }

    fn accept() -> Expectation {
        let (verdict, why) = (Verdict::Accept, String::new());
        Expectation {
            verdict,
            step: None,
            reason: None,
            why,
        }
    }

    fn outcome(refused: Option<Rejection>) -> Outcome {
        Outcome {
            refused,
            trusted: None,
            explanation: None,
            before: Vec::new(),
        }
    }

    #[test]
    fn an_exception_that_holds_agrees() {
        let refused = outcome(Some(Step::PackedSyntax.refuse(Reason::Missing("sig"))));
        let agreement = exception("PackedSyntax").judge(&accept(), None, &refused);
        assert_eq!(agreement, Agreement::Agrees);
    }

    #[test]
    fn an_exception_that_is_no_longer_needed_differs() {
        let Agreement::Differs(message) =
            exception("PackedSyntax").judge(&accept(), None, &outcome(None))
        else {
            panic!("it must differ");
        };
        assert_eq!(
            message,
            "agrees with the vector, so its line in exceptions.json must go"
        );
    }

    #[test]
    fn an_exception_refused_at_another_step_differs() {
        let refused = outcome(Some(Step::PackedSyntax.refuse(Reason::Missing("sig"))));
        let agreement = exception("PackedSignature").judge(&accept(), None, &refused);
        assert!(matches!(agreement, Agreement::Differs(_)));
    }

    #[test]
    fn exceptions_that_can_not_be_meant_are_refused() {
        for (text, wrong) in [
            (
                r#"[{"id":"a/b","expect":{"verdict":"reject"},"why":" "}]"#,
                "why",
            ),
            (
                r#"[{"id":"a/b","expect":{"verdict":"either"},"why":"x"}]"#,
                "expect.verdict",
            ),
            (
                r#"[{"id":"a/b","expect":{"verdict":"reject","step":"No"},"why":"x"}]"#,
                "«No»",
            ),
            (
                r#"[{"id":"a/b","expect":{"verdict":"accept","reason":"Missing"},"why":"x"}]"#,
                "expect.reason",
            ),
            (
                r#"[{"id":"a/b","expect":{"verdict":"accept"},"why":"x","because":"y"}]"#,
                "because",
            ),
            (
                r#"[{"id":"a/b","expect":{"verdict":"accept"},"why":"x"},
                    {"id":"a/b","expect":{"verdict":"accept"},"why":"y"}]"#,
                "twice",
            ),
        ] {
            let error = Exceptions::parse(text).unwrap_err();
            assert!(error.contains(wrong), "{error}");
        }
    }
}
