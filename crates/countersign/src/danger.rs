//! What weakens a check. Each item says what is lost.

use crate::{AttestationTrust, Challenge};

/// A challenge of any length, to replay ceremonies recorded elsewhere.
///
/// Lost: the assurance that a challenge can not be guessed. Below
/// [`Challenge::MIN`] random bytes, someone may prepare an answer before the question is asked.
///
/// ```
/// use countersign::{Challenge, danger};
///
/// assert!(Challenge::new(b"short").is_err());
/// assert_eq!(danger::short_challenge(b"short").as_base64url(), "c2hvcnQ");
/// ```
#[must_use]
pub fn short_challenge(bytes: &[u8]) -> Challenge {
    Challenge::of_any_length(bytes)
}

/// Accepts statements with a certificate chain wherever it leads.
///
/// Lost: every assurance about the authenticator. Anyone can make a certificate that names any
/// maker and model, so what the evidence then says of these is no more than a claim. The chain is
/// conveyed, and can be assessed later.
#[must_use]
pub fn unassessed_chains(trust: AttestationTrust<'_>) -> AttestationTrust<'_> {
    trust.unassessed()
}
