use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::Reason;
use serde::Deserialize;

use super::{Bytes, owned, parse, required};
use crate::CredentialRecord;

/// The record of a passkey of SimpleWebAuthn: the members that its [documentation][1] says to
/// store of `registrationInfo`, as a JSON object: `id`, `publicKey`, `counter`, `transports`,
/// `deviceType` (or `credentialDeviceType`) and `backedUp` (or `credentialBackedUp`).
///
/// `publicKey` is base64url, or what `JSON.stringify()` makes of a `Uint8Array` or a `Buffer`. A
/// `WebAuthnCredential` alone has neither `deviceType` nor `backedUp`.
///
/// # Errors
///
/// As the [module](crate::import) says.
///
/// [1]: https://simplewebauthn.dev/docs/packages/server#3-post-registration-responsibilities
pub fn simple_webauthn(json: &str) -> Result<CredentialRecord, Reason> {
    let stored: Passkey<'_> = parse(json, "SimpleWebAuthn passkey")?;
    let device_type = stored.device_type.as_deref().map(|name| match name {
        "singleDevice" => Ok(false),
        "multiDevice" => Ok(true),
        _ => Err(Reason::NotAllowed("deviceType")),
    });
    let aaguid = stored.aaguid.as_deref().map(str::parse::<Aaguid>);
    CredentialRecord {
        id: required("id", stored.id)?.decode("id")?,
        public_key: required("publicKey", stored.public_key)?.decode()?,
        sign_count: required("counter", stored.counter)?,
        uv_initialized: stored.user_verified.unwrap_or(false),
        transports: owned(stored.transports),
        backup_eligible: device_type.transpose()?,
        backup_state: stored.backed_up.unwrap_or(false),
        aaguid: aaguid.transpose()?.unwrap_or(Aaguid([0; 16])),
    }
    .checked()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Passkey<'a> {
    #[serde(borrow, alias = "credentialID")]
    id: Option<Bytes<'a>>,
    #[serde(borrow, alias = "credentialPublicKey")]
    public_key: Option<TypedArray<'a>>,
    counter: Option<u32>,
    #[serde(borrow)]
    transports: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow, alias = "credentialDeviceType")]
    device_type: Option<Cow<'a, str>>,
    #[serde(alias = "credentialBackedUp")]
    backed_up: Option<bool>,
    user_verified: Option<bool>,
    #[serde(borrow)]
    aaguid: Option<Cow<'a, str>>,
}

/// What a `Uint8Array` becomes in JSON.
#[derive(Deserialize)]
#[serde(untagged)]
enum TypedArray<'a> {
    #[serde(borrow)]
    Bytes(Bytes<'a>),
    /// `{"type":"Buffer","data":[1,2]}`.
    Buffer { data: Vec<u8> },
    /// `{"0":1,"1":2}`.
    Object(#[serde(borrow)] BTreeMap<Cow<'a, str>, u8>),
}

impl TypedArray<'_> {
    fn decode(self) -> Result<Vec<u8>, Reason> {
        let what = "publicKey";
        match self {
            Self::Bytes(bytes) => bytes.decode(what),
            Self::Buffer { data } => Ok(data),
            Self::Object(bytes) => (0..bytes.len())
                .map(|place| bytes.get(place.to_string().as_str()).copied())
                .collect::<Option<_>>()
                .ok_or(Reason::Malformed { what, offset: 0 }),
        }
    }
}
