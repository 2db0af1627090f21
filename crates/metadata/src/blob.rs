use alloc::format;
use alloc::vec::Vec;

use countersign_signature::Backend;
use countersign_spec::{At as _, Reason, Rejection, Step, UnixTime, Value};
use countersign_trust::{Anchor, PathValidation, Revocation};
use countersign_x509::{Certificate, GeneralName};

use crate::jws::Jws;
use crate::{ConvenienceMetadata, Metadata};

/// What a BLOB must be to be believed: [FIDO MDS 3.1.1 §3.2][1].
///
/// ```
/// use countersign_metadata::{BlobRules, Metadata, NextUpdate, Number};
/// use countersign_spec::{Rejection, UnixTime};
/// use countersign_trust::{Anchor, Revocation, RevocationSources};
/// use countersign_x509::RevocationList;
///
/// /// A BLOB that was just fetched; number `kept` is the one the server has.
/// fn update(
///     blob: &[u8],
///     kept: u64,
///     anchors: &[Anchor<'_>],
///     lists: &[RevocationList<'_>],
///     now: UnixTime,
/// ) -> Result<Metadata, Rejection> {
///     BlobRules::new(anchors, now)
///         .number(Number::NewerThan(kept))
///         .next_update(NextUpdate::Required { grace: 7 * 86_400 })
///         .revocation(Revocation::Required(RevocationSources::default().with_lists(lists)))
///         .verify(blob)
/// }
/// # assert!(update(b"", 1, &[], &[], UnixTime(0)).is_err());
/// ```
///
/// [1]: https://fidoalliance.org/specs/mds/fido-metadata-service-v3.1.1-ps-20260105.html#sctn-mds-blob-proc-rules
#[derive(Clone, Debug)]
pub struct BlobRules<'p> {
    path: PathValidation<'p>,
    host: Option<&'p str>,
    number: Number,
    next_update: NextUpdate,
    max_bytes: usize,
}

/// Which numbers ("no") a BLOB may have.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub enum Number {
    /// Any: nothing is known of an earlier BLOB.
    #[default]
    Any,
    /// A BLOB that was just fetched: a later one than this, which is kept.
    NewerThan(u64),
    /// The caller's own copy, read again: this one at least.
    AtLeast(u64),
}

/// What it means that the day of the next update is past ("nextUpdate").
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub enum NextUpdate {
    /// Nothing: see [`Metadata::is_overdue`]. The specification says when to fetch the next BLOB,
    /// not to leave the last one.
    #[default]
    Reported,
    /// The BLOB is refused so many seconds after the day.
    Required {
        /// Seconds.
        grace: u32,
    },
}

pub(crate) const MAX_BLOB: usize = BlobRules::MAX_BYTES;

/// The host that the service signs as.
const HOST: &str = "mds.fidoalliance.org";

impl BlobRules<'_> {
    /// The most bytes of a BLOB that are read; the service's have had 3 to 10 million.
    pub const MAX_BYTES: usize = 0x0200_0000;
}

