use alloc::vec::Vec;
use core::iter;

use countersign_cose::Reader;
use countersign_spec::Reason;
use countersign_x509::Certificate;

use crate::TrustPath;

/// The most certificates that "x5c" may have, an upper bound on work: twice the longest chain
/// known in the field, which is Android's with remotely provisioned keys (five).
pub const MAX_CERTIFICATES: usize = 10;

/// The certificates of "x5c", parsed: a leaf and what follows it. They prove nothing.
pub(crate) struct CertificateChain<'a> {
    pub(crate) leaf: Certificate<'a>,
    pub(crate) issuers: Vec<Certificate<'a>>,
}

/// Reads "x5c", an array of byte strings; it may be empty, and its elements may be anything.
pub(crate) fn read_x5c<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a [u8]>, Reason> {
    let mut certificates = Vec::new();
    let count = reader.array("x5c", |reader| {
        let certificate = reader.bytes("x5c certificate")?;
        if certificates.len() < MAX_CERTIFICATES {
            certificates.push(certificate);
        }
        Ok::<_, Reason>(())
    })?;
    check_count(count)?;
    Ok(certificates)
}

/// Refuses more certificates than [`MAX_CERTIFICATES`].
// STRICTER: §8 sets no limit on the number of certificates in x5c; we refuse more than ten, so that
// the work a response can cause is bounded.
pub(crate) fn check_count(count: usize) -> Result<(), Reason> {
    if count > MAX_CERTIFICATES {
        return Err(Reason::too_large("x5c", MAX_CERTIFICATES, count));
    }
    Ok(())
}

impl<'a> CertificateChain<'a> {
    /// Parses every certificate, so that what goes on to path validation is known to be
    /// certificates.
    pub(crate) fn parse(certificates: &[&'a [u8]]) -> Result<Self, Reason> {
        let (leaf, issuers) = certificates
            .split_first()
            .ok_or(Reason::Missing("a certificate in x5c"))?;
        Ok(Self {
            leaf: Certificate::parse(leaf)?,
            issuers: issuers
                .iter()
                .map(|der| Certificate::parse(der))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The chain as attestation trust path.
    pub(crate) fn into_trust_path(self) -> TrustPath<'a> {
        iter::once(self.leaf)
            .chain(self.issuers)
            .collect::<Vec<_>>()
            .into()
    }
}
