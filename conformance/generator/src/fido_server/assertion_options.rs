use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerPublicKeyCredentialGetOptionsResponse-Req-1/P-1",
            "Server-ServerPublicKeyCredentialGetOptionsResponse-Req-1/P-2",
            "Recon-assertion-options/P-1",
            "Recon-assertion-options/F-1",
            "Recon-assertion-options/P-2",
        ],
        "the reference server",
    );
}
