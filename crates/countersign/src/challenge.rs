use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::TryCryptoRng;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq;

use crate::{ConfigError, base64url};

/// The random bytes that a response must be an answer to: [§13.4.3 Cryptographic Challenges][1].
///
/// It is made with a cryptographic generator ([`Challenge::generate`]), kept on the server and
/// used once.
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

    /// A new challenge of 32 random bytes.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Generator`] if the generator fails.
    pub fn generate<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Result<Self, ConfigError> {
        random::<32, _>(rng).map(|bytes| Self::of_any_length(&bytes))
    }

    /// Without the lower bound: for [`danger::short_challenge`](crate::danger::short_challenge).
    pub(crate) fn of_any_length(bytes: &[u8]) -> Self {
        Self {
            text: Base64UrlUnpadded::encode_string(bytes),
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

impl Serialize for Challenge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Challenge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: Vec<u8> = base64url::deserialize(deserializer)?;
        Self::new(&bytes).map_err(D::Error::custom)
    }
}

/// Random bytes of the caller's generator.
pub(crate) fn random<const N: usize, R>(rng: &mut R) -> Result<[u8; N], ConfigError>
where
    R: TryCryptoRng + ?Sized,
{
    let mut bytes = [0; N];
    rng.try_fill_bytes(&mut bytes)
        .map_err(|error| ConfigError::Generator {
            error: error.to_string().into(),
        })?;
    Ok(bytes)
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
