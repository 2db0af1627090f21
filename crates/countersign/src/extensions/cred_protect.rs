use countersign_spec::{Reason, Rejection, Step};
use serde::{Deserialize, Serialize};

use super::{AuthenticatorExtensionResults, CreationExtensions};

/// When an authenticator uses a credential, the lowest level first:
/// [CTAP 2.3 §12.1](https://fidoalliance.org/specs/fido-v2.3-ps-20260226/fido-client-to-authenticator-protocol-v2.3-ps-20260226.html#sctn-credProtect-extension).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CredentialProtectionPolicy {
    /// Without user verification too: what an authenticator does that says nothing.
    UserVerificationOptional,
    /// Without user verification only if `allowCredentials` names it.
    #[serde(rename = "userVerificationOptionalWithCredentialIDList")]
    UserVerificationOptionalWithCredentialIdList,
    /// Only with user verification.
    UserVerificationRequired,
}

impl CredentialProtectionPolicy {
    /// The level that authenticators write.
    #[must_use]
    pub const fn level(self) -> i64 {
        match self {
            Self::UserVerificationOptional => 1,
            Self::UserVerificationOptionalWithCredentialIdList => 2,
            Self::UserVerificationRequired => 3,
        }
    }

    /// The policy of that level.
    ///
    /// ```
    /// use countersign::extensions::{CreationExtensions, CredentialProtectionPolicy};
    ///
    /// let policy = CredentialProtectionPolicy::from_level(2).ok_or("no such level")?;
    /// let wanted = CreationExtensions::default().credential_protection_policy(policy);
    /// # let _ = wanted;
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn from_level(level: i64) -> Option<Self> {
        match level {
            1 => Some(Self::UserVerificationOptional),
            2 => Some(Self::UserVerificationOptionalWithCredentialIdList),
            3 => Some(Self::UserVerificationRequired),
            _ => None,
        }
    }
}

impl CreationExtensions {
    /// The output against the input, where the level was demanded.
    pub(super) fn verify_cred_protect(
        &self,
        signed: &AuthenticatorExtensionResults<'_>,
    ) -> Result<(), Rejection> {
        let Some(asked) = self.credential_protection_policy else {
            return Ok(());
        };
        let found = signed.cred_protect()?;
        if !self.enforce_credential_protection_policy {
            return Ok(());
        }
        let step = Step::ExtensionCredProtect;
        // STRICTER: CTAP 2.3 §12.1 has the client enforce the level, and WebAuthn §9 lets any
        // extension be ignored; a level that the relying party enforces is held against what the
        // authenticator signed, and must be there unless it is the lowest.
        match found {
            None if asked > CredentialProtectionPolicy::UserVerificationOptional => {
                Err(step.refuse(Reason::Missing("credProtect, which was demanded")))
            }
            Some(found) => step.require(
                found >= asked,
                Reason::mismatch("credProtect", asked.level(), found.level()),
            ),
            None => Ok(()),
        }
    }
}
