//! `countersign verify`.

use countersign_authenticator::certificate::pem;
use countersign_authenticator::{
    Authority, Format, Pki, Registration, RegistrationResponse, RelyingParty, RevocationList,
};
use countersign_x509::Certificate;
use serde_json::json;

use crate::common::{Answer, Folder, base64url, run, run_with};

const CHALLENGE: &[u8] = b"a challenge of the relying party";

fn registration(format: Format) -> RegistrationResponse {
    Registration::new(&RelyingParty::new("example.org"))
        .challenge(CHALLENGE)
        .format(format)
        .make()
}

/// Verifies a response given on standard input, as the relying party that it was made for.
fn verify(response: &str, more: &[&str]) -> Answer {
    verify_as(response, "https://example.org", CHALLENGE, more)
}

fn verify_as(response: &str, origin: &str, challenge: &[u8], more: &[&str]) -> Answer {
    let challenge = base64url(challenge);
    let given = [
        "verify",
        "-",
        "--rp-id",
        "example.org",
        "--origin",
        origin,
        "--challenge",
        &challenge,
    ];
    run_with(&[&given, more].concat(), response.as_bytes(), &[])
}

#[track_caller]
fn refused(answer: &Answer, step: &str, reason: &str) {
    let json = answer.json(1);
    assert_eq!(json["verdict"], "refused");
    assert_eq!(json["refused"]["step"], step, "{json}");
    assert_eq!(json["refused"]["reason"], reason, "{json}");
}

#[test]
fn a_registration_is_accepted_and_its_record_serves() {
    let made = registration(Format::None);
    let answer = verify(&made.to_json().to_string(), &["--json"]);
    let json = answer.json(0);
    assert_eq!(
        (&json["verdict"], &json["format"]),
        (&json!("accepted"), &json!("none"))
    );
    assert_eq!(json["record"]["id"], base64url(&made.credential.id));

    let folder = Folder::new();
    let record = folder.file("record.json", &answer.out);
    let authentication = made.credential.authenticate().challenge(CHALLENGE).make();
    let response = authentication.to_json().to_string();
    let accepted = verify(&response, &["--record", &record]).ok();
    assert!(
        accepted.starts_with("accepted: authentication"),
        "{accepted}"
    );
    let record = folder.file("alone.json", json["record"].to_string());
    let again = verify(&response, &["--record", &record, "--json"]).json(0);
    assert!(again["record"]["publicKey"].is_string());

    let without = verify(&response, &[]);
    assert!(
        without.code == 2 && without.err.contains("--record"),
        "{}",
        without.err
    );
}

#[test]
fn refusals_name_step_section_and_reason() {
    let response = registration(Format::Packed).to_json().to_string();
    let answer = verify_as(&response, "https://login.example.org", CHALLENGE, &[]);
    assert_eq!(answer.code, 1);
    for part in [
        "refused at RegistrationOrigin",
        "§7.1 step 9",
        "https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential",
        "origin is \"https://example.org\"",
    ] {
        assert!(answer.out.contains(part), "{part}: {}", answer.out);
    }
    let other = verify_as(&response, "https://example.org", &[1; 32], &["--json"]);
    refused(&other, "RegistrationChallenge", "Mismatch");
    refused(
        &verify("{}", &["--json"]),
        "RegistrationResponse",
        "Missing",
    );
    let verified = Registration::new(&RelyingParty::new("example.org"))
        .challenge(CHALLENGE)
        .auth_data(|data| data.flags &= !countersign_authenticator::flags::UV)
        .make();
    let more = ["--user-verification", "required", "--json"];
    let answer = verify(&verified.to_json().to_string(), &more);
    refused(&answer, "RegistrationUserVerified", "Missing");
}

#[test]
fn chains_are_assessed_where_there_is_an_anchor() {
    let made = registration(Format::Packed);
    let response = made.to_json().to_string();
    let said = verify(&response, &[]).ok();
    assert!(said.contains("not assessed"), "{said}");
    let folder = Folder::new();
    let anchor = folder.file("root.pem", pem(&made.anchors[0]));
    let given = ["--anchor", &anchor, "--time", "2026-06-01"];
    assert!(verify(&response, &given).ok().contains("trusted, "));
    let other = folder.file("other.der", &registration(Format::Tpm).anchors[0]);
    let answer = verify(&response, &["--anchor", &other, "--json"]);
    refused(&answer, "PathAnchor", "Missing");
    let none = folder.file("none.pem", "no certificate");
    let answer = verify(&response, &["--anchor", &none]);
    assert!(
        answer.code == 2 && answer.err.contains("none.pem"),
        "{}",
        answer.err
    );
}

