//! Both ceremonies, and what happens to calls that are wrong.

use countersign_authenticator::Client;
use countersign_json::{Verdict, Verifier};
use serde_json::{Value, json};

const CONFIGURATION: &str =
    r#"{ "rp": { "id": "example.org", "name": "Example", "origins": ["https://example.org"] } }"#;

fn verifier() -> Verifier {
    Verifier::new(CONFIGURATION).unwrap()
}

/// A registration that was begun, and the browser's answer to it.
struct Registered {
    client: Client,
    call: Value,
    response: String,
    user_handle: String,
}

fn register(verifier: &Verifier) -> Registered {
    let mut client = Client::new("https://example.org");
    let begun = verifier
        .begin_registration(r#"{ "user": { "name": "alice" }, "time": 1000 }"#)
        .unwrap();
    assert_eq!(begun.options["publicKey"]["rp"]["name"], "Example");
    assert_eq!(begun.expires, 1600);
    let made = client
        .create(&begun.options["publicKey"].to_string())
        .unwrap()
        .make();
    client.keep(&made.credential);
    Registered {
        client,
        call: json!({ "ceremony": begun.ceremony, "time": 1001 }),
        response: made.to_json().to_string(),
        user_handle: begun.user_handle,
    }
}

fn as_json<T: serde::Serialize>(verdict: &Verdict<T>) -> Value {
    serde_json::from_str(&verdict.to_json()).unwrap()
}

#[test]
fn a_user_registers_and_signs_in() {
    both_ceremonies(&verifier());
}

#[test]
fn a_user_registers_and_signs_in_with_sealed_ceremonies() {
    let mut configuration: Value = serde_json::from_str(CONFIGURATION).unwrap();
    let key = "A".repeat(43);
    configuration["sealing_keys"] = json!([key]);
    let verifier = Verifier::new(&configuration.to_string()).unwrap();
    both_ceremonies(&verifier);
    let registered = register(&verifier);
    let mut call = registered.call;
    call["session"] = json!("another");
    let refused = verifier.finish_registration(&call.to_string(), &registered.response);
    let refused = refused.unwrap();
    let refusal = refused.refusal().unwrap();
    assert_eq!(
        (refusal.step, refusal.reason),
        ("RegistrationChallenge", "NotAllowed")
    );
}

fn both_ceremonies(verifier: &Verifier) {
    let registered = register(verifier);
    let verdict = verifier
        .finish_registration(&registered.call.to_string(), &registered.response)
        .unwrap();
    let verdict = as_json(&verdict);
    assert_eq!(verdict["verdict"], "accept", "{verdict}");
    assert_eq!(verdict["user_handle"], registered.user_handle);
    assert_eq!(verdict["attestation"]["format"], "none");
    let begun = verifier
        .begin_authentication(r#"{ "time": 2000 }"#)
        .unwrap();
    let made = registered
        .client
        .get(&begun.options["publicKey"].to_string())
        .unwrap()
        .make();
    let mut call = json!({
        "ceremony": begun.ceremony,
        "record": verdict["record"],
        "user_handle": registered.user_handle,
        "time": 2001,
    });
    let response = made.to_json().to_string();
    let accepted = verifier.finish_authentication(&call.to_string(), &response);
    let accepted = as_json(&accepted.unwrap());
    assert_eq!(accepted["verdict"], "accept", "{accepted}");
    assert_eq!(accepted["record"]["id"], verdict["record"]["id"]);

    call["record"] = Value::Null;
    let unknown = verifier.finish_authentication(&call.to_string(), &response);
    let unknown = as_json(&unknown.unwrap());
    assert_eq!(unknown["step"], "AuthenticationCredential");
    assert_eq!(unknown["unknown_credential"], true);
}

#[test]
fn a_refusal_says_step_section_reason_message_and_link() {
    let verifier = verifier();
    let registered = register(&verifier);
    let mut call = registered.call;
    call["time"] = json!(9999);
    let late = verifier.finish_registration(&call.to_string(), &registered.response);
    assert_eq!(
        as_json(&late.unwrap()),
        json!({
            "verdict": "reject",
            "step": "RegistrationChallenge",
            "section": "§7.1 step 8",
            "title": countersign::Step::RegistrationChallenge.clause().summary,
            "link": "https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential",
            "reason": "Expired",
            "message": "ceremony is valid from 1970-01-01T00:16:40Z to 1970-01-01T00:26:40Z, \
                        not at 1970-01-01T02:46:39Z",
            "unknown_credential": false,
        })
    );
}

#[test]
fn a_response_that_is_no_json_is_refused_and_no_error() {
    let verifier = verifier();
    let call = register(&verifier).call.to_string();
    for response in ["", "{", "[]", "\u{0}"] {
        let verdict = verifier.finish_registration(&call, response).unwrap();
        assert_eq!(verdict.refusal().unwrap().step, "RegistrationResponse");
    }
}

#[test]
fn mistakes_in_a_configuration_name_the_member() {
    for (text, member, message) in [
        ("", "", "EOF while parsing"),
        ("{}", "", "missing field `rp`"),
        (
            r#"{"rp":{"id":"example.org","origins":[]}}"#,
            "rp",
            "no origin",
        ),
        (
            r#"{"rp":{"id":"example.org","origins":["https://example.org","https://example.com"]}}"#,
            "rp",
            "example.com",
        ),
        (
            r#"{"rp":{"id":"example.org","origins":["https://example.org","https://example.org/"]}}"#,
            "rp.origins[1]",
            "origin",
        ),
        (
            r#"{"rp":{"id":"example.org","origins":["https://example.org"],"allowed":[]}}"#,
            "rp.allowed",
            "unknown field `allowed`",
        ),
        (
            r#"{"rp":{"id":"example.org","origins":["https://example.org"]},"policy":{"refuse":["x"]}}"#,
            "policy.refuse[0]",
            "unknown variant `x`",
        ),
        (
            r#"{"rp":{"id":"example.org","origins":["https://example.org"]},"policy":{"challenge":"AAAA"}}"#,
            "policy.challenge",
            "one ceremony",
        ),
        (
            r#"{"rp":{"id":"example.org","origins":["https://example.org"]},"trust":{"anchors_pem":["x"]}}"#,
            "trust.anchors_pem",
            "PEM",
        ),
        (
            r#"{"rp":{"id":"example.org","origins":["https://example.org"]},"trust":{"time":"today"}}"#,
            "trust.time",
            "today",
        ),
        (
            r#"{"rp":{"id":"example.org","origins":["https://example.org"]},"backend":"abacus"}"#,
            "backend",
            "rustcrypto",
        ),
        (
            r#"{"rp":{"id":"example.org","origins":["https://example.org"]},"sealing_keys":["AAAA"]}"#,
            "sealing_keys[0]",
            "must be 32",
        ),
    ] {
        let error = Verifier::new(text).unwrap_err();
        assert_eq!(error.member(), member, "{text}: {error}");
        assert!(error.message().contains(message), "{text}: {error}");
    }
}

#[test]
fn a_blob_that_is_refused_is_an_error_with_its_step() {
    let text = r#"{"rp":{"id":"example.org","origins":["https://example.org"]},
                   "trust":{"metadata":{"blob":"x","anchors_pem":[]}}}"#;
    let error = Verifier::new(text).unwrap_err();
    assert_eq!(error.member(), "trust.metadata.blob");
    assert!(error.refusal().unwrap().step.starts_with("Mds"), "{error}");
}

#[test]
fn mistakes_in_a_call_name_the_member() {
    let verifier = verifier();
    let begin = |call| verifier.begin_registration(call).unwrap_err();
    assert_eq!(begin(r#"{"user":{}}"#).member(), "user");
    assert_eq!(
        begin(r#"{"user":{"name":"a","id":""}}"#).member(),
        "user.id"
    );
    assert_eq!(begin(r#"{"user":{"name":"a"},"x":1}"#).member(), "x");
    let begin = |call| verifier.begin_authentication(call).unwrap_err();
    assert_eq!(
        begin(r#"{"records":[],"mode":"account"}"#).member(),
        "user_handle"
    );
    assert_eq!(begin(r#"{"user_handle":"AA"}"#).member(), "user_handle");
    assert_eq!(
        begin(r#"{"mode":"decoy","user_name":"a"}"#).member(),
        "mode"
    );
    let finish = |call| verifier.finish_registration(call, "{}").unwrap_err();
    assert_eq!(finish(r#"{"ceremony":"{}"}"#).member(), "ceremony");
    let given = r#"{"ceremony":"{}","request":{"challenge":"AA"}}"#;
    assert_eq!(finish(given).member(), "request.challenge");
    let verify = |call: &Value| {
        let error = verifier.verify_authentication(&call.to_string(), "{}");
        error.unwrap_err()
    };
    let challenge = "A".repeat(22);
    let no_record = json!({ "request": { "challenge": challenge } });
    assert_eq!(verify(&no_record).member(), "record");
    let short = json!({ "request": { "challenge": "AAAA" } });
    assert_eq!(verify(&short).member(), "request.challenge");
    let nobody = json!({
        "request": { "challenge": challenge },
        "credential": { "public_key": null, "sign_count": 0 },
    });
    assert_eq!(verify(&nobody).member(), "user_handle");
}

#[test]
fn a_verifier_is_used_from_any_thread() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Verifier>();
}
