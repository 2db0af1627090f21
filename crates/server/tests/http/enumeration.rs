//! Nobody learns who has an account: attack cases CER-037, API-007 and API-008.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::site::{Site, unique};

/// What a page is told of a failure must be all the same text, but for the date.
fn assert_same(one: &Answer, other: &Answer) {
    assert_eq!(one.text, other.text);
    assert_eq!(one.status, other.status);
    let names = |answer: &Answer| -> Vec<String> {
        let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort();
        names
    };
    assert_eq!(names(one), names(other));
}

#[tokio::test]
async fn passwords_fail_the_same_way_for_all_names() {
    let site = Site::new().await;
    let (with_password, with_passkey) = (unique("alex"), unique("sam"));
    site.browser().sign_up_with_password(&with_password).await;
    site.browser().sign_up_with_passkey(&with_passkey).await;
    let mut browser = site.browser();
    let mut answers = Vec::new();
    for name in [&with_password, &with_passkey, &unique("nobody")] {
        let body = json!({ "username": name, "password": "wrong, wrong, wrong" });
        answers.push(browser.post("/api/sign-in/password", &body).await);
    }
    assert_eq!(answers[0].refusal(), (401, "sign_in_failed".to_owned()));
    // The first answer gave the browser its cookie.
    let body = json!({ "username": with_password, "password": "wrong, wrong, wrong" });
    answers[0] = browser.post("/api/sign-in/password", &body).await;
    assert_same(&answers[0], &answers[1]);
    assert_same(&answers[0], &answers[2]);
}

#[tokio::test]
async fn options_look_alike_for_all_names() {
    let site = Site::new().await;
    let (with_passkey, without) = (unique("alex"), unique("sam"));
    site.browser().sign_up_with_passkey(&with_passkey).await;
    site.browser().sign_up_with_password(&without).await;
    let mut browser = site.browser();
    let mut shapes = Vec::new();
    for name in [&with_passkey, &without, &unique("nobody")] {
        let asked = json!({ "username": name });
        let first = browser.post("/api/sign-in/options", &asked).await.ok();
        let again = browser.post("/api/sign-in/options", &asked).await.ok();
        let listed = |begun: &Value| begun["options"]["publicKey"]["allowCredentials"].clone();
        assert_eq!(listed(&first), listed(&again), "the same each time");
        assert_eq!(listed(&first).as_array().unwrap().len(), 1);
        shapes.push(members(&first));
    }
    assert_eq!(shapes[0], shapes[1]);
    assert_eq!(shapes[0], shapes[2]);
}

/// Names of members, and types of values, without the transports, which differ between real
/// credentials as well.
fn members(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(name, _)| *name != "transports");
            let shown = members.map(|(name, value)| format!("{name}:{}", self::members(value)));
            format!("{{{}}}", shown.collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => format!("[{}]", values.first().map(members).unwrap_or_default()),
        Value::String(_) => "text".to_owned(),
        other => other.to_string(),
    }
}

/// A stranger's response for a name: it names the credential that the options list, with a
/// signature of nobody's.
async fn strangers(browser: &mut Browser, wishes: &Value, id: &Value) -> Answer {
    let begun = browser.post("/api/sign-in/options", wishes).await.ok();
    let mut stranger = countersign_authenticator::Client::new(crate::site::ORIGIN);
    let create = json!({
        "rp": { "id": "localhost" }, "user": { "id": "AAAA" }, "challenge": "AAAA",
        "pubKeyCredParams": [{ "alg": -7 }],
    });
    let mut made = stranger.create(&create.to_string()).unwrap().make();
    made.credential.id = decode(id.as_str().unwrap());
    stranger.keep(&made.credential);
    let response = stranger.get(&begun["options"].to_string()).unwrap().make();
    let mut response = response.to_json();
    if wishes["username"].is_string() {
        response["response"]
            .as_object_mut()
            .unwrap()
            .remove("userHandle");
    } else {
        response["response"]["userHandle"] = json!("c3RyYW5nZXI");
    }
    let body = json!({ "ceremony": begun["ceremony"], "response": response });
    browser.post("/api/sign-in/finish", &body).await
}

fn decode(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .unwrap()
}

#[tokio::test]
async fn a_strangers_response_fails_the_same_way_for_all_names() {
    let site = Site::new().await;
    let name = unique("alex");
    site.browser().sign_up_with_passkey(&name).await;
    let mut browser = site.browser();
    let (real, decoy) = (
        json!({ "username": name }),
        json!({ "username": unique("nobody") }),
    );
    let id = async |browser: &mut Browser, wishes: &Value| {
        let begun = browser.post("/api/sign-in/options", wishes).await.ok();
        begun["options"]["publicKey"]["allowCredentials"][0]["id"].clone()
    };
    let real_id = id(&mut browser, &real).await;
    let decoy_id = id(&mut browser, &decoy).await;
    let one = strangers(&mut browser, &real, &real_id).await;
    let other = strangers(&mut browser, &decoy, &decoy_id).await;
    assert_eq!(one.refusal(), (401, "sign_in_failed".to_owned()));
    assert_same(&one, &other);
    // Nor by asking for no name, and trying the ID that was listed.
    let one = strangers(&mut browser, &json!({}), &real_id).await;
    let other = strangers(&mut browser, &json!({}), &decoy_id).await;
    assert_eq!(one.refusal(), (401, "unknown_credential".to_owned()));
    let without_id = |answer: &Answer, id: &Value| answer.text.replace(id.as_str().unwrap(), "ID");
    assert_eq!(without_id(&one, &real_id), without_id(&other, &decoy_id));
}

#[tokio::test]
async fn a_page_is_not_told_what_was_wrong_with_a_signature() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    let mut answers = Vec::new();
    for (member, value) in [
        ("signature", "AAAA"),
        ("authenticatorData", "AAAA"),
        ("clientDataJSON", "e30"),
    ] {
        let mut body = browser.answered(&json!({})).await;
        body["response"]["response"][member] = json!(value);
        answers.push(browser.post("/api/sign-in/finish", &body).await);
    }
    assert_eq!(answers[0].refusal(), (401, "sign_in_failed".to_owned()));
    assert!(answers[0].json()["error"]["step"].is_null());
    assert_same(&answers[0], &answers[1]);
    assert_same(&answers[0], &answers[2]);
}

/// Hashing a password takes some twenty milliseconds, and everything else a few: without the hash
/// for nobody, the ratio would be far beyond what a busy machine makes of it.
#[tokio::test]
async fn wrong_passwords_take_as_long_for_all_names() {
    let site = Site::new().await;
    let name = unique("alex");
    site.browser().sign_up_with_password(&name).await;
    let mut browser = site.browser();
    let mut times: [Vec<Duration>; 2] = Default::default();
    for _ in 0..9 {
        for (times, name) in times.iter_mut().zip([&name, &unique("nobody")]) {
            let body = json!({ "username": name, "password": "wrong, wrong, wrong" });
            let begun = Instant::now();
            browser.post("/api/sign-in/password", &body).await;
            times.push(begun.elapsed());
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    let ratio = known.as_secs_f64() / unknown.as_secs_f64();
    assert!((0.5..2.0).contains(&ratio), "{known:?} and {unknown:?}");
}
