//! Names: their attributes as text, and which are equal.

mod build;

use build::{PRINTABLE, UTF8, attribute, name, seq, tlv};
use countersign_spec::Reason;
use countersign_x509::{Attribute, Name};

const CN: &str = "2.5.4.3";
const O: &str = "2.5.4.10";

fn matches(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (Name::parse(one).unwrap(), Name::parse(other).unwrap());
    let matches = one.matches(&other);
    assert_eq!(matches, other.matches(&one));
    matches
}

fn common_name(tag: u8, value: &[u8]) -> Vec<u8> {
    name(&[attribute(CN, tag, value)])
}

#[test]
fn attributes_are_given_in_order_also_out_of_one_part() {
    let both = [attribute(CN, UTF8, b"A"), attribute(O, UTF8, b"B")].concat();
    let der = seq(&[&tlv(0x31, &both), &tlv(0x31, &attribute(CN, UTF8, b"C"))]);
    let name = Name::parse(&der).unwrap();
    let attributes: Vec<_> = name.attributes().map(Result::unwrap).collect();
    let texts: Vec<_> = attributes.iter().map(|one| one.text().unwrap()).collect();
    assert_eq!(texts, ["A", "B", "C"]);
    assert_eq!(attributes[1].oid, Attribute::ORGANIZATION);
    assert!(!name.is_empty());
}

#[test]
fn an_empty_name_is_empty() {
    assert!(Name::parse(&seq(&[])).unwrap().is_empty());
    assert!(Name::parse(&[0x31, 0]).is_err());
    assert!(Name::parse(&[0x30, 0, 0]).is_err());
}

#[test]
fn text_is_read_from_every_string_type() {
    for (tag, value, text) in [
        (UTF8, "Ünï".as_bytes(), Some("Ünï")),
        (UTF8, b"\xff", None),
        (PRINTABLE, b"A@*", Some("A@*")),
        (PRINTABLE, b"\xdc", None),
        (0x12, b"12", Some("12")),
        (0x16, b"a@b", Some("a@b")),
        (0x1a, b"v", Some("v")),
        (0x14, b"\xdcn", Some("Ün")),
        (0x1e, b"\x00\xdc\x20\xac", Some("Ü€")),
        (0x1e, b"\x00", None),
        (0x1e, b"\xd8\x00\xdc\x00", None),
        (0x1c, b"\x00\x01\xf6\x00", Some("😀")),
        (0x1c, b"\x00\x11\x00\x00", None),
        (0x04, b"octets", None),
    ] {
        let der = common_name(tag, value);
        let name = Name::parse(&der).unwrap();
        let attribute = name.attributes().next().unwrap().unwrap();
        assert_eq!(attribute.text().as_deref(), text, "{tag:x} {value:x?}");
    }
}

#[test]
fn malformed_names_give_an_error_and_nothing_after_it() {
    let good = tlv(0x31, &attribute(CN, UTF8, b"A"));
    for (bad, what) in [
        (tlv(0x30, b""), "relativeDistinguishedName"),
        (tlv(0x31, &[5, 0]), "attribute"),
        (tlv(0x31, &seq(&[&[5, 0]])), "attribute type"),
        (tlv(0x31, &seq(&[&build::oid(CN)])), "attribute value"),
        (
            tlv(0x31, &seq(&[&build::oid(CN), &[5, 0], &[5, 0]])),
            "attribute",
        ),
    ] {
        let der = seq(&[&good, &bad, &good]);
        let name = Name::parse(&der).unwrap();
        let found: Vec<_> = name.attributes().collect();
        let refused = found[1].clone().unwrap_err();
        let is_named = matches!(refused, Reason::Malformed { what: found, .. } if found == what);
        assert!(is_named, "{refused}, expected {what}");
        assert!(name.matches(&name), "its own bytes are equal");
        let other = seq(&[&tlv(0x31, &attribute(CN, PRINTABLE, b"A")), &bad, &good]);
        assert!(!matches(&der, &other));
    }
}

#[test]
fn names_match_without_regard_to_case_type_and_white_space() {
    let base = common_name(UTF8, b"Ab Cd");
    for (tag, value) in [
        (PRINTABLE, &b"Ab Cd"[..]),
        (UTF8, b"aB cD"),
        (PRINTABLE, b"  ab   CD "),
        (0x14, b"Ab Cd"),
        (0x1e, b"\x00A\x00b\x00 \x00C\x00d"),
    ] {
        assert!(
            matches(&base, &common_name(tag, value)),
            "{tag:x} {value:x?}"
        );
    }
    for (tag, value) in [
        (UTF8, &b"AbCd"[..]),
        (UTF8, b"Ab Ce"),
        (UTF8, b"Ab"),
        (0x04, b"Ab Cd"),
    ] {
        assert!(
            !matches(&base, &common_name(tag, value)),
            "{tag:x} {value:x?}"
        );
    }
    assert!(matches(
        &common_name(UTF8, "ÄÖ".as_bytes()),
        &common_name(UTF8, "äö".as_bytes())
    ));
    let ligature = common_name(UTF8, "\u{fb01}".as_bytes());
    let letters = common_name(UTF8, b"fi");
    assert!(
        !matches(&ligature, &letters),
        "compatibility forms are not taken together"
    );
    assert!(matches(
        &common_name(0x04, b"\xff"),
        &common_name(0x04, b"\xff")
    ));
}

#[test]
fn names_match_part_by_part() {
    let (a, b) = (attribute(CN, UTF8, b"A"), attribute(O, UTF8, b"B"));
    let small = attribute(CN, UTF8, b"a");
    let two_parts = name(&[a.clone(), b.clone()]);
    let one_part = seq(&[&tlv(0x31, &[a.clone(), b.clone()].concat())]);
    assert!(matches(&two_parts, &name(&[small.clone(), b.clone()])));
    assert!(matches(
        &one_part,
        &seq(&[&tlv(0x31, &[small, b.clone()].concat())])
    ));
    assert!(!matches(&two_parts, &one_part));
    assert!(
        !matches(&two_parts, &name(&[b.clone(), a.clone()])),
        "order counts"
    );
    assert!(
        !matches(&two_parts, &name(std::slice::from_ref(&a))),
        "length counts"
    );
    assert!(
        !matches(&one_part, &seq(&[&tlv(0x31, &a)])),
        "the number in a part counts"
    );
    let swapped = seq(&[&tlv(0x31, &[b, a].concat())]);
    assert!(
        !matches(&one_part, &swapped),
        "and so does their order, which DER fixes"
    );
    let as_organization = name(&[attribute(O, UTF8, b"A")]);
    assert!(!matches(&common_name(UTF8, b"A"), &as_organization));
}

#[test]
fn a_name_is_below_those_it_begins_with() {
    let (a, b) = (attribute(O, UTF8, b"A"), attribute(CN, UTF8, b"B"));
    let base = name(&[attribute(O, PRINTABLE, b"a")]);
    let base = Name::parse(&base).unwrap();
    let der = name(&[a.clone(), b.clone()]);
    let below = Name::parse(&der).unwrap();
    assert!(below.is_below(&base) && base.is_below(&base));
    assert!(!base.is_below(&below));
    let empty = seq(&[]);
    let empty = Name::parse(&empty).unwrap();
    assert!(below.is_below(&empty) && !empty.is_below(&base));
    let other = name(&[b, a]);
    assert!(!Name::parse(&other).unwrap().is_below(&base));
}
