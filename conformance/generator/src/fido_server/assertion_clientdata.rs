use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-1",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-2",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-3",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-4",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-5",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-6",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-7",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-8",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-9",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-10",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-11",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-12",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-13",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-14",
            "Recon-assertion-clientdata/P-1",
            "Recon-assertion-clientdata/P-2",
            "Recon-assertion-clientdata/P-3",
            "Recon-assertion-clientdata/F-1",
            "Recon-assertion-clientdata/P-4",
            "Recon-assertion-clientdata/F-2",
            "Recon-assertion-clientdata/P-5",
            "Recon-assertion-clientdata/P-6",
            "Recon-assertion-clientdata/F-3",
            "Recon-assertion-clientdata/F-4",
            "Recon-assertion-clientdata/F-5",
        ],
        "engine: assertion-clientdata",
    );
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-15",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-16",
            "Server-ServerAuthenticatorAssertionResponse-Resp-2/F-17",
        ],
        "the profile fido-tool",
    );
}
