#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod blob;
mod certificate;
mod community_list;
mod convenience;
pub mod danger;
mod date;
mod entry;
mod icon;
mod json;
mod jws;
mod key_identifier;
mod language;
mod metadata;
mod model_policy;
mod provider;
mod statement;
mod status;

pub use blob::{BlobRules, NextUpdate, Number};
pub use certificate::MetadataCertificate;
pub use community_list::{CommunityEntry, CommunityList};
pub use convenience::{ConvenienceDetails, ConvenienceMetadata};
pub use date::Date;
pub use entry::{BiometricStatusReport, Entry, StatusReport};
pub use icon::{Icon, MediaType};
pub use json::Unknown;
pub use key_identifier::KeyIdentifier;
pub use metadata::{LeftOut, Metadata};
pub use model_policy::{Device, ModelPolicy, ReportScope, Standing};
pub use provider::{Ground, Icons, LeftOutProvider, Provider, ProviderDirectory, ProviderSource};
pub use statement::{
    AuthenticatorGetInfo, BiometricAccuracy, CodeAccuracy, EcdaaTrustAnchor, ExtensionDescriptor,
    MetadataStatement, PatternAccuracy, PngCharacteristics, RgbPaletteEntry, VerificationMethod,
    Version,
};
pub use status::{AuthenticatorStatus, CertificationLevel};