#[test]
fn an_authentication_is_held_against_its_record() {
    let made = registration(Format::None);
    let folder = Folder::new();
    let record = verify(&made.to_json().to_string(), &["--json"]).json(0)["record"].clone();
    let authentication = made.credential.authenticate().challenge(CHALLENGE);
    let authentication = authentication
        .user_handle(Some(b"user"))
        .sign_count(5)
        .make();
    let response = authentication.to_json().to_string();
    let with = |name: &str, value: serde_json::Value, more: &[&str]| {
        let mut record = record.clone();
        record[name] = value;
        let file = folder.file("record.json", record.to_string());
        verify(&response, &[&["--record", &file, "--json"], more].concat())
    };
    let other = registration(Format::Packed).credential.public_key.encode();
    if base64url(&other) != record["publicKey"].as_str().unwrap() {
        let answer = with("publicKey", json!(base64url(&other)), &[]);
        refused(&answer, "AuthenticationSignature", "BadSignature");
    }
    refused(
        &with("id", json!("AAAA"), &[]),
        "AuthenticationCredential",
        "Mismatch",
    );
    refused(
        &with("userHandle", json!("AAAA"), &[]),
        "AuthenticationCredential",
        "Mismatch",
    );
    let counter = with("signCount", json!(u32::MAX), &[]);
    assert!(
        counter.json(0)["counter"]
            .as_str()
            .unwrap()
            .starts_with("did not grow")
    );
    let counter = with("signCount", json!(u32::MAX), &["--refuse-counter"]);
    refused(&counter, "AuthenticationSignCount", "Mismatch");
    for (name, value) in [
        ("id", json!(7)),
        ("publicKey", json!("no base64!")),
        ("signCount", json!(-1)),
        ("backupState", json!("yes")),
        ("aaguid", json!("none")),
    ] {
        let answer = with(name, value, &[]);
        assert_eq!(answer.code, 2, "{}", answer.out);
        assert!(answer.err.contains(name), "{}", answer.err);
    }
}

#[test]
fn wrong_expectations_are_wrong_use() {
    let response = registration(Format::None).to_json().to_string();
    for (origin, challenge, more, said) in [
        (
            "https://example.org/",
            CHALLENGE,
            &[][..],
            "https://example.org/",
        ),
        ("null", CHALLENGE, &[], "--origin"),
        (
            "https://example.org",
            CHALLENGE,
            &["--top-origin", "nowhere"],
            "--top-origin",
        ),
        (
            "https://example.org",
            CHALLENGE,
            &["--record", "/nonexistent"],
            "/nonexistent",
        ),
    ] {
        let answer = verify_as(&response, origin, challenge, more);
        assert_eq!(answer.code, 2, "{origin} {more:?}: {}", answer.out);
        assert!(answer.err.contains(said), "{}", answer.err);
    }
    let no_json = verify("AAAA", &[]);
    assert!(
        no_json.code == 2 && no_json.err.contains("toJSON"),
        "{}",
        no_json.err
    );
    let top_level = run(&[
        "verify",
        "{}",
        "--rp-id",
        "org",
        "--origin",
        "https://example.org",
        "--challenge",
        "AAAA",
    ]);
    assert!(
        top_level.code == 2 && top_level.err.contains("org"),
        "{}",
        top_level.err
    );
    let challenge = run(&[
        "verify",
        "{}",
        "--rp-id",
        "example.org",
        "--origin",
        "https://example.org",
        "--challenge",
        "?",
    ]);
    assert!(challenge.code == 2 && challenge.err.contains("--challenge"));
}

#[test]
fn apps_and_related_origins_are_origins() {
    let made = |origin: &'static str| {
        let made = Registration::new(&RelyingParty::new("example.org"))
            .challenge(CHALLENGE)
            .client_data(|data| data.set_text("origin", origin))
            .make();
        made.to_json().to_string()
    };
    for origin in [
        "https://example.co.uk",
        "https://login.example.org",
        "android:apk-key-hash:AAAA",
    ] {
        verify_as(&made(origin), origin, CHALLENGE, &[]).ok();
        let answer = verify(&made(origin), &["--json"]);
        refused(&answer, "RegistrationOrigin", "Mismatch");
    }
}

#[test]
fn the_steps_are_written() {
    let response = registration(Format::None).to_json().to_string();
    let said = verify(&response, &[]).ok();
    assert!(said.contains("\n  passed          §8.7 syntax: "), "{said}");
    assert!(
        said.contains("\n  not applicable  §7.1 step 16: "),
        "{said}"
    );
    assert!(said.contains(", 0 refused, "), "{said}");
    let refused = verify_as(
        &response,
        "https://login.example.org",
        CHALLENGE,
        &["--json"],
    );
    let refused = refused.json(1);
    let steps = refused["steps"].as_array().unwrap();
    let place = steps
        .iter()
        .position(|step| step["outcome"] == "refused")
        .unwrap();
    assert_eq!(steps[place]["step"], "RegistrationOrigin");
    assert!(
        steps[place + 1..]
            .iter()
            .all(|step| step["outcome"] == "not_reached")
    );
    let unread = verify("{}", &[]);
    assert!(unread.out.contains("refused         §7.1 step 3"));
    let coloured = {
        let challenge = base64url(CHALLENGE);
        let arguments = ["verify", "-", "--rp-id", "example.org", "--origin"];
        let more = ["https://example.org", "--challenge", &challenge];
        let arguments = [&arguments[..], &more].concat();
        let variables = [("CLICOLOR_FORCE", "1")];
        run_with(&arguments, response.as_bytes(), &variables)
    };
    assert!(coloured.ok().contains("\x1b[1;32mpassed"));
}

