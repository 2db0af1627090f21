use core::fmt;

use countersign_cose::{Key, Scheme};
use countersign_signature::{Backend, SignatureValid, VerifyingKey};
use countersign_spec::{At, Reason, Rejection, Step};

use crate::CredentialRecord;

/// A record whose public key was read and checked, and is ready for a back end: for servers that
/// keep records in memory and verify with them often.
///
/// ```
/// # use countersign::{Backend, CredentialRecord, ReadyRecord, Rejection};
/// # fn keep(record: CredentialRecord) -> Result<(), Rejection> {
/// let ready = ReadyRecord::new(record, Backend::default())?;
/// // ... relying_party.verify_authentication_with(&response, &ready, &expected)
/// # let _ = ready.record();
/// # Ok(())
/// # }
/// ```
pub struct ReadyRecord {
    record: CredentialRecord,
    backend: Backend,
    scheme: Scheme,
    key: VerifyingKey,
}

impl ReadyRecord {
    /// Reads the record's public key and makes it ready for `backend`, which then verifies with
    /// it, whatever the relying party's own is.
    ///
    /// # Errors
    ///
    /// As an authentication with this record would fail at its key: at
    /// [`Step::CredentialPublicKey`] and the like if it is no COSE key, at
    /// [`Step::AuthenticationSignature`] if its numbers are those of no key.
    pub fn new(record: CredentialRecord, backend: Backend) -> Result<Self, Rejection> {
        let key = Key::parse(&record.public_key)?;
        let scheme = key.algorithm().scheme();
        let key = VerifyingKey::with_backend(key.public_key(), backend)
            .at(Step::AuthenticationSignature)?;
        Ok(Self {
            record,
            backend,
            scheme,
            key,
        })
    }

    /// The record.
    #[must_use]
    pub const fn record(&self) -> &CredentialRecord {
        &self.record
    }

    /// Takes the record as it is now, such as
    /// [`updated_record`](crate::VerifiedAuthentication::updated_record) gives it. The key is read
    /// again only if it is another.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); the record then stays as it was.
    pub fn update(&mut self, record: CredentialRecord) -> Result<(), Rejection> {
        if record.public_key == self.record.public_key {
            self.record = record;
        } else {
            *self = Self::new(record, self.backend)?;
        }
        Ok(())
    }

    pub(crate) fn verify(
        &self,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<SignatureValid, Reason> {
        self.key.verify(self.scheme, message, signature)
    }
}

impl fmt::Debug for ReadyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = &self.record;
        f.debug_struct("ReadyRecord")
            .field("record", record)
            .finish_non_exhaustive()
    }
}
