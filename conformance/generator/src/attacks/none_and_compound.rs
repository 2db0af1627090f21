//! None and compound attestation: §8.7 and §8.9.

use countersign_authenticator::{Cbor, Format, Registration};
use countersign_spec::ReasonKind::{Mismatch, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{of_format, packed_and_android_key, statements, with_bad};
use crate::rows::{accepted, refused};
use crate::{Group, Twin};

pub(super) fn cases(group: &mut Group) {
    none(group);
    let twin = group.twin("packed-and-android-key", packed_and_android_key);
    members(group, &twin);
    nested(group, &twin);
    policy(group, &twin);
    group.test(
        "NON-011",
        "attestation::every_statement_gives_its_own_evidence",
    );
}

fn none(group: &mut Group) {
    let twin = group.twin("none", || of_format(Format::None));
    refused! { group, &twin;
        "NON-001", "the statement has a member",
            |r| r.statement(|s| s.value = Cbor::map([("a", 1)])), NoneSyntax NotAllowed;
        "NON-003", "the statement is an empty array",
            |r| r.statement(|s| s.value = Cbor::Array(vec![])), NoneSyntax Malformed;
    }
    accepted! { group, &twin;
        "NON-002", "the AAGUID is not zero", |r| r.aaguid([7; 16]),
            "clients zero it (§5.1.3), relying parties have no step for that";
    }
}

fn members(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "NON-004", "one statement", |r| statements(r, |all| all.truncate(1)),
            CompoundSyntax Missing;
        "NON-005", "no statement", |r| statements(r, Vec::clear), CompoundSyntax Missing;
        "NON-010", "both formats are unknown",
            |r| statements(r, |all| all.iter_mut().for_each(|one| one.set("fmt", "acme"))),
            CompoundStatements Unsupported;
        "NON-013/numbers", "the statement is a map from 0 and 1", |r| r.statement(|s| {
                if let Cbor::Array(all) = &s.value {
                    s.value = Cbor::map((0_i64..).zip(all.clone()));
                }
            }), CompoundSyntax Malformed;
        "NON-013/text", "the statement is a map from \"0\" and \"1\"", |r| r.statement(|s| {
                if let Cbor::Array(all) = &s.value {
                    s.value = Cbor::map(["0", "1"].into_iter().zip(all.clone()));
                }
            }), CompoundSyntax Malformed;
    }
    accepted! { group, twin;
        "NON-012", "the second statement is the first again", |r| statements(r, |all| {
                all.truncate(1);
                all.extend(all.clone());
            }), "§8.9 counts statements, and does not say that they differ";
    }
}

/// A compound statement around statements.
fn compound(statements: Vec<Cbor>) -> Cbor {
    Cbor::map([
        ("fmt", Cbor::from("compound")),
        ("attStmt", Cbor::Array(statements)),
    ])
}

/// A statement without attestation, as one of a compound one.
fn none_statement() -> Cbor {
    Cbor::map([("fmt", Cbor::from("none")), ("attStmt", Cbor::Map(vec![]))])
}

fn nested(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "NON-006", "the second statement is a compound one, of two that are well formed",
            |r| statements(r, |all| all[1] = compound(vec![none_statement(); 2])),
            RegistrationAttestationObject TooLarge,
            "CBOR of WebAuthn has four levels, and a statement in a statement in a statement more";
        "NON-006/shallow", "the second statement is a compound one, of none",
            |r| statements(r, |all| all[1] = compound(vec![])), CompoundSyntax NotAllowed;
        "NON-007", "the second statement is in 40 compound ones",
            |r| statements(r, |all| {
                let innermost = all[1].clone();
                let around = |inner, _| compound(vec![none_statement(), inner]);
                all[1] = (0..40).fold(innermost, around);
            }), RegistrationAttestationObject TooLarge,
            "CBOR of WebAuthn has four levels";
    }
}

fn policy(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "NON-008/first", "one bit of the first signature is flipped", |r| with_bad(r, &["packed"]),
            PackedSignature BadSignature;
        "NON-008/second", "one bit of the second signature is flipped",
            |r| with_bad(r, &["android-key"]), AndroidKeySignature BadSignature;
    }
    for (id, mutation, bad) in [
        (
            "NON-009/first",
            "one bit of the first signature is flipped, and one statement is enough",
            "packed",
        ),
        (
            "NON-009/second",
            "one bit of the second signature is flipped, and one statement is enough",
            "android-key",
        ),
    ] {
        let _accepted = group
            .case(id, mutation, twin, |r| with_bad(r, &[bad]))
            .request("compound", 1)
            .accept();
    }
    let all = json!(["compound", "packed", "android-key"]);
    let listed = group.twin_asking("listed", packed_and_android_key, move |draft| {
        draft.request("formats", all.clone())
    });
    for (id, mutation, formats) in [
        (
            "NON-010/compound",
            "compound is not listed",
            json!(["packed", "android-key"]),
        ),
        (
            "NON-010/member",
            "the second format is not listed",
            json!(["compound", "packed"]),
        ),
    ] {
        group
            .case(id, mutation, &listed, |r| r)
            .request("formats", formats)
            .refuse(Step::RegistrationFormat, NotAllowed);
    }
    let mutation = "three statements must verify, and there are two";
    group
        .case("NON-008/quota", mutation, twin, |r| r)
        .request("compound", 3)
        .refuse(Step::CompoundPolicy, Mismatch);
}
