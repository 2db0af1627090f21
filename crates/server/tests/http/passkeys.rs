use countersign_authenticator::{Format, flags};
use serde_json::json;

use crate::browser::finish;
use crate::site::{Site, unique};

#[tokio::test]
async fn a_conditional_creation_needs_neither_presence_nor_verification() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_password(&unique("alex")).await;
    for (mediation, status) in [(Some("conditional"), 200), (None, 422)] {
        let wishes = json!({ "mediation": mediation });
        let begun = browser.post("/api/passkeys/options", &wishes).await.ok();
        assert_eq!(begun["options"]["mediation"].as_str(), mediation);
        let made = browser
            .client
            .create(&begun["options"].to_string())
            .unwrap();
        let made = made
            .auth_data(|data| data.flags &= !(flags::UP | flags::UV))
            .make();
        let body = finish(&begun, &made.to_json());
        let finished = browser.post("/api/passkeys/finish", &body).await;
        assert_eq!(finished.status.as_u16(), status, "{}", finished.text);
    }
}

#[tokio::test]
async fn passkeys_are_renamed_and_deleted_by_their_owner_alone() {
    let site = Site::new().await;
    let (mut alex, mut sam) = (site.browser(), site.browser());
    alex.sign_up_with_password(&unique("alex")).await;
    sam.sign_up_with_password(&unique("sam")).await;
    let added = alex.add_passkey(&json!({})).await;
    let path = format!("/api/passkeys/{}", added["passkey"]["id"].as_str().unwrap());
    let none = (404, "no_such_passkey".to_owned());
    let name = json!({ "name": "Sam's" });
    assert_eq!(sam.patch(&path, &name).await.refusal(), none);
    assert_eq!(sam.delete(&path).await.refusal(), none);
    let renamed = alex
        .patch(&path, &json!({ "name": " My phone " }))
        .await
        .ok();
    assert_eq!(renamed["passkey"]["name"], "My phone");
    alex.delete(&path).await.ok();
    assert_eq!(alex.delete(&path).await.refusal(), none);
}

#[tokio::test]
async fn the_last_passkey_of_who_has_no_password_stays() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let made = browser.sign_up_with_passkey(&unique("alex")).await;
    let path = format!("/api/passkeys/{}", made["passkey"]["id"].as_str().unwrap());
    let last = (409, "last_passkey".to_owned());
    assert_eq!(browser.delete(&path).await.refusal(), last);
    let begun = browser.post("/api/passkeys/options", &json!({})).await.ok();
    // The first is excluded: another device makes the second.
    let mut device = site.browser();
    let second = device.make(&begun["options"]);
    let body = finish(&begun, &second.to_json());
    browser.post("/api/passkeys/finish", &body).await.ok();
    browser.delete(&path).await.ok();
}

#[tokio::test]
async fn a_credential_id_belongs_to_one_account() {
    let site = Site::new().await;
    let (mut alex, mut sam) = (site.browser(), site.browser());
    alex.sign_up_with_password(&unique("alex")).await;
    sam.sign_up_with_password(&unique("sam")).await;
    let id = alex.add_passkey(&json!({})).await["passkey"]["id"].clone();
    let begun = sam.post("/api/passkeys/options", &json!({})).await.ok();
    // The same seed and label make the same credential.
    sam.client = sam.client.with_seed(alex.client.seed.clone());
    let made = sam.make(&begun["options"]);
    assert_eq!(made.to_json()["id"], id);
    let body = finish(&begun, &made.to_json());
    let refused = sam.post("/api/passkeys/finish", &body).await;
    assert_eq!(refused.refusal(), (422, "already_registered".to_owned()));
    assert!(
        refused.json()["error"]["signal"].is_null(),
        "it is somebody's"
    );
}

#[tokio::test]
async fn wishes_reach_the_options() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_password(&unique("alex")).await;
    let wishes = json!({
        "attachment": "cross-platform", "attestation": "direct", "algorithms": [-257, -7],
        "hints": ["security-key"], "extensions": { "prf": {} }, "user_verification": "required",
        "resident_key": "preferred",
    });
    let begun = browser.post("/api/passkeys/options", &wishes).await.ok();
    let options = &begun["options"]["publicKey"];
    let selection = &options["authenticatorSelection"];
    assert_eq!(selection["authenticatorAttachment"], "cross-platform");
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(selection["residentKey"], "preferred");
    assert_eq!(options["attestation"], "direct");
    assert_eq!(options["pubKeyCredParams"][0]["alg"], -257);
    assert_eq!(options["hints"], json!(["security-key"]));
    assert_eq!(options["extensions"], json!({ "prf": {} }));
    assert_eq!(options["rp"]["name"], "Countersign");
}

#[tokio::test]
async fn attestation_of_an_unknown_maker_is_reported_or_refused() {
    for (demand, status) in [("report", 200), ("require", 422)] {
        let site = Site::with(|options| {
            options.attestation = serde_json::from_value(demand.into()).unwrap();
        })
        .await;
        let mut browser = site.browser();
        browser.sign_up_with_password(&unique("alex")).await;
        let wishes = json!({ "attestation": "direct" });
        let begun = browser.post("/api/passkeys/options", &wishes).await.ok();
        let made = browser
            .client
            .create(&begun["options"].to_string())
            .unwrap();
        let body = finish(&begun, &made.format(Format::Packed).make().to_json());
        let finished = browser.post("/api/passkeys/finish", &body).await;
        assert_eq!(finished.status.as_u16(), status, "{}", finished.text);
        if status == 200 {
            let attestation = &finished.json()["passkey"]["attestation"];
            assert_eq!(attestation["format"], "packed");
            assert_eq!(attestation["trusted"], false);
        } else {
            assert_eq!(finished.refusal().1, "authenticator_not_trusted");
        }
    }
}
