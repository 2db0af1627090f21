//! What is served besides the interface.

use serde_json::json;

use crate::site::{Site, unique};

#[tokio::test]
async fn well_known_documents_are_those_configured() {
    let fingerprint = ["AB"; 32].join(":");
    let site = Site::with(|options| {
        options.rp_id = Some("example.org".to_owned());
        options.origins = Some(vec!["https://example.org".to_owned()]);
        options.related_origins = Some(vec!["https://example.com".to_owned()]);
        options.android_apps = Some(vec![format!("org.example.app {fingerprint}")]);
        options.apple_apps = Some(vec!["ABCDE12345.org.example.app".to_owned()]);
    })
    .await;
    let mut browser = site.browser();
    let related = browser.get("/.well-known/webauthn").await;
    assert_eq!(related.headers["content-type"], "application/json");
    assert_eq!(related.ok(), json!({ "origins": ["https://example.com"] }));
    let links = browser.get("/.well-known/assetlinks.json").await.ok();
    assert_eq!(links[0]["target"]["package_name"], "org.example.app");
    assert_eq!(
        links[0]["target"]["sha256_cert_fingerprints"][0],
        *fingerprint
    );
    let apps = browser
        .get("/.well-known/apple-app-site-association")
        .await
        .ok();
    assert_eq!(
        apps["webcredentials"]["apps"][0],
        "ABCDE12345.org.example.app"
    );
}

#[tokio::test]
async fn without_configuration_there_are_none() {
    let site = Site::new().await;
    for name in ["webauthn", "assetlinks.json", "apple-app-site-association"] {
        let answer = site.browser().get(&format!("/.well-known/{name}")).await;
        assert_eq!(answer.status, 404);
    }
}

#[tokio::test]
async fn health_and_metrics_tell_how_it_goes() {
    let site = Site::new().await;
    let mut browser = site.browser();
    assert_eq!(browser.get("/health").await.text, "ok\n");
    browser.sign_up_with_passkey(&unique("alex")).await;
    let mut body = browser.answered(&json!({})).await;
    body["response"]["response"]["signature"] = json!("AAAA");
    browser.post("/api/sign-in/finish", &body).await;
    let text = browser.get("/metrics").await.text;
    for line in [
        "countersign_done_total{what=\"sign_up_passkey\"} 1",
        "countersign_refused_total{code=\"sign_in_failed\"} 1",
        "countersign_rejections_total{step=\"AuthenticationSignature\",reason=\"Malformed\"} 1",
        "http_requests_total{method=\"POST\",route=\"/api/sign-in/finish\",status=\"401\"} 1",
        "http_request_duration_seconds_count{route=\"/health\"} 1",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let hidden = Site::with(|options| options.metrics = Some(false)).await;
    assert_eq!(hidden.browser().get("/metrics").await.status, 404);
}

#[tokio::test]
async fn the_page_is_served_and_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page");
    std::fs::create_dir(&page).unwrap();
    std::fs::write(page.join("index.html"), "<!doctype html>").unwrap();
    std::fs::write(folder.path().join("secret"), "secret").unwrap();
    let site = Site::with(|options| options.page_folder = Some(page)).await;
    let mut browser = site.browser();
    let index = browser.get("/").await;
    assert_eq!(
        (index.status.as_u16(), &*index.text),
        (200, "<!doctype html>")
    );
    assert_eq!(index.headers["content-type"], "text/html; charset=utf-8");
    for path in [
        "/../secret",
        "/%2e%2e/secret",
        "//secret",
        "/./../secret",
        "/nothing",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}
