//! Sign-ins a second over HTTP, beside the bare engine: `cargo run --release -p countersign-server
//! --example load`, with the URL of a database as its argument (a new SQLite file unless given).
//!
//! Server and clients share the machine, and each client signs its assertions, so the rates are
//! lower bounds; the times are those of the request that verifies.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use countersign::{Account, AuthenticationExpectations, Challenge, OriginRule, RelyingParty};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Client, Registration, Seed};
use countersign_server::{Config, Options, Server};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};

const SITE: &str = "http://localhost:8080";
const EACH: Duration = Duration::from_secs(10);

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let file = format!("sqlite:{}", folder.path().join("load.db").display());
    let mut options = Options::default();
    options.listen = Some("127.0.0.1:0".to_owned());
    options.database = Some(std::env::args().nth(1).unwrap_or(file));
    options.rate_address = Some(100_000_000);
    options.rate_account = Some(100_000_000);
    let server = Server::bind(Config::load(&options)?).await?;
    let address = server.address();
    tokio::spawn(server.run(core::future::pending()));

    println!("the engine alone: {:.1?} a verification", bare()?);
    println!("| connections | sign-ins a second | p50 | p99 | errors |");
    println!("|---:|---:|---:|---:|---:|");
    for connections in [1, 8, 64] {
        round(address, connections).await?;
    }
    Ok(())
}

/// One ES256 authentication, from its JSON form.
fn bare() -> Result<Duration, Failure> {
    let challenge = b"a challenge of the relying party";
    let there = authenticator::RelyingParty::new("example.org");
    let credential = Registration::new(&there).make().credential;
    let made = credential.authenticate().challenge(challenge).make();
    let text = made.to_json().to_string();
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let record = countersign::CredentialRecord {
        id: credential.id.clone(),
        public_key: credential.public_key.encode(),
        sign_count: 0,
        uv_initialized: false,
        transports: Vec::new(),
        backup_eligible: Some(false),
        backup_state: false,
        aaguid: countersign::Aaguid::ZERO,
    };
    let account = Account::Identified {
        user_handle: credential.user_handle.as_deref().unwrap_or_default(),
    };
    let begun = Instant::now();
    let count = 2_000_u32;
    for _ in 0..count {
        let response = countersign::AuthenticationResponseJson::parse(&text)?;
        let expected = AuthenticationExpectations::new(Challenge::new(challenge)?, account);
        drop(rp.verify_authentication(&response.response(), &record, &expected)?);
    }
    Ok(begun.elapsed() / count)
}

async fn round(address: SocketAddr, connections: usize) -> Result<(), Failure> {
    let mut people = Vec::new();
    for _ in 0..connections {
        people.push(Person::sign_up(address).await?);
    }
    let begun = Instant::now();
    let tasks: Vec<_> = people
        .into_iter()
        .map(|person| tokio::spawn(person.sign_in_until(begun + EACH)))
        .collect();
    let (mut times, mut errors) = (Vec::new(), 0);
    for task in tasks {
        let (of_one, failed) = task.await?;
        times.extend(of_one);
        errors += failed;
    }
    times.sort_unstable();
    let rate = times.len() as u128 * 1000 / begun.elapsed().as_millis();
    let at = |permille| times[times.len() * permille / 1000];
    let (half, most) = (at(500), at(990));
    println!("| {connections} | {rate} | {half:.2?} | {most:.2?} | {errors} |");
    Ok(())
}

/// Somebody with one connection, cookies, and a passkey.
struct Person {
    sender: SendRequest<Full<Bytes>>,
    cookies: Vec<(String, String)>,
    client: Client,
}

impl Person {
    async fn sign_up(address: SocketAddr) -> Result<Self, Failure> {
        let stream = tokio::net::TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let mut number = [0; 8];
        getrandom::fill(&mut number)?;
        let name = format!("load-{}", u64::from_le_bytes(number));
        let mut person = Self {
            sender,
            cookies: Vec::new(),
            client: Client::new(SITE).with_seed(Seed::new(&name)),
        };
        let asked = json!({ "username": name, "display_name": "Load" });
        let begun = person.post("/api/sign-up/passkey/options", &asked).await?;
        let made = person.client.create(&begun["options"].to_string())?.make();
        person.client.keep(&made.credential);
        let body = json!({ "ceremony": begun["ceremony"], "response": made.to_json() });
        person.post("/api/sign-up/passkey/finish", &body).await?;
        Ok(person)
    }

    /// The times of the second requests, and how many sign-ins failed.
    async fn sign_in_until(mut self, end: Instant) -> (Vec<Duration>, usize) {
        let (mut times, mut errors) = (Vec::new(), 0);
        while Instant::now() < end {
            match self.sign_in().await {
                Ok(time) => times.push(time),
                Err(error) => {
                    eprintln!("{error}");
                    errors += 1;
                }
            }
        }
        (times, errors)
    }

    async fn sign_in(&mut self) -> Result<Duration, Failure> {
        let begun = self.post("/api/sign-in/options", &json!({})).await?;
        let made = self.client.get(&begun["options"].to_string())?.make();
        let body = json!({ "ceremony": begun["ceremony"], "response": made.to_json() });
        let sent = Instant::now();
        self.post("/api/sign-in/finish", &body).await?;
        Ok(sent.elapsed())
    }

    async fn post(&mut self, path: &str, body: &Value) -> Result<Value, Failure> {
        let cookies = self.cookies.iter();
        let cookies: Vec<_> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = Request::post(path)
            .header(HOST, "localhost:8080")
            .header(ORIGIN, SITE)
            .header(CONTENT_TYPE, "application/json")
            .header(COOKIE, cookies.join("; "))
            .body(Full::new(Bytes::from(body.to_string())))?;
        self.sender.ready().await?;
        let (parts, body) = self.sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.retain(|(one, _)| one != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        if !parts.status.is_success() {
            return Err(format!(
                "{path}: {} {}",
                parts.status,
                String::from_utf8_lossy(&body)
            )
            .into());
        }
        Ok(serde_json::from_slice(&body)?)
    }
}
