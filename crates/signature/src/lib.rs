#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod backend;
mod digest;
mod ec_key;
mod ecdsa_signature;
mod ed25519_key;
#[cfg(feature = "ed448")]
mod ed448_key;
mod edwards;
#[cfg(any(
    feature = "ed448",
    feature = "graviola",
    feature = "aws-lc-rs",
    feature = "fips"
))]
mod joined;
mod ml_dsa_key;
mod number;
mod rsa_key;
mod rsa_numbers;
mod verify;

pub use backend::Backend;
pub use digest::{Digest, digest, hmac_sha256, sha256};
pub use verify::{SignatureValid, VerifyingKey, is_supported};
