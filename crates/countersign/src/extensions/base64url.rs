use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use countersign_spec::Value;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

/// Bytes that are base64url without padding in JSON:
/// [`Base64URLString`](https://www.w3.org/TR/webauthn-3/#typedefdef-base64urlstring).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Base64Url(pub(crate) Vec<u8>);

/// As [`Base64Url`], of a length that is given. It may be a secret, and is not shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Base64UrlArray<const N: usize>(pub(super) [u8; N]);

impl Serialize for Base64Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Base64UrlUnpadded::encode_string(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Base64UrlUnpadded::decode_vec(&text)
            .map(Self)
            .map_err(|_says_no_place| D::Error::custom("not base64url without padding"))
    }
}

impl fmt::Debug for Base64Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Value::from(self.0.as_slice()))
    }
}

impl<const N: usize> Serialize for Base64UrlArray<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Base64UrlUnpadded::encode_string(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Base64UrlArray<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Base64Url(bytes) = Base64Url::deserialize(deserializer)?;
        let length = bytes.len();
        bytes
            .try_into()
            .map(Self)
            .map_err(|_bytes| D::Error::custom(format_args!("{length} bytes, not {N}")))
    }
}

impl<const N: usize> fmt::Debug for Base64UrlArray<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({N} bytes)")
    }
}
