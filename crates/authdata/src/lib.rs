#![doc = include_str!("../README.md")]
#![no_std]

#[cfg(test)]
extern crate alloc;

mod attestation_object;
mod attested_credential;
mod authenticator_data;
mod extensions;
mod flags;

pub use attestation_object::{AttestationObject, Statement};
pub use attested_credential::{Aaguid, AttestedCredential, CredentialId};
pub use authenticator_data::{AuthenticatorData, RpIdHash};
pub use extensions::Extensions;
pub use flags::Flags;
