//! A browser: cookies, an origin, and the software authenticator.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use countersign_authenticator::{Client, RegistrationResponse, Seed};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, HeaderMap, ORIGIN, SET_COOKIE};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::site::{self, unique};

pub(crate) const PASSWORD: &str = "correct horse battery staple";

#[derive(Clone)]
pub(crate) struct Browser {
    address: SocketAddr,
    pub(crate) origin: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) client: Client,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The body of an answer that must be fine.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.json()
    }

    /// Status and code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let json = self.json();
        let code = json["error"]["code"].as_str().unwrap_or(&self.text);
        (self.status.as_u16(), code.to_owned())
    }
}

impl Browser {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            origin: Some(site::ORIGIN.to_owned()),
            content_type: Some("application/json".to_owned()),
            cookies: BTreeMap::new(),
            client: Client::new(site::ORIGIN).with_seed(Seed::new(unique("seed"))),
        }
    }

    /// The same browser, at another instance.
    pub(crate) fn at(&self, address: SocketAddr) -> Self {
        Self {
            address,
            ..self.clone()
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, body.to_string()).await
    }

    pub(crate) async fn patch(&mut self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, body.to_string()).await
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Answer {
        self.send(Method::DELETE, path, String::new()).await
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: String) -> Answer {
        self.try_send(method, path, body).await.unwrap()
    }

    /// The error is that of the connection.
    pub(crate) async fn try_post(
        &mut self,
        path: &str,
        body: &Value,
    ) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        self.try_send(Method::POST, path, body.to_string()).await
    }

    /// As [`Browser::try_post`].
    pub(crate) async fn try_send(
        &mut self,
        method: Method,
        path: &str,
        body: String,
    ) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "localhost:8080");
        if let Some(origin) = &self.origin {
            request = request.header(ORIGIN, origin);
        }
        if let Some(kind) = self.content_type.as_ref().filter(|_| !body.is_empty()) {
            request = request.header(CONTENT_TYPE, kind);
        }
        if !self.cookies.is_empty() {
            let pairs = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            request = request.header(COOKIE, pairs.collect::<Vec<_>>().join("; "));
        }
        let request = request.body(Full::new(Bytes::from(body)))?;
        let (parts, body) = sender.send_request(request).await?.into_parts();
        let bytes = body.collect().await?.to_bytes();
        self.keep_cookies(&parts.headers);
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec())?,
        })
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub(crate) async fn sign_up_with_password(&mut self, name: &str) -> Value {
        let body = json!({ "username": name, "display_name": "Alex", "password": PASSWORD });
        self.post("/api/sign-up/password", &body).await.ok()
    }

    pub(crate) async fn sign_up_with_passkey(&mut self, name: &str) -> Value {
        let asked = json!({ "username": name, "display_name": "Alex" });
        let begun = self.post("/api/sign-up/passkey/options", &asked).await.ok();
        let made = self.make(&begun["options"]);
        let finish = finish(&begun, &made.to_json());
        self.post("/api/sign-up/passkey/finish", &finish).await.ok()
    }

    /// Makes a credential for these options, and keeps it.
    pub(crate) fn make(&mut self, options: &Value) -> RegistrationResponse {
        let made = self.client.create(&options.to_string()).unwrap().make();
        self.client.keep(&made.credential);
        made
    }

    /// Adds a passkey with these wishes.
    pub(crate) async fn add_passkey(&mut self, wishes: &Value) -> Value {
        let begun = self.post("/api/passkeys/options", wishes).await.ok();
        let made = self.make(&begun["options"]);
        let finish = finish(&begun, &made.to_json());
        self.post("/api/passkeys/finish", &finish).await.ok()
    }

    /// Begins a sign-in and answers it; gives the body of the second request.
    pub(crate) async fn answered(&mut self, wishes: &Value) -> Value {
        let begun = self.post("/api/sign-in/options", wishes).await.ok();
        let response = self
            .client
            .get(&begun["options"].to_string())
            .unwrap()
            .make();
        finish(&begun, &response.to_json())
    }

    pub(crate) async fn sign_in(&mut self, wishes: &Value) -> Answer {
        let finish = self.answered(wishes).await;
        self.post("/api/sign-in/finish", &finish).await
    }

    pub(crate) async fn is_signed_in(&mut self) -> bool {
        self.get("/api/account").await.status == StatusCode::OK
    }
}

/// The second request of a ceremony.
pub(crate) fn finish(begun: &Value, response: &Value) -> Value {
    json!({ "ceremony": begun["ceremony"], "response": response })
}
