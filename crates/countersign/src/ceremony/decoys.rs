use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use countersign_signature::hmac_sha256;

use crate::options::PublicKeyCredentialDescriptorJson;
use crate::{ConfigError, UserHandle};

/// Credentials of accounts that are not there: "plausible imaginary values" against username
/// enumeration, [§14.6.2][1].
///
/// For a user name that nobody has, a sign-in lists credential IDs that are computed from a secret
/// of the server, so that they are the same each time and on each server. They are plausible, no
/// more: give [`Decoys::transports`] what most credentials of real accounts have, answer both kinds
/// of user name after the same time, and show the same message when the sign-in fails. Nothing
/// here helps if registration tells who has an account.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-username-enumeration
#[derive(Clone)]
pub struct Decoys {
    secret: Box<[u8]>,
    transports: Vec<Box<str>>,
}

impl Decoys {
    /// The fewest bytes of the secret: as many as HMAC-SHA-256 gives.
    pub const MIN_SECRET: usize = 32;

    /// Decoys from a secret that the server keeps, random bytes for this purpose only. A new
    /// secret gives other decoys, which tells them from real ones.
    ///
    /// # Errors
    ///
    /// [`ConfigError::ShortSecret`] below [`Decoys::MIN_SECRET`] bytes.
    pub fn new(secret: &[u8]) -> Result<Self, ConfigError> {
        let length = secret.len();
        if length < Self::MIN_SECRET {
            return Err(ConfigError::ShortSecret { length });
        }
        Ok(Self {
            secret: secret.into(),
            transports: ["hybrid", "internal"].map(Into::into).into(),
        })
    }

    /// The transports that decoys claim in place of `hybrid` and `internal`, those of a passkey.
    #[must_use]
    pub fn transports(mut self, transports: &[&str]) -> Self {
        self.transports = transports.iter().map(|&name| name.into()).collect();
        self
    }

    /// The credential that the account of that name would have.
    pub(super) fn account(
        &self,
        rp_id: &str,
        user_name: &str,
    ) -> (UserHandle, Vec<PublicKeyCredentialDescriptorJson>) {
        let derived = |purpose: &[u8]| {
            // A zero byte ends purpose and RP ID, neither of which has one.
            let parts = [
                purpose,
                b"\0",
                rp_id.as_bytes(),
                b"\0",
                user_name.as_bytes(),
            ];
            hmac_sha256(&self.secret, &parts)
        };
        let user_handle = UserHandle::of(derived(b"decoy user handle"));
        let id = derived(b"decoy credential");
        let credential = PublicKeyCredentialDescriptorJson::new(&id, &self.transports);
        (user_handle, [credential].into())
    }
}

impl fmt::Debug for Decoys {
    /// Does not show the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoys").finish_non_exhaustive()
    }
}
