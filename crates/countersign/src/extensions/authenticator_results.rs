use alloc::vec::Vec;

use countersign_cose::{Form, Reader};
use countersign_spec::{At, Reason, Rejection, Step};

use super::{CredentialProtectionPolicy, UvmEntry};
use crate::{AuthenticatorData, Extensions};

/// Authenticator extension outputs by type: what the authenticator signed, [§9.5][1].
///
/// Each is read when asked for and refuses at its own extension's step; those that the ceremony
/// asked for were read when the response was verified, and do not refuse after.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-authenticator-extension-processing
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct AuthenticatorExtensionResults<'a>(Option<Extensions<'a>>);

impl<'a> AuthenticatorExtensionResults<'a> {
    /// The outputs in this authenticator data.
    #[must_use]
    pub fn new(authenticator_data: &AuthenticatorData<'a>) -> Self {
        Self(authenticator_data.extensions().copied())
    }

    /// The outputs as they came, for those that have no method here.
    #[must_use]
    pub const fn extensions(&self) -> Option<&Extensions<'a>> {
        self.0.as_ref()
    }

    /// `credProtect`, at a registration: the credential's protection level.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionCredProtect`] if it is no number, or none of 1 to 3.
    pub fn cred_protect(&self) -> Result<Option<CredentialProtectionPolicy>, Rejection> {
        let step = Step::ExtensionCredProtect;
        let level = self.read("credProtect", step, |r| r.integer("credProtect"))?;
        level
            .map(|level| {
                CredentialProtectionPolicy::from_level(level)
                    .ok_or(step.refuse(Reason::Unsupported("credProtect", level.into())))
            })
            .transpose()
    }

    /// `minPinLength`, at a registration: how many code points the authenticator's PIN has at
    /// least.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionMinPinLength`] if it is no number of 32 bits.
    pub fn min_pin_length(&self) -> Result<Option<u32>, Rejection> {
        const WHAT: &str = "minPinLength";
        self.read(WHAT, Step::ExtensionMinPinLength, |r| {
            let offset = r.offset();
            u32::try_from(r.integer(WHAT)?)
                .map_err(|_too_large_or_negative| Reason::Malformed { what: WHAT, offset })
        })
    }

    /// `credBlob`, at a registration: whether the bytes were stored.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionCredBlob`] if it is no boolean.
    pub fn cred_blob_stored(&self) -> Result<Option<bool>, Rejection> {
        self.read("credBlob", Step::ExtensionCredBlob, |r| {
            r.boolean("credBlob")
        })
    }

    /// `credBlob`, at an authentication: the bytes that were stored; none if none were.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionCredBlob`] if it is no byte string.
    pub fn cred_blob(&self) -> Result<Option<&'a [u8]>, Rejection> {
        self.read("credBlob", Step::ExtensionCredBlob, |r| r.bytes("credBlob"))
    }

    /// `hmac-secret`, at a registration: whether the credential has one.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionHmacSecret`] if it is no boolean.
    pub fn hmac_secret_created(&self) -> Result<Option<bool>, Rejection> {
        self.read("hmac-secret", Step::ExtensionHmacSecret, |r| {
            r.boolean("hmac-secret")
        })
    }

    /// `hmac-secret`, at an authentication: the secrets, encrypted for the client.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionHmacSecret`] if it is no byte string.
    ///
    /// ```
    /// use countersign::Rejection;
    /// use countersign::extensions::AuthenticatorExtensionResults;
    ///
    /// /// The secrets that a client gets from `hmac-secret`, still encrypted: of a registration or an
    /// /// authentication.
    /// fn secrets<'a>(signed: &AuthenticatorExtensionResults<'a>) -> Result<Option<&'a [u8]>, Rejection> {
    ///     if signed.hmac_secret_created()? == Some(true) {
    ///         return signed.hmac_secret_mc();
    ///     }
    ///     signed.hmac_secret()
    /// }
    /// # let _ = secrets;
    /// ```
    pub fn hmac_secret(&self) -> Result<Option<&'a [u8]>, Rejection> {
        self.read("hmac-secret", Step::ExtensionHmacSecret, |r| {
            r.bytes("hmac-secret")
        })
    }

    /// `hmac-secret-mc`, at a registration: the secrets, encrypted for the client.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionHmacSecretMc`] if it is no byte string.
    pub fn hmac_secret_mc(&self) -> Result<Option<&'a [u8]>, Rejection> {
        self.read("hmac-secret-mc", Step::ExtensionHmacSecretMc, |r| {
            r.bytes("hmac-secret-mc")
        })
    }

    /// `uvm`: how the user was verified.
    ///
    /// # Errors
    ///
    /// At [`Step::ExtensionUvm`] if it is not one to three entries of three numbers.
    pub fn uvm(&self) -> Result<Option<Vec<UvmEntry>>, Rejection> {
        self.read("uvm", Step::ExtensionUvm, UvmEntry::read_all)
    }

    /// The identifiers, in order.
    pub(super) fn identifiers(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0
            .into_iter()
            .flat_map(|extensions| extensions.iter().map(|(identifier, _)| identifier))
    }

    fn read<T>(
        &self,
        identifier: &'static str,
        step: Step,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, Reason>,
    ) -> Result<Option<T>, Rejection> {
        self.0
            .and_then(|extensions| extensions.get(identifier))
            .map(|value| Reader::read_all(value, Form::Canonical, identifier, read).at(step))
            .transpose()
    }
}
