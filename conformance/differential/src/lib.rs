//! Responses changed in one place, before or after they are signed, with Countersign's verdict
//! beside each, to be held against the verdicts of other verifiers.
//!
//! The software authenticator makes them: every format, several algorithms, some seeds. The number
//! of a case and the seed of the run say all about it, so a run can be repeated, and gone on with.
//! `compare.py` has the others verify them and groups the disagreements; this crate judges none.
//!
//! ```
//! use countersign_differential::Cases;
//!
//! let cases = Cases::new(1);
//! let case = cases.case(7);
//! assert_eq!(case, cases.case(7));
//! assert!(case["json"].is_string());
//! ```
#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a tool for tests reports its own mistakes by panicking; no bytes from outside come in"
)]

mod base;
mod bytes;
mod case;
mod cbor;
mod certificate;
mod json;
mod place;
mod random;
mod structures;

pub use base::Base;
pub use case::Cases;
pub use place::Place;
