//! The interface of FIDO's conformance tools: the cases of the shared list on options and
//! envelopes, each named by its ID.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_authenticator::RegistrationResponse;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::site::{Site, unique};

async fn tools() -> (Site, Browser) {
    let site = Site::with(|options| options.fido = Some(true)).await;
    let mut browser = site.browser();
    browser.origin = None;
    "http://localhost:8080".clone_into(&mut browser.client.origin);
    (site, browser)
}

fn assert_ok(answer: &Answer) -> Value {
    let json = answer.ok();
    assert_eq!(
        (&json["status"], &json["errorMessage"]),
        (&json!("ok"), &json!(""))
    );
    json
}

fn assert_failed(answer: &Answer) -> String {
    let json = answer.json();
    assert_eq!(json["status"], "failed", "{}", answer.text);
    let message = json["errorMessage"].as_str().unwrap();
    assert!(!message.is_empty());
    message.to_owned()
}

fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

async fn creation(browser: &mut Browser, members: &Value) -> Value {
    let mut asked = json!({ "username": unique("alex"), "displayName": "Alex" });
    for (name, value) in members.as_object().unwrap() {
        asked[name] = value.clone();
    }
    assert_ok(&browser.post("/attestation/options", &asked).await)
}

/// What the tools send: a response with the outputs under another name.
fn sent(mut response: Value) -> Value {
    let members = response.as_object_mut().unwrap();
    let results = members.remove("clientExtensionResults").unwrap();
    members.insert("getClientExtensionResults".to_owned(), results);
    response
}

async fn registered(browser: &mut Browser, name: &str) -> RegistrationResponse {
    let options = creation(browser, &json!({ "username": name })).await;
    let made = browser.make(&options);
    assert_ok(
        &browser
            .post("/attestation/result", &sent(made.to_json()))
            .await,
    );
    made
}

#[tokio::test]
async fn creation_options_are_complete() {
    let (_site, mut browser) = tools().await;
    let name = unique("alex");
    let extensions = json!({ "example.extension.bool": true });
    let options = creation(
        &mut browser,
        &json!({
            "username": name, "attestation": "direct", "extensions": extensions,
            "authenticatorSelection": {
                "requireResidentKey": false, "authenticatorAttachment": "cross-platform",
                "userVerification": "preferred",
            },
        }),
    )
    .await;
    assert_eq!(options["user"]["name"], *name);
    assert_eq!(options["user"]["displayName"], "Alex");
    assert!(!options["rp"]["name"].as_str().unwrap().is_empty());
    assert!(bytes(&options["challenge"]).len() >= 16);
    assert!(options["timeout"].is_u64());
    assert_eq!(options["attestation"], "direct");
    assert_eq!(options["extensions"], extensions);
    let selection = &options["authenticatorSelection"];
    assert_eq!(selection["authenticatorAttachment"], "cross-platform");
    let handle = bytes(&options["user"]["id"]);
    assert!((1..=64).contains(&handle.len()));
    assert_ne!(handle, name.as_bytes());
    let offered = options["pubKeyCredParams"].as_array().unwrap();
    assert!(offered.iter().all(|one| one["type"] == "public-key"));
    for wanted in [-8, -7, -257] {
        assert!(offered.iter().any(|one| one["alg"] == wanted), "{wanted}");
    }
}

#[tokio::test]
async fn creation_options_repeat_what_was_asked() {
    let (_site, mut browser) = tools().await;
    for attestation in ["none", "indirect", "direct", "enterprise"] {
        let options = creation(&mut browser, &json!({ "attestation": attestation })).await;
        assert_eq!(options["attestation"], attestation);
    }
    for asked in ["required", "preferred", "discouraged"] {
        let selection = json!({ "userVerification": asked });
        let options = creation(
            &mut browser,
            &json!({ "authenticatorSelection": selection }),
        )
        .await;
        assert_eq!(options["authenticatorSelection"]["userVerification"], asked);
    }
    let selection = json!({ "residentKey": "required" });
    let options = creation(
        &mut browser,
        &json!({ "authenticatorSelection": selection }),
    )
    .await;
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(
        options["authenticatorSelection"]["requireResidentKey"],
        true
    );
}

#[tokio::test]
async fn extensions_are_those_asked_for_and_no_others() {
    let (_site, mut browser) = tools().await;
    let extensions = json!({ "uvm": true, "example.extension.bool": true });
    let options = creation(&mut browser, &json!({ "extensions": extensions })).await;
    assert_eq!(options["extensions"], extensions);
    let options = creation(&mut browser, &json!({})).await;
    assert!(options.get("extensions").is_none());
}

#[tokio::test]
async fn challenges_are_fresh() {
    let (_site, mut browser) = tools().await;
    let name = unique("alex");
    let one = creation(&mut browser, &json!({ "username": name })).await;
    let other = creation(&mut browser, &json!({ "username": name })).await;
    assert_ne!(one["challenge"], other["challenge"]);
    assert_eq!(one["user"]["id"], other["user"]["id"]);
    registered(&mut browser, &name).await;
    let asked = json!({ "username": name });
    let one = assert_ok(&browser.post("/assertion/options", &asked).await);
    let other = assert_ok(&browser.post("/assertion/options", &asked).await);
    assert_ne!(one["challenge"], other["challenge"]);
}

