//! Every vector that ships, handed over as it stands: verdict, step, reason and trust must be
//! those that the runner has from the engine itself.

use std::fs;
use std::path::{Path, PathBuf};

use countersign_conformance::{NoVerdict, Outcome, Vector, replay};
use countersign_json::{Verdict, Verifier};
use serde_json::{Value, json};

/// What a vector's relying party accepts, all that the specification leaves to it.
const ACCEPT: &[&str] = &[
    "untrusted",
    "android-safetynet",
    "no-cts-profile-match",
    "safetynet-time",
    "software-key",
    "rs1",
    "short-challenge",
    "any-origin",
    "any-account",
];

/// Verdict, step, reason, and whether the attestation is trusted.
type Brief = (&'static str, String, String, Option<bool>);

#[test]
fn the_vectors_that_ship_get_the_same_verdicts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/vectors");
    assert!(compare(&folder) > 1500);
}

#[test]
fn the_vectors_beside_the_repository_get_the_same_verdicts() {
    let Some(shared) = countersign_conformance::shared_folder() else {
        println!("left out: ../shared is not there");
        return;
    };
    assert!(compare(&shared.join("vectors/real")) > 100);
    assert!(compare(&shared.join("vectors/w3c")) > 20);
}

/// Compares all vectors below a folder, and gives how many there were.
fn compare(folder: &Path) -> usize {
    let mut count = 0;
    let mut wrong = Vec::new();
    for file in files(folder) {
        let text = fs::read_to_string(&file).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        for written in document["vectors"].as_array().unwrap() {
            let vector = Vector::parse(&written.to_string(), &mut |_| {}).unwrap();
            count += 1;
            let expected = runner(replay(&vector));
            for found in through_json(written) {
                if found != expected {
                    wrong.push(format!("{}: {found:?}, expected {expected:?}", vector.id));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    count
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn runner(outcome: Result<Outcome, NoVerdict>) -> Brief {
    match outcome {
        Ok(outcome) => match outcome.refused {
            None => ("accept", String::new(), String::new(), outcome.trusted),
            Some(rejection) => (
                "reject",
                rejection.step().name().to_owned(),
                rejection.reason().kind().name().to_owned(),
                // Not told beside a refusal.
                None,
            ),
        },
        Err(NoVerdict::NotConfigurable(_)) => ("error", String::new(), String::new(), None),
        Err(other) => panic!("{other}"),
    }
}

/// What comes of the parts, and of the JSON form, where the vector has them.
fn through_json(vector: &Value) -> Vec<Brief> {
    let mut configuration = json!({ "rp": vector["rp"], "policy": { "accept": ACCEPT } });
    if vector["trust"].is_object() {
        configuration["trust"] = vector["trust"].clone();
    }
    let Ok(verifier) = Verifier::new(&configuration.to_string()) else {
        return vec![("error", String::new(), String::new(), None)];
    };
    let mut call = json!({ "request": vector["request"] });
    let mut parts = vector["response"].clone();
    let text = parts.as_object_mut().unwrap().remove("json");
    let mut briefs = Vec::new();
    let is_registration = vector["ceremony"] == "registration";
    if !is_registration {
        call["credential"] = vector["credential"].clone();
    }
    if let Some(text) = text {
        briefs.push(brief(
            &verifier,
            is_registration,
            &call,
            text.as_str().unwrap(),
        ));
    }
    if !parts["client_data_json"].is_null() {
        call["response"] = parts;
        briefs.push(brief(&verifier, is_registration, &call, ""));
    }
    assert!(!briefs.is_empty());
    briefs
}

fn brief(verifier: &Verifier, is_registration: bool, call: &Value, text: &str) -> Brief {
    let call = call.to_string();
    if is_registration {
        match verifier.verify_registration(&call, text) {
            Ok(Verdict::Accept(accepted)) => (
                "accept",
                String::new(),
                String::new(),
                accepted.attestation.trusted,
            ),
            Ok(verdict) => refused(&verdict),
            Err(error) => panic!("{error}"),
        }
    } else {
        match verifier.verify_authentication(&call, text) {
            Ok(Verdict::Accept(_)) => ("accept", String::new(), String::new(), None),
            Ok(verdict) => refused(&verdict),
            Err(error) => panic!("{error}"),
        }
    }
}

fn refused<T>(verdict: &Verdict<T>) -> Brief {
    let refusal = verdict.refusal().unwrap();
    (
        "reject",
        refusal.step.to_owned(),
        refusal.reason.to_owned(),
        None,
    )
}
