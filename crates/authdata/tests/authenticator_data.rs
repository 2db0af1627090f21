//! Authenticator data, built from its parts, whole and spoilt in one place.

mod build;

use build::{AuthData, es256_key};
use countersign_authdata::{Aaguid, AuthenticatorData, CredentialId};
use countersign_spec::{Reason, Rejection, Step};

const AT: u8 = 0x40;
const ED: u8 = 0x80;

fn refusal(bytes: &[u8]) -> Rejection {
    AuthenticatorData::parse(bytes).unwrap_err()
}

fn malformed(step: Step, what: &'static str, offset: usize) -> Rejection {
    step.refuse(Reason::Malformed { what, offset })
}

#[test]
fn the_shortest_data_is_37_bytes() {
    let bytes = AuthData::new(0x01).bytes();
    let data = AuthenticatorData::parse(&bytes).unwrap();
    assert_eq!(bytes.len(), 37);
    assert_eq!(data.bytes(), bytes);
    assert_eq!(data.rp_id_hash().0, [0x11; 32]);
    assert_eq!(data.sign_count(), 0x0102_0304);
    assert!(data.flags().user_present());
    assert!(data.credential().is_none() && data.extensions().is_none());
}

#[test]
fn a_credential_and_extensions_follow_as_the_flags_say() {
    let bytes = AuthData::new(0x01)
        .credential(b"id")
        .extensions(b"\xa1\x63abc\xf5")
        .bytes();
    let data = AuthenticatorData::parse(&bytes).unwrap();
    let credential = data.credential().unwrap();
    assert_eq!(credential.aaguid, Aaguid([0x22; 16]));
    assert_eq!(credential.id, CredentialId(b"id"));
    assert_eq!(credential.key.bytes(), es256_key());
    let extensions = data.extensions().unwrap();
    assert_eq!(extensions.bytes(), b"\xa1\x63abc\xf5");
    assert_eq!(extensions.get("abc"), Some(&[0xf5][..]));
    assert_eq!(extensions.get("abd"), None);
}

#[test]
fn extensions_are_given_in_order_with_their_values_as_they_came() {
    let map = b"\xa3\x61b\x81\x01\x62aa\xf6\x62ab\xa1\x61x\x02";
    let bytes = AuthData::new(0).extensions(map).bytes();
    let data = AuthenticatorData::parse(&bytes).unwrap();
    let all: Vec<_> = data.extensions().unwrap().iter().collect();
    let expected: [(&str, &[u8]); 3] = [
        ("b", b"\x81\x01"),
        ("aa", b"\xf6"),
        ("ab", b"\xa1\x61x\x02"),
    ];
    assert_eq!(all, expected);
}

#[test]
fn more_than_23_extensions_are_found() {
    let mut map = vec![0xb8, 24];
    (b'a'..=b'x').for_each(|letter| map.extend([0x61, letter, 0x00]));
    let bytes = AuthData::new(0).extensions(&map).bytes();
    let data = AuthenticatorData::parse(&bytes).unwrap();
    assert_eq!(data.extensions().unwrap().iter().count(), 24);
    assert_eq!(data.extensions().unwrap().get("x"), Some(&[0x00][..]));
}

#[test]
fn an_empty_extension_map_is_accepted() {
    let bytes = AuthData::new(0).extensions(b"\xa0").bytes();
    let data = AuthenticatorData::parse(&bytes).unwrap();
    assert_eq!(data.extensions().unwrap().iter().count(), 0);
    assert_eq!(data.extensions().unwrap().bytes(), b"\xa0");
}

#[test]
fn debug_output_shows_long_values_in_part() {
    let bytes = AuthData::new(0).extensions(b"\xa1\x63abc\xf5").bytes();
    let data = AuthenticatorData::parse(&bytes).unwrap();
    assert_eq!(
        format!("{:?}", data.rp_id_hash()),
        "RpIdHash(11111111… (32 bytes))"
    );
    let extensions = format!("{:?}", data.extensions().unwrap());
    assert!(extensions.starts_with("{\"abc\": "), "{extensions}");
}

#[test]
fn reserved_flags_are_ignored() {
    let bytes = AuthData::new(0x01 | 0x02 | 0x20).bytes();
    let data = AuthenticatorData::parse(&bytes).unwrap();
    assert!(data.flags().user_present() && !data.flags().user_verified());
    assert_eq!(data.flags().byte(), 0x23);
}

#[test]
fn a_credential_id_of_any_length_is_read() {
    for length in [0, 1023, 1024, 65535] {
        let bytes = AuthData::new(0).credential(&vec![7; length]).bytes();
        let data = AuthenticatorData::parse(&bytes).unwrap();
        assert_eq!(data.credential().unwrap().id.0.len(), length);
    }
}

