use alloc::string::String;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;

/// What a relying party stores of a credential: [§4, credential record][1].
///
/// The type is always `public-key`. Fields are public so that a record can be made from a row of
/// whatever database holds it.
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

/// How the backup state differs from what the record said: [§6.1.3][1] suggests what to do.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-credential-backup
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BackupChange {
    /// It does not.
    Same,
    /// The credential is backed up now and was not: the user may drop the password.
    BackedUp,
    /// The credential was backed up and is not any more: the user should have a second one.
    NoLongerBackedUp,
}
