//! A reference relying party for passkeys: sign up, sign in and manage passkeys over HTTP, with
//! accounts, credential records, ceremonies and sessions in SQLite or PostgreSQL, and a page.
//! It shows integrators how the public interface of [`countersign`] is used, and is what FIDO's
//! conformance tools and a browser are pointed at.
//!
//! It sends no mail, knows no roles and recovers no accounts: it is a sample of a server, written
//! as one that is run.
//!
//! ```no_run
//! use countersign_server::{Config, Options, Server, stop_signal};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let mut options = Options::default();
//! options.database = Some("sqlite:countersign.db".to_owned());
//! let server = Server::bind(Config::load(&options)?).await?;
//! println!("http://{}", server.address());
//! server.run(stop_signal()).await;
//! # Ok(())
//! # }
//! ```

mod account_page;
mod api;
mod app;
mod attestation;
mod browser;
mod client_address;
mod config;
mod error;
mod explanation;
mod headers;
mod metrics;
mod nobody;
mod page;
mod password;
mod rate_limit;
mod reply;
mod server;
mod store;
mod trust_data;
mod well_known;

pub use config::{AttestationDemand, Config, LogFormat, Options, Rates, SettingError, TrustFiles};
pub use server::{Server, stop_signal};
