use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::Reason;
use serde::Deserialize;

use super::{Bytes, owned, parse, required};
use crate::CredentialRecord;

/// The record of a `webauthn.Credential` of go-webauthn as `encoding/json` writes it, which is
/// how its [documentation][1] says to store one.
///
/// Credentials stored before it had `flags` do not say whether they are backup eligible.
///
/// # Errors
///
/// As the [module](crate::import) says.
///
/// [1]: https://pkg.go.dev/github.com/go-webauthn/webauthn/webauthn#Credential
pub fn go_webauthn(json: &str) -> Result<CredentialRecord, Reason> {
    let stored: Credential<'_> = parse(json, "go-webauthn Credential")?;
    let authenticator = required("authenticator", stored.authenticator)?;
    let aaguid = authenticator.aaguid.map(|bytes| bytes.decode("AAGUID"));
    let flags = stored.flags.as_ref();
    CredentialRecord {
        id: required("id", stored.id)?.decode("id")?,
        public_key: required("publicKey", stored.public_key)?.decode("publicKey")?,
        sign_count: authenticator.sign_count,
        uv_initialized: flags.is_some_and(|flags| flags.user_verified),
        transports: owned(stored.transport),
        backup_eligible: flags.map(|flags| flags.backup_eligible),
        backup_state: flags.is_some_and(|flags| flags.backup_state),
        aaguid: model(&aaguid.transpose()?.unwrap_or_default())?,
    }
    .checked()
}

#[derive(Deserialize)]
struct Credential<'a> {
    #[serde(borrow)]
    id: Option<Bytes<'a>>,
    #[serde(borrow, rename = "publicKey")]
    public_key: Option<Bytes<'a>>,
    #[serde(borrow)]
    transport: Option<Vec<Cow<'a, str>>>,
    flags: Option<Flags>,
    #[serde(borrow)]
    authenticator: Option<Authenticator<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Flags {
    user_verified: bool,
    backup_eligible: bool,
    backup_state: bool,
}

#[derive(Deserialize)]
struct Authenticator<'a> {
    #[serde(borrow, rename = "AAGUID")]
    aaguid: Option<Bytes<'a>>,
    #[serde(rename = "signCount")]
    sign_count: u32,
}

/// 16 bytes; U2F authenticators have none.
fn model(bytes: &[u8]) -> Result<Aaguid, Reason> {
    match bytes {
        [] => Ok(Aaguid([0; 16])),
        _ => bytes
            .try_into()
            .map(Aaguid)
            .map_err(|_says_no_place| Reason::Malformed {
                what: "AAGUID",
                offset: 16.min(bytes.len()),
            }),
    }
}
