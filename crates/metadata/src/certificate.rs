use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_spec::Reason;
use countersign_x509::Certificate;

use crate::json::FromJson;

/// A certificate that metadata lists: DER that was parsed when it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MetadataCertificate(Vec<u8>);

impl MetadataCertificate {
    /// The DER encoding.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// The certificate.
    ///
    /// # Errors
    ///
    /// None in practice: the bytes were parsed before.
    pub fn certificate(&self) -> Result<Certificate<'_>, Reason> {
        Certificate::parse(&self.0)
    }
}

impl FromJson for MetadataCertificate {
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
        let mut text = String::from_json(what, json)?;
        // LAXER: the metadata formats want base64 in one piece; white space in it is left out, as
        // vendors paste lines of PEM.
        text.retain(|letter| !letter.is_ascii_whitespace());
        let invalid = |_invalid| Reason::Malformed { what, offset: 0 };
        let der = BASE64_STANDARD.decode(&text).map_err(invalid)?;
        Certificate::parse(&der)?;
        Ok(Self(der))
    }
}
