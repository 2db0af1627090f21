//! Attestation statement formats: a statement in, evidence out. Trust is not decided here.
#![no_std]

extern crate alloc;

mod evidence;
mod format;
mod none;
mod packed;
mod verify;

pub use evidence::{AttestationType, Details, Evidence};
pub use format::Format;
pub use verify::{ClientDataHash, Statement, verify};
