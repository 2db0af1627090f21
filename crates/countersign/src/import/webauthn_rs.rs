use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_cose::Algorithm;
use countersign_spec::{Reason, Value};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::cose_key::CoseKey;
use super::{Bytes, parse, required};
use crate::CredentialRecord;

/// The record of a `Passkey`, `SecurityKey` or `AttestedPasskey` of webauthn-rs as serde_json
/// writes it, or of the [`Credential`][1] inside.
///
/// It stores the numbers of the public key, from which the COSE key is written anew.
///
/// # Errors
///
/// As the [module](crate::import) says.
///
/// [1]: https://docs.rs/webauthn-rs-core/latest/webauthn_rs_core/interface/struct.Credential.html
pub fn webauthn_rs(json: &str) -> Result<CredentialRecord, Reason> {
    let what = "webauthn-rs Passkey";
    let passkey: Passkey<'_> = parse(json, what)?;
    let stored: Credential<'_> = match passkey.cred_id {
        Some(_) => parse(json, what)?,
        None => parse(required("cred", passkey.cred)?.get(), what)?,
    };
    let key = required("cred", stored.cred)?;
    CredentialRecord {
        id: required("cred_id", stored.cred_id)?.decode("cred_id")?,
        public_key: key.encode()?,
        sign_count: required("counter", stored.counter)?,
        uv_initialized: stored.user_verified.unwrap_or(false),
        transports: transports(&stored.transports.unwrap_or_default()),
        backup_eligible: stored.backup_eligible,
        backup_state: stored.backup_state.unwrap_or(false),
        aaguid: Aaguid([0; 16]),
    }
    .checked()
}

/// `Passkey` and its kin hold a credential under the name `cred`, as that does its key.
#[derive(Deserialize)]
struct Passkey<'a> {
    cred_id: Option<IgnoredAny>,
    #[serde(borrow)]
    cred: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Credential<'a> {
    #[serde(borrow)]
    cred_id: Option<Bytes<'a>>,
    #[serde(borrow)]
    cred: Option<CoseNumbers<'a>>,
    counter: Option<u32>,
    #[serde(borrow)]
    transports: Option<Vec<Cow<'a, str>>>,
    user_verified: Option<bool>,
    backup_eligible: Option<bool>,
    backup_state: Option<bool>,
}

/// `COSEKey`.
#[derive(Deserialize)]
struct CoseNumbers<'a> {
    #[serde(borrow)]
    type_: Cow<'a, str>,
    #[serde(borrow)]
    key: KeyNumbers<'a>,
}

/// `COSEKeyType`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
enum KeyNumbers<'a> {
    #[serde(rename = "EC_EC2")]
    Ec2 {
        curve: Cow<'a, str>,
        x: Bytes<'a>,
        y: Bytes<'a>,
    },
    #[serde(rename = "EC_OKP")]
    Okp { curve: Cow<'a, str>, x: Bytes<'a> },
    #[serde(rename = "RSA")]
    Rsa { n: Bytes<'a>, e: Bytes<'a> },
}

impl CoseNumbers<'_> {
    fn encode(self) -> Result<Vec<u8>, Reason> {
        let algorithm = algorithm(&self.type_)?;
        Ok(match self.key {
            KeyNumbers::Ec2 { curve: name, x, y } => CoseKey::Ec2 {
                curve: curve(&name)?,
                x: x.decode("x")?,
                y: y.decode("y")?,
            },
            KeyNumbers::Okp { curve: name, x } => CoseKey::Okp {
                curve: curve(&name)?,
                x: x.decode("x")?,
            },
            KeyNumbers::Rsa { n, e } => CoseKey::Rsa {
                n: n.decode("n")?,
                e: e.decode("e")?,
            },
        }
        .encode(algorithm))
    }
}

/// `COSEAlgorithm`, whose names are those of the registry but for these.
fn algorithm(name: &str) -> Result<Algorithm, Reason> {
    let name = match name {
        "EDDSA" => "EdDSA",
        "INSECURE_RS1" => "RS1",
        _ => name,
    };
    let mut all = Algorithm::ALL.iter().copied();
    all.find(|algorithm| algorithm.name() == name)
        .ok_or_else(|| Reason::Unsupported("COSEAlgorithm", Value::text(name)))
}

/// `ECDSACurve` and `EDDSACurve`, with their COSE identifiers (RFC 9053 §7.1).
fn curve(name: &str) -> Result<i64, Reason> {
    Ok(match name {
        "SECP256R1" => 1,
        "SECP384R1" => 2,
        "SECP521R1" => 3,
        "ED25519" => 6,
        "ED448" => 7,
        _ => return Err(Reason::Unsupported("curve", Value::text(name))),
    })
}

/// `AuthenticatorTransport`, in lower case as options have it; two of its values are none.
fn transports(stored: &[Cow<'_, str>]) -> Vec<String> {
    let names = stored.iter().map(|name| name.to_ascii_lowercase());
    names
        .filter(|name| !matches!(name.as_str(), "test" | "unknown"))
        .collect()
}
