//! Digests and signature checks: the only crate that names a cryptography library.
#![no_std]

mod digest;
mod verify;

pub use digest::{Digest, digest, sha256};
pub use verify::{SignatureValid, VerifyingKey, is_supported};
