//! Distribution points of certificates and of revocation lists (RFC 5280 §4.2.1.13 and §5.2.5), and
//! which of them name the same place.

mod build;

use build::{NULL, PRINTABLE, UTF8, attribute, name, seq, tlv};
use countersign_spec::ReasonKind;
use countersign_x509::{
    DistributionPointName, DistributionPoints, IssuingDistributionPoint, Name, ReasonFlags,
};

const CN: &str = "2.5.4.3";
const O: &str = "2.5.4.10";

fn uri(text: &str) -> Vec<u8> {
    tlv(0x86, text.as_bytes())
}

fn directory(attributes: &[Vec<u8>]) -> Vec<u8> {
    tlv(0xa4, &name(attributes))
}

fn issuer() -> Vec<u8> {
    name(&[attribute(O, UTF8, b"Countersign")])
}

/// Whether the two name the same place, in either order.
fn matches(one: DistributionPointName<'_>, other: DistributionPointName<'_>) -> bool {
    let issuer = issuer();
    let issuer = Name::parse(&issuer).unwrap();
    let matches = one.matches(&other, &issuer);
    assert_eq!(matches, other.matches(&one, &issuer));
    matches
}

#[test]
fn full_names_match_where_they_have_one_in_common() {
    let common_name = |tag, text: &[u8]| directory(&[attribute(CN, tag, text)]);
    for (one, other, expected) in [
        (uri("a"), uri("a"), true),
        (uri("a"), uri("b"), false),
        (
            [uri("a"), uri("b")].concat(),
            [uri("c"), uri("b")].concat(),
            true,
        ),
        (
            [uri("a"), uri("b")].concat(),
            [uri("c"), uri("d")].concat(),
            false,
        ),
        (
            common_name(UTF8, b"Point"),
            common_name(PRINTABLE, b"point"),
            true,
        ),
        (
            common_name(UTF8, b"Point"),
            common_name(UTF8, b"Points"),
            false,
        ),
        (common_name(UTF8, b"Point"), uri("Point"), false),
        (uri("a"), vec![], false),
    ] {
        let found = matches(
            DistributionPointName::Full(&one),
            DistributionPointName::Full(&other),
        );
        assert_eq!(found, expected, "{one:02x?} and {other:02x?}");
    }
}

#[test]
fn relative_names_match_by_their_bytes() {
    let (one, other) = (attribute(CN, UTF8, b"1"), attribute(CN, UTF8, b"2"));
    let relative = DistributionPointName::Relative;
    assert!(matches(relative(&one), relative(&one)));
    assert!(!matches(relative(&one), relative(&other)));
}

#[test]
fn a_relative_name_is_the_issuers_and_one_part_more() {
    let part = attribute(CN, UTF8, b"Point");
    let own = attribute(O, UTF8, b"Countersign");
    for (full, expected) in [
        (vec![own.clone(), part.clone()], true),
        (vec![own.clone()], false),
        (vec![part.clone()], false),
        (vec![own.clone(), attribute(CN, UTF8, b"Another")], false),
        (vec![attribute(O, UTF8, b"Another"), part.clone()], false),
        (vec![own, part.clone(), part.clone()], false),
    ] {
        let found = matches(
            DistributionPointName::Full(&directory(&full)),
            DistributionPointName::Relative(&part),
        );
        assert_eq!(found, expected, "{full:02x?}");
    }
}

#[test]
fn points_are_read_one_by_one() {
    let full = tlv(0xa0, &tlv(0xa0, &uri("a")));
    let reasons = tlv(0x81, &[6, 0x40]);
    let value = seq(&[&seq(&[&full]), &seq(&[&reasons])]);
    let points = DistributionPoints::parse(&value).unwrap();
    let points: Vec<_> = points.map(Result::unwrap).collect();
    assert_eq!(points.len(), 2);
    assert!(points[0].name.is_some() && points[0].reasons.is_none());
    assert!(points[1].name.is_none() && points[1].reasons.is_some());
}

#[test]
fn a_point_that_is_none_ends_the_list() {
    let value = seq(&[&seq(&[]), NULL, &seq(&[])]);
    let points = DistributionPoints::parse(&value).unwrap();
    let points: Vec<_> = points.map(|point| point.is_ok()).collect();
    assert_eq!(points, [true, false]);
}

#[test]
fn members_of_a_list_are_false_unless_they_are_there() {
    for (tag, byte, expected) in [
        (0x81, Some(0xff), [true, false, false, false]),
        (0x82, Some(0xff), [false, true, false, false]),
        (0x84, Some(0xff), [false, false, true, false]),
        (0x85, Some(0xff), [false, false, false, true]),
        (0x81, Some(0x00), [false; 4]),
        (0x81, None, [false; 4]),
    ] {
        let member = byte.map(|byte| tlv(tag, &[byte])).unwrap_or_default();
        let value = seq(&[&member]);
        let point = IssuingDistributionPoint::parse(&value).unwrap();
        let found = [
            point.only_user_certificates,
            point.only_ca_certificates,
            point.is_indirect,
            point.only_attribute_certificates,
        ];
        assert_eq!(found, expected, "{tag:02x} {byte:02x?}");
    }
    let refused = IssuingDistributionPoint::parse(&seq(&[&tlv(0x81, &[1])])).unwrap_err();
    assert_eq!(refused.kind(), ReasonKind::Malformed);
}

#[test]
fn reasons_are_joined_and_met() {
    let some = |content: &[u8]| {
        let value = seq(&[&tlv(0x83, content)]);
        let point = IssuingDistributionPoint::parse(&value).unwrap();
        point.only_some_reasons.unwrap()
    };
    let (both, first, second) = (some(&[5, 0x60]), some(&[6, 0x40]), some(&[5, 0x20]));
    assert_eq!(first.union(second), both);
    assert_eq!(first.union(both), both);
    assert_eq!(both.intersection(first), first);
    assert_eq!(first.intersection(second), ReasonFlags::NONE);
}
