//! The BLOB: its header, its signature, its chain, its number and date.

use countersign_authenticator::certificate::{CertificateSpec, Extension, date, oid, pem};
use countersign_authenticator::{MetadataService, PrivateKey};
use countersign_cose::Algorithm;
use countersign_spec::ReasonKind::{
    BadSignature, Expired, Malformed, Mismatch, Missing, NotAllowed, Unsupported,
};
use countersign_spec::Step;
use serde_json::{Value, json};

use crate::Group;
use crate::attested::root;
use crate::metadata::{Made, authorities, bent, by, case, lists, service};

pub(super) fn cases(group: &mut Group, twin: &Made) {
    header(group, twin);
    signature(group, twin);
    chain(group, twin);
    revocation(group);
    number(group, twin);
    next_update(group, twin);
    payload(group, twin);
    text(group, twin);
}

fn with_header(name: &'static str, value: Value) -> Value {
    bent(|service| service.jws.header[name] = value)
        .blob()
        .into()
}

fn header(group: &mut Group, twin: &Made) {
    for (id, mutation, name, value, step, reason) in [
        (
            "MDS-001",
            "alg is none",
            "alg",
            json!("none"),
            Step::MdsHeader,
            Unsupported,
        ),
        (
            "MDS-002",
            "alg is HS256",
            "alg",
            json!("HS256"),
            Step::MdsHeader,
            Unsupported,
        ),
        (
            "MDS-002/es384",
            "alg is ES384, the key is on P-256",
            "alg",
            json!("ES384"),
            Step::MdsSignature,
            Mismatch,
        ),
        (
            "MDS-002/rs256",
            "alg is RS256, the key is on P-256",
            "alg",
            json!("RS256"),
            Step::MdsSignature,
            NotAllowed,
        ),
        (
            "MDS-008",
            "x5u besides x5c",
            "x5u",
            json!("https://mds.example.org/chain.pem"),
            Step::MdsChainUrl,
            NotAllowed,
        ),
        (
            "MDS-012",
            "crit names exp",
            "crit",
            json!(["exp"]),
            Step::MdsHeader,
            NotAllowed,
        ),
    ] {
        case(group, id, mutation, twin, with_header(name, value)).refuse(step, reason);
    }
    let without = |name: &'static str| {
        bent(|service| {
            drop(
                service
                    .jws
                    .header
                    .as_object_mut()
                    .expect("a map")
                    .remove(name),
            )
        })
    };
    case(
        group,
        "MDS-001/missing",
        "no alg",
        twin,
        without("alg").blob(),
    )
    .refuse(Step::MdsHeader, Missing);
    let mut elsewhere = without("x5c");
    elsewhere.jws.header["x5u"] = json!("https://mds.example.org/chain.pem");
    case(
        group,
        "MDS-008/alone",
        "x5u in place of x5c",
        twin,
        elsewhere.blob(),
    )
    .refuse(Step::MdsChainUrl, NotAllowed);
}

fn signature(group: &mut Group, twin: &Made) {
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" });
    let with_jwk = || bent(|service| service.jws.header["jwk"] = jwk.clone());
    let _accepted = case(
        group,
        "MDS-003/unused",
        "a jwk in the header",
        twin,
        with_jwk().blob(),
    )
    .why("nobody looks at it: the certificate's key verifies")
    .accept();
    let mut attacker = with_jwk();
    attacker.key = PrivateKey::derive(Algorithm::Es256, &MetadataService::seed(), "attacker");
    case(
        group,
        "MDS-003",
        "a jwk in the header, and its key signed",
        twin,
        attacker.blob(),
    )
    .refuse(Step::MdsSignature, BadSignature);
    let service = service();
    let input = service.jws.signing_input();
    case(
        group,
        "MDS-004",
        "the third part is empty",
        twin,
        format!("{input}."),
    )
    .refuse(Step::MdsSignature, Malformed);
    case(group, "MDS-004/two-parts", "no third part", twin, input).refuse(Step::MdsBlob, Malformed);
    let blob = service.blob();
    let (_, signature) = blob.rsplit_once('.').expect("three parts");
    let other = bent(|service| service.entry(0)["statusReports"] = json!([]));
    let altered = format!("{}.{signature}", other.jws.signing_input());
    case(
        group,
        "MDS-005",
        "the status reports are taken out after signing",
        twin,
        altered,
    )
    .refuse(Step::MdsSignature, BadSignature);
    let at = blob.len().saturating_sub(2);
    let letter = if &blob[at..=at] == "A" { "E" } else { "A" };
    let altered = format!("{}{letter}{}", &blob[..at], &blob[at + 1..]);
    case(
        group,
        "MDS-020",
        "a letter of the own copy's signature is another",
        twin,
        altered,
    )
    .metadata("at_least", MetadataService::NUMBER)
    .refuse(Step::MdsSignature, BadSignature);
    let _accepted = case(
        group,
        "MDS-020/whole",
        "the own copy, read again",
        twin,
        blob,
    )
    .metadata("at_least", MetadataService::NUMBER)
    .why("it is verified like any other, and may have the number that is known")
    .accept();
}

