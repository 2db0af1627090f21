use crate::Group;

const SUITE: &str = "Server-ServerPublicKeyCredentialCreationOptions-Req-1";
const RECON: &str = "Recon-creation-options";

pub(super) fn cases(group: &mut Group) {
    for (suite, case, test) in [
        (SUITE, "P-1", "creation_options_are_complete"),
        (SUITE, "P-2", "creation_options_repeat_what_was_asked"),
        (SUITE, "P-3", "challenges_are_fresh"),
        (SUITE, "P-4", "creation_options_repeat_what_was_asked"),
        (RECON, "P-1", "creation_options_are_complete"),
        (RECON, "P-2", "creation_options_are_complete"),
        (RECON, "P-3", "creation_options_repeat_what_was_asked"),
        (RECON, "P-4", "creation_options_repeat_what_was_asked"),
        (RECON, "P-5", "descriptors_carry_transports"),
        (RECON, "F-1", "a_user_name_is_missing"),
    ] {
        group.test(&format!("{suite}/{case}"), &format!("server::{test}"));
    }
}
