use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_spec::{Reason, Rejection, Step};
use countersign_x509::Certificate;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

/// Google's list of Android attestation keys that are no longer good:
/// [Key attestation, "Certificate revocation status list"][1].
///
/// The list says neither when it was made nor until when it holds: that is in the HTTP headers it
/// was served with, and to keep it fresh is the caller's task.
///
/// [1]: https://developer.android.com/privacy-and-security/security-key-attestation#certificate_status
#[derive(Clone, Debug)]
pub struct AndroidStatusList {
    entries: BTreeMap<String, AndroidStatus>,
}

/// Why a certificate is on the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct AndroidStatus {
    /// "status" and "reason" as one, as `REVOKED: KEY_COMPROMISE`.
    pub name: &'static str,
}

/// Each "status" with each "reason" that the list's schema knows. What it does not know is as bad.
const NAMES: [(&str, &str, &str); 10] = [
    ("REVOKED", "", "REVOKED"),
    ("REVOKED", "UNSPECIFIED", "REVOKED: UNSPECIFIED"),
    ("REVOKED", "KEY_COMPROMISE", "REVOKED: KEY_COMPROMISE"),
    ("REVOKED", "CA_COMPROMISE", "REVOKED: CA_COMPROMISE"),
    ("REVOKED", "SOFTWARE_FLAW", "REVOKED: SOFTWARE_FLAW"),
    ("REVOKED", "SUPERSEDED", "REVOKED: SUPERSEDED"),
    ("SUSPENDED", "", "SUSPENDED"),
    ("SUSPENDED", "UNSPECIFIED", "SUSPENDED: UNSPECIFIED"),
    ("SUSPENDED", "KEY_COMPROMISE", "SUSPENDED: KEY_COMPROMISE"),
    ("SUSPENDED", "SOFTWARE_FLAW", "SUSPENDED: SOFTWARE_FLAW"),
];

impl AndroidStatusList {
    /// Parses the list, a JSON object with the member "entries".
    ///
    /// # Errors
    ///
    /// `Malformed`, also where "entries" or a "status" is missing, or a member is there twice: a
    /// list that says two things of one certificate says nothing.
    pub fn parse(json: &[u8]) -> Result<Self, Reason> {
        let list: Result<List, _> = serde_json::from_slice(json);
        list.map(|list| Self {
            entries: list.entries.0,
        })
        .map_err(|error| Reason::Malformed {
            what: "Android status list",
            offset: offset(json, error.line(), error.column()),
        })
    }

    /// How many certificates are on the list.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no certificate is on the list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry for a serial number, given as the content octets of its INTEGER. Whoever is on the
    /// list is not good, whatever the entry says.
    ///
    /// The list's keys are serial numbers in hex, in lower case, and older ones in decimal; which of
    /// the two a key without letters is cannot be told, so it counts as both.
    #[must_use]
    pub fn status(&self, serial_number: &[u8]) -> Option<AndroidStatus> {
        let keys = [hex(serial_number), decimal(serial_number)];
        keys.iter().find_map(|key| self.entries.get(key)).copied()
    }

    /// Refuses a certificate that is on the list.
    pub(crate) fn check(&self, certificate: &Certificate<'_>) -> Result<(), Rejection> {
        match self.status(certificate.serial_number()) {
            None => Ok(()),
            Some(AndroidStatus { name }) => Err(Step::PathRevocation.refuse(Reason::mismatch(
                "standing of the certificate",
                "good",
                name,
            ))),
        }
    }
}

impl AndroidStatus {
    fn new(status: &str, reason: &str) -> Self {
        let is_it = |(s, r, _): &&(&str, &str, &str)| *s == status && *r == reason;
        let is_near = |(s, r, _): &&(&str, &str, &str)| *s == status && r.is_empty();
        let row = NAMES
            .iter()
            .find(is_it)
            .or_else(|| NAMES.iter().find(is_near));
        Self {
            name: row.map_or("of unknown status", |(_, _, name)| name),
        }
    }
}

/// The list as JSON; members that we do not read are left aside.
#[derive(Deserialize)]
struct List {
    entries: Entries,
}

/// "entries", each serial number once.
struct Entries(BTreeMap<String, AndroidStatus>);

#[derive(Deserialize)]
struct Entry {
    status: String,
    #[serde(default)]
    reason: Option<String>,
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of entries by serial number")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Entries, M::Error> {
        let mut entries = BTreeMap::new();
        while let Some((serial, entry)) = map.next_entry::<String, Entry>()? {
            let status = AndroidStatus::new(&entry.status, entry.reason.as_deref().unwrap_or(""));
            if entries.insert(normal(&serial), status).is_some() {
                return Err(M::Error::custom("serial number that is there twice"));
            }
        }
        Ok(Entries(entries))
    }
}

/// A key of the list as [`hex`] and [`decimal`] write it.
fn normal(key: &str) -> String {
    let digits = key.trim_start_matches('0').to_ascii_lowercase();
    if digits.is_empty() {
        String::from("0")
    } else {
        digits
    }
}

