//! Ceremonies between their two requests: attack cases CER-001 to CER-005, CER-033, CER-038.

use serde_json::json;

use crate::browser::{Browser, finish};
use crate::site::{self, Site, unique};

const OVER: &str = "ceremony_over";

#[tokio::test]
async fn a_response_is_accepted_once() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    let body = browser.answered(&json!({})).await;
    browser.post("/api/sign-in/finish", &body).await.ok();
    let again = browser.post("/api/sign-in/finish", &body).await;
    assert_eq!(again.refusal(), (410, OVER.to_owned()));

    let begun = browser.post("/api/passkeys/options", &json!({})).await.ok();
    let made = site.browser().make(&begun["options"]);
    let body = finish(&begun, &made.to_json());
    browser.post("/api/passkeys/finish", &body).await.ok();
    let again = browser.post("/api/passkeys/finish", &body).await;
    assert_eq!(again.refusal(), (410, OVER.to_owned()));
}

#[tokio::test]
async fn a_refused_response_spends_the_ceremony_too() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    let good = browser.answered(&json!({})).await;
    let mut bad = good.clone();
    bad["response"]["response"]["signature"] = json!("AAAA");
    let refused = browser.post("/api/sign-in/finish", &bad).await;
    assert_eq!(refused.refusal(), (401, "sign_in_failed".to_owned()));
    let late = browser.post("/api/sign-in/finish", &good).await;
    assert_eq!(late.refusal(), (410, OVER.to_owned()));
}

#[tokio::test]
async fn of_many_at_once_one_is_accepted() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    for _ in 0..4 {
        let body = browser.answered(&json!({})).await;
        let tries = (0..16).map(|_| {
            let (mut browser, body) = (browser.clone(), body.clone());
            tokio::spawn(async move {
                browser
                    .post("/api/sign-in/finish", &body)
                    .await
                    .status
                    .as_u16()
            })
        });
        let mut statuses = Vec::new();
        for one in tries.collect::<Vec<_>>() {
            statuses.push(one.await.unwrap());
        }
        let of = |status| statuses.iter().filter(|one| **one == status).count();
        assert_eq!((of(200), of(410)), (1, 15), "{statuses:?}");
    }
}

#[tokio::test]
async fn another_browsers_ceremony_is_none() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    let body = browser.answered(&json!({})).await;
    let mut other = site.browser();
    let refused = other.post("/api/sign-in/finish", &body).await;
    assert_eq!(refused.refusal(), (410, OVER.to_owned()));
    // It is still there for the one that began it.
    browser.post("/api/sign-in/finish", &body).await.ok();
}

#[tokio::test]
async fn an_answer_to_another_challenge_is_refused() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    let mut other = site.browser();
    other.client = browser.client.clone();
    let stolen = other.answered(&json!({})).await;
    let begun = browser.post("/api/sign-in/options", &json!({})).await.ok();
    // The expected challenge is the ceremony's, whatever the response brings along.
    let body = json!({
        "ceremony": begun["ceremony"], "response": stolen["response"],
        "challenge": "AAAAAAAAAAAAAAAAAAAAAA", "options": begun["options"],
    });
    let refused = browser.post("/api/sign-in/finish", &body).await;
    assert_eq!(refused.refusal(), (401, "sign_in_failed".to_owned()));
}

#[tokio::test]
async fn a_ceremony_finishes_nothing_else() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    let begun = browser.post("/api/passkeys/options", &json!({})).await.ok();
    let made = site.browser().make(&begun["options"]);
    let body = finish(&begun, &made.to_json());
    for path in ["/api/sign-in/finish", "/api/sign-up/passkey/finish"] {
        let refused = browser.post(path, &body).await;
        assert_eq!(refused.refusal(), (410, OVER.to_owned()), "{path}");
    }
    browser.post("/api/passkeys/finish", &body).await.ok();
}

#[tokio::test]
async fn a_registration_goes_to_the_account_that_began_it() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_password(&unique("alex")).await;
    let begun = browser.post("/api/passkeys/options", &json!({})).await.ok();
    let made = browser.make(&begun["options"]);
    browser.post("/api/sign-out", &json!({})).await.ok();
    browser.sign_up_with_password(&unique("sam")).await;
    let body = finish(&begun, &made.to_json());
    let refused = browser.post("/api/passkeys/finish", &body).await;
    assert_eq!(refused.refusal(), (410, OVER.to_owned()));
}

#[tokio::test]
async fn a_ceremony_expires() {
    let site = Site::with(|options| options.ceremony_seconds = Some(1)).await;
    let mut browser = site.browser();
    browser.sign_up_with_password(&unique("alex")).await;
    let begun = browser.post("/api/passkeys/options", &json!({})).await.ok();
    let made = browser.make(&begun["options"]);
    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
    let body = finish(&begun, &made.to_json());
    let refused = browser.post("/api/passkeys/finish", &body).await;
    // Another instance on the same database may have swept it away already.
    let (status, code) = refused.refusal();
    assert!(
        [410, 422].contains(&status) && code == OVER,
        "{status} {code}"
    );
}

#[tokio::test]
async fn ceremonies_and_sessions_outlive_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let url = site::database(&folder);
    let set = |url: String| {
        move |options: &mut countersign_server::Options| {
            options.database = Some(url);
        }
    };
    let first = Site::with(set(url.clone())).await;
    let mut browser = first.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    let body = browser.answered(&json!({})).await;
    first.end().await;
    let second = Site::with(set(url)).await;
    let mut browser: Browser = browser.at(second.address);
    assert!(browser.is_signed_in().await);
    browser.post("/api/sign-in/finish", &body).await.ok();
}
