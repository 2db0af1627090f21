//! The program as it is called: what it prints, what it writes and how it ends.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn call(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_countersign-conformance"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("it prints text")
}

/// One of the vectors that ship, with another id and verdict.
fn changed(verdict: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/chromium/algorithms.json");
    let text = fs::read_to_string(path).expect("it ships");
    let mut file: Value = serde_json::from_str(&text).expect("it is JSON");
    file["suite"] = json!("changed");
    let mut vector = file["vectors"][0].clone();
    vector["id"] = json!("changed/one");
    vector["expect"]["verdict"] = json!(verdict);
    file["vectors"] = json!([vector]);
    file.to_string()
}

#[test]
fn what_passes_ends_with_status_0() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("verdicts.json");
    let output = call(&[
        "--filter",
        "none-es256-internal",
        "--json",
        json.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(printed(&output).lines().last(), Some("2 passed, 0 failed"));
    let written: Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    let entry = |ceremony| {
        json!({
            "id": format!("chromium/none-es256-internal/{ceremony}"), "suite": "chromium",
            "verdict": "accept", "step": null, "reason": null, "trusted": null,
            "expected": "accept", "ok": true,
        })
    };
    let suite = json!({"name": "chromium", "total": 2, "passed": 2, "failed": 0, "either": 0});
    let vectors = ["registration", "authentication"].map(entry);
    assert_eq!(written, json!({ "suites": [suite], "vectors": vectors }));
}

#[test]
fn what_fails_ends_with_status_1() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = folder.path().join("changed.json");
    fs::write(&vectors, changed("reject")).unwrap();
    let output = call(&[
        "--vectors",
        vectors.to_str().unwrap(),
        "--filter",
        "changed/",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let printed = printed(&output);
    assert!(
        printed.contains("changed/one: accepted, expected to be refused"),
        "{printed}"
    );
    assert_eq!(printed.lines().last(), Some("0 passed, 1 failed"));
}

#[test]
fn a_profile_is_said_and_taken() {
    let both = ["--filter", "Resp-5/F-10"];
    let printed_by_default = printed(&call(&both));
    let line = "1 vectors are taken as the specification has it; the profile fido-tool demands \
                something else of them: --profile fido-tool";
    assert!(printed_by_default.contains(line), "{printed_by_default}");
    let output = call(&[both[0], both[1], "--profile", "fido-tool"]);
    let line = "1 vectors are taken as the profile fido-tool demands";
    assert!(printed(&output).contains(line));
    assert_eq!(printed(&output).lines().last(), Some("1 passed, 0 failed"));
}

#[test]
fn what_is_either_counts_as_neither() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = folder.path().join("changed.json");
    fs::write(&vectors, changed("either")).unwrap();
    let output = call(&[
        "--vectors",
        vectors.to_str().unwrap(),
        "--filter",
        "changed/",
    ]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(printed(&output).lines().last(), Some("0 passed, 0 failed"));
}

#[test]
fn what_can_not_be_read_ends_with_status_2() {
    for (arguments, problem) in [
        (
            &["--vectors", "gone.json"][..],
            "countersign-conformance: gone.json: ",
        ),
        (
            &["--profile", "nobody"][..],
            "no vector has the profile «nobody»",
        ),
        (
            &["--nonsense"][..],
            "countersign-conformance: invalid option '--nonsense'",
        ),
        (
            &["--filter", "nothing has this in its id"][..],
            "there are no vectors to replay",
        ),
    ] {
        let output = call(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(printed.contains(problem), "{printed}");
    }
}

#[test]
fn the_report_is_written_in_both_forms() {
    let folder = tempfile::tempdir().unwrap();
    for (name, begins) in [
        ("report.md", "# Conformance report\n"),
        ("report.html", "<!doctype html>"),
    ] {
        let path = folder.path().join(name);
        let output = call(&["--filter", "bogus", "--report", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0));
        let report = fs::read_to_string(path).unwrap();
        assert!(report.starts_with(begins), "{report}");
        assert!(report.contains("https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion"));
        assert!(report.contains("chromium/bogus-signature-usb/authentication"));
    }
}

#[test]
fn ids_are_listed() {
    let listed = printed(&call(&["--list", "--filter", "bogus-signature-usb/auth"]));
    assert_eq!(
        listed.lines().last(),
        Some("chromium/bogus-signature-usb/authentication")
    );
}

#[test]
fn help_is_printed() {
    let output = call(&["--help"]);
    assert!(printed(&output).starts_with("Replays WebAuthn responses"));
    assert_eq!(output.status.code(), Some(0));
}
