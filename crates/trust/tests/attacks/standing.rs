//! Whether certificates are in good standing: revocation lists and Android's status list.

use crate::scenario::{ListSpec, Outcome, Scenario};
use crate::table::{Bend, PRIVATE, distribution_points, issued_for, lists, point_name};
use countersign_authenticator::certificate::{Extension, date, generalized_time};
use countersign_authenticator::der;
use countersign_cose::{Hash, Scheme};
use countersign_spec::{Reason, ReasonKind, Step};
use countersign_trust::{AndroidStatusList, Revocation, RevocationSources, Sha1};

use Outcome::{Accepted, Refused};
use ReasonKind::{Expired, Mismatch, Missing, NotAllowed, Unsupported};

/// The leaf's serial number.
const LEAF: &[u8] = &[0x51];
/// The intermediate's.
const INTERMEDIATE: &[u8] = &[0x01];
const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
const REASON_CODE: &str = "2.5.29.21";
const INVALIDITY_DATE: &str = "2.5.29.24";
const REVOKED: Outcome = Refused(Step::PathRevocation, Mismatch);
/// Tags of the issuing distribution point.
const ONLY_USERS: u32 = 1;
const ONLY_AUTHORITIES: u32 = 2;
const SOME_REASONS: u32 = 3;
const ONLY_ATTRIBUTES: u32 = 5;
/// keyCompromise and cACompromise, of the BIT STRING's first byte.
const COMPROMISES: &[u8] = &[5, 0x60];
/// The other reasons: of the first byte, and aACompromise.
const OTHER_REASONS: &[u8] = &[7, 0x1f, 0x80];

