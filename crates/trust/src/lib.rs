#![doc = include_str!("../README.md")]
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
