use alloc::vec::Vec;

use countersign_spec::{Reason, Rejection, Step};
use serde::de::{Deserializer, Error as _};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::base64url::Base64Url;
use super::{CreationExtensions, RequestExtensions};
use crate::ClientExtensionResults;

const STEP: Step = Step::ExtensionLargeBlob;

/// Whether the credential must be able to store a large blob:
/// [`LargeBlobSupport`](https://www.w3.org/TR/webauthn-3/#enumdef-largeblobsupport).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LargeBlobSupport {
    /// It must: a client that knows the extension passes over authenticators that can not.
    Required,
    /// It should.
    Preferred,
}

/// The output of [largeBlob](https://www.w3.org/TR/webauthn-3/#sctn-large-blob-extension).
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct LargeBlobOutputs {
    /// At a registration: whether the credential can store one.
    pub supported: Option<bool>,
    /// At an authentication that read: the blob, if there was one. Not signed.
    pub blob: Option<Vec<u8>>,
    /// At an authentication that wrote: whether it was stored.
    pub written: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct LargeBlobAtCreation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) support: Option<LargeBlobSupport>,
}

/// §10.1.5 refuses both at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum LargeBlobAtRequest {
    Read(bool),
    Write(Base64Url),
}

/// `AuthenticationExtensionsLargeBlobInputsJSON`, and the outputs' dictionary.
#[derive(Deserialize)]
struct WrittenInput {
    read: Option<bool>,
    write: Option<Base64Url>,
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "named as in the dictionary")]
pub(crate) struct Written {
    supported: Option<bool>,
    blob: Option<Base64Url>,
    written: Option<bool>,
}

impl CreationExtensions {
    /// The output against the input: §10.1.5.
    pub(super) fn verify_large_blob(
        &self,
        client: &ClientExtensionResults<'_>,
    ) -> Result<(), Rejection> {
        let Some(asked) = &self.large_blob else {
            return Ok(());
        };
        let output = client.large_blob()?.unwrap_or_default();
        absent("largeBlob.blob, at a registration", output.blob.is_some())?;
        absent(
            "largeBlob.written, at a registration",
            output.written.is_some(),
        )?;
        // "If support has the value required: Set supported to true"
        STEP.require(
            asked.support != Some(LargeBlobSupport::Required) || output.supported != Some(false),
            Reason::Missing("largeBlob.supported, which was required"),
        )
    }
}

impl RequestExtensions {
    /// The output against the input: §10.1.5.
    pub(super) fn verify_large_blob(
        &self,
        client: &ClientExtensionResults<'_>,
    ) -> Result<(), Rejection> {
        let Some(asked) = &self.large_blob else {
            return Ok(());
        };
        let output = client.large_blob()?.unwrap_or_default();
        // "Only present in registration outputs."
        absent(
            "largeBlob.supported, at an authentication",
            output.supported.is_some(),
        )?;
        let reads = *asked == LargeBlobAtRequest::Read(true);
        let writes = matches!(asked, LargeBlobAtRequest::Write(_));
        absent(
            "largeBlob.blob, which was not to be read",
            !reads && output.blob.is_some(),
        )?;
        absent(
            "largeBlob.written, nothing was to be written",
            !writes && output.written.is_some(),
        )
    }
}

fn absent(what: &'static str, there: bool) -> Result<(), Rejection> {
    STEP.require(!there, Reason::NotAllowed(what))
}

impl From<Written> for LargeBlobOutputs {
    fn from(written: Written) -> Self {
        Self {
            supported: written.supported,
            blob: written.blob.map(|blob| blob.0),
            written: written.written,
        }
    }
}

impl Serialize for LargeBlobAtRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Read(read) => map.serialize_entry("read", read)?,
            Self::Write(blob) => map.serialize_entry("write", blob)?,
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for LargeBlobAtRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = WrittenInput::deserialize(deserializer)?;
        match (written.read, written.write) {
            (Some(read), None) => Ok(Self::Read(read)),
            (None, Some(blob)) => Ok(Self::Write(blob)),
            _ => Err(D::Error::custom("largeBlob has one of read and write")),
        }
    }
}
