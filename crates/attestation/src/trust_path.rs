use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_spec::Reason;
use countersign_x509::Certificate;

/// The attestation trust path ("x5c"): certificates, leaf first. Each was parsed; nothing in it is
/// trusted.
#[derive(Clone, Debug)]
pub struct TrustPath<'a>(Certificates<'a>);

#[derive(Clone, Debug)]
enum Certificates<'a> {
    /// They stand in the statement as bytes.
    Parsed(Vec<Certificate<'a>>),
    /// The statement has them in another encoding (§8.5 has them in base64).
    Decoded(Vec<Vec<u8>>),
}

impl TrustPath<'_> {
    /// No certificates: none and self attestation.
    pub const EMPTY: Self = Self(Certificates::Parsed(Vec::new()));

    /// How many certificates there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Certificates::Parsed(certificates) => certificates.len(),
            Certificates::Decoded(certificates) => certificates.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The certificates, leaf first.
    ///
    /// # Errors
    ///
    /// `Malformed`, for bytes that are no certificate: never in the evidence of a registered
    /// format, which parsed each of them.
    pub fn certificates(&self) -> Result<Cow<'_, [Certificate<'_>]>, Reason> {
        match &self.0 {
            Certificates::Parsed(certificates) => Ok(Cow::Borrowed(certificates)),
            Certificates::Decoded(certificates) => certificates
                .iter()
                .map(|der| Certificate::parse(der))
                .collect::<Result<_, _>>()
                .map(Cow::Owned),
        }
    }

    /// The DER encoding of each certificate, leaf first.
    pub fn der(&self) -> impl Iterator<Item = &[u8]> {
        let (parsed, decoded) = match &self.0 {
            Certificates::Parsed(certificates) => (certificates.as_slice(), [].as_slice()),
            Certificates::Decoded(certificates) => ([].as_slice(), certificates.as_slice()),
        };
        parsed
            .iter()
            .map(Certificate::der)
            .chain(decoded.iter().map(Vec::as_slice))
    }
}

impl<'a> From<Vec<Certificate<'a>>> for TrustPath<'a> {
    fn from(certificates: Vec<Certificate<'a>>) -> Self {
        Self(Certificates::Parsed(certificates))
    }
}

impl From<Vec<Vec<u8>>> for TrustPath<'_> {
    /// A path whose certificates are not parts of the statement's bytes, each in DER.
    fn from(certificates: Vec<Vec<u8>>) -> Self {
        Self(Certificates::Decoded(certificates))
    }
}
