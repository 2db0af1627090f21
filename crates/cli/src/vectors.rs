//! Vectors: a response with what it is verified against and the verdict that it must get.

use std::fmt::Write as _;
use std::path::PathBuf;

use countersign::Backend;
use countersign_conformance::{
    Ceremony, Exceptions, Judged, Results, Standing, Suites, Vector, conformance_folder,
    run as replay,
};
use serde_json::{Value, json};

use crate::answer::{Answer, printable, refusal_json, refusal_text};
use crate::arguments::{From, Vectors};
use crate::node::{DIM, GREEN, RED, RESET, YELLOW};
use crate::steps;

pub(crate) fn run(command: &Vectors) -> Result<Answer, String> {
    match command {
        Vectors::List { filter, from } => list(&suites(from)?, filter.as_deref()),
        Vectors::Show { id, from } => show(&suites(from)?, id),
        Vectors::Replay { filter, from } => {
            let mut suites = suites(from)?;
            suites.keep(filter.as_deref().unwrap_or_default());
            not_empty(&suites, filter.as_deref().unwrap_or_default())?;
            let exceptions = Exceptions::default();
            let results = replay(&suites, &exceptions, Backend::default(), |_| {});
            Ok(summary(&results))
        }
    }
}

/// The vectors of a file that `verify` was given: each verdict, and the steps where there is one.
pub(crate) fn verify(file: &str, text: &str, id: Option<&str>) -> Result<Answer, String> {
    let mut suites = Suites::default();
    suites
        .add_text(file, text)
        .map_err(|error| error.to_string())?;
    let exceptions = Exceptions::default();
    let results = replay(&suites, &exceptions, Backend::default(), |_| {});
    let is_wanted = |judged: &&Judged<'_>| id.is_none_or(|id| judged.vector.id == id);
    let mut wanted = results.judged().iter().filter(is_wanted);
    match (wanted.next(), wanted.next(), id) {
        (Some(one), None, _) => Ok(of_one(one)),
        (None, _, Some(id)) => Err(format!("{file} has no vector «{}»", printable(id))),
        (None, ..) => Err(format!("{file} has no vectors")),
        _ => Ok(summary(&results)),
    }
}

/// Those that are asked for, or those that ship.
fn suites(from: &From) -> Result<Suites, String> {
    let folders: Vec<PathBuf> = if from.from.is_empty() {
        let folder = conformance_folder().ok_or(
            "the vectors that ship with the project are not here; --from says where vectors are",
        )?;
        vec![folder.join("vectors")]
    } else {
        from.from.clone()
    };
    let mut suites = Suites::default();
    for folder in &folders {
        suites.add(folder).map_err(|error| error.to_string())?;
    }
    Ok(suites)
}

fn not_empty(suites: &Suites, filter: &str) -> Result<(), String> {
    if suites.is_empty() {
        return Err(format!(
            "no vector has «{}» in its id; countersign vectors list has them all",
            printable(filter)
        ));
    }
    Ok(())
}

fn list(all: &Suites, filter: Option<&str>) -> Result<Answer, String> {
    let wanted = filter.unwrap_or_default();
    let vectors = all.iter().flat_map(|(_suite, vectors)| vectors);
    let vectors: Vec<_> = vectors
        .filter(|vector| vector.id.contains(wanted))
        .collect();
    if vectors.is_empty() {
        not_empty(&Suites::default(), wanted)?;
    }
    let mut text = String::new();
    for vector in &vectors {
        let expected = &vector.expect;
        let step = expected
            .step
            .map_or(String::new(), |step| format!("  {step}"));
        let _ = writeln!(
            text,
            "{:<6}  {}{DIM}{step}{RESET}",
            expected.verdict.name(),
            printable(&vector.id)
        );
    }
    let _ = writeln!(text, "{} vectors", vectors.len());
    let json: Vec<_> = vectors.into_iter().map(head).collect();
    Ok(Answer {
        text,
        json: json!({ "vectors": json }),
        refused: false,
    })
}

/// What there is to say of a vector without replaying it.
fn head(vector: &Vector) -> Value {
    json!({
        "id": vector.id,
        "ceremony": ceremony(vector),
        "basedOn": vector.based_on,
        "mutation": vector.mutation,
        "expect": expectation(vector),
    })
}

fn expectation(vector: &Vector) -> Value {
    json!({
        "verdict": vector.expect.verdict.name(),
        "step": vector.expect.step.map(countersign::Step::name),
        "reason": vector.expect.reason.map(countersign::ReasonKind::name),
        "why": vector.expect.why,
    })
}

