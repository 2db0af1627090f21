//! `countersign vectors`, and `countersign verify` of files of vectors.

use serde_json::{Value, json};

use crate::common::{Folder, run};

const ID: &str = "w3c/packed-es256/registration";

fn shown(id: &str) -> Value {
    run(&["vectors", "show", id, "--json"]).json(0)
}

#[test]
fn the_vectors_that_ship_are_listed() {
    let listed = run(&["vectors", "list", "w3c/packed-es256", "--json"]).json(0);
    let ids: Vec<_> = listed["vectors"].as_array().unwrap().iter().collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0]["id"], ID);
    assert_eq!(ids[0]["expect"]["verdict"], "accept");
    let refused = run(&["vectors", "list", "attacks/"]).ok();
    assert!(refused.lines().all(|line| !line.contains('\x1b')));
    assert!(refused.contains("reject  "), "{refused}");
    let none = run(&["vectors", "list", "frobnicate"]);
    assert!(none.code == 2 && none.err.contains("frobnicate"));
}

#[test]
fn a_vector_that_is_shown_can_be_verified() {
    let folder = Folder::new();
    let file = folder.file("vector.json", run(&["vectors", "show", ID]).ok());
    let said = run(&["verify", &file]).ok();
    for part in ["accepted", "passed          §7.1 step 8: ", "as expected"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let json = run(&["verify", &file, "--json"]).json(0);
    let step = |name: &str| {
        let steps = json["steps"].as_array().unwrap();
        let found = steps.iter().find(|step| step["step"] == name);
        found.unwrap_or_else(|| panic!("{name}")).clone()
    };
    assert_eq!(step("PackedSignature")["outcome"], "passed");
    assert_eq!(step("PackedSelfAlg")["outcome"], "not_applicable");
    assert_eq!(step("RegistrationChallenge")["section"], "§7.1 step 8");
    assert_eq!(json["standing"], json!({ "as": "expected" }));
}

#[test]
fn a_verdict_that_is_not_expected_is_exit_code_1() {
    let folder = Folder::new();
    let mut file = shown(ID);
    file["vectors"][0]["request"]["challenge"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
    let bent = folder.file("bent.json", file.to_string());
    let answer = run(&["verify", &bent]);
    assert_eq!(answer.code, 1);
    for part in [
        "refused at RegistrationChallenge",
        "refused         §7.1 step 8: challenge is the one that was issued (",
        "not reached     §7.1 step 9: ",
        "not as expected",
    ] {
        assert!(answer.out.contains(part), "{part}: {}", answer.out);
    }
    let replayed = run(&["vectors", "replay", "--from", &bent]);
    assert_eq!(replayed.code, 1);
    assert!(replayed.out.contains("1 vectors: 0 as expected, 1 not"));
    file["vectors"][0]["expect"] = json!({
        "verdict": "reject", "step": "RegistrationChallenge", "reason": "Mismatch",
    });
    let expected = folder.file("expected.json", file.to_string());
    run(&["verify", &expected]).ok();
}

#[test]
fn one_of_a_file_is_verified_by_its_id() {
    let folder = Folder::new();
    let mut file = shown(ID);
    let other = shown("w3c/packed-es256/authentication")["vectors"][0].clone();
    file["vectors"].as_array_mut().unwrap().push(other);
    let file = folder.file("two.json", file.to_string());
    let all = run(&["verify", &file]).ok();
    assert!(all.starts_with("2 vectors: 2 as expected"), "{all}");
    let one = run(&["verify", &file, "--id", "w3c/packed-es256/authentication"]).ok();
    assert!(one.contains("§7.2 step 21"), "{one}");
    let none = run(&["verify", &file, "--id", "w3c/nothing"]);
    assert!(none.code == 2 && none.err.contains("w3c/nothing"));
}

#[test]
fn vectors_are_replayed() {
    let said = run(&["vectors", "replay", "w3c/"]).ok();
    assert!(
        said.starts_with("30 vectors: 30 as expected, 0 not"),
        "{said}"
    );
    let json = run(&["vectors", "replay", "w3c/", "--json"]).json(0);
    assert_eq!((&json["total"], &json["failed"]), (&json!(30), &json!(0)));
}

#[test]
fn what_is_no_vector_is_said() {
    let folder = Folder::new();
    let file = folder.file(
        "no.json",
        r#"{"format":"other/1","suite":"x","vectors":[]}"#,
    );
    for (arguments, said) in [
        (&["vectors", "list", "--from", &file][..], "other/1"),
        (&["verify", &file], "other/1"),
        (
            &["vectors", "list", "--from", "/nonexistent"],
            "/nonexistent",
        ),
        (&["vectors", "show", "other/packed-es256"], "packed-es256"),
        (&["vectors", "replay", "frobnicate"], "vectors list"),
        (&["verify", "{}", "--id", "x/y"], "--id"),
    ] {
        let answer = run(arguments);
        assert_eq!(answer.code, 2, "{arguments:?}: {}", answer.out);
        assert!(answer.err.contains(said), "{arguments:?}: {}", answer.err);
    }
}
