use serde_json::{Value, json};

use crate::browser::{PASSWORD, finish};
use crate::site::{Site, unique};

#[tokio::test]
async fn a_password_signs_in() {
    let site = Site::new().await;
    let name = unique("alex");
    site.browser().sign_up_with_password(&name).await;
    let mut browser = site.browser();
    let body = json!({ "username": name, "password": PASSWORD });
    let signed_in = browser.post("/api/sign-in/password", &body).await.ok();
    assert_eq!(signed_in["user"]["username"], *name);
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_passkey_signs_in_in_each_way() {
    let site = Site::new().await;
    let name = unique("alex");
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&name).await;
    for (wishes, mediation, ui_mode) in [
        (json!({}), Value::Null, Value::Null),
        (json!({ "username": name }), Value::Null, Value::Null),
        (
            json!({ "mediation": "conditional" }),
            json!("conditional"),
            Value::Null,
        ),
        (
            json!({ "mediation": "immediate" }),
            Value::Null,
            json!("immediate"),
        ),
    ] {
        browser.post("/api/sign-out", &json!({})).await.ok();
        assert!(!browser.is_signed_in().await);
        let begun = browser.post("/api/sign-in/options", &wishes).await.ok();
        let options = &begun["options"];
        assert_eq!(
            (&options["mediation"], &options["uiMode"]),
            (&mediation, &ui_mode)
        );
        let is_named = wishes["username"].is_string();
        assert_eq!(
            options["publicKey"]["allowCredentials"].is_array(),
            is_named
        );
        let response = browser.client.get(&options.to_string()).unwrap().make();
        let body = finish(&begun, &response.to_json());
        let signed_in = browser.post("/api/sign-in/finish", &body).await.ok();
        assert_eq!(signed_in["user"]["username"], *name, "{wishes}");
        assert_eq!(signed_in["advice"], "have_another_credential");
        assert!(signed_in["signals"]["current_user_details"]["name"].is_string());
        assert!(signed_in["passkey"]["last_used"].is_u64());
        assert!(browser.is_signed_in().await);
    }
}

#[tokio::test]
async fn a_passkey_that_was_deleted_is_signalled_as_unknown() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_password(&unique("alex")).await;
    let added = browser.add_passkey(&json!({})).await;
    let id = added["passkey"]["id"].as_str().unwrap();
    let left = browser.delete(&format!("/api/passkeys/{id}")).await.ok();
    let accepted = &left["signals"]["all_accepted_credentials"];
    assert_eq!(accepted["allAcceptedCredentialIds"], json!([]));
    let refused = browser.sign_in(&json!({})).await;
    assert_eq!(refused.refusal(), (401, "unknown_credential".to_owned()));
    let signal = &refused.json()["error"]["signal"];
    assert_eq!(*signal, json!({ "rpId": "localhost", "credentialId": id }));
}

#[tokio::test]
async fn the_counter_is_kept_and_never_goes_back() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    for (sent, kept) in [(7, 7), (9, 9), (8, 9)] {
        let begun = browser.post("/api/sign-in/options", &json!({})).await.ok();
        let response = browser.client.get(&begun["options"].to_string()).unwrap();
        let body = finish(&begun, &response.sign_count(sent).make().to_json());
        let signed_in = browser.post("/api/sign-in/finish", &body).await.ok();
        assert_eq!(signed_in["passkey"]["sign_count"], kept);
    }
}

#[tokio::test]
async fn a_sign_in_changes_the_token() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let name = unique("alex");
    browser.sign_up_with_passkey(&name).await;
    let before = browser.clone();
    browser.sign_in(&json!({})).await.ok();
    let session = |of: &crate::browser::Browser| of.cookies["countersign-session"].clone();
    assert_ne!(session(&before), session(&browser));
    // The one before is worth nothing any more, and neither is one made up.
    assert!(!before.clone().is_signed_in().await);
    let mut forged = before;
    forged
        .cookies
        .insert("countersign-session".to_owned(), "A".repeat(43));
    assert!(!forged.is_signed_in().await);
}
