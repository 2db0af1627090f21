#![doc = include_str!("../README.md")]
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
