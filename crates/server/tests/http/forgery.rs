//! Requests that another site has a browser send, and what keeps other sites out.

use hyper::Method;
use serde_json::json;

use crate::site::{ORIGIN, Site, unique};

#[tokio::test]
async fn what_changes_something_comes_from_our_pages() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_passkey(&unique("alex")).await;
    for origin in [
        None,
        Some("https://evil.example"),
        Some("null"),
        Some("http://localhost"),
    ] {
        browser.origin = origin.map(str::to_owned);
        for path in [
            "/api/sign-out",
            "/api/account",
            "/api/passkeys/options",
            "/api/sign-in/options",
        ] {
            let refused = browser.post(path, &json!({ "display_name": "Eve" })).await;
            assert_eq!(
                refused.refusal(),
                (403, "origin".to_owned()),
                "{path} {origin:?}"
            );
        }
        let refused = browser.delete("/api/passkeys/AAAA").await;
        assert_eq!(refused.refusal(), (403, "origin".to_owned()));
    }
    browser.origin = Some(ORIGIN.to_owned());
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_forms_content_types_are_refused() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.sign_up_with_password(&unique("alex")).await;
    for kind in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
    ] {
        browser.content_type = kind.map(str::to_owned);
        let body = json!({ "display_name": "Eve" }).to_string();
        let refused = browser.send(Method::POST, "/api/account", body).await;
        assert_eq!(
            refused.refusal(),
            (415, "content_type".to_owned()),
            "{kind:?}"
        );
    }
    browser.content_type = Some("application/json; charset=utf-8".to_owned());
    browser
        .post("/api/account", &json!({ "display_name": "Alex" }))
        .await
        .ok();
}

#[tokio::test]
async fn cookies_and_pages_are_kept_to_themselves() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let body = json!({ "username": unique("alex"), "password": crate::browser::PASSWORD });
    let answer = browser.post("/api/sign-up/password", &body).await;
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 2);
    for cookie in cookies {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
        assert!(!cookie.contains("Secure"), "{cookie}");
    }
    let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert!(
        header("content-security-policy").starts_with("default-src 'none'; script-src 'self';")
    );
    assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
    assert!(!header("content-security-policy").contains("unsafe"));
    assert!(header("permissions-policy").contains("publickey-credentials-get=(self)"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("x-frame-options"), "DENY");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("cache-control"), "no-store");
    assert!(!answer.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn over_https_cookies_are_the_hosts_and_secure() {
    let site = Site::with(|options| {
        options.rp_id = Some("example.org".to_owned());
        options.origins = Some(vec!["https://example.org".to_owned()]);
    })
    .await;
    let mut browser = site.browser();
    browser.origin = Some("https://example.org".to_owned());
    let answer = browser.post("/api/sign-in/options", &json!({})).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-browser="), "{cookie}");
    assert!(
        cookie.contains("; Path=/;") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert_eq!(
        answer.headers["strict-transport-security"],
        "max-age=31536000"
    );
}

#[tokio::test]
async fn frames_are_for_those_configured() {
    let site = Site::with(|options| {
        options.frame_ancestors = Some(vec!["https://shop.example".to_owned()]);
    })
    .await;
    let answer = site.browser().get("/").await;
    let policy = answer.headers["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.ends_with("frame-ancestors https://shop.example"),
        "{policy}"
    );
    assert!(!answer.headers.contains_key("x-frame-options"));
}
