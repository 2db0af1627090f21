//! The rules that Countersign carries out, as a table of [`Step`]s, and the [`Rejection`] that
//! names the step a response failed and the [`Reason`] it failed for.
//!
//! Each step knows its section, its place in that section's list, its anchor and its first words
//! in one pinned copy of Web Authentication Level 3 (`index.bs` of `w3c/webauthn` at commit
//! `146d0db03cb88e69a8f6f0c3c168221abe73504b`), so that a refusal can be looked up by anyone.
//! Nothing is parsed or verified here; the crates above do that.
//!
//! ```
//! use countersign_spec::{Reason, Step};
//!
//! let refused = Step::PackedSyntax.refuse(Reason::Missing("sig"));
//! assert_eq!(refused.to_string(), "§8.2 step 1: sig is missing");
//! assert_eq!(refused.step().url(), "https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation");
//! ```
#![no_std]

extern crate alloc;

mod reason;
mod rejection;
mod step;
mod time;

pub use reason::{Reason, ReasonKind, Value};
pub use rejection::{At, Deviation, Rejection};
pub use step::{Clause, Document, Step};
pub use time::UnixTime;
