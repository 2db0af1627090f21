//! Revocation, by lists and by Google's status list.

use countersign_authenticator::certificate::{Extension, date};
use countersign_authenticator::{Authority, Pki, Registration, RevocationList, der};
use countersign_spec::ReasonKind::{
    BadSignature, Expired, Malformed, Mismatch, Missing, NotAllowed, Unsupported,
};
use countersign_spec::Step;
use serde_json::{Value, json};

use super::{Made, PRIVATE};
use crate::attested::{chain_must_be_trusted, other_key, packed};
use crate::metadata::{TIME, lists, lists_with};
use crate::{Draft, Group};

/// The serial number of leaves here.
const LEAF: &[u8] = &[0x51];
const INTERMEDIATE: &[u8] = &[0x52];
const DISTRIBUTION_POINTS: &str = "2.5.29.31";
const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
const FIRST: &str = "https://a.example/";
const SECOND: &str = "https://b.example/";

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin_asking("with-revocation-lists", made, |draft| {
        draft_with(draft, lists(both(), &[]))
    });
    revoked(group, &twin);
    status_list(group, &twin);
    distribution_points(group);
    lists_that_do_not_serve(group, &twin);
}

fn made() -> Registration<'static> {
    packed()
        .leaf(|leaf| leaf.serial = LEAF.to_vec())
        .intermediate(|intermediate| intermediate.serial = INTERMEDIATE.to_vec())
}

/// The root and the intermediate of [`made`].
fn both() -> [&'static Authority; 2] {
    static AUTHORITIES: std::sync::LazyLock<[Authority; 2]> = std::sync::LazyLock::new(|| {
        let pki = Pki::default();
        let root = pki.root("packed");
        let intermediate = pki.intermediate_with("packed", 1, &root, |_| ());
        [root, intermediate]
    });
    AUTHORITIES.each_ref()
}

