use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-8/P-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-8/F-2",
            "Recon-fido-u2f/F-1",
            "Recon-fido-u2f/F-2",
            "Recon-fido-u2f/F-3",
            "Recon-fido-u2f/F-4",
            "Recon-fido-u2f/F-5",
            "Recon-fido-u2f/F-6",
            "Recon-fido-u2f/F-7",
        ],
        "engine: fido-u2f",
    );
    group.all_waiting(
        &["Server-ServerAuthenticatorAttestationResponse-Resp-8/F-1"],
        "the profile fido-tool",
    );
}
