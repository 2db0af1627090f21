use std::collections::BTreeMap;

use countersign::Backend;

use crate::replay::{NoVerdict, replay_by};
use crate::{Agreement, Exceptions, Outcome, Suites, Vector, Verdict, compare};

/// What came of a run.
#[derive(Debug)]
pub struct Results<'a> {
    judged: Vec<Judged<'a>>,
    /// Exceptions for vectors that their suites don't have; each fails the run.
    pub idle_exceptions: Vec<String>,
}

/// What came of one vector.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The suite's name.
    pub suite: &'a str,
    /// The vector.
    pub vector: &'a Vector,
    /// The engine's verdict.
    pub outcome: Result<Outcome, NoVerdict>,
    /// Why our verdict may differ from the vector's, where it may.
    pub exception: Option<&'a str>,
    /// How it counts.
    pub standing: Standing,
}

/// How a vector counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The verdict is the expected one, or that of an exception.
    Passed,
    /// It is not; in words.
    Failed(String),
    /// Both verdicts were right.
    Either,
    /// This build lacks the registered format named here. Neither passed nor failed.
    Unsupported(String),
}

/// How many vectors count how. `total` is the sum of the others.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[expect(missing_docs, reason = "named as the variants of Standing")]
pub struct Count {
    pub total: usize,
    pub passed: usize,
    pub failed: usize,
    pub either: usize,
    pub unsupported: usize,
}

/// Replays all vectors, signatures verified by `backend`, and judges the verdicts. `done` is
/// called after each.
#[must_use]
pub fn run<'a>(
    suites: &'a Suites,
    exceptions: &'a Exceptions,
    backend: Backend,
    done: impl FnMut(&Vector),
) -> Results<'a> {
    run_with(
        suites,
        exceptions,
        |vector| replay_by(backend, vector),
        done,
    )
}

/// As [`run`], with another engine.
fn run_with<'a>(
    suites: &'a Suites,
    exceptions: &'a Exceptions,
    engine: impl Fn(&Vector) -> Result<Outcome, NoVerdict>,
    mut done: impl FnMut(&Vector),
) -> Results<'a> {
    let mut judged = Vec::with_capacity(suites.len());
    for (suite, vectors) in suites.iter() {
        for vector in vectors {
            judged.push(Judged::new(suite, vector, engine(vector), exceptions));
            done(vector);
        }
    }
    let idle = exceptions.without_vector(suites);
    Results {
        judged,
        idle_exceptions: idle.into_iter().map(str::to_owned).collect(),
    }
}

impl<'a> Judged<'a> {
    fn new(
        suite: &'a str,
        vector: &'a Vector,
        outcome: Result<Outcome, NoVerdict>,
        exceptions: &'a Exceptions,
    ) -> Self {
        let exception = exceptions.of(&vector.id);
        let trust = vector.trust.as_ref().and_then(|trust| trust.expect);
        let standing = match (&outcome, exception) {
            (Err(NoVerdict::NotConfigurable(_)), Some(exception))
                if exception.expect.verdict == Verdict::Error =>
            {
                Standing::Passed
            }
            (Err(none), _) => Standing::Failed(none.to_string()),
            (Ok(outcome), None) => compare(&vector.expect, trust, outcome).into(),
            (Ok(outcome), Some(exception)) => {
                exception.judge(&vector.expect, trust, outcome).into()
            }
        };
        let exception = exception.map(|exception| exception.why.as_str());
        Self {
            suite,
            vector,
            outcome,
            exception,
            standing,
        }
    }

    /// Whether the vector says whether its chain is trusted and the engine, though it accepted the
    /// response, does not.
    #[must_use]
    pub fn trust_not_assessed(&self) -> bool {
        let expected = self
            .vector
            .trust
            .as_ref()
            .is_some_and(|trust| trust.expect.is_some());
        let assessed = self
            .outcome
            .as_ref()
            .is_ok_and(|outcome| outcome.trusted.is_some() || outcome.refused.is_some());
        expected && !assessed
    }
}

impl From<Agreement> for Standing {
    fn from(agreement: Agreement) -> Self {
        match agreement {
            Agreement::Agrees => Self::Passed,
            Agreement::Differs(how) => Self::Failed(how),
            Agreement::Either => Self::Either,
            Agreement::Unsupported(format) => Self::Unsupported(format),
        }
    }
}

impl<'a> Results<'a> {
    /// Every vector, in the order of replay.
    #[must_use]
    pub fn judged(&self) -> &[Judged<'a>] {
        &self.judged
    }

    /// The counts of each suite, in the order of replay.
    #[must_use]
    pub fn by_suite(&self) -> Vec<(&'a str, Count)> {
        let mut order = Vec::new();
        let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
        for judged in &self.judged {
            let count = counts.entry(judged.suite).or_insert_with(|| {
                order.push(judged.suite);
                Count::default()
            });
            count.add(&judged.standing);
        }
        order
            .into_iter()
            .filter_map(|suite| Some((suite, *counts.get(suite)?)))
            .collect()
    }

    /// The counts of the vectors of all suites.
    #[must_use]
    pub fn count(&self) -> Count {
        let mut count = Count::default();
        self.judged
            .iter()
            .for_each(|judged| count.add(&judged.standing));
        count
    }

