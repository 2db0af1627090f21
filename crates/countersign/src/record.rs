mod bytes;
mod json;

use alloc::string::String;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_cose::Key;
use countersign_spec::Reason;

/// What a relying party stores of a credential: [§4, credential record][1].
///
/// The type is always `public-key`. Fields are public so that a record can be made from a row of
/// whatever database holds it. Whole records are stored as JSON, with serde, or as bytes, with
/// [`CredentialRecord::to_bytes`]; both forms have a version and are checked when they are read.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#credential-record
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CredentialRecord {
    /// The credential ID ("id"), up to 1023 bytes.
    pub id: Vec<u8>,
    /// The credential public key ("publicKey"), as the COSE_Key that the authenticator sent.
    pub public_key: Vec<u8>,
    /// The signature counter as of the last ceremony ("signCount").
    pub sign_count: u32,
    /// Whether any ceremony verified the user ("uvInitialized").
    pub uv_initialized: bool,
    /// How the client reached the authenticator ("transports"), as it said, to hand back in
    /// options. Not verified: only a hint.
    pub transports: Vec<String>,
    /// Whether the credential may be backed up ("backupEligible"). `None` in records from before
    /// the flag existed; it is learned at the next authentication.
    pub backup_eligible: Option<bool>,
    /// Whether the credential was backed up as of the last ceremony ("backupState").
    pub backup_state: bool,
    /// The authenticator's model, as the authenticator said. Not part of §4's record; proved only
    /// where attestation was verified and trusted.
    pub aaguid: Aaguid,
}

impl CredentialRecord {
    /// Refuses a record that no registration can have made: an ID of no bytes or more than
    /// [§7.1 step 25][1] allows, or a key that can not be read.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#reg-ceremony-verify-cred-id-length
    pub(crate) fn checked(self) -> Result<Self, Reason> {
        const LIMIT: usize = 1023;
        let length = self.id.len();
        if length == 0 {
            return Err(Reason::Missing("credentialId"));
        }
        if length > LIMIT {
            return Err(Reason::too_large("credentialId", LIMIT, length));
        }
        Key::parse(&self.public_key).map_err(|rejection| rejection.reason().clone())?;
        Ok(self)
    }
}
