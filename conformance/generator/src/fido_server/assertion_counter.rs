use countersign_spec::ReasonKind::Mismatch;
use countersign_spec::Step;
use serde_json::json;

use crate::Group;
use crate::standard::authentication;

const SUITE: &str = "Server-ServerAuthenticatorAssertionResponse-Resp-3";
const RECON: &str = "Recon-assertion-counter";

pub(super) fn cases(group: &mut Group) {
    // The strict policy, so that what is accepted is accepted under it too.
    let strict = group.twin_asking("counter-must-grow", authentication, |draft| {
        draft.request("refuse", json!(["counter-not-grown"]))
    });
    group.same_as(
        &format!("{SUITE}/P-1"),
        "fido-server/assertion-counter/counter-must-grow",
    );
    for (case, stored, received) in [
        ("P-1", 10_u32, 5000_u32),
        ("P-2", 10, u32::MAX),
        ("P-3", 0, 1),
    ] {
        let mutation = format!("the counter was {stored} and is {received}");
        group
            .case(&format!("{RECON}/{case}"), &mutation, &strict, |made| {
                made.sign_count(received)
            })
            .credential("sign_count", stored)
            .accept();
    }
    let reporting = group.twin("authentication", authentication);
    for (case, received) in [("F-1", 9), ("F-2", 0)] {
        let mutation = format!("the counter was 10 and is {received}");
        group
            .case(
                &format!("{RECON}/{case}/refused"),
                &mutation,
                &strict,
                |made| made.sign_count(received),
            )
            .credential("sign_count", 10)
            .refuse(Step::AuthenticationSignCount, Mismatch);
        group
            .case(
                &format!("{RECON}/{case}/reported"),
                &mutation,
                &reporting,
                |made| made.sign_count(received),
            )
            .credential("sign_count", 10)
            .why("by default the verdict tells it and the relying party decides")
            .accept();
    }
    let mutation = "the counter was 10 and is 10";
    let draft = group.tool_case(&format!("{SUITE}/F-4"), mutation, &reporting, |made| {
        made.sign_count(10)
    });
    let _accepted = draft
        .credential("sign_count", 10)
        .why("§7.2 leaves it to the relying party, and by default the verdict tells it")
        .tool_request("refuse", json!(["counter-not-grown"]))
        .tool_refuses(
            Step::AuthenticationSignCount,
            Mismatch,
            "the tools want it refused",
        )
        .accept();
}