const fn ceremony(vector: &Vector) -> &'static str {
    match vector.ceremony {
        Ceremony::Registration(_) => "registration",
        Ceremony::Authentication(..) => "authentication",
    }
}

/// A file of vectors with this one in it.
fn show(all: &Suites, id: &str) -> Result<Answer, String> {
    let vector = all.source(id).ok_or_else(|| {
        let id = printable(id);
        let ids = all.iter().flat_map(|(_suite, vectors)| vectors);
        let part = id.rsplit('/').next().unwrap_or(&id);
        let near = ids
            .map(|vector| vector.id.as_str())
            .find(|other| other.contains(part));
        let near = near.map_or(String::new(), |near| {
            format!("; there is {}", printable(near))
        });
        format!("no vector is «{id}»{near}; countersign vectors list has them all")
    })?;
    let suite = id.split('/').next().unwrap_or(id);
    let file = json!({ "format": "countersign-vectors/1", "suite": suite, "vectors": [vector] });
    Ok(Answer {
        text: format!("{file:#}\n"),
        json: file,
        refused: false,
    })
}

/// One vector: verdict, steps, and whether that was expected.
fn of_one(judged: &Judged<'_>) -> Answer {
    let is_failure = matches!(judged.standing, Standing::Failed(_));
    let mut text = format!(
        "{} ({})\n",
        printable(&judged.vector.id),
        ceremony(judged.vector)
    );
    let mut json = json!({
        "id": judged.vector.id,
        "ceremony": ceremony(judged.vector),
        "standing": standing(&judged.standing),
        "expect": expectation(judged.vector),
    });
    let set = |json: &mut Value, name: &str, value: Value| {
        if let Value::Object(members) = json {
            members.insert(name.to_owned(), value);
        }
    };
    if let Ok(outcome) = &judged.outcome {
        let (said, refusal) = match &outcome.refused {
            None => (format!("{GREEN}accepted{RESET}\n"), Value::Null),
            Some(rejection) => (refusal_text(rejection), refusal_json(rejection)),
        };
        text.push_str(&said);
        let verdict = if refusal.is_null() {
            "accepted"
        } else {
            "refused"
        };
        set(&mut json, "verdict", verdict.into());
        set(&mut json, "refused", refusal);
        set(&mut json, "trusted", outcome.trusted.into());
        if let Some(explanation) = &outcome.explanation {
            text.push_str(&steps::text(explanation));
            set(&mut json, "steps", steps::json(explanation));
        }
    }
    let _ = writeln!(text, "{}", standing_text(&judged.standing));
    Answer {
        text,
        json,
        refused: is_failure,
    }
}

/// Many: those that are not as expected, and how many there are.
fn summary(results: &Results<'_>) -> Answer {
    let mut text = String::new();
    let mut json = Vec::new();
    for judged in results.judged() {
        let id = &judged.vector.id;
        json.push(json!({ "id": id, "standing": standing(&judged.standing) }));
        if matches!(judged.standing, Standing::Failed(_)) {
            let _ = writeln!(
                text,
                "{}: {}",
                printable(id),
                standing_text(&judged.standing)
            );
        }
    }
    let (count, failed) = (results.count(), results.failures());
    let colour = if failed == 0 { GREEN } else { RED };
    let _ = writeln!(
        text,
        "{colour}{} vectors: {} as expected, {failed} not{RESET}, {} where both verdicts are right, \
         {} of formats that are not in this build",
        count.total, count.passed, count.either, count.unsupported
    );
    Answer {
        text,
        json: json!({
            "total": count.total,
            "passed": count.passed,
            "failed": failed,
            "either": count.either,
            "unsupported": count.unsupported,
            "vectors": json,
        }),
        refused: failed > 0,
    }
}

fn standing(standing: &Standing) -> Value {
    match standing {
        Standing::Passed => json!({ "as": "expected" }),
        Standing::Either => json!({ "as": "either" }),
        Standing::Failed(how) => json!({ "as": "not expected", "how": how }),
        Standing::Unsupported(format) => json!({ "as": "unsupported", "format": format }),
    }
}

fn standing_text(standing: &Standing) -> String {
    match standing {
        Standing::Passed => format!("{GREEN}as expected{RESET}"),
        Standing::Either => "both verdicts are right".to_owned(),
        Standing::Failed(how) => format!("{RED}not as expected{RESET}: {}", printable(how)),
        Standing::Unsupported(format) => {
            format!(
                "{YELLOW}no verdict{RESET}: the format {} is not in this build",
                printable(format)
            )
        }
    }
}
