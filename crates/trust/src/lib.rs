//! Certificate paths (RFC 5280 §6), from an attestation certificate to an anchor that the caller
//! gave, at the time that the caller gave.
//!
//! [`PathValidation`] looks for a path from a leaf through the certificates that came with it and
//! the caller's own intermediates to one of the caller's [`Anchor`]s, holds it against RFC 5280
//! §6.1 without certificate policies, and against revocation lists as far as the caller asks; what
//! comes out is a [`VerifiedPath`]. Nothing is ever fetched and no clock is read; no certificate is
//! trusted because a response contained it. Whether the leaf is fit for an attestation format is
//! not asked here.
//!
//! ```
//! use countersign_spec::{Step, UnixTime};
//! use countersign_trust::{PathValidation, anchors};
//! use countersign_x509::Certificate;
//!
//! # fn chain_of_the_response() -> Vec<&'static [u8]> { vec![anchors::google::ROOT_EC.der] }
//! let anchors = [anchors::apple::WEBAUTHN_ROOT.anchor()?];
//! let x5c = chain_of_the_response();
//! let chain = x5c.iter().map(|der| Certificate::parse(der)).collect::<Result<Vec<_>, _>>()?;
//! let now = UnixTime(1_790_000_000);
//!
//! // The chain is not Apple's.
//! let refused = PathValidation::new(&anchors, now).verify(&chain).unwrap_err();
//! assert_eq!(refused.step(), Step::PathAnchor);
//! # Ok::<(), countersign_spec::Reason>(())
//! ```
#![no_std]

extern crate alloc;

mod anchor;
pub mod anchors;
mod budget;
mod issuer;
mod name_constraints;
mod path;
mod revocation;
mod search;
mod subtree;
mod validation;

pub use anchor::Anchor;
pub use budget::Budget;
pub use path::{AnchorInChain, PathValidation, Purpose, Sha1, VerifiedPath};
#[cfg(feature = "android-status")]
pub use revocation::android::{AndroidStatus, AndroidStatusList};
pub use revocation::{Revocation, RevocationSources};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
