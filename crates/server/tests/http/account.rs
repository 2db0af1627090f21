use serde_json::json;

use crate::site::{Site, unique};

#[tokio::test]
async fn the_display_name_changes_and_the_signal_with_it() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_password(&unique("alex")).await;
    let name = json!({ "display_name": "Alexandra" });
    let changed = browser.post("/api/account", &name).await.ok();
    assert_eq!(changed["user"]["display_name"], "Alexandra");
    let details = &changed["signals"]["current_user_details"];
    assert_eq!(details["displayName"], "Alexandra");
}

#[tokio::test]
async fn who_is_signed_out_sees_no_account() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let signed_out = (401, "signed_out".to_owned());
    assert_eq!(browser.get("/api/account").await.refusal(), signed_out);
    let empty = json!({});
    let refused = browser.post("/api/passkeys/options", &empty).await;
    assert_eq!(refused.refusal(), signed_out);
    let refused = browser.delete("/api/passkeys/AAAA").await;
    assert_eq!(refused.refusal(), signed_out);
}

#[tokio::test]
async fn the_last_ceremony_is_explained_to_developers_alone() {
    for developer in [true, false] {
        let site = Site::with(|options| options.developer = Some(developer)).await;
        let mut browser = site.browser();
        let none = (404, "not_found".to_owned());
        assert_eq!(browser.get("/api/ceremonies/last").await.refusal(), none);
        browser.sign_up_with_passkey(&unique("alex")).await;
        browser.sign_in(&json!({})).await.ok();
        let told = browser.get("/api/ceremonies/last").await;
        if developer {
            let told = told.ok();
            assert_eq!(told["ceremony"], "authentication");
            let steps = told["steps"].as_array().unwrap();
            let signature = steps
                .iter()
                .find(|one| one["step"] == "AuthenticationSignature");
            assert_eq!(signature.unwrap()["outcome"], "passed");
            assert!(steps.iter().all(|one| one["outcome"] != "refused"));
            let other = site.browser().get("/api/ceremonies/last").await;
            assert_eq!(other.refusal(), none, "of another browser");
        } else {
            assert_eq!(told.refusal(), none);
        }
    }
}
