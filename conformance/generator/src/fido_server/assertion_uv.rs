use countersign_authenticator::Authentication;
use countersign_authenticator::flags::{UP, UV};
use countersign_spec::ReasonKind::Missing;
use countersign_spec::Step;

use crate::Group;
use crate::standard::authentication;

const SUITE: &str = "Server-ServerAuthenticatorAssertionResponse-Resp-3";

pub(super) fn cases(group: &mut Group) {
    let required = group.twin_asking("required", authentication, |draft| {
        draft.request("user_verification", "required")
    });
    group.same_as(&format!("{SUITE}/P-2"), "fido-server/assertion-uv/required");
    group
        .case(&format!("{SUITE}/F-5"), "UV is clear", &required, |made| {
            made.flags(UP)
        })
        .refuse(Step::AuthenticationUserVerified, Missing);
    for (clear, set, requirement) in [("P-3", "P-4", "preferred"), ("P-5", "P-6", "discouraged")] {
        let mutation = format!("userVerification is {requirement}");
        group
            .case(&format!("{SUITE}/{set}"), &mutation, &required, |made| {
                made.flags(UP | UV)
            })
            .request("user_verification", requirement)
            .accept();
        let twin = group.twin_asking(requirement, authentication, move |draft| {
            draft.request("user_verification", requirement)
        });
        group
            .case(&format!("{SUITE}/{clear}"), "UV is clear", &twin, |made| {
                made.flags(UP)
            })
            .accept();
    }
    for (case, requirement) in [
        ("P-4 (v1.1-v1.7)", "preferred"),
        ("P-7 (v1.1-v1.7)", "discouraged"),
    ] {
        let twin = group.twin_asking(&format!("up-{requirement}"), authentication, move |draft| {
            draft.request("user_verification", requirement)
        });
        let neither = |made: Authentication<'static>| made.flags(0);
        group
            .case(
                &format!("{SUITE}/{case}"),
                "UP and UV are clear",
                &twin,
                neither,
            )
            .why("§7.2 wants UP of every authentication; the tool withdrew the case")
            .refuse(Step::AuthenticationUserPresent, Missing);
    }
}
