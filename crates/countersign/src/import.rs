//! Credentials that other libraries stored, as [`CredentialRecord`]s: for moving a server's
//! database.
//!
//! Each function reads what the library's documentation says to store, one credential at a time,
//! and refuses what can not be a credential: an ID of no bytes or more than 1023, a key that can
//! not be read. Members that no record has are passed over. Where the stored form does not say
//! whether the credential is backup eligible, the record does not either, and learns it at the
//! next authentication. That the user was verified is taken over only where the form says so.

mod cose_key;
mod go_webauthn;
mod py_webauthn;
mod simple_webauthn;
mod webauthn_rs;

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use countersign_spec::Reason;
use serde::Deserialize;

pub use go_webauthn::go_webauthn;
pub use py_webauthn::py_webauthn;
pub use simple_webauthn::simple_webauthn;
pub use webauthn_rs::webauthn_rs;

use crate::base64url;
use crate::json_object::Object;

#[cfg(doc)]
use crate::CredentialRecord;

/// Bytes as these libraries write them to JSON: base64url or base64, with padding or without, or
/// an array of numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Bytes<'a> {
    #[serde(borrow)]
    Text(Cow<'a, str>),
    Numbers(Vec<u8>),
}

impl Bytes<'_> {
    fn decode(self, what: &'static str) -> Result<Vec<u8>, Reason> {
        match self {
            Self::Numbers(bytes) => Ok(bytes),
            Self::Text(text) => base64url::decode(text.trim_end_matches('='))
                .or_else(|| Base64::decode_vec(&text).ok())
                .ok_or(Reason::Malformed { what, offset: 0 }),
        }
    }
}

fn parse<'a, T: Deserialize<'a>>(json: &'a str, what: &'static str) -> Result<T, Reason> {
    Object::parse(json, what)
}

fn required<T>(what: &'static str, member: Option<T>) -> Result<T, Reason> {
    member.ok_or(Reason::Missing(what))
}

fn owned(transports: Option<Vec<Cow<'_, str>>>) -> Vec<String> {
    let transports = transports.unwrap_or_default();
    transports.iter().map(ToString::to_string).collect()
}
