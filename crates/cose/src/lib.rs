#![doc = include_str!("../README.md")]
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
