use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::Reason;
use serde::Deserialize;

use super::{Bytes, owned, parse, required};
use crate::CredentialRecord;

/// The record of a `VerifiedRegistration` of py_webauthn, of which its [documentation][1] says to
/// store `credential_id`, `credential_public_key` and `sign_count`: as a JSON object with the
/// members of the class by their names, bytes as base64url (`bytes_to_base64url()`), and
/// `transports` beside them if they were kept.
///
/// # Errors
///
/// As the [module](crate::import) says.
///
/// [1]: https://duo-labs.github.io/py_webauthn/registration.html
pub fn py_webauthn(json: &str) -> Result<CredentialRecord, Reason> {
    let stored: VerifiedRegistration<'_> = parse(json, "py_webauthn VerifiedRegistration")?;
    let device_type = stored.credential_device_type.as_deref();
    let eligible = device_type.map(|name| match name {
        "single_device" => Ok(false),
        "multi_device" => Ok(true),
        _ => Err(Reason::NotAllowed("credential_device_type")),
    });
    let aaguid = stored.aaguid.as_deref().filter(|text| !text.is_empty());
    let aaguid = aaguid.map(str::parse::<Aaguid>);
    let key = required("credential_public_key", stored.credential_public_key)?;
    CredentialRecord {
        id: required("credential_id", stored.credential_id)?.decode("credential_id")?,
        public_key: key.decode("credential_public_key")?,
        sign_count: required("sign_count", stored.sign_count)?,
        uv_initialized: stored.user_verified.unwrap_or(false),
        transports: owned(stored.transports),
        backup_eligible: eligible.transpose()?,
        backup_state: stored.credential_backed_up.unwrap_or(false),
        aaguid: aaguid.transpose()?.unwrap_or(Aaguid([0; 16])),
    }
    .checked()
}

#[derive(Deserialize)]
struct VerifiedRegistration<'a> {
    #[serde(borrow)]
    credential_id: Option<Bytes<'a>>,
    #[serde(borrow)]
    credential_public_key: Option<Bytes<'a>>,
    sign_count: Option<u32>,
    #[serde(borrow)]
    aaguid: Option<Cow<'a, str>>,
    user_verified: Option<bool>,
    #[serde(borrow)]
    credential_device_type: Option<Cow<'a, str>>,
    credential_backed_up: Option<bool>,
    #[serde(borrow)]
    transports: Option<Vec<Cow<'a, str>>>,
}
