use std::collections::BTreeMap;

use countersign::Step;

use crate::pages::Cell;
use crate::{Count, Judged, Outcome, Page, Place, Places, Results, Standing};

/// The conformance report: each step, with the code that carries it out and the vectors refused
/// there.
///
/// It depends on nothing but the results and the sources, so that two runs write the same report.
/// Links to the sources are those of a page in the folder `docs`.
#[must_use]
pub fn report(results: &Results<'_>, places: &Places) -> Page {
    let mut page = Page::new("Conformance report");
    let (count, failed) = (results.count(), results.failures());
    page.paragraph(&format!(
        "Countersign {} on {} vectors: {} passed, {failed} failed, {} where both verdicts are \
         right, {} of formats that are not in this build.",
        env!("CARGO_PKG_VERSION"),
        count.total,
        count.passed,
        count.either,
        count.unsupported,
    ));
    suites(&mut page, results);
    failures(&mut page, results);
    steps(&mut page, results, places);
    exceptions(&mut page, results);
    unsupported(&mut page, results);
    either(&mut page, results);
    page
}

fn suites(page: &mut Page, results: &Results<'_>) {
    page.heading("Suites");
    let row = |(name, count): (&str, Count)| {
        let counts = [
            count.total,
            count.passed,
            count.failed,
            count.either,
            count.unsupported,
        ];
        let counts = counts.map(|number| Cell::text(number.to_string()));
        [Cell::text(name)].into_iter().chain(counts).collect()
    };
    let rows = results.by_suite().into_iter().map(row).collect();
    page.table(
        &[
            "suite",
            "total",
            "passed",
            "failed",
            "either",
            "unsupported",
        ],
        rows,
    );
}

fn failures(page: &mut Page, results: &Results<'_>) {
    let mut rows = rows(results, |judged| match &judged.standing {
        Standing::Failed(how) => Some(how.clone()),
        _ => None,
    });
    for id in &results.idle_exceptions {
        let how = "has an exception, but is not in its suite";
        rows.push(vec![Cell::text(id), Cell::text(how)]);
    }
    section(page, "Failed", ["vector", "how"], rows);
}

fn steps(page: &mut Page, results: &Results<'_>, places: &Places) {
    let mut refused: BTreeMap<Step, Vec<&str>> = BTreeMap::new();
    let accepted: Vec<_> = results.judged().iter().filter_map(accepted).collect();
    for judged in results.judged() {
        let outcome = judged.outcome.as_ref().ok();
        if matches!(judged.standing, Standing::Passed | Standing::Either)
            && let Some(rejection) = outcome.and_then(|outcome| outcome.refused.as_ref())
        {
            refused
                .entry(rejection.step())
                .or_default()
                .push(&judged.vector.id);
        }
    }
    let refusing = || Step::ALL.iter().filter(|step| step.can_refuse());
    let seen = refusing().filter(|step| refused.contains_key(step)).count();
    page.heading("Steps");
    page.paragraph(&format!(
        "{seen} of the {} steps that can refuse a response have a vector that they refuse.",
        refusing().count()
    ));
    page.paragraph(&format!(
        "{} vectors were accepted. Those that pass a step are counted by the engine's explanation: a \
         step is passed where it demands something of the response under the vector's policy.",
        accepted.len()
    ));
    page.paragraph(
        "The code of a step is where the engine's sources name it, `Step::` and the name in the \
         first column: file, and function or table. A table is handed to the function that shares its steps; a \
         comment with the name stands where the code has another. All of it is found by reading the \
         sources, each time that this report is written.",
    );
    let rows = Step::ALL.iter().map(|step| {
        let ids = refused.get(step).map(|ids| ids.join(", "));
        let clause = step.clause();
        let passed = accepted.iter().filter(|outcome| outcome.passes(*step));
        let mut row = vec![
            Cell::text(step.name()),
            Cell::link(clause.to_string(), step.url()),
            Cell::text(clause.summary),
            code(*step, places),
        ];
        row.extend(if step.can_refuse() {
            [
                Cell::text(passed.count().to_string()),
                Cell::text(ids.unwrap_or_else(|| "none".to_owned())),
            ]
        } else {
            [Cell::text("-"), Cell::text("cannot refuse")]
        });
        row
    });
    let heads = [
        "step",
        "section",
        "rule",
        "code",
        "vectors that pass",
        "vectors refused there",
    ];
    page.table(&heads, rows.collect());
}

/// Where a step is carried out, file by file.
fn code(step: Step, places: &Places) -> Cell {
    if !places.is_there() {
        return Cell::text("the sources are not here");
    }
    let mut by_file: BTreeMap<&str, Vec<&Place>> = BTreeMap::new();
    for place in places.of(step) {
        by_file.entry(&place.file).or_default().push(place);
    }
    if by_file.is_empty() {
        return Cell::text("not the engine's");
    }
    let cells = by_file
        .into_iter()
        .enumerate()
        .flat_map(|(index, (file, places))| {
            let name = file.strip_prefix("crates/").unwrap_or(file);
            let items = places.iter().map(|place| format!("`{}`", place.item));
            let items: Vec<_> = items.collect();
            [
                Cell::text(if index == 0 { "" } else { "; " }),
                Cell::link(name.replace("/src/", "/"), format!("../{file}")),
                Cell::text(format!(" {}", items.join(", "))),
            ]
        });
    Cell::joined(cells)
}

/// What came of a vector that was accepted, and is not held against us.
fn accepted<'r>(judged: &'r Judged<'_>) -> Option<&'r Outcome> {
    let counts = matches!(judged.standing, Standing::Passed | Standing::Either);
    let outcome = judged.outcome.as_ref().ok().filter(|_| counts)?;
    outcome.refused.is_none().then_some(outcome)
}

fn exceptions(page: &mut Page, results: &Results<'_>) {
    let why = |judged: &Judged<'_>| judged.exception.map(str::to_owned);
    section(
        page,
        "Exceptions",
        ["vector", "why our verdict differs"],
        rows(results, why),
    );
}

fn unsupported(page: &mut Page, results: &Results<'_>) {
    let format = |judged: &Judged<'_>| match &judged.standing {
        Standing::Unsupported(format) => Some(format.clone()),
        _ => None,
    };
    section(
        page,
        "Unsupported",
        ["vector", "format"],
        rows(results, format),
    );
}

fn either(page: &mut Page, results: &Results<'_>) {
    let verdict = |judged: &Judged<'_>| {
        let outcome = judged.outcome.as_ref().ok()?;
        let refused = outcome.refused.as_ref();
        (judged.standing == Standing::Either)
            .then(|| refused.map_or("accepted".to_owned(), ToString::to_string))
    };
    section(
        page,
        "Left to the relying party",
        ["vector", "our verdict"],
        rows(results, verdict),
    );
}

fn rows(results: &Results<'_>, what: impl Fn(&Judged<'_>) -> Option<String>) -> Vec<Vec<Cell>> {
    let row = |judged: &Judged<'_>| {
        let what = what(judged)?;
        Some(vec![Cell::text(&judged.vector.id), Cell::text(what)])
    };
    results.judged().iter().filter_map(row).collect()
}

/// A heading with a table, where the table has rows.
fn section(page: &mut Page, heading: &str, heads: [&str; 2], rows: Vec<Vec<Cell>>) {
    if !rows.is_empty() {
        page.heading(heading);
        page.table(&heads, rows);
    }
}
