use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use rand_core::TryCryptoRng;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::challenge::random;
use crate::{ConfigError, base64url};

/// The bytes by which authenticators know an account: the [user handle][1], 1 to 64 bytes that
/// say nothing about the user ([§14.6.1][2]).
///
/// Make one for each account when it is created, and store it with the account.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#user-handle
/// [2]: https://www.w3.org/TR/webauthn-3/#sctn-user-handle-privacy
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserHandle(Vec<u8>);

/// The account that a credential is registered for:
/// [§5.4.3](https://www.w3.org/TR/webauthn-3/#dictionary-user-credential-params).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The account's user handle.
    pub handle: UserHandle,
    /// The name by which the user tells the account from others, such as an e-mail address.
    /// Clients show it.
    pub name: String,
    /// The user's own name as they chose it; may be empty.
    pub display_name: String,
}

impl UserHandle {
    /// The most bytes a user handle has (§5.4.3).
    pub const MAX: usize = 64;

    /// A new user handle of 64 random bytes, as [§14.6.1][1] recommends.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Generator`] if the generator fails.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-user-handle-privacy
    pub fn generate<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Result<Self, ConfigError> {
        random::<{ Self::MAX }, _>(rng).map(|bytes| Self(bytes.to_vec()))
    }

    /// The user handle that was stored with the account.
    ///
    /// # Errors
    ///
    /// [`ConfigError::UserHandle`] if it is empty or has more than [`UserHandle::MAX`] bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, ConfigError> {
        let length = bytes.len();
        if (1..=Self::MAX).contains(&length) {
            Ok(Self(bytes.to_vec()))
        } else {
            Err(ConfigError::UserHandle { length })
        }
    }

    /// One of 32 bytes, which is a length that user handles have.
    pub(crate) fn of(bytes: [u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl User {
    /// An account by its user handle and the name that clients show, for the display name too.
    #[must_use]
    pub fn new(handle: UserHandle, name: &str) -> Self {
        Self {
            handle,
            name: name.into(),
            display_name: name.into(),
        }
    }
}

impl fmt::Debug for UserHandle {
    /// Shows how many bytes there are: a user handle identifies a person to whoever has seen it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserHandle({} bytes)", self.0.len())
    }
}

impl Serialize for UserHandle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        base64url::serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for UserHandle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: Vec<u8> = base64url::deserialize(deserializer)?;
        Self::new(&bytes).map_err(D::Error::custom)
    }
}
