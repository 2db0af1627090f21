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
//! use countersign_spec::{At, Step};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let attestation_object = include_bytes!("../tests/data/none.cbor");
//! # let client_data_json = br#"{"type":"webauthn.create"}"#;
//! let object = AttestationObject::parse(attestation_object, Form::Tolerant)
//!     .at(Step::RegistrationAttestationObject)?;
//! let authenticator_data = AuthenticatorData::parse(object.authenticator_data)?;
//! let input = Statement {
//!     statement: object.statement,
//!     authenticator_data,
//!     credential: *authenticator_data.credential().ok_or("nothing was registered")?,
//!     client_data_hash: ClientDataHash::of(client_data_json),
//! };
//! let evidence = verify(&input, &Policy::default())?;
//! assert_eq!(evidence.format, Format::None);
//! assert_eq!(evidence.attestation_type, AttestationType::None);
//! # Ok(())
//! # }
//! ```
#![no_std]

extern crate alloc;

mod android_key;
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
mod tpm;
mod trust_path;
mod verify;

pub use android_key::{
    AndroidKeyPolicy, ApplicationId, AuthorizationList, AuthorizationLists, KeyDescription, Origin,
    Package, Purpose, Purposes, RootOfTrust, SecurityLevel, VerifiedBoot, VerifiedBootState,
};
pub use certificate_chain::MAX_CERTIFICATES;
pub use compound::{MAX_STATEMENTS, compound_statements};
pub use custom_format::{CustomEvidence, CustomFormat, CustomFormats, IdentifierError};
pub use evidence::{AttestationType, Details, Evidence};
pub use format::Format;
pub use policy::{
    Compound, CtsProfile, FidoU2fAaguid, Policy, ResponseTime, SafetyNet, SafetyNetRules, Sha1,
};
pub use statement::{ClientDataHash, Statement};
pub use tpm::{
    ClockInfo, ObjectAttributes, TpmDetails, TpmIdentity, TpmKeys, TpmManufacturer,
    TpmManufacturers, TpmPolicy,
};
pub use trust_path::TrustPath;
pub use verify::verify;
