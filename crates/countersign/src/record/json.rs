use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::stored_version::Version;
use crate::{CredentialRecord, base64url};

/// The JSON form: the members of §4's record by their names there, bytes as base64url.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Stored<'a> {
    version: Version<1>,
    #[serde(with = "base64url")]
    id: Cow<'a, [u8]>,
    #[serde(with = "base64url")]
    public_key: Cow<'a, [u8]>,
    sign_count: u32,
    uv_initialized: bool,
    transports: Cow<'a, [String]>,
    /// `null` where it is not known; the member is always there.
    #[serde(deserialize_with = "Option::deserialize")]
    backup_eligible: Option<bool>,
    backup_state: bool,
    /// As a UUID.
    aaguid: String,
}

impl Serialize for CredentialRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored {
            version: Version,
            id: Cow::Borrowed(&self.id),
            public_key: Cow::Borrowed(&self.public_key),
            sign_count: self.sign_count,
            uv_initialized: self.uv_initialized,
            transports: Cow::Borrowed(&self.transports),
            backup_eligible: self.backup_eligible,
            backup_state: self.backup_state,
            aaguid: self.aaguid.to_string(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CredentialRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let record = Self {
            id: stored.id.into_owned(),
            public_key: stored.public_key.into_owned(),
            sign_count: stored.sign_count,
            uv_initialized: stored.uv_initialized,
            transports: Vec::from(stored.transports),
            backup_eligible: stored.backup_eligible,
            backup_state: stored.backup_state,
            aaguid: stored.aaguid.parse().map_err(D::Error::custom)?,
        };
        record.checked().map_err(D::Error::custom)
    }
}
