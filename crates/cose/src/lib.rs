//! Strict CBOR reading, COSE keys and the one table of COSE algorithms.
//!
//! [`Reader`] reads CBOR from a byte slice without copying, in two [`Form`]s: canonical, for what
//! an authenticator signed, and tolerant, for what clients re-encode. [`Key`] is a credential
//! public key that keeps every rule of §5.8.5 and §6.5.1; [`Algorithm`] is a row of the table
//! from which everything else in the engine takes names, curves and digests. No signature is
//! checked here, and a point is not yet known to be on its curve.
//!
//! ```
//! use countersign_cose::{Algorithm, Curve, Key, PublicKey};
//! use countersign_spec::{Reason, Step};
//!
//! // {1: 1, 3: -8, -1: 6, -2: x}
//! let mut bytes = [0; 42];
//! bytes[..10].copy_from_slice(&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20]);
//!
//! let key = Key::parse(&bytes)?;
//! assert_eq!(key.algorithm(), Algorithm::EdDsa);
//! let point = &[0; 32];
//! assert_eq!(*key.public_key(), PublicKey::Edwards { curve: Curve::Ed25519, point });
//!
//! bytes[6] = 0x07; // Ed448
//! let refused = Step::CredentialAlgorithmCurve.refuse(Reason::mismatch("crv", 6, 7));
//! assert_eq!(Key::parse(&bytes), Err(refused));
//! # Ok::<(), countersign_spec::Rejection>(())
//! ```
#![no_std]

#[cfg(test)]
extern crate alloc;

mod algorithm;
mod cbor;
mod head;
mod key;
mod map_key;

pub use algorithm::{Algorithm, Curve, Hash, KeyType, MlDsa, Scheme};
pub use cbor::{Departures, Form, Kind, Reader};
pub use key::{Key, PublicKey};
