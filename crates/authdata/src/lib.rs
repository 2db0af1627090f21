//! Authenticator data (§6.1) and attestation objects (§6.5.4), borrowed and read to the end.
//!
//! [`AuthenticatorData`] is what an authenticator signs: parsed, with the bytes that came kept
//! beside. [`AttestationObject`] is the envelope around it in a registration; it takes out the
//! authenticator data and the attestation statement and leaves both as bytes, as the first is
//! signed and the second belongs to its format. Which flags a ceremony demands, and whether any of
//! it is true, is not decided here.
//!
//! ```
//! use countersign_authdata::AuthenticatorData;
//!
//! let mut bytes = [0; 37];
//! bytes[32] = 0x05; // UP and UV
//! bytes[36] = 7;
//! let data = AuthenticatorData::parse(&bytes)?;
//! assert!(data.flags().user_present() && data.flags().user_verified());
//! assert_eq!(data.sign_count(), 7);
//! assert!(data.credential().is_none());
//! # Ok::<(), countersign_spec::Rejection>(())
//! ```
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
