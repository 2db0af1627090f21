//! X.509 certificates (RFC 5280 §4), parsed from DER and borrowed from it, proving nothing.
//!
//! [`Certificate`] takes a certificate apart and gives its parts as they stand in the input: the
//! signed bytes, names, validity, the public key, the extensions. An extension is interpreted only
//! when a check asks for it, so an oddity in one that nobody reads cannot fail a certificate;
//! [`Profile`] holds what the specification asks of attestation certificates, as tables. No
//! signature is checked here, no date compared and no path built.
//!
//! ```
//! use countersign_spec::{At, Step};
//! use countersign_x509::{Certificate, Profile};
//!
//! # let der = include_bytes!("../tests/data/packed.der");
//! let certificate = Certificate::parse(der).at(Step::PackedCertificate)?;
//! assert_eq!(certificate.version(), 3);
//! certificate.meets(&Profile::PACKED)?;
//! # Ok::<(), countersign_spec::Rejection>(())
//! ```
#![no_std]

extern crate alloc;

mod certificate;
mod der_reader;
mod distribution_point;
mod extension;
mod fido;
mod name;
mod oid;
mod profile;
mod public_key;
mod revocation_list;
mod signature_algorithm;
mod validity;

pub use certificate::Certificate;
pub use const_oid::ObjectIdentifier;
pub use der::{Tag, TagNumber};
pub use der_reader::DerReader;
pub use distribution_point::{
    DistributionPoint, DistributionPointName, DistributionPoints, IssuingDistributionPoint,
    ReasonFlags,
};
pub use extension::{
    BasicConstraints, ExtendedKeyUsage, Extension, Extensions, GeneralName, GeneralNames, KeyUsage,
};
pub use fido::Transports;
pub use name::{Attribute, Name};
pub use oid::Oid;
pub use profile::{Profile, Rule, SubjectAttribute};
pub use public_key::{parse_public_key_info, public_key_for};
pub use revocation_list::{RevocationList, RevokedCertificate, RevokedCertificates};
