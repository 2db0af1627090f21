use countersign_cose::{PublicKey, Scheme};
use countersign_spec::{Reason, UnixTime};

use crate::{BasicConstraints, Extension, Name, ObjectIdentifier};

/// An X.509 certificate, parsed from DER (RFC 5280 §4.1). It proves nothing.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    der: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Parses a certificate; `der` must end where it does.
    /// # Errors
    /// `Malformed`.
    pub fn parse(_der: &'a [u8]) -> Result<Self, Reason> {
        todo!()
    }
    /// All of it.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.der
    }
    /// The signed part, tag and length included, as it came.
    #[must_use]
    pub fn tbs(&self) -> &'a [u8] {
        todo!()
    }
    /// 1, 2 or 3.
    #[must_use]
    pub fn version(&self) -> u8 {
        todo!()
    }
    /// The content octets of the serial number INTEGER.
    #[must_use]
    pub fn serial_number(&self) -> &'a [u8] {
        todo!()
    }
    /// The issuer.
    #[must_use]
    pub fn issuer(&self) -> Name<'a> {
        todo!()
    }
    /// The subject.
    #[must_use]
    pub fn subject(&self) -> Name<'a> {
        todo!()
    }
    /// First valid second.
    #[must_use]
    pub fn not_before(&self) -> UnixTime {
        todo!()
    }
    /// Last valid second.
    #[must_use]
    pub fn not_after(&self) -> UnixTime {
        todo!()
    }
    /// The SubjectPublicKeyInfo as it came.
    #[must_use]
    pub fn public_key_info(&self) -> &'a [u8] {
        todo!()
    }
    /// The subject's public key.
    /// # Errors
    /// `Malformed`, `Unsupported`.
    pub fn public_key(&self) -> Result<PublicKey<'a>, Reason> {
        todo!()
    }
    /// How the certificate was signed.
    /// # Errors
    /// `Malformed`, `Unsupported`, `Mismatch` where outer and inner algorithm differ.
    pub fn signature_scheme(&self) -> Result<Scheme, Reason> {
        todo!()
    }
    /// The signature's bytes.
    #[must_use]
    pub fn signature(&self) -> &'a [u8] {
        todo!()
    }
    /// The extension of that identifier, if there.
    /// # Errors
    /// `NotAllowed` if it is there twice.
    pub fn extension(&self, _oid: ObjectIdentifier) -> Result<Option<Extension<'a>>, Reason> {
        todo!()
    }
    /// All extensions, in order.
    pub fn extensions(&self) -> impl Iterator<Item = (ObjectIdentifier, Extension<'a>)> + '_ {
        core::iter::empty()
    }
    /// Basic constraints, if there.
    /// # Errors
    /// `Malformed`.
    pub fn basic_constraints(&self) -> Result<Option<BasicConstraints>, Reason> {
        todo!()
    }
}