/// A service whose certificate is bent before it is signed.
fn signer(bend: impl FnOnce(&mut CertificateSpec)) -> Value {
    let entries = service().jws.payload["entries"].clone();
    let entries = entries.as_array().expect("entries");
    MetadataService::with(Algorithm::Es256, entries, bend)
        .blob()
        .into()
}

fn chain(group: &mut Group, twin: &Made) {
    let mutation = "the anchor is another root";
    group
        .case("MDS-006", mutation, twin, |r| r)
        .metadata("anchors_pem", json!([pem(&root("packed"))]))
        .refuse(Step::PathAnchor, Missing);
    for (id, host) in [
        ("MDS-007", "example.org"),
        ("MDS-007/parent", "fidoalliance.org"),
        ("MDS-007/suffix", "mds.fidoalliance.org.example.org"),
        ("MDS-007/wildcard", "*.fidoalliance.org"),
    ] {
        let mutation = format!("the signer's certificate is for {host}");
        let blob = signer(|leaf| leaf.set_extension(Extension::dns_name(host)));
        case(group, id, &mutation, twin, blob).refuse(Step::MdsChain, NotAllowed);
    }
    let nameless = signer(|leaf| leaf.remove_extension(oid::SUBJECT_ALT_NAME));
    case(
        group,
        "MDS-007/none",
        "the signer's certificate is for no host",
        twin,
        nameless,
    )
    .refuse(Step::MdsChain, NotAllowed);
    let capitals = signer(|l| l.set_extension(Extension::dns_name("MDS.fidoalliance.org")));
    let mutation = "the signer's certificate has the host in capitals";
    let _accepted = case(group, "MDS-007/capitals", mutation, twin, capitals)
        .why("names of hosts have no case")
        .accept();
    let expired = signer(|leaf| leaf.not_after = date(2026, 5, 31));
    case(
        group,
        "MDS-010",
        "the signer's certificate expired a day ago",
        twin,
        expired,
    )
    .refuse(Step::PathValidity, Expired);
    let unreadable = with_header("x5c", json!(["AAAA"]));
    case(
        group,
        "MDS-010/malformed",
        "x5c has three bytes of no certificate",
        twin,
        unreadable,
    )
    .refuse(Step::MdsChain, Malformed);
    let many = with_header("x5c", json!(vec!["AAAA"; 11]));
    case(
        group,
        "MDS-010/many",
        "x5c has eleven certificates",
        twin,
        many,
    )
    .refuse(Step::MdsChain, countersign_spec::ReasonKind::TooLarge);
}

fn revocation(group: &mut Group) {
    let service = service();
    let good = lists(authorities(&service), &[]);
    let own = service.clone();
    let twin = group.twin_asking(
        "with-revocation-lists",
        crate::attested::packed,
        move |draft| {
            by(draft, &own)
                .metadata("revocation", "required")
                .metadata("crls", good.clone())
        },
    );
    let revoked = lists(authorities(&service), &[MetadataService::SIGNER]);
    group
        .case(
            "MDS-009",
            "the signer's certificate is revoked",
            &twin,
            |r| r,
        )
        .metadata("crls", revoked)
        .refuse(Step::PathRevocation, Mismatch);
    group
        .case(
            "MDS-009/no-list",
            "no list, though every standing must be known",
            &twin,
            |r| r,
        )
        .metadata("crls", json!([]))
        .refuse(Step::PathRevocation, Missing);
}

