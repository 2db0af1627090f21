//! The program itself: what it is told, what it logs, and the signals it is sent.

use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::browser::Browser;
use crate::site;

/// A server in a process of its own.
pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) address: std::net::SocketAddr,
    log: Arc<Mutex<Vec<Value>>>,
}

impl Program {
    pub(crate) async fn start(folder: &TempDir) -> Self {
        Self::with(folder, |command| command).await
    }

    async fn with(folder: &TempDir, set: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"));
        command
            .args(["--listen", "127.0.0.1:0", "--log-format", "json"])
            .args(["--rate-address", "1000000", "--rate-account", "1000000"])
            .args(["--database", &site::database(folder)])
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = set(&mut command).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&log);
        // All of it is read, so that the pipe never fills.
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let line = serde_json::from_str(&line).unwrap_or_default();
                kept.lock().unwrap().push(line);
            }
        });
        let address = "127.0.0.1:0".parse().unwrap();
        let mut program = Self {
            child,
            address,
            log,
        };
        let listening = program.logged("listening", 1).await;
        program.address = listening["address"].as_str().unwrap().parse().unwrap();
        program
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    /// The line with this message, once there are so many of them.
    async fn logged(&self, message: &str, count: usize) -> Value {
        for _ in 0..600 {
            let log = self.log.lock().unwrap().clone();
            let mut of = log.iter().filter(|line| line["message"] == message);
            if let Some(line) = of.nth(count - 1) {
                return line.clone();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no «{message}» in {:#?}", self.log.lock().unwrap());
    }

    async fn signal(&self, name: &str) {
        let id = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().await;
        assert!(sent.unwrap().success());
    }

    async fn end(&mut self) -> ExitStatus {
        let ended = tokio::time::timeout(Duration::from_secs(30), self.child.wait()).await;
        ended.expect("it ends").unwrap()
    }
}

/// What it writes when it is not to serve at all.
async fn said(set: impl FnOnce(&mut Command) -> &mut Command) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-server"));
    let output = set(&mut command).output().await.unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(&String::from_utf8(output.stderr).unwrap());
    (output.status.success(), text)
}

#[tokio::test]
async fn help_names_each_flag_and_its_variable() {
    let (is_fine, help) = said(|command| command.arg("--help")).await;
    assert!(is_fine);
    for key in crate::configuration::keys() {
        let (flag, variable) = (key.replace('_', "-"), key.to_uppercase());
        assert!(help.contains(&format!("--{flag}")), "{flag}\n{help}");
        assert!(
            help.contains(&format!("COUNTERSIGN_{variable}")),
            "{variable}\n{help}"
        );
    }
}

#[tokio::test]
async fn a_wrong_setting_ends_it_with_one_line() {
    let (is_fine, text) = said(|command| command.env("COUNTERSIGN_LISTEN", "here")).await;
    assert!(!is_fine);
    assert_eq!(text.lines().count(), 1, "{text}");
    let start = "countersign-server: --listen or COUNTERSIGN_LISTEN: listen: \"here\":";
    assert!(text.starts_with(start), "{text}");
    let (is_fine, text) = said(|command| command.args(["--lisen", "here"])).await;
    assert!(!is_fine && text.contains("--lisen"), "{text}");
}

#[tokio::test]
async fn flags_stand_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    let text = "rp_id = \"example.org\"\norigins = [\"https://example.org\"]\n\
                rp_name = \"From the file\"\n";
    std::fs::write(&file, text).unwrap();
    let program = Program::with(&folder, |command| {
        // The flags of `with` have the address and the database.
        command
            .arg("--config")
            .arg(&file)
            .args(["--rp-id", "localhost"])
            .env("COUNTERSIGN_RP_ID", "example.com")
            .env("COUNTERSIGN_ORIGINS", site::ORIGIN)
    })
    .await;
    let mut browser = program.browser();
    let asked = json!({ "username": site::unique("alex"), "display_name": "Alex" });
    let begun = browser.post("/api/sign-up/passkey/options", &asked).await;
    let rp = &begun.ok()["options"]["publicKey"]["rp"];
    assert_eq!(*rp, json!({ "id": "localhost", "name": "From the file" }));
}

#[tokio::test]
async fn a_refusal_is_a_line_with_step_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(&folder).await;
    let mut browser = program.browser();
    browser.sign_up_with_passkey(&site::unique("alex")).await;
    let mut body = browser.answered(&json!({})).await;
    body["response"]["response"]["clientDataJSON"] = json!("e30");
    let refused = browser.post("/api/sign-in/finish", &body).await;
    assert_eq!(refused.status, 401);
    let line = program.logged("refused", 1).await;
    for (name, value) in [
        ("level", json!("WARN")),
        ("method", json!("POST")),
        ("route", json!("/api/sign-in/finish")),
        ("status", json!(401)),
        ("code", json!("sign_in_failed")),
        ("address", json!("127.0.0.1")),
        ("step", json!("AuthenticationClientDataJson")),
        ("section", json!("7.2")),
    ] {
        assert_eq!(line[name], value, "{line:#}");
    }
    assert!(line["reason"].as_str().is_some_and(|text| !text.is_empty()));
}

#[cfg(unix)]
#[tokio::test]
async fn it_reads_again_on_sighup_and_ends_on_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("status.json");
    std::fs::write(&list, "{\"entries\": {}}").unwrap();
    let mut program = Program::with(&folder, |command| {
        command.arg("--android-status").arg(&list)
    })
    .await;
    program.signal("HUP").await;
    program.logged("trust data were read again", 1).await;
    std::fs::write(&list, "{").unwrap();
    program.signal("HUP").await;
    let line = program.logged("trust data stay as they were", 1).await;
    assert!(
        line["error"].as_str().unwrap().contains("status.json"),
        "{line:#}"
    );
    assert_eq!(program.browser().get("/health").await.status, 200);
    program.signal("TERM").await;
    assert!(program.end().await.success());
    program.logged("stopping", 1).await;
}
