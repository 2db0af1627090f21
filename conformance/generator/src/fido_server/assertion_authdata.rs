use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/P-7",
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/F-1",
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/F-2",
            "Recon-assertion-authdata/F-1",
            "Recon-assertion-authdata/F-2",
            "Recon-assertion-authdata/F-3",
            "Recon-assertion-authdata/P-1",
            "Recon-assertion-authdata/F-4",
            "Recon-assertion-authdata/P-2",
            "Recon-assertion-authdata/F-5",
        ],
        "engine: assertion-authdata",
    );
}