fn number(group: &mut Group, twin: &Made) {
    for (id, last) in [("MDS-013", 8), ("MDS-014", 7)] {
        let mutation = format!("the last BLOB had the number {last}, this one has 7");
        group
            .case(id, &mutation, twin, |r| r)
            .metadata("newer_than", last)
            .refuse(Step::MdsNumber, Mismatch);
    }
    let mutation = "the last BLOB had the number 6, this one has 7";
    let draft = group.case("MDS-014/newer", mutation, twin, |r| r);
    let _accepted = draft.metadata("newer_than", 6).accept();
    group
        .case(
            "MDS-013/own-copy",
            "the own copy had the number 8, this one has 7",
            twin,
            |r| r,
        )
        .metadata("at_least", 8)
        .refuse(Step::MdsNumber, Mismatch);
}

fn next_update(group: &mut Group, twin: &Made) {
    let overdue = || bent(|service| service.jws.payload["nextUpdate"] = json!("2026-05-31")).blob();
    let mutation = "the next BLOB was due yesterday";
    let _accepted = case(group, "MDS-015/reported", mutation, twin, overdue())
        .why("the date says when to fetch the next one; whoever loads this can ask")
        .accept();
    case(
        group,
        "MDS-015",
        "the next BLOB was due yesterday, and must be there",
        twin,
        overdue(),
    )
    .metadata("next_update_grace", 0)
    .refuse(Step::MdsNextUpdate, Expired);
    let draft = case(
        group,
        "MDS-015/grace",
        "the same, with a day's grace",
        twin,
        overdue(),
    );
    let _accepted = draft.metadata("next_update_grace", 86_400).accept();
}

fn payload(group: &mut Group, twin: &Made) {
    let with = |name: &str, value: Value| bent(|service| service.jws.payload[name] = value).blob();
    for (id, name, value) in [
        ("MDS-016", "nextUpdate", json!("2026-13-01")),
        ("MDS-016/february", "nextUpdate", json!("2026-02-30")),
        ("MDS-016/empty", "nextUpdate", json!("")),
        ("MDS-016/number", "nextUpdate", json!(20_260_701)),
        ("MDS-017", "no", json!("7")),
        ("MDS-017/fraction", "no", json!(7.5)),
        ("MDS-017/negative", "no", json!(-7)),
        ("MDS-017/null", "no", json!(null)),
        ("MDS-017/entries", "entries", json!({})),
    ] {
        let mutation = format!("{name} is {value}");
        case(group, id, &mutation, twin, with(name, value)).refuse(Step::MdsPayload, Malformed);
    }
    for (id, name) in [
        ("MDS-016/missing", "nextUpdate"),
        ("MDS-017/missing", "no"),
        ("MDS-017/no-entries", "entries"),
        ("MDS-017/no-terms", "legalHeader"),
    ] {
        let blob = bent(|s| drop(s.jws.payload.as_object_mut().expect("a map").remove(name)));
        let mutation = format!("no {name}");
        case(group, id, &mutation, twin, blob.blob()).refuse(Step::MdsPayload, Missing);
    }
}

fn text(group: &mut Group, twin: &Made) {
    let blob = service().blob();
    let (header, rest) = blob.split_once('.').expect("three parts");
    for (id, mutation, text, step) in [
        (
            "MDS-011",
            "a line feed behind the BLOB",
            format!("{blob}\n"),
            Step::MdsBlob,
        ),
        (
            "MDS-011/fourth-part",
            "a fourth part",
            format!("{blob}.AA"),
            Step::MdsSignature,
        ),
        (
            "MDS-019",
            "the second half is cut off",
            blob[..blob.len() / 2].to_owned(),
            Step::MdsBlob,
        ),
        (
            "MDS-019/last",
            "the last letter is cut off",
            blob[..blob.len() - 1].to_owned(),
            Step::MdsBlob,
        ),
        (
            "MDS-019/padding",
            "= behind the header",
            format!("{header}=.{rest}"),
            Step::MdsBlob,
        ),
        (
            "MDS-019/letter",
            "a letter that is not base64url",
            format!("*{blob}"),
            Step::MdsBlob,
        ),
        ("MDS-019/empty", "no BLOB", String::new(), Step::MdsBlob),
    ] {
        case(group, id, mutation, twin, text).refuse(step, Malformed);
    }
}