/// Every certificate's standing must be known, by these lists.
fn draft_with(draft: Draft<'_>, lists: Value) -> Draft<'_> {
    chain_must_be_trusted(draft)
        .trust("time", TIME)
        .trust("revocation", "required")
        .trust("crls", lists)
}

fn revoked(group: &mut Group, twin: &Made) {
    for (id, mutation, serial) in [
        ("X5P-065", "the leaf is revoked", LEAF),
        (
            "X5P-065/intermediate",
            "the intermediate is revoked",
            INTERMEDIATE,
        ),
    ] {
        let draft = group.case(id, mutation, twin, |r| r);
        let draft = draft.trust("crls", lists(both(), &[serial]));
        draft.refuse(Step::PathRevocation, Mismatch);
    }
    let draft = group.case(
        "X5P-065/other",
        "another certificate is revoked",
        twin,
        |r| r,
    );
    let _accepted = draft.trust("crls", lists(both(), &[&[0x53]])).accept();
    group
        .case(
            "X5P-065/no-list",
            "no lists, though every standing must be known",
            twin,
            |r| r,
        )
        .trust("crls", json!([]))
        .refuse(Step::PathRevocation, Missing);
    let mutation = "no lists, and standings count where they are known";
    let draft = group.case("X5P-065/where-given", mutation, twin, |r| r);
    let draft = draft
        .trust("crls", json!([]))
        .trust("revocation", "where_given");
    let _accepted = draft.accept();
}

fn status_list(group: &mut Group, twin: &Made) {
    let revoked = |serial: &str| json!({ "entries": { serial: { "status": "REVOKED", "reason": "KEY_COMPROMISE" } } });
    for (id, mutation, serial) in [
        ("X5P-065/android", "the leaf is on Google's list", "51"),
        (
            "X5P-065/android-intermediate",
            "the intermediate is on Google's list",
            "52",
        ),
    ] {
        group
            .case(id, mutation, twin, |r| r)
            .trust("android_status_list", revoked(serial))
            .refuse(Step::PathRevocation, Mismatch);
    }
    let mutation = "Google's list has another certificate, and there are no other lists";
    let draft = group.case("X5P-065/android-other", mutation, twin, |r| r);
    let draft = draft
        .trust("android_status_list", revoked("53"))
        .trust("crls", json!([]));
    let _accepted = draft
        .why("it tells of every certificate by not having it")
        .accept();
}

/// `[0] { fullName [0] { URI } }`
fn point_name(uri: &str) -> Vec<u8> {
    der::explicit(0, &der::tlv(0xa0, &der::implicit(6, uri.as_bytes())))
}

/// Says which distribution point a list is for; the root's has none.
fn issued_for(list: &mut RevocationList, uri: &str) {
    if list.issuer == both()[1].name {
        let point = der::sequence(&[point_name(uri)]);
        list.extensions
            .push(Extension::critical(ISSUING_DISTRIBUTION_POINT, point));
    }
}

fn distribution_points(group: &mut Group) {
    let points = |uris: &[&str]| {
        let points: Vec<_> = uris
            .iter()
            .map(|uri| der::sequence(&[point_name(uri)]))
            .collect();
        Extension::new(DISTRIBUTION_POINTS, der::sequence(&points))
    };
    let (one, two) = (points(&[FIRST]), points(&[FIRST, SECOND]));
    let for_second =
        |revoked: &[&[u8]]| lists_with(both(), revoked, None, |list| issued_for(list, SECOND));
    let make = move || {
        let two = two.clone();
        made().leaf(move |leaf| leaf.set_extension(two.clone()))
    };
    let good = for_second(&[]);
    let twin = group.twin_asking("with-two-distribution-points", make, move |draft| {
        draft_with(draft, good.clone())
    });
    let mutation = "the list of the second distribution point revokes the leaf";
    group
        .case("X5P-066", mutation, &twin, |r| r)
        .trust("crls", for_second(&[LEAF]))
        .refuse(Step::PathRevocation, Mismatch);
    let set = move |r: Registration<'static>| r.leaf(move |l| l.set_extension(one.clone()));
    let mutation = "the list is of a distribution point that the leaf does not name";
    group
        .case("X5P-066/another", mutation, &twin, set.clone())
        .refuse(Step::PathRevocation, Missing);
    let mutation = "the same, it revokes the leaf, and standings count where they are known";
    let draft = group.case("X5P-066/where-given", mutation, &twin, set);
    let draft = draft
        .trust("crls", for_second(&[LEAF]))
        .trust("revocation", "where_given");
    let _accepted = draft
        .why("RFC 5280 §6.3.3 (b): the list is out of the leaf's scope")
        .accept();
}

fn lists_that_do_not_serve(group: &mut Group, twin: &Made) {
    let reasons = |bits: &[u8]| {
        let value = der::sequence(&[der::implicit(3, bits)]);
        move |list: &mut RevocationList| {
            list.extensions.push(Extension::critical(
                ISSUING_DISTRIBUTION_POINT,
                value.clone(),
            ));
        }
    };
    let with = |bend: &dyn Fn(&mut RevocationList)| lists_with(both(), &[], None, bend);
    let unknown = Extension::critical(PRIVATE, der::null());
    let delta = Extension::critical("2.5.29.27", der::integer(1));
    for (id, mutation, lists, step, reason) in [
        (
            "X5P-067",
            "the lists are for no reason",
            with(&reasons(&[])),
            Step::CrlScope,
            Malformed,
        ),
        (
            "X5P-067/some",
            "the lists are for stolen keys alone",
            with(&reasons(&[6, 0x40])),
            Step::CrlReasons,
            Missing,
        ),
        (
            "X5P-069",
            "the lists were due for renewal yesterday",
            with(&|list| list.next_update = Some(date(2026, 5, 31))),
            Step::CrlFreshness,
            Expired,
        ),
        (
            "X5P-069/future",
            "the lists are of tomorrow",
            with(&|list| list.this_update = date(2026, 6, 2)),
            Step::CrlFreshness,
            Expired,
        ),
        (
            "X5P-069/never",
            "the lists do not say when the next are due",
            with(&|list| list.next_update = None),
            Step::CrlFreshness,
            Missing,
        ),
        (
            "X5P-068/signature",
            "another key signed the lists",
            lists_with(both(), &[], Some(&other_key("x5p lists")), |_| ()),
            Step::CrlSignature,
            BadSignature,
        ),
        (
            "X5P-068/unknown",
            "the lists have a critical extension that nobody knows",
            with(&|list| list.extensions.push(unknown.clone())),
            Step::CrlExtensions,
            Unsupported,
        ),
        (
            "X5P-068/delta",
            "the lists say what is new since another",
            with(&|list| list.extensions.push(delta.clone())),
            Step::CrlScope,
            NotAllowed,
        ),
    ] {
        let draft = group.case(id, mutation, twin, |r| r);
        draft.trust("crls", lists).refuse(step, reason);
    }
    group
        .case(
            "X5P-068",
            "the intermediate's key is for certificates, and not for lists",
            twin,
            |r| r.intermediate(|i| i.set_extension(Extension::key_usage(0x04))),
        )
        .refuse(Step::CrlKeyUsage, Missing);
}
