use core::fmt;

use crate::{Reason, Step};

/// A refusal: the [`Step`] that failed and the [`Reason`] it failed for.
///
/// It is made by [`Step::refuse`], [`Step::require`] or [`At::at`] and in no other way. A
/// rejection is a statement about bytes that came from outside, never about the caller's
/// configuration.
///
/// ```
/// use countersign_spec::{Reason, ReasonKind, Rejection, Step};
///
/// fn verify_length(found: usize) -> Result<(), Rejection> {
///     let too_large = Reason::too_large("credentialId", 1023, found);
///     Step::RegistrationCredentialIdLength.require(found <= 1023, too_large)
/// }
/// assert_eq!(verify_length(64), Ok(()));
/// let refused = verify_length(1024).unwrap_err();
/// assert_eq!(refused.reason().kind(), ReasonKind::TooLarge);
/// assert!(refused.step().can_refuse());
///
/// // Names are those of vectors, JSON and other languages.
/// assert_eq!(Step::from_name("RegistrationCredentialIdLength"), Some(refused.step()));
/// assert_eq!(ReasonKind::from_name("TooLarge"), Some(ReasonKind::TooLarge));
/// assert!(Rejection::unknown_credential().is_unknown_credential());
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejection {
    step: Step,
    reason: Reason,
}

/// A departure from the specification, or from a stricter reading of it, that was accepted by a
/// named rule and is reported in the verdict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Deviation {
    /// The step whose text was departed from.
    pub step: Step,
    /// What was found, in words.
    pub what: &'static str,
    /// The byte of the structure where it was first seen.
    pub offset: usize,
}

/// Names the step at which a [`Reason`] becomes a [`Rejection`].
pub trait At<T> {
    /// Says which step the failure belongs to.
    ///
    /// # Errors
    ///
    /// The same failure, as a rejection at `step`.
    fn at(self, step: Step) -> Result<T, Rejection>;
}

impl Rejection {
    /// The step that failed.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.step
    }

    /// How it failed.
    #[must_use]
    pub const fn reason(&self) -> &Reason {
        &self.reason
    }
}

/// What is missing where the server has no record of the credential.
const RECORD: Reason = Reason::Missing("credential record");

impl Rejection {
    /// The refusal of a credential that the server has no record of: §7.2 step 6.
    #[must_use]
    pub const fn unknown_credential() -> Self {
        Step::AuthenticationCredential.refuse(RECORD)
    }

    /// Whether that is what it is. Then, and only then, the page may tell authenticators so with
    /// [`signalUnknownCredential()`][1].
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-signalUnknownCredential
    #[must_use]
    pub fn is_unknown_credential(&self) -> bool {
        *self == Self::unknown_credential()
    }
}

impl Deviation {
    /// A departure from `step`'s text at a byte of the structure being read.
    #[must_use]
    pub const fn new(step: Step, what: &'static str, offset: usize) -> Self {
        Self { step, what, offset }
    }
}

impl Step {
    /// Refuses at this step.
    #[must_use]
    pub const fn refuse(self, reason: Reason) -> Rejection {
        Rejection { step: self, reason }
    }

    /// Refuses at this step unless `holds`.
    ///
    /// # Errors
    ///
    /// `reason` at this step, where `holds` is false.
    pub fn require(self, holds: bool, reason: Reason) -> Result<(), Rejection> {
        if holds {
            Ok(())
        } else {
            Err(self.refuse(reason))
        }
    }
}

impl<T> At<T> for Result<T, Reason> {
    fn at(self, step: Step) -> Result<T, Rejection> {
        self.map_err(|reason| step.refuse(reason))
    }
}

impl fmt::Display for Rejection {
    /// Writes citation and reason, as `§8.2 step 1: sig is missing`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.step.clause(), self.reason)
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} at byte {}",
            self.step.clause(),
            self.what,
            self.offset
        )
    }
}

impl core::error::Error for Rejection {}
