//! A certificate, parsed, proving nothing.
#![no_std]

extern crate alloc;

mod certificate;
mod extension;
mod name;
mod profile;

pub use certificate::Certificate;
pub use const_oid::ObjectIdentifier;
pub use extension::{BasicConstraints, Extension};
pub use name::{Attribute, Name};
pub use profile::{Presence, Profile};
