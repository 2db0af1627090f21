//! The attestation statement formats of WebAuthn Level 3 §8: a statement goes in, [`Evidence`]
//! comes out, or a rejection that names the step of the format's section.
//!
//! [`verify`] carries out the verification procedure of all eight registered [`Format`]s and of
//! the caller's own ([`CustomFormat`]); what the text leaves to the relying party is in
//! [`Policy`]. Evidence says that a statement is correct, and hands on its certificates; whether
//! anyone trusts them is not decided here, and no trust anchor is ever seen.
//!
//! ```
//! use countersign_attestation::{AttestationType, ClientDataHash, Format, Policy, Statement, verify};
//! use countersign_authdata::{AttestationObject, AuthenticatorData};
//! use countersign_cose::Form;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let client_data_json = b"{}";
//! # let attestation_object = countersign_attestation_doc::none();
//! let object = AttestationObject::parse(&attestation_object, Form::Tolerant).map_err(|r| r.to_string())?;
//! let authenticator_data = AuthenticatorData::parse(object.authenticator_data)?;
//! let credential = authenticator_data.credential().ok_or("nothing was registered")?;
//! let evidence = verify(
//!     &Statement {
//!         statement: object.statement,
//!         authenticator_data,
//!         credential: *credential,
//!         client_data_hash: ClientDataHash::of(client_data_json),
//!     },
//!     &Policy::default(),
//! )?;
//! assert_eq!(evidence.format, Format::None);
//! assert_eq!(evidence.attestation_type, AttestationType::None);
//! # Ok(())
//! # }
//! ```
#![no_std]

extern crate alloc;

mod android_safetynet;
mod apple;
mod attestation_key;
mod certificate_chain;
mod compound;
mod custom_format;
mod evidence;
mod fido_u2f;
mod format;
mod none;
mod packed;
mod policy;
mod safetynet_response;
mod statement;
mod statement_map;
mod trust_path;
mod verify;

pub use certificate_chain::MAX_CERTIFICATES;
pub use compound::MAX_STATEMENTS;
pub use custom_format::{CustomEvidence, CustomFormat, CustomFormats, IdentifierError};
pub use evidence::{AttestationType, Details, Evidence};
pub use format::Format;
pub use policy::{
    AuthorizationLists, Compound, CtsProfile, Policy, ResponseTime, SafetyNet, SafetyNetRules, Sha1,
};
pub use statement::{ClientDataHash, Statement};
pub use trust_path::TrustPath;
pub use verify::verify;
