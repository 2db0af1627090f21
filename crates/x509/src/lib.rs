#![doc = include_str!("../README.md")]
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
