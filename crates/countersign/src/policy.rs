use alloc::vec::Vec;

use countersign_spec::Reason;
use serde::{Deserialize, Serialize};

use crate::OriginRule;

/// Whether the user must have been verified:
/// [§5.8.6](https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserVerification {
    /// A response without user verification is refused.
    Required,
    /// Wished for, not demanded: the verdict tells whether it took place.
    #[default]
    Preferred,
    /// Not wished for, and not refused.
    Discouraged,
}

/// How the registration was started. It is part of what the server remembers of the ceremony and
/// is never read from the response.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mediation {
    /// The user saw a dialogue: user presence is demanded.
    #[default]
    Modal,
    /// Conditional creation, with `mediation: "conditional"`: a passkey made silently after a
    /// password sign-in. User presence may be absent; user verification is demanded only if
    /// [`UserVerification::Required`] says so.
    Conditional,
}

/// Whether this relying party's pages run inside frames of other origins.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub enum Framing {
    /// They don't: a response from a cross-origin frame is refused.
    #[default]
    Refused,
    /// They do, framed by the pages of these origins. Where the client names the page around the
    /// frame (`topOrigin`), one rule must match it; clients of before Level 3 name none.
    By(Vec<OriginRule>),
}

/// Which credentials are accepted by [backup eligibility][1], set for good when the credential
/// was made.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-credential-backup
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum BackupEligibility {
    /// Both kinds.
    #[default]
    Any,
    /// Only multi-device credentials (synced passkeys).
    Required,
    /// Only single-device credentials (bound to the authenticator).
    Forbidden,
}

/// Which credentials are accepted by [backup state][1], which may change over time.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-credential-backup
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum BackupState {
    /// Any.
    #[default]
    Any,
    /// Only credentials that are backed up now.
    Required,
}

/// What to do with a signature counter that did not grow:
/// [§6.1.1](https://www.w3.org/TR/webauthn-3/#sctn-sign-counter).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum CounterPolicy {
    /// Say so in the verdict: it is a signal, not a proof, that the authenticator was cloned.
    #[default]
    Report,
    /// Refuse the authentication.
    Refuse,
}

/// Whether something is acceptable to the relying party.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Acceptance {
    /// It is.
    #[default]
    Accepted,
    /// It is not: it is refused at the step that finds it.
    Refused,
}

impl BackupEligibility {
    /// Refuses a credential of the other kind.
    pub(crate) fn verify(self, eligible: bool) -> Result<(), Reason> {
        match (self, eligible) {
            (Self::Required, false) => Err(Reason::Missing("BE")),
            (Self::Forbidden, true) => Err(Reason::NotAllowed("BE")),
            _ => Ok(()),
        }
    }
}

impl BackupState {
    /// Refuses a credential that is not backed up where that is demanded.
    pub(crate) fn verify(self, backed_up: bool) -> Result<(), Reason> {
        match (self, backed_up) {
            (Self::Required, false) => Err(Reason::Missing("BS")),
            _ => Ok(()),
        }
    }
}
