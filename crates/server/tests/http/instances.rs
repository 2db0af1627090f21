//! Two instances that share a database, and one that is killed and started again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_authenticator::{Client, Seed};
use serde_json::{Value, json};

use crate::browser::{Browser, PASSWORD, finish};
use crate::program::Program;
use crate::site::{self, Site, unique};

#[tokio::test]
async fn a_ceremony_begun_on_one_instance_is_finished_on_another_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = site::database(&folder);
    let one = Site::with(|options| options.database = Some(url.clone())).await;
    let other = Site::with(|options| options.database = Some(url.clone())).await;
    let mut browser = one.browser();
    let name = unique("alex");
    let asked = json!({ "username": name, "display_name": "Alex" });
    let begun = browser.post("/api/sign-up/passkey/options", &asked).await;
    let begun = begun.ok();
    let made = finish(&begun, &browser.make(&begun["options"]).to_json());
    let mut elsewhere = browser.at(other.address);
    elsewhere
        .post("/api/sign-up/passkey/finish", &made)
        .await
        .ok();
    let again = browser.post("/api/sign-up/passkey/finish", &made).await;
    assert_eq!(again.refusal(), (410, "ceremony_over".to_owned()));
    for _ in 0..4 {
        let body = elsewhere.answered(&json!({})).await;
        let addresses = (0..16).map(|number| match number % 2 {
            0 => one.address,
            _ => other.address,
        });
        let tries = addresses.map(|address| {
            let (mut browser, body) = (elsewhere.at(address), body.clone());
            tokio::spawn(async move { browser.post("/api/sign-in/finish", &body).await.status })
        });
        let mut statuses = Vec::new();
        for one in tries.collect::<Vec<_>>() {
            statuses.push(one.await.unwrap().as_u16());
        }
        let of = |status| statuses.iter().filter(|one| **one == status).count();
        assert_eq!((of(200), of(410)), (1, 15), "{statuses:?}");
    }
}

#[tokio::test]
async fn on_postgresql_accounts_are_those_of_all_instances() {
    if std::env::var_os("COUNTERSIGN_POSTGRES").is_none() {
        println!("left out: PostgreSQL, as COUNTERSIGN_POSTGRES names none; .ci/run server does");
        return;
    }
    // Each with a folder of its own: on SQLite they would know nothing of each other.
    let (one, other) = (Site::new().await, Site::new().await);
    let name = unique("alex");
    one.browser().sign_up_with_password(&name).await;
    let body = json!({ "username": name, "password": PASSWORD });
    let signed_in = other.browser().post("/api/sign-in/password", &body).await;
    assert_eq!(signed_in.ok()["user"]["username"], *name);
}

/// What the people under load saw, and what must be true of it afterwards.
#[derive(Default)]
struct Seen {
    /// The browser and the passkeys whose making was acknowledged.
    made: Vec<(Browser, String)>,
    /// Sign-ins that were acknowledged.
    signed_in: Vec<(Browser, Value)>,
    /// Sign-ins whose answer never came: they may have been accepted, and may not.
    unknown: Vec<(Browser, Value)>,
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_it_loses_nothing_acknowledged_and_accepts_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let seen = Arc::new(Mutex::new(Seen::default()));
    for _ in 0..3 {
        let mut program = Program::start(&folder).await;
        let people = (0..8).map(|_| tokio::spawn(live(program.browser(), Arc::clone(&seen))));
        let people: Vec<_> = people.collect();
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        // SIGKILL: nothing is flushed, nobody is told.
        program.child.kill().await.unwrap();
        for one in people {
            one.await.unwrap();
        }
        let program = Program::start(&folder).await;
        let seen = std::mem::take(&mut *seen.lock().unwrap());
        examine(&program, seen).await;
    }
}

/// Signs up, then adds passkeys and signs in until the server is gone.
async fn live(mut browser: Browser, seen: Arc<Mutex<Seen>>) {
    let _ = try_live(&mut browser, &seen).await;
}

type Gone = Box<dyn std::error::Error + Send + Sync>;

async fn try_live(browser: &mut Browser, seen: &Mutex<Seen>) -> Result<(), Gone> {
    let asked = json!({ "username": unique("load"), "display_name": "Alex" });
    let mut path = "/api/sign-up/passkey";
    let mut asks = asked;
    loop {
        // Each passkey is another authenticator's.
        browser.client = Client::new(site::ORIGIN).with_seed(Seed::new(unique("seed")));
        let begun = browser.try_post(&format!("{path}/options"), &asks).await?;
        let begun = begun.ok();
        let made = browser.make(&begun["options"]).to_json();
        let body = finish(&begun, &made);
        browser
            .try_post(&format!("{path}/finish"), &body)
            .await?
            .ok();
        let id = made["id"].as_str().unwrap().to_owned();
        seen.lock().unwrap().made.push((browser.clone(), id));
        for _ in 0..3 {
            let begun = browser.try_post("/api/sign-in/options", &json!({})).await?;
            let begun = begun.ok();
            let answer = browser.client.get(&begun["options"].to_string()).unwrap();
            let body = finish(&begun, &answer.make().to_json());
            let before = browser.clone();
            match browser.try_post("/api/sign-in/finish", &body).await {
                Ok(answer) => {
                    answer.ok();
                    seen.lock().unwrap().signed_in.push((before, body));
                }
                Err(gone) => {
                    seen.lock().unwrap().unknown.push((before, body));
                    return Err(gone);
                }
            }
        }
        path = "/api/passkeys";
        asks = json!({});
    }
}

async fn examine(program: &Program, seen: Seen) {
    assert!(!seen.made.is_empty() && !seen.signed_in.is_empty());
    println!(
        "{} passkeys, {} sign-ins, {} unknown",
        seen.made.len(),
        seen.signed_in.len(),
        seen.unknown.len()
    );
    for (browser, id) in &seen.made {
        let mut browser = browser.at(program.address);
        let signed_in = browser.sign_in(&json!({})).await;
        assert_eq!(signed_in.status, 200, "{id} is lost: {}", signed_in.text);
    }
    let post = async |browser: &Browser, body: &Value| {
        let mut browser = browser.at(program.address);
        browser.post("/api/sign-in/finish", body).await.status
    };
    for (browser, body) in &seen.signed_in {
        assert_eq!(post(browser, body).await, 410, "accepted twice");
    }
    for (browser, body) in &seen.unknown {
        let first = post(browser, body).await;
        assert!([200, 410].contains(&first.as_u16()), "{first}");
        assert_eq!(post(browser, body).await, 410, "accepted twice");
    }
}