/// A serial number in hex, without leading zeros. The list has positive numbers only.
fn hex(serial_number: &[u8]) -> String {
    let mut text = String::new();
    for byte in serial_number {
        text.extend(
            [byte >> 4, byte & 0x0f]
                .map(|half| char::from_digit(half.into(), 16))
                .iter()
                .flatten(),
        );
    }
    normal(&text)
}

/// A serial number in decimal, by long multiplication: a number of `n` bytes is `n * n` steps, and
/// serial numbers that are longer than the list can have are left out.
fn decimal(serial_number: &[u8]) -> String {
    const LONGEST: usize = 64; // octets; RFC 5280 §4.1.2.2 allows 20
    let mut digits: Vec<u8> = Vec::new(); // the lowest first
    for byte in serial_number.iter().take(LONGEST) {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            let value = u32::from(*digit).wrapping_mul(256).wrapping_add(carry);
            *digit = u8::try_from(value % 10).unwrap_or(0);
            carry = value / 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or(0));
            carry /= 10;
        }
    }
    let text: String = digits
        .iter()
        .rev()
        .filter_map(|digit| char::from_digit((*digit).into(), 10))
        .collect();
    normal(&text)
}

/// The byte that serde_json's line and column mean.
fn offset(json: &[u8], line: usize, column: usize) -> usize {
    let before: usize = json
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .fold(0, usize::saturating_add);
    before.saturating_add(column.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::{AndroidStatusList, decimal, hex};
    use countersign_spec::{Reason, ReasonKind};

    const LIST: &[u8] = br#"{"entries": {
        "6681152659205225093": {"status": "REVOKED", "reason": "KEY_COMPROMISE"},
        "cc66e9a93713b6e643b26c15879786f7": {"status": "SUSPENDED", "comment": "testing"},
        "2c8cdddfd5e03bfc": {"status": "WITHDRAWN", "expires": "2020-11-13"}}, "more": 1}"#;

    fn status(serial_number: &[u8]) -> Option<&'static str> {
        let list = AndroidStatusList::parse(LIST).unwrap();
        list.status(serial_number).map(|status| status.name)
    }

    #[test]
    fn serial_numbers_are_found_in_hex_and_in_decimal() {
        let hex_key = [
            0x00, 0xcc, 0x66, 0xe9, 0xa9, 0x37, 0x13, 0xb6, 0xe6, 0x43, 0xb2, 0x6c, 0x15, 0x87,
            0x97, 0x86, 0xf7,
        ];
        assert_eq!(status(&hex_key), Some("SUSPENDED"));
        let decimal_key = 6_681_152_659_205_225_093_u64.to_be_bytes();
        assert_eq!(status(&decimal_key), Some("REVOKED: KEY_COMPROMISE"));
        let both_readings = [0x66, 0x81, 0x15, 0x26, 0x59, 0x20, 0x52, 0x25, 0x09, 0x03];
        assert_eq!(status(&both_readings), None);
        let as_hex = [0x06, 0x68, 0x11, 0x52, 0x65, 0x92, 0x05, 0x22, 0x50, 0x93];
        assert_eq!(status(&as_hex), Some("REVOKED: KEY_COMPROMISE"));
        assert_eq!(status(&[1]), None);
    }

    #[test]
    fn an_unknown_status_is_not_good() {
        let key = [0x2c, 0x8c, 0xdd, 0xdf, 0xd5, 0xe0, 0x3b, 0xfc];
        assert_eq!(status(&key), Some("of unknown status"));
    }

    #[test]
    fn lists_that_are_none_are_refused() {
        for json in [
            &b""[..],
            b"{}",
            b"[]",
            br#"{"entries": []}"#,
            br#"{"entries": {"1": {}}}"#,
            br#"{"entries": {"1": {"status": 1}}}"#,
            br#"{"entries": {}, "entries": {}}"#,
            br#"{"entries": {"1": {"status": "REVOKED"}, "1": {"status": "REVOKED"}}}"#,
            br#"{"entries": {"1": {"status": "REVOKED"}, "01": {"status": "REVOKED"}}}"#,
            br#"{"entries": {"1": {"status": "GOOD", "status": "REVOKED"}}}"#,
            br#"{"entries": {}} x"#,
        ] {
            let refused = AndroidStatusList::parse(json).unwrap_err();
            assert_eq!(refused.kind(), ReasonKind::Malformed);
        }
    }

    #[test]
    fn a_refusal_tells_the_byte() {
        for (json, expected) in [("x", 0), (r#"{"entries": {}} x"#, 16), ("\n\n  x", 4)] {
            let refused = AndroidStatusList::parse(json.as_bytes()).unwrap_err();
            let Reason::Malformed { offset, .. } = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(offset, expected, "{json}");
        }
    }

    #[test]
    fn numbers_are_written_in_both_bases() {
        for (bytes, in_hex, in_decimal) in [
            (&[][..], "0", "0"),
            (&[0], "0", "0"),
            (&[0, 0x80], "80", "128"),
            (&[1, 0, 0], "10000", "65536"),
            (
                &[0xff; 16],
                "ffffffffffffffffffffffffffffffff",
                "340282366920938463463374607431768211455",
            ),
        ] {
            assert_eq!(
                (hex(bytes).as_str(), decimal(bytes).as_str()),
                (in_hex, in_decimal)
            );
        }
    }
}
