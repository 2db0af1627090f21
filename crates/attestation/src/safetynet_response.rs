use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use countersign_spec::{Reason, Value};
use countersign_x509::Certificate;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::certificate_chain::check_count;

/// A SafetyNet response: a JWS in compact serialization ([RFC 7515 §7.1][1]), taken apart.
/// Nothing in it is verified.
///
/// [1]: https://www.rfc-editor.org/rfc/rfc7515#section-7.1
pub(crate) struct SafetyNetResponse<'a> {
    /// Header, dot and payload as they came: what is signed.
    pub(crate) signing_input: &'a [u8],
    pub(crate) payload: Payload,
    pub(crate) signature: Vec<u8>,
    /// "x5c" of the header: DER, leaf first, one or more, each parsed.
    pub(crate) certificates: Vec<Vec<u8>>,
}

/// The payload's members that are read ("SafetyNet online documentation", to which §8.5 refers).
pub(crate) struct Payload {
    pub(crate) nonce: String,
    pub(crate) timestamp_ms: i64,
    pub(crate) cts_profile_match: bool,
    pub(crate) basic_integrity: Option<bool>,
    pub(crate) apk_package_name: Option<String>,
}

impl<'a> SafetyNetResponse<'a> {
    /// Parses the UTF-8 bytes of a response.
    pub(crate) fn parse(response: &'a [u8]) -> Result<Self, Reason> {
        let text = core::str::from_utf8(response).map_err(|error| Reason::Malformed {
            what: "response",
            offset: error.valid_up_to(),
        })?;
        let (signing_input, signature) = text.rsplit_once('.').ok_or_else(not_compact)?;
        let (header, payload) = signing_input.split_once('.').ok_or_else(not_compact)?;
        let certificates = parse_header(header)?;
        Ok(Self {
            signing_input: signing_input.as_bytes(),
            payload: Payload::parse(payload)?,
            signature: decode_part("signature of response", signature)?,
            certificates,
        })
    }

    /// The first certificate.
    pub(crate) fn leaf(&self) -> Result<Certificate<'_>, Reason> {
        let leaf = self.certificates.first();
        Certificate::parse(leaf.ok_or(Reason::Missing("a certificate in x5c"))?)
    }
}

/// The JOSE header, [RFC 7515 §4.1](https://www.rfc-editor.org/rfc/rfc7515#section-4.1).
#[derive(Deserialize)]
struct HeaderJson {
    alg: Option<String>,
    x5c: Option<Vec<String>>,
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PayloadJson {
    nonce: Option<String>,
    timestamp_ms: Option<i64>,
    cts_profile_match: Option<bool>,
    basic_integrity: Option<bool>,
    apk_package_name: Option<String>,
}

/// Parses the header to its certificates.
fn parse_header(header: &str) -> Result<Vec<Vec<u8>>, Reason> {
    const WHAT: &str = "header of response";
    let header: HeaderJson = parse_json(WHAT, &decode_part(WHAT, header)?)?;
    let alg = header.alg.ok_or(Reason::Missing("alg"))?;
    // STRICTER: RFC 7515 leaves the algorithm of a JWS to the application, and §8.5 says nothing;
    // we take RS256 only, with which the service signed all its life.
    if alg != "RS256" {
        return Err(Reason::Unsupported("alg", Value::text(&alg)));
    }
    // RFC 7515 §4.1.11: what it lists must be understood, and nothing that it may list is.
    if header.crit.is_some() {
        return Err(Reason::NotAllowed("crit"));
    }
    let x5c = header.x5c.ok_or(Reason::Missing("x5c"))?;
    check_count(x5c.len())?;
    if x5c.is_empty() {
        return Err(Reason::Missing("a certificate in x5c"));
    }
    x5c.iter().map(|text| parse_certificate(text)).collect()
}

/// RFC 7515 §4.1.6: base64, not base64url, of DER.
fn parse_certificate(text: &str) -> Result<Vec<u8>, Reason> {
    let der = BASE64_STANDARD
        .decode(text)
        .map_err(|_invalid| Reason::Malformed {
            what: "x5c",
            offset: 0,
        })?;
    Certificate::parse(&der)?;
    Ok(der)
}

impl Payload {
    fn parse(payload: &str) -> Result<Self, Reason> {
        const WHAT: &str = "payload of response";
        let json: PayloadJson = parse_json(WHAT, &decode_part(WHAT, payload)?)?;
        let missing = Reason::Missing;
        Ok(Self {
            nonce: json.nonce.ok_or(missing("nonce"))?,
            timestamp_ms: json.timestamp_ms.ok_or(missing("timestampMs"))?,
            cts_profile_match: json.cts_profile_match.ok_or(missing("ctsProfileMatch"))?,
            basic_integrity: json.basic_integrity,
            apk_package_name: json.apk_package_name,
        })
    }
}

/// Unpadded base64url; a dot too many is in one of the parts, and is refused with it.
fn decode_part(what: &'static str, part: &str) -> Result<Vec<u8>, Reason> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_invalid| Reason::Malformed { what, offset: 0 })
}

/// Parses JSON; a member that is read and there twice is malformed.
fn parse_json<T: DeserializeOwned>(what: &'static str, json: &[u8]) -> Result<T, Reason> {
    serde_json::from_slice(json).map_err(|error| Reason::Malformed {
        what,
        offset: offset(json, error.line(), error.column()),
    })
}

/// The byte that a line and a column, both counted from 1, stand for.
fn offset(json: &[u8], line: usize, column: usize) -> usize {
    let before = json
        .split_inclusive(|&byte| byte == b'\n')
        .take(line.saturating_sub(1))
        .fold(0_usize, |sum, line| sum.saturating_add(line.len()));
    before.saturating_add(column.saturating_sub(1))
}

fn not_compact() -> Reason {
    Reason::Malformed {
        what: "response",
        offset: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{HeaderJson, parse_json};
    use countersign_spec::Reason;

    #[test]
    fn offsets_count_bytes_over_lines() {
        for (json, offset) in [
            (&b"{"[..], 0),
            (b"{\"alg\":7}", 7),
            (b"{\n\n\"alg\":\n7}", 10),
            (b"{} {}", 3),
        ] {
            let refused = parse_json::<HeaderJson>("header", json).err();
            let what = "header";
            assert_eq!(refused, Some(Reason::Malformed { what, offset }));
        }
    }
}
