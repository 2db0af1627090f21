//! What is read as vectors and what is refused, with the file, the vector and the member named.

use std::fs;

use countersign_conformance::{Ceremony, Suites};

/// A registration that is read, its members replaced by the test.
fn vector(replace: &[(&str, &str)]) -> String {
    let mut text = r#"{
        "id": "s/basic", "source": "ours", "ceremony": "registration",
        "rp": { "id": "example.org", "origins": ["https://example.org"] },
        "request": { "challenge": "AAAA" },
        "response": { "client_data_json": "e30", "credential_id": "AQ", "attestation_object": "oA" },
        "expect": { "verdict": "accept" },
        "about": { "fmt": "none", "anything": [1] }
    }"#
    .to_owned();
    for (from, to) in replace {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

fn file(vectors: &[String]) -> String {
    let vectors = vectors.join(",");
    format!(r#"{{"format":"countersign-vectors/1","suite":"s","vectors":[{vectors}]}}"#)
}

fn load(text: &str) -> Result<Suites, String> {
    let mut suites = Suites::default();
    suites
        .add_text("s.json", text)
        .map_err(|error| error.to_string())?;
    Ok(suites)
}

fn refused(replace: &[(&str, &str)]) -> String {
    load(&file(&[vector(replace)])).unwrap_err()
}

#[test]
fn a_vector_is_read() {
    let suites = load(&file(&[vector(&[])])).unwrap();
    assert_eq!(suites.len(), 1);
    assert_eq!(suites.remarks(), [] as [String; 0]);
    let (name, vectors) = suites.iter().next().unwrap();
    assert_eq!((name, vectors[0].format.as_deref()), ("s", Some("none")));
    let Ceremony::Registration(Some(direct)) = &vectors[0].ceremony else {
        panic!("a registration with its parts");
    };
    assert_eq!(direct.client_data_json.0, b"{}");
}

#[test]
fn the_json_form_alone_is_enough() {
    let response =
        r#""client_data_json": "e30", "credential_id": "AQ", "attestation_object": "oA""#;
    let suites = load(&file(&[vector(&[(response, r#""json": "{}""#)])])).unwrap();
    let (_, vectors) = suites.iter().next().unwrap();
    assert!(matches!(vectors[0].ceremony, Ceremony::Registration(None)));
    assert_eq!(vectors[0].json.as_deref(), Some("{}"));
}

#[test]
fn a_mistake_is_named_with_file_vector_and_member() {
    for (from, to, expected) in [
        (
            r#""AAAA""#,
            r#""AAA=""#,
            "request.challenge: base64url must have no padding («=»)",
        ),
        (r#""AAAA""#, r#""AA+A""#, "request.challenge: not base64url"),
        (r#""AAAA""#, r#""AAB""#, "request.challenge: not base64url"),
        (
            r#""AAAA""#,
            "7",
            "request.challenge: invalid type: integer `7`, expected a string",
        ),
        (
            r#""credential_id": "AQ", "#,
            "",
            "response.credential_id: missing",
        ),
        (
            r#""oA""#,
            r#""oA", "signature": "AQ""#,
            "response.signature: belongs to the other ceremony",
        ),
        (
            r#"["https://example.org"]"#,
            "[1]",
            "rp.origins[0]: invalid type: integer `1`, expected a string",
        ),
        (
            r#""accept""#,
            r#""maybe""#,
            "expect.verdict: unknown variant `maybe`, expected one of `accept`, `reject`, `either`, `error`",
        ),
        (
            r#""accept""#,
            r#""accept", "step": "PackedSyntax""#,
            "expect.step: makes no sense where the verdict is accept",
        ),
        (
            r#""accept""#,
            r#""either", "reason": "Missing""#,
            "expect.reason: makes no sense where the verdict is either",
        ),
        (
            r#""accept""#,
            r#""reject", "step": "Packed""#,
            "expect.step: «Packed» is no step",
        ),
        (
            r#""accept""#,
            r#""reject", "step": "RegistrationCreate""#,
            "expect.step: RegistrationCreate is a step that can not refuse",
        ),
        (
            r#""accept""#,
            r#""reject", "reason": "missing""#,
            "expect.reason: «missing» is no reason",
        ),
        (
            r#""registration""#,
            r#""authentication""#,
            "credential: missing",
        ),
        (
            r#""about""#,
            r#""trust": { "anchors_pem": [], "time": "2026-01-01" }, "about""#,
            "trust.time: «2026-01-01» is no time such as 2026-01-31T12:00:00Z",
        ),
    ] {
        assert_eq!(
            refused(&[(from, to)]),
            format!("s.json: s/basic: {expected}")
        );
    }
}

#[test]
fn extension_inputs_are_those_of_the_ceremony() {
    let asks = |inputs: &str| {
        let with = format!(r#""challenge": "AAAA", "extensions": {inputs}"#);
        load(&file(&[vector(&[(r#""challenge": "AAAA""#, &with)])]))
    };
    assert!(asks(r#"{ "largeBlob": { "support": "required" } }"#).is_ok());
    let refused = asks(r#"{ "largeBlob": { "support": "perhaps" } }"#).unwrap_err();
    assert!(
        refused.contains("request.extensions: unknown variant"),
        "{refused}"
    );
}

#[test]
fn a_vector_without_id_is_named_by_its_place() {
    let text = file(&[vector(&[]), vector(&[(r#""id": "s/basic", "#, "")])]);
    assert_eq!(
        load(&text).unwrap_err(),
        "s.json: vector 2: .: missing field `id`"
    );
}

#[test]
fn an_id_that_is_there_twice_is_refused() {
    let text = file(&[vector(&[]), vector(&[])]);
    assert_eq!(
        load(&text).unwrap_err(),
        "s.json: s/basic: id: another vector of the file has it"
    );
}

#[test]
fn somebodys_own_version_of_a_vector_is_read_as_well() {
    let mut suites = load(&file(&[vector(&[])])).unwrap();
    let changed = file(&[vector(&[("AAAA", "AAAB")])]);
    suites.add_text("t.json", &changed).unwrap();
    assert_eq!(suites.len(), 2);
}

#[test]
fn the_same_vector_in_another_file_is_read_once() {
    let mut suites = load(&file(&[vector(&[])])).unwrap();
    suites.add_text("t.json", &file(&[vector(&[])])).unwrap();
    assert_eq!(suites.len(), 1);
    assert_eq!(
        suites.remarks(),
        ["t.json: 1 of 1 vectors were read before, unchanged"]
    );
}

#[test]
fn an_unknown_member_is_remarked() {
    let text = file(&[vector(&[(r#""verdict""#, r#""steps": 1, "verdict""#)])]);
    let remarks = ["s.json: s/basic: expect.steps: not a member we know, ignored"];
    assert_eq!(load(&text).unwrap().remarks(), remarks);
}

#[test]
fn another_format_is_refused() {
    let text = file(&[]).replace("/1", "/2");
    assert_eq!(
        load(&text).unwrap_err(),
        "s.json: format: «countersign-vectors/2», expected «countersign-vectors/1»"
    );
    assert!(load("{").unwrap_err().starts_with("s.json: EOF"));
    assert_eq!(
        load("{}").unwrap_err(),
        "s.json: format: missing, expected «countersign-vectors/1»"
    );
}

#[test]
fn a_folder_is_read_to_its_depth_and_other_json_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("deep")).unwrap();
    fs::write(path("deep/s.json"), file(&[vector(&[])])).unwrap();
    fs::write(path("other.json"), r#"{"tests":[]}"#).unwrap();
    fs::write(path("README.md"), "no JSON").unwrap();
    let mut suites = Suites::default();
    suites.add(folder.path()).unwrap();
    assert_eq!(suites.len(), 1);
    assert_eq!(suites.remarks().len(), 1);
    assert!(suites.remarks()[0].contains("other.json has no vectors"));
    suites
        .add(&path("deep/s.json"))
        .expect("a file given twice is read once");
    assert_eq!(suites.len(), 1);
    let named = suites.add(&path("other.json"));
    assert_eq!(named, Ok(()), "left out before, so not looked at again");
}

#[test]
fn a_folder_with_broken_json_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("s.json"), "{\"format\"").unwrap();
    let error = Suites::default().add(folder.path()).unwrap_err();
    assert!(error.problem.starts_with("EOF"), "{error}");
    let missing = Suites::default()
        .add(&folder.path().join("gone.json"))
        .unwrap_err();
    assert!(missing.to_string().contains("gone.json"), "{missing}");
}

#[test]
fn a_filter_keeps_what_matches() {
    let other = vector(&[("s/basic", "s/other")]);
    let mut suites = load(&file(&[vector(&[]), other])).unwrap();
    suites.keep("oth");
    let ids: Vec<_> = suites
        .iter()
        .flat_map(|(_, vectors)| vectors)
        .map(|v| &v.id)
        .collect();
    assert_eq!(ids, ["s/other"]);
}
