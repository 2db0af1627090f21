//! A server for one test.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use countersign_server::{Config, Options, Server};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::browser::Browser;

/// Pages say that they are here, wherever the server listens.
pub(crate) const ORIGIN: &str = "http://localhost:8080";

pub(crate) struct Site {
    pub(crate) address: std::net::SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<tokio::task::JoinHandle<()>>,
    _folder: TempDir,
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(set: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::default();
        options.listen = Some("127.0.0.1:0".to_owned());
        options.database = Some(database(&folder));
        // So that tests reach them only where they mean to.
        options.rate_address = Some(100_000);
        options.rate_account = Some(100_000);
        set(&mut options);
        Self::start(options, folder).await
    }

    async fn start(options: Options, folder: TempDir) -> Self {
        let server = Server::bind(Config::load(&options).unwrap()).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Self {
            address,
            stop: Some(stop),
            ended: Some(ended),
            _folder: folder,
        }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    /// Ends the server as a signal does, and waits for it.
    pub(crate) async fn end(mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.ended.take().unwrap().await.unwrap();
    }
}

fn database(folder: &TempDir) -> String {
    std::env::var("COUNTERSIGN_POSTGRES").unwrap_or_else(|_| {
        let file = folder.path().join("test.db");
        format!("sqlite:{}", file.display())
    })
}

/// A name that no other test has, nor a run before this one: they may share a database.
pub(crate) fn unique(name: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    format!("{name}-{}-{count}-{}", std::process::id(), since.as_nanos())
}
