//! How much is let through: tries, bytes, time.

use std::time::Duration;

use hyper::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::site::{Site, unique};

#[tokio::test]
async fn one_address_has_so_many_tries() {
    let site = Site::with(|options| options.rate_address = Some(5)).await;
    let mut browser = site.browser();
    for _ in 0..5 {
        browser.post("/api/sign-in/options", &json!({})).await.ok();
    }
    let refused = browser.post("/api/sign-in/options", &json!({})).await;
    assert_eq!(refused.refusal(), (429, "too_many_requests".to_owned()));
    let wait: u64 = refused.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=13).contains(&wait), "{wait}");
    // Looking at pages is not trying.
    assert_eq!(browser.get("/health").await.status, 200);
}

#[tokio::test]
async fn one_account_has_so_many_tries_whether_it_is_there_or_not() {
    let site = Site::with(|options| options.rate_account = Some(3)).await;
    let name = unique("alex");
    site.browser().sign_up_with_password(&name).await;
    for name in [name, unique("nobody")] {
        let body = json!({ "username": name, "password": "wrong, wrong, wrong" });
        // From wherever: another browser each time.
        for _ in 0..3 {
            let failed = site.browser().post("/api/sign-in/password", &body).await;
            assert_eq!(failed.status, 401);
        }
        let refused = site.browser().post("/api/sign-in/password", &body).await;
        assert_eq!(refused.refusal(), (429, "too_many_requests".to_owned()));
        let asked = json!({ "username": name });
        let refused = site.browser().post("/api/sign-in/options", &asked).await;
        assert_eq!(refused.status, 429);
    }
}

#[tokio::test]
async fn a_body_has_so_many_bytes() {
    let site = Site::with(|options| options.body_limit = Some(1_000)).await;
    let body = format!("{{\"username\":\"{}\"}}", "a".repeat(1_000));
    let refused = site
        .browser()
        .send(Method::POST, "/api/sign-in/options", body)
        .await;
    assert_eq!(refused.status, 413, "{}", refused.text);
}

#[tokio::test]
async fn what_is_no_json_or_no_request_is_refused() {
    let site = Site::new().await;
    let mut browser = site.browser();
    for body in [
        "",
        "{",
        "[]",
        "null",
        "{\"username\": 5}",
        "{\"ceremony\": \"a\"}",
    ] {
        let answer = browser
            .send(Method::POST, "/api/sign-in/finish", body.to_owned())
            .await;
        // Without a body there is no content type either.
        let expected = if body.is_empty() { 415 } else { 400 };
        assert_eq!(answer.status.as_u16(), expected, "{body}: {}", answer.text);
    }
    assert_eq!(browser.get("/api/nothing").await.status, 404);
    assert_eq!(browser.get("/api/sign-in/finish").await.status, 405);
}

#[tokio::test]
async fn the_end_waits_for_requests_that_have_begun() {
    let site = Site::new().await;
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    let head = "POST /api/sign-in/options HTTP/1.1\r\nHost: localhost:8080\r\n\
                Origin: http://localhost:8080\r\nContent-Type: application/json\r\n\
                Content-Length: 2\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let ended = tokio::spawn(site.end());
    tokio::time::sleep(Duration::from_millis(200)).await;
    stream.write_all(b"{}").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    ended.await.unwrap();
}
