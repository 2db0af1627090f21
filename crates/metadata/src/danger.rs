//! Reading metadata that nobody vouched for: to look at them, and for nothing else.

use countersign_spec::{At as _, Rejection, Step};

use crate::jws::Jws;
use crate::{ConvenienceMetadata, Metadata};

/// Reads a BLOB without verifying its chain, signature, number or date.
///
/// Lost is everything that [`BlobRules`](crate::BlobRules) is there for: anyone can write such a
/// BLOB, with anchors of their own for every model. It is for tools that show what a file says.
///
/// # Errors
///
/// If it is no BLOB: at [`Step::MdsBlob`], [`Step::MdsHeader`], [`Step::MdsChain`] or
/// [`Step::MdsPayload`].
pub fn read_unverified(blob: &[u8]) -> Result<Metadata, Rejection> {
    let payload = Jws::parse(blob)?.unverified_payload();
    read_unverified_payload(&payload.at(Step::MdsPayload)?)
}

/// Reads the payload of a BLOB, JSON text, when what signed it is gone: [`read_unverified`] says
/// what is lost.
///
/// # Errors
///
/// At [`Step::MdsPayload`].
///
/// ```
/// use countersign_metadata::danger::{read_unverified, read_unverified_convenience, read_unverified_payload};
///
/// let payload = br#"{"legalHeader":"","no":7,"nextUpdate":"2026-07-01","entries":[]}"#;
/// let metadata = read_unverified_payload(payload)?;
/// assert_eq!(metadata.number, Some(7));
/// assert!(metadata.left_out().is_empty());
///
/// assert!(read_unverified(payload).is_err()); // that is for a whole BLOB
/// assert!(read_unverified_convenience(payload).is_err());
/// # Ok::<(), countersign_spec::Rejection>(())
/// ```
pub fn read_unverified_payload(payload: &[u8]) -> Result<Metadata, Rejection> {
    Metadata::parse(payload)
}

/// Reads a BLOB of the Convenience Metadata Service without verifying its chain, signature or
/// number. Lost is that the names and pictures are those of the service.
///
/// # Errors
///
/// As [`read_unverified`]; at [`Step::ConveniencePayload`] for the payload.
pub fn read_unverified_convenience(blob: &[u8]) -> Result<ConvenienceMetadata, Rejection> {
    let payload = Jws::parse(blob)?.unverified_payload();
    ConvenienceMetadata::parse(&payload.at(Step::MdsPayload)?)
}
