use crate::Group;

const SUITE: &str = "Server-ServerPublicKeyCredentialGetOptionsResponse-Req-1";
const RECON: &str = "Recon-assertion-options";

pub(super) fn cases(group: &mut Group) {
    for (suite, case, test) in [
        (SUITE, "P-1", "request_options_are_complete"),
        (SUITE, "P-2", "challenges_are_fresh"),
        (RECON, "P-1", "a_request_without_user_name_lists_nobody"),
        (RECON, "P-2", "descriptors_carry_transports"),
        (RECON, "F-1", "an_unknown_user_name_fails"),
    ] {
        group.test(&format!("{suite}/{case}"), &format!("server::{test}"));
    }
}