#[test]
fn expectations_may_stand_in_a_file() {
    let folder = Folder::new();
    let response = registration(Format::None).to_json().to_string();
    let with = |expectations: &serde_json::Value, more: &[&str]| {
        let file = folder.file("expectations.json", expectations.to_string());
        let given = ["verify", "-", "--expectations", &file];
        run_with(&[&given, more].concat(), response.as_bytes(), &[])
    };
    let whole = json!({
        "rpId": "example.org", "origins": ["https://example.org"],
        "challenge": base64url(CHALLENGE), "userVerification": "required",
        "topOrigins": [], "conditional": false, "appId": null, "refuseCounter": false,
    });
    let said = with(&whole, &[]).ok();
    assert!(said.contains("passed          §7.1 step 16"), "{said}");
    // A flag that is given counts.
    let answer = with(&whole, &["--origin", "https://login.example.org", "--json"]);
    refused(&answer, "RegistrationOrigin", "Mismatch");
    let said = with(&whole, &["--user-verification", "discouraged"]).ok();
    assert!(said.contains("not applicable  §7.1 step 16"), "{said}");
    for (name, value, says) in [
        ("rpID", json!("example.org"), "rpID"),
        ("origins", json!("https://example.org"), "list of texts"),
        ("userVerification", json!("always"), "preferred"),
        ("conditional", json!("yes"), "true or false"),
        ("challenge", json!(7), "must be a text"),
    ] {
        let mut wrong = whole.clone();
        wrong[name] = value;
        let answer = with(&wrong, &[]);
        assert_eq!(answer.code, 2, "{name}: {}", answer.out);
        assert!(answer.err.contains(says), "{}", answer.err);
    }
    let mut less = whole;
    less.as_object_mut().unwrap().remove("origins");
    let answer = with(&less, &[]);
    assert!(answer.code == 2 && answer.err.contains("--origin"));
}

#[test]
fn what_was_offered_can_be_said() {
    let response = registration(Format::Packed).to_json().to_string();
    for (more, step, reason) in [
        (
            ["--algorithm", "ES384"],
            "RegistrationAlgorithm",
            "Unsupported",
        ),
        (["--format", "fido-u2f"], "RegistrationFormat", "NotAllowed"),
    ] {
        let answer = verify(&response, &[&more[..], &["--json"]].concat());
        refused(&answer, step, reason);
    }
    let both = [
        "--algorithm",
        "-7",
        "--algorithm",
        "rs256",
        "--format",
        "packed",
    ];
    verify(&response, &both).ok();

    let safetynet = registration(Format::AndroidSafetyNet).to_json().to_string();
    let at = ["--time", "2026-01-01T00:00:00Z", "--json"];
    refused(&verify(&safetynet, &at), "RegistrationFormat", "NotAllowed");
    let wanted = [&["--format", "android-safetynet"], &at[..]].concat();
    let answer = verify(&safetynet, &wanted).json(0);
    assert_eq!(answer["format"], "android-safetynet");

    for (more, known) in [
        (["--algorithm", "ES255"], "ML-DSA-44"),
        (["--format", "packet"], "android-key"),
    ] {
        let answer = verify(&response, &more);
        assert!(
            answer.code == 2 && answer.err.contains(known),
            "{}",
            answer.err
        );
    }
}

#[test]
fn revocation_lists_count() {
    let made = registration(Format::Packed);
    let response = made.to_json().to_string();
    let pki = Pki::default();
    let root = pki.root("packed");
    let intermediate = pki.intermediate_with("packed", 1, &root, |_| ());
    let folder = Folder::new();
    let anchor = folder.file("root.pem", pem(&made.anchors[0]));
    let list = |name: &str, of: &Authority, serials: &[&[u8]]| {
        folder.file(name, RevocationList::new(of, serials).sign(&of.key))
    };
    let serial = Certificate::parse(&made.chain[0]).unwrap().serial_number();
    let of_root = list("root.crl", &root, &[]);
    let of_intermediate = list("intermediate.crl", &intermediate, &[]);
    let revoking = list("revoking.crl", &intermediate, &[serial]);
    let given = ["--anchor", &anchor, "--time", "2026-06-01", "--json"];
    let with = |lists: &[&str]| {
        let lists = lists.iter().flat_map(|list| ["--crl", list]);
        verify(
            &response,
            &given.into_iter().chain(lists).collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        with(&[&of_root, &of_intermediate]).json(0)["verdict"],
        "accepted"
    );
    refused(&with(&[&of_root]), "PathRevocation", "Missing");
    refused(&with(&[&of_root, &revoking]), "PathRevocation", "Mismatch");
    let alone = verify(&response, &["--crl", &of_root]);
    assert!(alone.code == 2 && alone.err.contains("--anchor"));
    let wrong = verify(&response, &["--crl", &anchor, "--anchor", &anchor]);
    assert!(
        wrong.code == 2 && wrong.err.contains("X509 CRL"),
        "{}",
        wrong.err
    );
}
