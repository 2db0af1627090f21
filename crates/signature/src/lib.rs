//! Digests and signature checks for every algorithm that WebAuthn uses, and the only crate that
//! names a cryptography library.
//!
//! A [`VerifyingKey`] is a public key whose numbers were checked, once; its
//! [`verify`](VerifyingKey::verify) gives a [`SignatureValid`] or says how the signature was
//! refused. Whether an algorithm is good enough, and which one a credential or certificate may
//! use, is decided elsewhere: here SHA-1 is a hash like the others. There is no secret in this
//! crate, and nothing is signed.
//!
//! ```
//! use countersign_cose::{Curve, PublicKey, Scheme};
//! use countersign_signature::VerifyingKey;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // RFC 8032 §7.1, test 2.
//! let point = hex::decode("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")?;
//! let signature = hex::decode(concat!(
//!     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
//!     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
//! ))?;
//!
//! let key = PublicKey::Edwards { curve: Curve::Ed25519, point: &point };
//! let key = VerifyingKey::new(&key).map_err(|reason| reason.to_string())?;
//! let valid = key.verify(Scheme::Ed25519, &[&[0x72]], &signature);
//! # let _valid =
//! valid.map_err(|reason| reason.to_string())?;
//! # Ok(())
//! # }
//! ```
//!
//! The arithmetic is done by a [`Backend`]; which one, no verdict shows.
//!
//! What stands before the library is called, so that no library's habits show in a verdict:
//!
//! | scheme | checked here |
//! |---|---|
//! | ECDSA | coordinates less than p; signature in DER, exactly; r and s from 1 to n-1, either of s and n-s |
//! | RSA | modulus odd, 2048 to 8192 bits; exponent odd, 3 to 2^33-1; signature of the modulus's length and less than it |
//! | EdDSA | A and R reduced and not of small order; S less than the group's order; one equation, without the cofactor |
//! | ML-DSA | the lengths |
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
pub use digest::{Digest, digest, sha256};
pub use verify::{SignatureValid, VerifyingKey, is_supported};
