//! FIDO metadata: what the vendors of authenticators and the FIDO Alliance say of each model.
//!
//! [`BlobRules`] verifies the BLOB of the [FIDO Metadata Service][1] (3.1.1, and 3.0 and 3.1): its
//! signature, the path to the caller's anchor, number and date; what comes out is [`Metadata`],
//! the entries by model. [`ModelPolicy`] holds an entry's status reports against what the caller
//! accepts. Beside these, and never for trust, [`ProviderDirectory`] has names and pictures of
//! passkey providers to show. Nothing is fetched, cached or read from a clock here, and which statement a model's
//! attestation must have is for the ceremony to ask.
//!
//! ```
//! use countersign_metadata::{BlobRules, Device, Metadata, ModelPolicy};
//! use countersign_spec::{At, Rejection, Step, UnixTime};
//! use countersign_trust::anchors;
//!
//! /// Loads what https://mds3.fidoalliance.org/ served.
//! fn load(blob: &[u8], now: UnixTime) -> Result<Metadata, Rejection> {
//!     let anchors = anchors::fido::MDS_ROOTS.iter().filter_map(|root| root.anchor().ok());
//!     BlobRules::new(&anchors.collect::<Vec<_>>(), now).verify(blob)
//! }
//!
//! // A file from a vendor is read the same way, and vouched for by whoever gives it.
//! let mut metadata = Metadata::default();
//! let statement = include_bytes!("../tests/data/statement.json");
//! metadata.add_statement(statement)?;
//!
//! let aaguid = "00010203-0405-0607-0809-0a0b0c0d0e0f".parse().at(Step::MdsEntry)?;
//! let entry = metadata.by_aaguid(aaguid)?.ok_or("no entry")?;
//! let now = UnixTime(1_790_000_000);
//! let standing = ModelPolicy::default().verify(entry, &Device::default(), now)?;
//! assert_eq!(standing.name, "Example key");
//! # assert!(load(b"", now).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [1]: https://fidoalliance.org/specs/mds/fido-metadata-service-v3.1.1-ps-20260105.html
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
