use crate::{AttestedCredential, Extensions, Flags};
use countersign_spec::Rejection;
/// SHA-256 of an RP ID (or AppID).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RpIdHash(pub [u8; 32]);
/// Authenticator data, §6.1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuthenticatorData<'a> {
    bytes: &'a [u8],
    rp_id_hash: RpIdHash,
    flags: Flags,
    sign_count: u32,
    credential: Option<AttestedCredential<'a>>,
    extensions: Option<Extensions<'a>>,
}
impl<'a> AuthenticatorData<'a> {
    /// Parses authenticator data; the input must end where the data does.
    /// # Errors
    /// At `AuthenticatorDataLayout`, `AuthenticatorDataEnd`, `AuthenticatorDataExtensions`,
    /// `AttestedCredentialData` or the steps of [`Key::read`](countersign_cose::Key::read).
    pub fn parse(_bytes: &'a [u8]) -> Result<Self, Rejection> {
        todo!()
    }
    /// The bytes as they came, which is what is signed.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
    /// rpIdHash.
    #[must_use]
    pub const fn rp_id_hash(&self) -> &RpIdHash {
        &self.rp_id_hash
    }
    /// flags.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }
    /// signCount.
    #[must_use]
    pub const fn sign_count(&self) -> u32 {
        self.sign_count
    }
    /// attestedCredentialData.
    #[must_use]
    pub const fn credential(&self) -> Option<&AttestedCredential<'a>> {
        self.credential.as_ref()
    }
    /// extensions.
    #[must_use]
    pub const fn extensions(&self) -> Option<&Extensions<'a>> {
        self.extensions.as_ref()
    }
}
