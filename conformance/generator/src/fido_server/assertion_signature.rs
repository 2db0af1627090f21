use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAssertionResponse-Resp-1/F-20",
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/F-3",
            "Recon-assertion-signature/F-1",
            "Recon-assertion-signature/F-2",
            "Recon-assertion-signature/F-3",
            "Recon-assertion-signature/P-1",
            "Recon-assertion-signature/F-4",
            "Recon-assertion-signature/F-5",
            "Recon-assertion-signature/F-6",
            "Recon-assertion-signature/F-7",
        ],
        "engine: assertion-signature",
    );
}
