use serde::Serialize;

use crate::{Judged, Results, Standing};

#[derive(Serialize)]
struct Document<'a> {
    suites: Vec<Suite<'a>>,
    vectors: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Suite<'a> {
    name: &'a str,
    total: usize,
    passed: usize,
    failed: usize,
    either: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    suite: &'a str,
    verdict: &'static str,
    step: Option<&'static str>,
    reason: Option<&'static str>,
    trusted: Option<bool>,
    expected: &'static str,
    ok: bool,
}

/// The results as JSON, as `docs/vectors.md` describes it.
///
/// # Errors
///
/// What the JSON writer says; nothing here can be refused by it.
pub fn results_json(results: &Results<'_>) -> Result<String, String> {
    let suites = results.by_suite().into_iter().map(|(name, count)| Suite {
        name,
        total: count.total,
        passed: count.passed,
        failed: count.failed,
        either: count.either,
    });
    let document = Document {
        suites: suites.collect(),
        vectors: results.judged().iter().map(entry).collect(),
    };
    let text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

fn entry<'a>(judged: &'a Judged<'_>) -> Entry<'a> {
    let outcome = judged.outcome.as_ref().ok();
    let refused = outcome.and_then(|outcome| outcome.refused.as_ref());
    Entry {
        id: &judged.vector.id,
        suite: judged.suite,
        verdict: outcome.map_or("error", |outcome| outcome.verdict().name()),
        step: refused.map(|rejection| rejection.step().name()),
        reason: refused.map(|rejection| rejection.reason().kind().name()),
        trusted: outcome.and_then(|outcome| outcome.trusted),
        expected: judged.vector.expect.verdict.name(),
        ok: matches!(judged.standing, Standing::Passed | Standing::Either),
    }
}
