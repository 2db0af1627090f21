use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/P-1",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-1",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-2",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-3",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-4",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-5",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-6",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-7",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-8",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-9",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-10",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-11",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-12",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-13",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-14",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-15",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-16",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-17",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-18",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-19",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-21",
            "Recon-assertion-envelope/F-1",
            "Recon-assertion-envelope/F-2",
            "Recon-assertion-envelope/F-3",
            "Recon-assertion-envelope/F-4",
            "Recon-assertion-envelope/P-1",
            "Recon-assertion-envelope/F-5",
            "Recon-assertion-envelope/F-6",
        ],
        "engine: assertion-envelope",
    );
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-22",
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-25",
        ],
        "the profile fido-tool",
    );
}