/// What is bent, how, and what comes of it.
pub(crate) const ROWS: &[(&str, Bend, Outcome)] = &[
    (
        "lists for all, where they are required",
        |s| {
            s.standing_required = true;
            lists(s, |list| list.is_roots = true);
            lists(s, |_| ());
        },
        Accepted,
    ),
    (
        "no list for the leaf, where one is required",
        |s| {
            s.standing_required = true;
            lists(s, |list| list.is_roots = true);
        },
        Refused(Step::PathRevocation, Missing),
    ),
    (
        "no list for the leaf, where none is required",
        |s| lists(s, |list| list.is_roots = true),
        Accepted,
    ),
    (
        "list for some reasons, where all are required",
        |s| {
            s.standing_required = true;
            lists(s, |list| list.is_roots = true);
            lists(s, |list| only(list, SOME_REASONS, COMPROMISES));
        },
        Refused(Step::CrlReasons, Missing),
    ),
    (
        "lists for some reasons and for the others",
        |s| {
            s.standing_required = true;
            lists(s, |list| list.is_roots = true);
            lists(s, |list| only(list, SOME_REASONS, COMPROMISES));
            lists(s, |list| only(list, SOME_REASONS, OTHER_REASONS));
        },
        Accepted,
    ),
    (
        "list for some reasons, where none is required",
        |s| lists(s, |list| only(list, SOME_REASONS, COMPROMISES)),
        Accepted,
    ),
    (
        "list out of date beside one that is not",
        |s| {
            lists(s, |list| list.next_update = date(2025, 5, 1));
            lists(s, |_| ());
        },
        Accepted,
    ),
    (
        "list out of date beside one for some reasons",
        |s| {
            lists(s, |list| list.next_update = date(2025, 5, 1));
            lists(s, |list| only(list, SOME_REASONS, COMPROMISES));
        },
        Refused(Step::CrlFreshness, Expired),
    ),
    (
        "list over SHA-1",
        |s| lists(s, |list| list.scheme = Scheme::Ecdsa(Hash::Sha1)),
        Refused(Step::CrlSignature, NotAllowed),
    ),
    (
        "list over SHA-1, accepted by the caller",
        |s| {
            s.sha1 = Sha1::Accepted;
            lists(s, |list| list.scheme = Scheme::Ecdsa(Hash::Sha1));
        },
        Accepted,
    ),
    (
        "leaf in a list of end entities",
        |s| revoked_in(s, ONLY_USERS),
        REVOKED,
    ),
    (
        "leaf in a list of authorities",
        |s| revoked_in(s, ONLY_AUTHORITIES),
        Accepted,
    ),
    (
        "leaf in a list of attribute certificates",
        |s| revoked_in(s, ONLY_ATTRIBUTES),
        Accepted,
    ),
    (
        "intermediate in the root's list of end entities",
        |s| {
            revoked_in(s, ONLY_USERS);
            s.lists[0].is_roots = true;
            s.lists[0].serials = vec![INTERMEDIATE.to_vec()];
        },
        Accepted,
    ),
    (
        "intermediate in the root's list of authorities",
        |s| {
            revoked_in(s, ONLY_AUTHORITIES);
            s.lists[0].is_roots = true;
            s.lists[0].serials = vec![INTERMEDIATE.to_vec()];
        },
        REVOKED,
    ),
    (
        "entry of another with a critical reason",
        |s| entry(s, Extension::critical(REASON_CODE, der::enumerated(1))),
        Accepted,
    ),
    (
        "entry of another with a critical date",
        |s| {
            let date = generalized_time("20250101000000Z");
            entry(s, Extension::critical(INVALIDITY_DATE, date));
        },
        Accepted,
    ),
    (
        "entry of another with an unknown extension",
        |s| entry(s, Extension::new(PRIVATE, der::null())),
        Accepted,
    ),
    (
        "entry of another with an unknown critical extension",
        |s| entry(s, Extension::critical(PRIVATE, der::null())),
        Refused(Step::CrlExtensions, Unsupported),
    ),
    (
        "list for some reasons at a distribution point that has the others",
        |s| {
            s.standing_required = true;
            lists(s, |list| list.is_roots = true);
            let uri = "https://a.example/";
            distribution_points(s, &[uri]);
            let points = [point_name(uri), der::implicit(1, OTHER_REASONS)];
            let points = der::sequence(&[der::sequence(&points)]);
            s.leaf.set_extension(Extension::new("2.5.29.31", points));
            lists(s, |list| {
                let point = [point_name(uri), der::implicit(SOME_REASONS, COMPROMISES)];
                let point = der::sequence(&point);
                list.extensions
                    .push(Extension::critical(ISSUING_DISTRIBUTION_POINT, point));
            });
        },
        Refused(Step::PathRevocation, Missing),
    ),
    (
        "list of the leaf's distribution point, where one is required",
        |s| {
            s.standing_required = true;
            lists(s, |list| list.is_roots = true);
            distribution_points(s, &["https://a.example/"]);
            lists(s, |list| {
                list.extensions.push(issued_for("https://a.example/"));
            });
        },
        Accepted,
    ),
    (
        "leaf on Android's list",
        |s| s.android = Some(r#"{"entries": {"51": {"status": "REVOKED"}}}"#),
        REVOKED,
    ),
    (
        "intermediate on Android's list",
        |s| s.android = Some(r#"{"entries": {"1": {"status": "SUSPENDED"}}}"#),
        REVOKED,
    ),
    (
        "another one on Android's list",
        |s| s.android = Some(r#"{"entries": {"52": {"status": "REVOKED"}}}"#),
        Accepted,
    ),
    (
        "Android's list, where standing is required",
        |s| {
            s.android = Some(r#"{"entries": {}}"#);
            s.standing_required = true;
        },
        Accepted,
    ),
    (
        "no source at all, where standing is required",
        |s| s.standing_required = true,
        Refused(Step::PathRevocation, Missing),
    ),
    (
        "leaf that is the anchor, on Android's list",
        |s| {
            s.anchors = |_, _, chain| vec![chain[0].clone()];
            s.android = Some(r#"{"entries": {"51": {"status": "REVOKED"}}}"#);
        },
        REVOKED,
    ),
];

/// The leaf is in a list of the intermediate that is only about one kind of certificates.
fn revoked_in(s: &mut Scenario, kind: u32) {
    lists(s, |list| {
        only(list, kind, &[0xff]);
        list.serials.push(LEAF.to_vec());
    });
}

/// A list of the intermediate about another certificate, whose entry has an extension.
fn entry(s: &mut Scenario, extension: Extension) {
    lists(s, |list| {
        list.serials.push(vec![0x52]);
        list.entry_extensions.push(extension);
    });
}

/// An issuing distribution point with one member.
fn only(list: &mut ListSpec, tag: u32, content: &[u8]) {
    let point = der::sequence(&[der::implicit(tag, content)]);
    list.extensions
        .push(Extension::critical(ISSUING_DISTRIBUTION_POINT, point));
}

/// RFC 5280 §5.3.1: the refusal tells why the certificate was revoked.
#[test]
fn reasons_of_revocation_are_told() {
    for (code, reason) in [
        (0, "revoked"),
        (1, "revoked: keyCompromise"),
        (2, "revoked: cACompromise"),
        (3, "revoked: affiliationChanged"),
        (4, "revoked: superseded"),
        (5, "revoked: cessationOfOperation"),
        (6, "revoked: certificateHold"),
        (7, "revoked"),
        (8, "revoked: removeFromCRL"),
        (9, "revoked: privilegeWithdrawn"),
        (10, "revoked: aACompromise"),
    ] {
        let mut s = Scenario::new();
        lists(&mut s, |list| {
            list.serials.push(LEAF.to_vec());
            list.entry_extensions
                .push(Extension::new(REASON_CODE, der::enumerated(code)));
        });
        let expected = Reason::mismatch("standing of the certificate", "good", reason);
        let expected = Step::PathRevocation.refuse(expected);
        assert_eq!(s.verdict(), Ok(Err(expected)), "{code}");
    }
}

#[test]
fn revocation_is_asked_where_required_or_a_source_is_given() {
    let none = RevocationSources::default();
    let android = AndroidStatusList::parse(br#"{"entries": {}}"#).expect("a list");
    for (revocation, expected) in [
        (Revocation::Ignored, false),
        (Revocation::CheckedWhereGiven(none), false),
        (
            Revocation::CheckedWhereGiven(none.with_android_status(&android)),
            true,
        ),
        (Revocation::Required(none), true),
    ] {
        assert_eq!(revocation.is_asked(), expected, "{revocation:?}");
    }
}