#[test]
fn every_truncation_is_refused_at_the_step_of_the_part_that_is_cut() {
    let bytes = AuthData::new(0x01)
        .credential(b"id")
        .extensions(b"\xa1\x63abc\xf5")
        .bytes();
    let key = 37 + 16 + 2 + 2;
    let extensions = key + es256_key().len();
    for length in 0..bytes.len() {
        let refused = refusal(&bytes[..length]);
        let (step, reason) = match length {
            0..32 => (
                Step::AuthenticatorDataLayout,
                malformed_at("rpIdHash", length),
            ),
            32 => (Step::AuthenticatorDataLayout, malformed_at("flags", length)),
            33..37 => (
                Step::AuthenticatorDataLayout,
                malformed_at("signCount", length),
            ),
            37..53 => (Step::AttestedCredentialData, malformed_at("aaguid", length)),
            53..55 => (
                Step::AttestedCredentialData,
                malformed_at("credentialIdLength", length),
            ),
            55..57 => (
                Step::AttestedCredentialData,
                malformed_at("credentialId", length),
            ),
            length if length < extensions => {
                assert_eq!(refused.step(), Step::CredentialPublicKey, "{length}");
                assert!(
                    matches!(refused.reason(), Reason::Malformed { .. }),
                    "{length}"
                );
                continue;
            }
            length if length == extensions => (
                Step::AuthenticatorDataExtensions,
                Reason::Missing("extensions"),
            ),
            _ => {
                assert_eq!(
                    refused.step(),
                    Step::AuthenticatorDataExtensions,
                    "{length}"
                );
                assert!(
                    matches!(refused.reason(), Reason::Malformed { .. }),
                    "{length}"
                );
                continue;
            }
        };
        assert_eq!(refused, step.refuse(reason), "{length}");
    }
}

fn malformed_at(what: &'static str, offset: usize) -> Reason {
    Reason::Malformed { what, offset }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let whole = [
        AuthData::new(0x01),
        AuthData::new(0x01).credential(b"id"),
        AuthData::new(0x01).extensions(b"\xa0"),
        AuthData::new(0x01).credential(b"id").extensions(b"\xa0"),
    ];
    for data in whole {
        let mut bytes = data.bytes();
        AuthenticatorData::parse(&bytes).unwrap();
        let end = bytes.len();
        bytes.push(0);
        let refused = malformed(Step::AuthenticatorDataEnd, "authenticator data", end);
        assert_eq!(refusal(&bytes), refused);
    }
}

#[test]
fn parts_that_the_flags_do_not_announce_are_refused() {
    let refused = malformed(Step::AuthenticatorDataEnd, "authenticator data", 37);
    let mut bytes = AuthData::new(0).credential(b"id").bytes();
    bytes[32] &= !AT;
    assert_eq!(refusal(&bytes), refused);
    let mut bytes = AuthData::new(0).extensions(b"\xa0").bytes();
    bytes[32] &= !ED;
    assert_eq!(refusal(&bytes), refused);
}

#[test]
fn announced_parts_that_are_not_there_are_refused() {
    let mut bytes = AuthData::new(0).bytes();
    bytes[32] = AT;
    assert_eq!(
        refusal(&bytes),
        malformed(Step::AttestedCredentialData, "aaguid", 37)
    );
    bytes[32] = ED;
    let missing = Step::AuthenticatorDataExtensions.refuse(Reason::Missing("extensions"));
    assert_eq!(refusal(&bytes), missing);
}

#[test]
fn extensions_that_are_no_canonical_map_from_text_are_refused() {
    let cases: [(&str, &[u8], &str, usize); 6] = [
        ("an array", b"\x80", "extensions", 37),
        (
            "a number as key",
            b"\xa1\x01\xf5",
            "extension identifier",
            38,
        ),
        (
            "keys out of order",
            b"\xa2\x61b\x01\x61a\x02",
            "extensions",
            41,
        ),
        ("a key twice", b"\xa2\x61a\x01\x61a\x02", "extensions", 41),
        ("a padded length", b"\xb8\x01\x61a\x01", "extensions", 37),
        (
            "an indefinite length",
            b"\xbf\x61a\x01\xff",
            "extensions",
            37,
        ),
    ];
    for (why, map, what, offset) in cases {
        let bytes = AuthData::new(0).extensions(map).bytes();
        let refused = malformed(Step::AuthenticatorDataExtensions, what, offset);
        assert_eq!(refusal(&bytes), refused, "{why}");
    }
}

#[test]
fn a_key_is_refused_at_its_own_steps() {
    let good = AuthData::new(0).credential(b"id").bytes();
    AuthenticatorData::parse(&good).unwrap();
    let key = 37 + 16 + 2 + 2;
    let mut bytes = good.clone();
    bytes[key] = 0xa4; // one entry less: the map ends before y, which is then left over
    assert_eq!(refusal(&bytes).step(), Step::CredentialPublicKeyParameters);
    assert!(matches!(refusal(&bytes).reason(), Reason::Missing(_)));
    let mut bytes = good;
    bytes[key + 6] = 0x02; // crv: P-384 with ES256
    assert_eq!(refusal(&bytes).step(), Step::CredentialAlgorithmCurve);
    assert!(matches!(refusal(&bytes).reason(), Reason::Mismatch { .. }));
}
