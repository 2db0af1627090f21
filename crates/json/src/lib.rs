//! WebAuthn verification with JSON in and JSON out: a relying party is made once from a
//! configuration, and each call takes a JSON text of the server's, the browser's response, and
//! gives a verdict that serializes to JSON. The C interface, the bindings and the command line are
//! made from it, so that all of them give the verdicts of [`countersign`] and no others.
//!
//! It adds what a library without clock and random source leaves to its caller: challenges come
//! from the system's generator, and a call without a time takes the system's. It keeps nothing
//! between two calls, finds no account and fetches no metadata.
//!
//! ```
//! use countersign_json::{Verdict, Verifier};
//! # use countersign_authenticator::Client;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mut client = Client::new("https://example.org");
//! let verifier = Verifier::new(
//!     r#"{ "rp": { "id": "example.org", "origins": ["https://example.org"] } }"#,
//! )?;
//!
//! // Send `begun.options` to the page, and keep `begun.ceremony` in the session.
//! let begun = verifier.begin_registration(r#"{ "user": { "name": "alice" } }"#)?;
//! # let made = client.create(&begun.options["publicKey"].to_string())?.make();
//! # let response = made.to_json().to_string();
//!
//! // The page sent `JSON.stringify(credential.toJSON())`.
//! let call = serde_json::json!({ "ceremony": begun.ceremony }).to_string();
//! match verifier.finish_registration(&call, &response)? {
//!     Verdict::Accept(registration) => println!("store {}", registration.record()),
//!     Verdict::Reject(refusal) => panic!("{}: {}", refusal.section, refusal.message),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What goes in
//!
//! Our own documents are written in the style of the vector format, `snake_case`, bytes as
//! base64url without padding, and have its names where it has one: `rp`, `request`, `credential`,
//! `response` and `trust` of a vector can be handed over as they are. Options, responses and
//! records are written as WebAuthn and `countersign` write them. A member that is not known is an
//! [`Error`] that names it. [`Verifier`] describes each document.
//!
//! # What comes out
//!
//! A [`Verdict`]: accepted, with what the server stores and shows ([`Registration`],
//! [`Authentication`]), or refused, with step, section, reason, message and link ([`Refusal`]).
//! An [`Error`] is the server's own mistake and names the member at fault; no response can cause one.

mod authentication;
mod begin;
mod bytes;
mod configuration;
mod error;
mod explanation;
mod metadata;
mod policy;
mod read;
mod ready;
mod refusal;
mod registration;
mod response;
#[cfg(feature = "schema")]
mod schema;
mod time;
mod trust;
mod verdict;
mod verifier;

pub use authentication::{Authentication, Counter};
pub use begin::{BegunAuthentication, BegunRegistration};
pub use error::Error;
pub use explanation::ExplainedStep;
pub use ready::Issued;
pub use refusal::{Deviation, Refusal};
pub use registration::{Attestation, AuthenticatorOutputs, Model, Registration, Statement};
#[cfg(feature = "schema")]
pub use schema::schema;
pub use verdict::Verdict;
pub use verifier::Verifier;
