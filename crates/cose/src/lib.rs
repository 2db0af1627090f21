//! Strict CBOR reading, COSE keys and the one table of COSE algorithms.
//!
//! [`Reader`] reads CBOR from a byte slice without copying, in two [`Form`]s: canonical, for what
//! an authenticator signed, and tolerant, for what clients re-encode. [`Key`] is a credential
//! public key that keeps every rule of §5.8.5 and §6.5.1; [`Algorithm`] is a row of the table
//! from which everything else in the engine takes names, curves and digests. No signature is
//! checked here, and a point is not yet known to be on its curve.
#![no_std]

#[cfg(test)]
extern crate alloc;

mod algorithm;
mod cbor;
mod key;

pub use algorithm::{Algorithm, Curve, Hash, KeyType, MlDsa, Scheme};
pub use cbor::{Departures, Form, Kind, Reader};
pub use key::{Key, PublicKey};
