//! The base64url of WebAuthn: without padding.

use base64ct::{Base64UrlUnpadded, Encoding as _};

/// Base64url without padding, as [§3][1] of WebAuthn defines it.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#base64url-encoding
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The bytes, if the text is base64url without padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// Base64 with padding, as in PEM, metadata and the `x5c` header of JWS.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    base64ct::Base64::encode_string(bytes)
}
