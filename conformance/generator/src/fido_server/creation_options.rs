use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerPublicKeyCredentialCreationOptions-Req-1/P-1",
            "Server-ServerPublicKeyCredentialCreationOptions-Req-1/P-2",
            "Server-ServerPublicKeyCredentialCreationOptions-Req-1/P-3",
            "Server-ServerPublicKeyCredentialCreationOptions-Req-1/P-4",
            "Recon-creation-options/P-1",
            "Recon-creation-options/P-2",
            "Recon-creation-options/P-3",
            "Recon-creation-options/P-4",
            "Recon-creation-options/P-5",
            "Recon-creation-options/F-1",
        ],
        "the reference server",
    );
}
