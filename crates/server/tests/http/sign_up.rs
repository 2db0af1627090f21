use serde_json::json;

use crate::browser::{PASSWORD, finish};
use crate::site::{Site, unique};

#[tokio::test]
async fn a_password_makes_an_account_and_signs_in() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let name = unique("Alex");
    let made = browser.sign_up_with_password(&name).await;
    assert_eq!(made["user"]["username"], name.to_lowercase());
    let account = browser.get("/api/account").await.ok();
    assert_eq!(account["user"]["display_name"], "Alex");
    assert_eq!(account["passkeys"], json!([]));
}

#[tokio::test]
async fn a_passkey_makes_an_account_and_signs_in() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let made = browser.sign_up_with_passkey(&unique("alex")).await;
    assert_eq!(made["user"]["has_password"], false);
    assert_eq!(made["passkey"]["algorithm"], "EdDSA");
    let account = browser.get("/api/account").await.ok();
    assert_eq!(account["passkeys"][0]["id"], made["passkey"]["id"]);
    let accepted = &account["signals"]["all_accepted_credentials"];
    assert_eq!(accepted["rpId"], "localhost");
    assert_eq!(
        accepted["allAcceptedCredentialIds"][0],
        made["passkey"]["id"]
    );
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let site = Site::new().await;
    let name = unique("alex");
    site.browser().sign_up_with_password(&name).await;
    let mut other = site.browser();
    let body = json!({ "username": name.to_uppercase(), "password": PASSWORD });
    let refused = other.post("/api/sign-up/password", &body).await;
    assert_eq!(refused.refusal(), (409, "name_taken".to_owned()));
    let refused = other
        .post("/api/sign-up/passkey/options", &json!({ "username": name }))
        .await;
    assert_eq!(refused.refusal(), (409, "name_taken".to_owned()));
}

#[tokio::test]
async fn of_two_that_sign_up_at_once_the_second_is_told_to_forget_its_passkey() {
    let site = Site::new().await;
    let (mut first, mut second) = (site.browser(), site.browser());
    let asked = json!({ "username": unique("alex") });
    let begun = second
        .post("/api/sign-up/passkey/options", &asked)
        .await
        .ok();
    first
        .sign_up_with_passkey(asked["username"].as_str().unwrap())
        .await;
    let made = second.make(&begun["options"]);
    let body = finish(&begun, &made.to_json());
    let refused = second.post("/api/sign-up/passkey/finish", &body).await;
    assert_eq!(refused.refusal(), (409, "name_taken".to_owned()));
    assert_eq!(
        refused.json()["error"]["signal"]["credentialId"],
        made.to_json()["id"]
    );
    assert!(!second.is_signed_in().await);
}

#[tokio::test]
async fn names_and_passwords_have_a_form() {
    let site = Site::new().await;
    let mut browser = site.browser();
    for (name, password, code) in [
        ("", PASSWORD, "user_name"),
        ("a b", PASSWORD, "user_name"),
        (&*"a".repeat(65), PASSWORD, "user_name"),
        (&*unique("alex"), "elevenchars", "password_length"),
        (&*unique("alex"), &*"a".repeat(1025), "password_length"),
    ] {
        let body = json!({ "username": name, "password": password });
        let refused = browser.post("/api/sign-up/password", &body).await;
        assert_eq!(refused.refusal(), (422, code.to_owned()), "{name}");
    }
}
