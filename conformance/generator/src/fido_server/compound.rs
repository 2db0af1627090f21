use countersign_authenticator::{Cbor, Registration};
use countersign_spec::ReasonKind::Mismatch;
use countersign_spec::Step;

use crate::attested::{packed_and_android_key, statements, with_bad};
use crate::rows::refused;
use crate::{Group, Twin};

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("packed-and-android-key", packed_and_android_key);
    group.same_as(
        "Recon-compound/P-1",
        "fido-server/compound/packed-and-android-key",
    );
    members(group, &twin);
    policy(group, &twin);
}

fn members(group: &mut Group, twin: &Twin<Registration<'static>>) {
    let without =
        |member: &'static str| move |r| statements(r, move |all| drop(all[1].remove(member)));
    refused! { group, twin;
        "Recon-compound/F-1", "one statement", |r| statements(r, |all| all.truncate(1)),
            CompoundSyntax Missing;
        "Recon-compound/F-2", "no statement", |r| statements(r, Vec::clear),
            CompoundSyntax Missing;
        "Recon-compound/F-3", "the statement is a map", |r| r.statement(|s| {
                if let Cbor::Array(all) = &s.value {
                    s.value = Cbor::map(["0", "1"].into_iter().zip(all.clone()));
                }
            }), CompoundSyntax Malformed;
        "Recon-compound/F-4", "the second statement is a compound one",
            |r| statements(r, |all| {
                all[1].set("fmt", "compound");
                all[1].set("attStmt", Cbor::Array(vec![]));
            }), CompoundSyntax NotAllowed;
        "Recon-compound/F-5/fmt", "the second statement has no fmt", without("fmt"),
            CompoundSyntax Missing;
        "Recon-compound/F-5/att-stmt", "the second statement has no attStmt", without("attStmt"),
            CompoundSyntax Missing;
        "Recon-compound/F-6", "one bit of the second signature is flipped",
            |r| with_bad(r, &["android-key"]), AndroidKeySignature BadSignature;
        "Recon-compound/F-8", "the second format is not registered",
            |r| statements(r, |all| all[1].set("fmt", "acme")), CompoundStatements Unsupported;
    }
}

fn policy(group: &mut Group, twin: &Twin<Registration<'static>>) {
    let mutation = "one bit of the second signature is flipped, and one statement is enough";
    let _accepted = group
        .case("Recon-compound/P-2", mutation, twin, |r| {
            with_bad(r, &["android-key"])
        })
        .request("compound", 1)
        .accept();
    let mutation = "one bit of each signature is flipped, and one statement is enough";
    group
        .case("Recon-compound/F-7", mutation, twin, |r| {
            with_bad(r, &["packed", "android-key"])
        })
        .request("compound", 1)
        .refuse(Step::CompoundPolicy, Mismatch);
}
