use alloc::string::String;
use core::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::ConfigError;

/// The random bytes that a response must be an answer to: [§13.4.3 Cryptographic Challenges][1].
///
/// The caller makes it with a cryptographic generator, at least [`Challenge::MIN`] bytes and 32
/// by custom, keeps it on the server and uses it once.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-cryptographic-challenges
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The unpadded base64url text, which is what client data carries.
    text: String,
}

impl Challenge {
    /// The fewest bytes of a challenge: "at least 16 bytes long" (§13.4.3).
    pub const MIN: usize = 16;

    /// The challenge that was issued.
    ///
    /// # Errors
    ///
    /// [`ConfigError::ShortChallenge`] below [`Challenge::MIN`] bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, ConfigError> {
        if bytes.len() < Self::MIN {
            return Err(ConfigError::ShortChallenge {
                length: bytes.len(),
            });
        }
        Ok(Self::of_any_length(bytes))
    }

    /// Without the lower bound: for [`danger::short_challenge`](crate::danger::short_challenge).
    pub(crate) fn of_any_length(bytes: &[u8]) -> Self {
        Self {
            text: BASE64_URL_SAFE_NO_PAD.encode(bytes),
        }
    }

    /// The unpadded base64url text, as options and client data carry it.
    #[must_use]
    pub fn as_base64url(&self) -> &str {
        &self.text
    }

    /// Whether client data carries exactly this challenge. The texts are compared, not the bytes,
    /// so that no second spelling of the same bytes passes; in time that depends on the length
    /// only.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.text.as_bytes().ct_eq(text.as_bytes()).into()
    }
}

impl fmt::Debug for Challenge {
    /// Shows a prefix: a challenge in a log could be answered.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Challenge({}…)", self.text.get(..4).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::Challenge;
    use crate::ConfigError;

    #[test]
    fn fifteen_bytes_are_too_few() {
        for length in [0, 1, 15] {
            assert_eq!(
                Challenge::new(&[7; 15][..length]),
                Err(ConfigError::ShortChallenge { length })
            );
        }
        assert!(Challenge::new(&[7; 16]).is_ok());
    }

    #[test]
    fn only_the_exact_text_matches() {
        let challenge = Challenge::new(&[0xfb; 17]).unwrap();
        let text = challenge.as_base64url();
        assert!(challenge.is(text));
        for other in ["", &text[..22], &format!("{text}="), &format!("{text}A")] {
            assert!(!challenge.is(other));
        }
        assert!(!challenge.is(&text.replace('-', "+")));
    }

    #[test]
    fn a_log_shows_a_prefix_only() {
        assert_eq!(
            format!("{:?}", Challenge::new(&[0; 32]).unwrap()),
            "Challenge(AAAA…)"
        );
    }
}