    /// Everything that fails the run: vectors, and exceptions for vectors that are not there.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.count()
            .failed
            .saturating_add(self.idle_exceptions.len())
    }
}

impl Count {
    fn add(&mut self, standing: &Standing) {
        let counter = match standing {
            Standing::Passed => &mut self.passed,
            Standing::Failed(_) => &mut self.failed,
            Standing::Either => &mut self.either,
            Standing::Unsupported(_) => &mut self.unsupported,
        };
        *counter = counter.saturating_add(1);
        self.total = self.total.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use countersign::{Reason, Step, Value};

    use super::{Count, Standing, run_with};
    use crate::replay::NoVerdict;
    use crate::{Exceptions, Outcome, Suites, Vector};

    /// Vectors named for what [`engine`] makes of them, all expected to be accepted.
    const NAMES: [&str; 5] = ["accepted", "refused", "tpm", "stuck", "address"];

    fn suites() -> Suites {
        let vector = |name: &str| {
            format!(
                r#"{{"id":"s/{name}","ceremony":"registration",
                     "rp":{{"id":"example.org","origins":["https://example.org"]}},
                     "request":{{"challenge":"AAAA"}},"response":{{"json":"{{}}"}},
                     "expect":{{"verdict":"accept"}}}}"#
            )
        };
        let vectors = NAMES.map(vector).join(",");
        let mut suites = Suites::default();
        let text =
            format!(r#"{{"format":"countersign-vectors/1","suite":"s","vectors":[{vectors}]}}"#);
        suites.add_text("s.json", &text).unwrap();
        suites
    }

    fn engine(vector: &Vector) -> Result<Outcome, NoVerdict> {
        let refused = match vector.id.as_str() {
            "s/accepted" => None,
            "s/refused" => Some(Step::PackedSignature.refuse(Reason::BadSignature)),
            "s/tpm" => {
                let reason = Reason::Unsupported("fmt", Value::text("tpm"));
                Some(Step::RegistrationFormat.refuse(reason))
            }
            "s/address" => return Err(NoVerdict::NotConfigurable("an address".to_owned())),
            _ => return Err(NoVerdict::Panic("stuck".to_owned())),
        };
        Ok(Outcome {
            refused,
            trusted: None,
            explanation: None,
            before: Vec::new(),
        })
    }

    fn exceptions(text: &str) -> Exceptions {
        Exceptions::parse(text).unwrap()
    }

    #[test]
    fn every_vector_counts_once() {
        let (suites, exceptions) = (suites(), Exceptions::default());
        let results = run_with(&suites, &exceptions, engine, |_| {});
        let count = Count {
            total: 5,
            passed: 1,
            failed: 3,
            either: 0,
            unsupported: 1,
        };
        assert_eq!(results.count(), count);
        assert_eq!(results.by_suite(), [("s", count)]);
        assert_eq!(results.failures(), 3);
        let standing: Vec<_> = results
            .judged()
            .iter()
            .map(|judged| &judged.standing)
            .collect();
        assert_eq!(*standing[2], Standing::Unsupported("tpm".to_owned()));
        assert_eq!(
            *standing[3],
            Standing::Failed("the engine panicked: stuck".to_owned())
        );
    }

    #[test]
    fn an_exception_turns_a_failure_into_a_pass() {
        let (suites, exceptions) = (
            suites(),
            exceptions(
                r#"[{"id":"s/refused","expect":{"verdict":"reject","step":"PackedSignature"},"why":"x"}]"#,
            ),
        );
        let results = run_with(&suites, &exceptions, engine, |_| {});
        assert_eq!(results.failures(), 2);
        assert_eq!(results.judged()[1].exception, Some("x"));
    }

    #[test]
    fn an_exception_that_agrees_with_its_vector_fails() {
        let suites = suites();
        let exceptions =
            exceptions(r#"[{"id":"s/accepted","expect":{"verdict":"reject"},"why":"x"}]"#);
        let results = run_with(&suites, &exceptions, engine, |_| {});
        assert_eq!(results.count().passed, 0);
        assert_eq!(results.failures(), 4);
    }

    #[test]
    fn an_exception_without_vector_fails_only_where_its_suite_is_loaded() {
        let suites = suites();
        let exceptions = exceptions(
            r#"[{"id":"s/gone","expect":{"verdict":"reject"},"why":"x"},
                {"id":"other/vector","expect":{"verdict":"reject"},"why":"x"}]"#,
        );
        let results = run_with(&suites, &exceptions, engine, |_| {});
        assert_eq!(results.idle_exceptions, ["s/gone"]);
        assert_eq!(results.failures(), 4);
    }

    #[test]
    fn a_relying_party_that_the_engine_does_not_take_can_have_an_exception() {
        let suites = suites();
        for (id, failures) in [("s/address", 2), ("s/stuck", 3), ("s/refused", 3)] {
            let text = format!(r#"[{{"id":"{id}","expect":{{"verdict":"error"}},"why":"x"}}]"#);
            let exceptions = exceptions(&text);
            let results = run_with(&suites, &exceptions, engine, |_| {});
            assert_eq!(results.failures(), failures, "{id}");
        }
    }
}
