//! The interface itself: mostly a matter of its types.

use countersign_cose::Algorithm;
use serde_json::json;

use crate::Group;
use crate::standard::registration;

pub(super) fn cases(group: &mut Group) {
    group.test(
        "API-001",
        "countersign::a_chain_to_a_root_of_the_caller_is_trusted_and_the_verdict_says_why",
    );
    group.test(
        "API-001",
        "countersign::each_case_is_refused_at_its_step_for_its_reason",
    );
    group.test("API-002", "countersign::origins_lie_at_the_rp_id_or_below");
    group.not_applicable(
        "API-003",
        "verification returns a Result whose value must be used",
    );
    group.not_applicable(
        "API-004",
        "record, flags and key are members of the verdict, and a refusal has no verdict",
    );
    group.not_applicable(
        "API-005",
        "no vector shows time: the challenge is compared with subtle, whose time depends on the \
         length alone",
    );
    group.test("API-006", "countersign::errors_hold_no_secrets");
    group.test("API-006", "countersign::a_log_shows_a_prefix_only");
    group.test("API-006", "countersign::debug_shows_no_secrets");
    group.test(
        "API-008",
        "countersign::a_user_name_that_nobody_has_can_not_be_told",
    );
    group.test(
        "API-010",
        "countersign::random_bytes_are_the_generators_or_there_are_none",
    );
    group.test(
        "API-007",
        "server::a_page_is_not_told_what_was_wrong_with_a_signature",
    );
    stored_algorithm(group);
    group.test("API-011", ".ci::features");
    group.test("API-012", "conformance::every_vector_has_one_verdict");
    group.test("API-013", ".ci::targets");
}

fn stored_algorithm(group: &mut Group) {
    let twin = group.twin("rs256", || {
        let credential = registration().algorithm(Algorithm::Rs256).make().credential;
        credential.authenticate()
    });
    group
        .case("API-009", "RS256 is not offered any more", &twin, |made| {
            made
        })
        .request("algorithms", json!([-7]))
        .why("pubKeyCredParams decides at registration; a stored key is good until its record goes")
        .accept();
}
