//! What bytes may be.

use countersign::attestation::KeyDescription;
use countersign::{Certificate, Form, RevocationList};
use countersign_authdata::{AttestationObject, AuthenticatorData};
use countersign_cose::{Key, Kind as Item, Reader};
use serde_json::Value;

use crate::arguments::Kind;

/// The likeliest kind: one whose parser takes the bytes, or else one that they begin as.
pub(crate) fn kind(bytes: &[u8]) -> Option<Kind> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Some(kind) = text_kind(text.trim())
    {
        return Some(kind);
    }
    parsed(bytes).or_else(|| begins(bytes))
}

fn text_kind(text: &str) -> Option<Kind> {
    if text.starts_with("eyJ") && text.split('.').count() == 3 {
        return Some(Kind::MdsBlob);
    }
    let text = text.trim_start_matches('\u{feff}');
    if !text.starts_with('{') {
        return None;
    }
    let Ok(object) = serde_json::from_str::<Value>(text) else {
        return Some(if text.contains("webauthn.") {
            Kind::ClientData
        } else {
            Kind::Json
        });
    };
    let is_text = |pointer: &str| object.pointer(pointer).is_some_and(Value::is_string);
    Some(if is_text("/response/attestationObject") {
        Kind::Registration
    } else if is_text("/response/authenticatorData") {
        Kind::Authentication
    } else if is_text("/challenge") && is_text("/type") {
        Kind::ClientData
    } else {
        Kind::Json
    })
}

fn parsed(bytes: &[u8]) -> Option<Kind> {
    if AttestationObject::parse(bytes, Form::Tolerant).is_ok() {
        Some(Kind::AttestationObject)
    } else if Key::parse(bytes).is_ok() {
        Some(Kind::CoseKey)
    } else if Certificate::parse(bytes).is_ok() {
        Some(Kind::Certificate)
    } else if RevocationList::parse(bytes).is_ok() {
        Some(Kind::RevocationList)
    } else if KeyDescription::parse(bytes).is_ok() {
        Some(Kind::AndroidKeyDescription)
    } else if super::tpm::is_attest(bytes) {
        Some(Kind::TpmAttest)
    } else if super::tpm::is_public(bytes) {
        Some(Kind::TpmPublic)
    } else if AuthenticatorData::parse(bytes).is_ok() {
        Some(Kind::AuthenticatorData)
    } else {
        None
    }
}

/// For what is broken somewhere behind its start.
fn begins(bytes: &[u8]) -> Option<Kind> {
    if let Some(content) = bytes
        .strip_prefix(b"\x30\x82")
        .and_then(|rest| rest.get(2..))
    {
        // A certificate is a SEQUENCE that begins with a SEQUENCE.
        let inner = content.first() == Some(&0x30);
        return Some(if inner { Kind::Certificate } else { Kind::Der });
    }
    let mut reader = Reader::new(bytes, Form::Tolerant);
    if bytes
        .first()
        .is_some_and(|head| matches!(head, 0xa1..=0xb7))
    {
        let names = [&b"fmt"[..], b"attStmt", b"authData"];
        let has = |name: &&[u8]| bytes.windows(name.len()).any(|part| part == *name);
        if names.iter().any(has) {
            return Some(Kind::AttestationObject);
        }
        if bytes.get(1..3) == Some(&[0x01, 0x02]) || bytes.get(1..3) == Some(&[0x01, 0x01]) {
            return Some(Kind::CoseKey);
        }
        if reader.kind("item") == Ok(Item::Map) && reader.item("item").is_ok() {
            return Some(Kind::Cbor);
        }
    }
    let is_text = std::str::from_utf8(bytes).is_ok();
    // Flags without the bits that are reserved.
    let flags = bytes.get(32).is_some_and(|flags| flags & 0x22 == 0);
    (!is_text && bytes.len() >= 37 && flags).then_some(Kind::AuthenticatorData)
}