#[tokio::test]
async fn a_user_name_is_missing() {
    let (_site, mut browser) = tools().await;
    for asked in [json!({ "displayName": "Alex" }), json!({ "username": "" })] {
        let message = assert_failed(&browser.post("/attestation/options", &asked).await);
        assert_eq!(message, "username is missing");
    }
}

#[tokio::test]
async fn descriptors_carry_transports() {
    let (_site, mut browser) = tools().await;
    let name = unique("alex");
    let options = creation(&mut browser, &json!({ "username": name })).await;
    let made = browser.client.create(&options.to_string()).unwrap().make();
    let mut response = sent(made.to_json());
    response["response"]["transports"] = json!(["nfc", "usb"]);
    assert_ok(&browser.post("/attestation/result", &response).await);
    let again = creation(&mut browser, &json!({ "username": name })).await;
    let asked = json!({ "username": name });
    let request = assert_ok(&browser.post("/assertion/options", &asked).await);
    for list in [&again["excludeCredentials"], &request["allowCredentials"]] {
        assert_eq!(list[0]["id"], response["id"]);
        assert_eq!(list[0]["type"], "public-key");
        assert_eq!(list[0]["transports"], json!(["nfc", "usb"]));
    }
}

#[tokio::test]
async fn request_options_are_complete() {
    let (_site, mut browser) = tools().await;
    let name = unique("alex");
    let made = registered(&mut browser, &name).await;
    let extensions = json!({ "example.extension.bool": true });
    let asked = json!({
        "username": name, "userVerification": "required", "extensions": extensions,
    });
    let options = assert_ok(&browser.post("/assertion/options", &asked).await);
    assert!(bytes(&options["challenge"]).len() >= 16);
    assert_eq!(options["allowCredentials"][0]["id"], made.to_json()["id"]);
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["extensions"], extensions);
    assert_eq!(options["rpId"], "localhost");
    let response = browser.client.get(&options.to_string()).unwrap().make();
    assert_ok(
        &browser
            .post("/assertion/result", &sent(response.to_json()))
            .await,
    );
}

#[tokio::test]
async fn a_request_without_user_name_lists_nobody() {
    let (_site, mut browser) = tools().await;
    let asked = json!({ "userVerification": "discouraged" });
    let options = assert_ok(&browser.post("/assertion/options", &asked).await);
    let listed = options.get("allowCredentials").and_then(Value::as_array);
    assert!(listed.is_none_or(Vec::is_empty));
    assert_eq!(options["userVerification"], "discouraged");
}

#[tokio::test]
async fn an_unknown_user_name_fails() {
    let (_site, mut browser) = tools().await;
    let asked = json!({ "username": unique("nobody") });
    assert_failed(&browser.post("/assertion/options", &asked).await);
}

#[tokio::test]
async fn a_registration_is_not_taken_twice() {
    let (_site, mut browser) = tools().await;
    let options = creation(&mut browser, &json!({})).await;
    let response = sent(browser.make(&options).to_json());
    assert_ok(&browser.post("/attestation/result", &response).await);
    let message = assert_failed(&browser.post("/attestation/result", &response).await);
    assert!(message.contains("ceremony"), "{message}");
}

#[tokio::test]
async fn an_assertion_is_not_taken_twice() {
    let (_site, mut browser) = tools().await;
    let name = unique("alex");
    registered(&mut browser, &name).await;
    let asked = json!({ "username": name });
    let options = assert_ok(&browser.post("/assertion/options", &asked).await);
    let response = browser.client.get(&options.to_string()).unwrap().make();
    let response = sent(response.to_json());
    assert_ok(&browser.post("/assertion/result", &response).await);
    let message = assert_failed(&browser.post("/assertion/result", &response).await);
    assert!(message.contains("ceremony"), "{message}");
}

#[tokio::test]
async fn the_profile_of_the_tools_is_kept() {
    let (_site, mut browser) = tools().await;
    let name = unique("alex");
    registered(&mut browser, &name).await;
    let asked = json!({ "username": name });
    // A counter that does not grow is refused, as is a tokenBinding that is no dictionary.
    for (count, accepted) in [(5, true), (5, false), (6, true)] {
        let options = assert_ok(&browser.post("/assertion/options", &asked).await);
        let response = browser
            .client
            .get(&options.to_string())
            .unwrap()
            .sign_count(count);
        let response = sent(response.make().to_json());
        let answer = browser.post("/assertion/result", &response).await;
        assert_eq!(answer.json()["status"] == "ok", accepted, "{}", answer.text);
    }
    let options = creation(&mut browser, &json!({})).await;
    let made = browser.client.create(&options.to_string()).unwrap();
    let made = made
        .client_data(|data| data.set_text("tokenBinding", "present"))
        .make();
    let answer = browser
        .post("/attestation/result", &sent(made.to_json()))
        .await;
    assert!(assert_failed(&answer).contains("tokenBinding"));
}

#[tokio::test]
async fn pages_and_tools_are_not_served_together() {
    let (_site, mut browser) = tools().await;
    assert_eq!(browser.get("/").await.status, 404);
    assert_eq!(
        browser
            .post("/api/sign-in/options", &json!({}))
            .await
            .status,
        404
    );
    let site = Site::new().await;
    let asked = json!({ "username": "alex" });
    assert_eq!(
        site.browser()
            .post("/attestation/options", &asked)
            .await
            .status,
        404
    );
}
