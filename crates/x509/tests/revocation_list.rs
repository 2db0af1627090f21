//! Revocation lists (RFC 5280 §5), whole and spoilt in one place. Nothing is signed, as nothing here
//! verifies.

mod build;

use build::{UTF8, attribute, bits, extension, name, oid, seq, tlv};
use countersign_cose::{Hash, Scheme};
use countersign_spec::{Reason, ReasonKind};
use countersign_x509::{ObjectIdentifier, RevocationList, RevokedCertificate};

const CRL_NUMBER: &str = "2.5.29.20";
const REASON_CODE: &str = "2.5.29.21";
const INVALIDITY_DATE: &str = "2.5.29.24";
const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
const ECDSA_SHA384: &str = "1.2.840.10045.4.3.3";
const DATE: &[u8] = b"250101000000Z";

/// The fields of a list, each as DER.
struct Fields {
    version: Vec<u8>,
    next_update: Vec<u8>,
    entries: Vec<u8>,
    extensions: Vec<Vec<u8>>,
    outer_algorithm: &'static str,
}

impl Fields {
    /// A list of two certificates.
    fn new() -> Self {
        let entries = [
            entry(&[5], &[]),
            entry(
                &[0, 0x80],
                &[
                    extension(INVALIDITY_DATE, None, &tlv(0x18, b"20250101000000Z")),
                    extension(REASON_CODE, None, &tlv(0x0a, &[4])),
                ],
            ),
        ];
        Self {
            version: tlv(0x02, &[1]),
            next_update: tlv(0x17, b"260101000000Z"),
            entries: tlv(0x30, &entries.concat()),
            extensions: vec![extension(CRL_NUMBER, None, &tlv(0x02, &[9]))],
            outer_algorithm: ECDSA_SHA256,
        }
    }

    fn der(&self) -> Vec<u8> {
        let tbs = seq(&[
            &self.version,
            &seq(&[&oid(ECDSA_SHA256)]),
            &name(&[attribute("2.5.4.3", UTF8, b"Root")]),
            &tlv(0x17, DATE),
            &self.next_update,
            &self.entries,
            &tlv(0xa0, &tlv(0x30, &self.extensions.concat())),
        ]);
        seq(&[
            &tbs,
            &seq(&[&oid(self.outer_algorithm)]),
            &bits(b"signature"),
        ])
    }
}

fn entry(serial: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let list = if extensions.is_empty() {
        Vec::new()
    } else {
        tlv(0x30, &extensions.concat())
    };
    seq(&[&tlv(0x02, serial), &tlv(0x17, DATE), &list])
}

#[test]
fn the_parts_are_given_as_they_stand() {
    let der = Fields::new().der();
    let list = RevocationList::parse(&der).unwrap();
    let issuer = name(&[attribute("2.5.4.3", UTF8, b"Root")]);
    assert_eq!(list.issuer().der(), issuer);
    assert_eq!(list.this_update().to_string(), "2025-01-01T00:00:00Z");
    let next = list.next_update().map(|time| time.to_string());
    assert_eq!(next.as_deref(), Some("2026-01-01T00:00:00Z"));
    assert_eq!(list.signature(), b"signature");
    assert_eq!(list.extensions().count(), 1);
    let scheme = Scheme::Ecdsa(Hash::Sha256);
    assert_eq!(list.signature_scheme(), Ok(scheme));
}

#[test]
fn the_next_update_may_be_absent() {
    let mut fields = Fields::new();
    fields.next_update.clear();
    let der = fields.der();
    let list = RevocationList::parse(&der).unwrap();
    assert_eq!(list.next_update(), None);
    assert_eq!(list.entries().count(), 2);
}

#[test]
fn versions_1_and_2_are_read() {
    let mut fields = Fields::new();
    for (version, is_read) in [
        (vec![], true),
        (tlv(0x02, &[1]), true),
        (tlv(0x02, &[0]), false),
        (tlv(0x02, &[2]), false),
    ] {
        fields.version = version;
        let refused = RevocationList::parse(&fields.der()).map(|_| ()).err();
        let expected = (!is_read).then_some(ReasonKind::Malformed);
        assert_eq!(refused.map(|reason| reason.kind()), expected);
    }
}

#[test]
fn algorithms_that_differ_are_refused() {
    let mut fields = Fields::new();
    fields.outer_algorithm = ECDSA_SHA384;
    let der = fields.der();
    let refused = RevocationList::parse(&der).unwrap().signature_scheme();
    assert_eq!(refused.unwrap_err().kind(), ReasonKind::Mismatch);
}

#[test]
fn entries_are_found_by_serial_number() {
    let der = Fields::new().der();
    let list = RevocationList::parse(&der).unwrap();
    let entries: Vec<_> = list.entries().map(Result::unwrap).collect();
    let [first, second] = &entries[..] else {
        panic!("{entries:?}");
    };
    assert!(first.is_about(&[5]) && first.is_about(&[0, 5]));
    assert!(!first.is_about(&[6]) && !first.is_about(&[0, 0x80]));
    assert!(second.is_about(&[0, 0x80]) && !second.is_about(&[0x80]));
    assert_eq!(first.revocation_date, list.this_update());
}

#[test]
fn the_reason_code_is_told_where_there_is_one() {
    let der = Fields::new().der();
    let list = RevocationList::parse(&der).unwrap();
    let entries: Vec<_> = list.entries().map(Result::unwrap).collect();
    let codes: Vec<_> = entries
        .iter()
        .map(RevokedCertificate::reason_code)
        .collect();
    assert_eq!(codes, [None, Some(4)]);
    assert_eq!(entries[0].extensions().count(), 0);
    assert_eq!(entries[1].extensions().count(), 2);
}

#[test]
fn an_entry_that_is_none_ends_the_list() {
    let mut fields = Fields::new();
    let none = seq(&[&tlv(0x02, &[7])]);
    fields.entries = tlv(0x30, &[entry(&[5], &[]), none, entry(&[6], &[])].concat());
    let der = fields.der();
    let list = RevocationList::parse(&der).unwrap();
    let entries: Vec<_> = list.entries().map(|entry| entry.is_ok()).collect();
    assert_eq!(entries, [true, false]);
}

#[test]
fn extensions_are_found_if_they_are_there_once() {
    let number = ObjectIdentifier::new_unwrap(CRL_NUMBER);
    let other = ObjectIdentifier::new_unwrap(REASON_CODE);
    let mut fields = Fields::new();
    let der = fields.der();
    let list = RevocationList::parse(&der).unwrap();
    let found = list.extension(number).unwrap();
    assert_eq!(found.map(|extension| extension.value), Some(&[2, 1, 9][..]));
    assert!(list.extension(other).unwrap().is_none());
    fields.extensions.push(fields.extensions[0].clone());
    let der = fields.der();
    let twice = Reason::NotAllowed("CRL extension that is there twice");
    let list = RevocationList::parse(&der).unwrap();
    assert_eq!(list.extension(number).map(|_| ()), Err(twice));
}
