use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/P-1",
            "Recon-assertion-counter/F-1",
            "Recon-assertion-counter/F-2",
            "Recon-assertion-counter/P-1",
            "Recon-assertion-counter/P-2",
            "Recon-assertion-counter/P-3",
        ],
        "engine: assertion-counter",
    );
    group.all_waiting(
        &["Server-ServerAuthenticatorAssertionResponse-Resp-3/F-4"],
        "the profile fido-tool",
    );
}
