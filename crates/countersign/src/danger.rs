//! What weakens a check. Each item says what is lost.

use crate::Challenge;

/// A challenge of any length, to replay ceremonies recorded elsewhere.
///
/// Lost: the assurance that a challenge can not be guessed. Below
/// [`Challenge::MIN`] random bytes, someone may prepare an answer before the question is asked.
#[must_use]
pub fn short_challenge(bytes: &[u8]) -> Challenge {
    Challenge::of_any_length(bytes)
}