impl<'p> BlobRules<'p> {
    /// A BLOB under one of these anchors at this time, by a certificate for the service's host,
    /// of any number.
    #[must_use]
    pub fn new(anchors: &'p [Anchor<'p>], now: UnixTime) -> Self {
        Self {
            path: PathValidation::new(anchors, now),
            host: Some(HOST),
            number: Number::default(),
            next_update: NextUpdate::default(),
            max_bytes: Self::MAX_BYTES,
        }
    }

    /// Lowers the most bytes of a BLOB that are read, from [`MAX_BYTES`](Self::MAX_BYTES).
    #[must_use]
    pub const fn max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Checks the signer's chain for revocation, as §3.2 wants it; the lists are the caller's.
    #[must_use]
    pub const fn revocation(mut self, revocation: Revocation<'p>) -> Self {
        self.path.revocation = revocation;
        self
    }

    /// The host of the signer's certificate, for another service than FIDO's; with `None` every
    /// certificate under the anchors may sign, which is right only for anchors of that service
    /// alone.
    #[must_use]
    pub const fn host(mut self, host: Option<&'p str>) -> Self {
        self.host = host;
        self
    }

    /// Which numbers are accepted.
    #[must_use]
    pub const fn number(mut self, number: Number) -> Self {
        self.number = number;
        self
    }

    /// Whether a BLOB that should have been replaced is refused.
    #[must_use]
    pub const fn next_update(mut self, next_update: NextUpdate) -> Self {
        self.next_update = next_update;
        self
    }

    /// Who does the arithmetic of signatures: the fastest, unless this says so.
    #[must_use]
    pub const fn backend(mut self, backend: Backend) -> Self {
        self.path.backend = backend;
        self
    }

    /// Verifies a BLOB and reads its entries; those that cannot be read are left out, and known
    /// by [`Metadata::left_out`].
    ///
    /// # Errors
    ///
    /// The [`Rejection`] names the rule of §3.2, or of RFC 5280 for the signer's chain.
    pub fn verify(&self, blob: &[u8]) -> Result<Metadata, Rejection> {
        let metadata = Metadata::parse(&self.verified_payload(blob)?)?;
        self.verify_number(metadata.number)?;
        self.verify_next_update(&metadata)?;
        Ok(metadata)
    }

    /// Verifies a BLOB of the [FIDO Convenience Metadata Service 1.0][1], which is signed the same
    /// way: names and pictures of passkey providers. It has no `nextUpdate`, so that rule says
    /// nothing here; where its signer has the name of another host, [`host`](Self::host) says so.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify), but for [`Step::ConveniencePayload`].
    ///
    /// [1]: https://fidoalliance.org/specs/mds/fido-convenience-metadata-service-v1.0-ps-20250521.html
    ///
    /// ```
    /// use countersign_metadata::{BlobRules, ConvenienceMetadata};
    /// use countersign_spec::{Rejection, UnixTime};
    /// use countersign_trust::Anchor;
    ///
    /// fn load(blob: &[u8], anchors: &[Anchor<'_>], now: UnixTime) -> Result<ConvenienceMetadata, Rejection> {
    ///     BlobRules::new(anchors, now).max_bytes(0x0010_0000).verify_convenience(blob)
    /// }
    /// assert!(load(b"no BLOB", &[], UnixTime(0)).is_err());
    /// ```
    pub fn verify_convenience(&self, blob: &[u8]) -> Result<ConvenienceMetadata, Rejection> {
        let convenience = ConvenienceMetadata::parse(&self.verified_payload(blob)?)?;
        self.verify_number(convenience.number)?;
        Ok(convenience)
    }

    /// The payload, after the chain to the anchor and the signature were verified.
    fn verified_payload(&self, blob: &[u8]) -> Result<Vec<u8>, Rejection> {
        let too_large = Reason::too_large("BLOB", self.max_bytes, blob.len());
        Step::MdsBlob.require(blob.len() <= self.max_bytes, too_large)?;
        let jws = Jws::parse(blob)?;
        let chain = jws.certificates.iter().map(|der| Certificate::parse(der));
        let chain = chain.collect::<Result<Vec<_>, _>>().at(Step::MdsChain)?;
        let no_signer = Step::MdsChain.refuse(Reason::Missing("certificate in x5c"));
        let signer = chain.first().ok_or(no_signer)?;
        let _path = self.path.verify(&chain)?;
        self.verify_host(signer).at(Step::MdsChain)?;
        let proof = jws
            .verify(signer, self.path.backend)
            .at(Step::MdsSignature)?;
        jws.payload(proof).at(Step::MdsPayload)
    }

    // STRICTER: FIDO MDS §3.2 asks for a path to the anchor only; under the anchors of a public
    // authority anyone has certificates, so the signer's must be for the service's host.
    fn verify_host(&self, signer: &Certificate<'_>) -> Result<(), Reason> {
        let Some(host) = self.host else {
            return Ok(());
        };
        let is_host = |name: &[u8]| name.eq_ignore_ascii_case(host.as_bytes());
        let names = signer.subject_alt_names()?.into_iter().flatten();
        for name in names {
            if matches!(name?, GeneralName::Dns(name) if is_host(name)) {
                return Ok(());
            }
        }
        Err(Reason::NotAllowed("certificate for another host"))
    }

    fn verify_number(&self, number: Option<u64>) -> Result<(), Rejection> {
        let number = number.unwrap_or_default();
        let (holds, expected) = match self.number {
            Number::Any => return Ok(()),
            Number::NewerThan(last) => (number > last, format!("more than {last}")),
            Number::AtLeast(last) => (number >= last, format!("{last} or more")),
        };
        let found = Value::text(&format!("{number}"));
        Step::MdsNumber.require(holds, Reason::mismatch("no", Value::text(&expected), found))
    }

    fn verify_next_update(&self, metadata: &Metadata) -> Result<(), Rejection> {
        let (NextUpdate::Required { grace }, Some(date)) = (self.next_update, metadata.next_update)
        else {
            return Ok(());
        };
        let now = self.path.time;
        let not_after = UnixTime(date.end().0.saturating_add(grace.into()));
        let expired = Reason::Expired {
            what: "BLOB",
            now,
            not_before: UnixTime(0),
            not_after,
        };
        Step::MdsNextUpdate.require(now <= not_after, expired)
    }
}
