//! What the tests of this crate share: the folder of vectors, PEM and times.
#![allow(
    dead_code,
    reason = "each test binary compiles this and uses a part of it"
)]

use std::path::PathBuf;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use countersign_spec::UnixTime;
use countersign_x509::Certificate;
use serde_json::Value;

/// The folder of vectors: the variable names it, or it stands beside the workspace.
pub(crate) fn folder() -> PathBuf {
    std::env::var_os("COUNTERSIGN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    )
}

/// A file of the folder, if it is there.
pub(crate) fn json(name: &str) -> Option<Value> {
    let path = folder().join("vectors").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("left out: {name} is not at {}", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}")))
}

pub(crate) fn array<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value[member].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value[member].as_str().unwrap_or_default()
}

/// The DER inside PEM of any label.
pub(crate) fn pem(text: &str) -> Vec<u8> {
    let body: String = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    base64(&body)
}

pub(crate) fn base64(text: &str) -> Vec<u8> {
    Base64::decode_vec(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub(crate) fn base64url(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub(crate) fn pems(list: &[Value]) -> Vec<Vec<u8>> {
    list.iter()
        .map(|text| pem(text.as_str().expect("PEM")))
        .collect()
}

/// `2026-01-01T00:00:00`, with what follows the seconds left out.
pub(crate) fn time(text: &str) -> UnixTime {
    let number = |range| {
        text.get(range)
            .and_then(|digits: &str| digits.parse::<i64>().ok())
            .expect("time")
    };
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let (y, m) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days =
        365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day
            - 1
            - 719_468;
    UnixTime(days * 86_400 + number(11..13) * 3600 + number(14..16) * 60 + number(17..19))
}

/// The certificates that can be parsed, and the first refusal.
pub(crate) fn parse(ders: &[Vec<u8>]) -> (Vec<Certificate<'_>>, Option<String>) {
    let mut refused = None;
    let mut parsed = Vec::new();
    for der in ders {
        match Certificate::parse(der) {
            Ok(certificate) => parsed.push(certificate),
            Err(reason) => refused = refused.or(Some(reason.to_string())),
        }
    }
    (parsed, refused)
}
