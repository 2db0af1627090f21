use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-9/P-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-9/P-4",
            "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-3",
            "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-4",
            "Server-ServerAuthenticatorAttestationResponse-Resp-9/F-5",
            "Recon-tpm/F-1",
            "Recon-tpm/F-2",
            "Recon-tpm/F-3",
            "Recon-tpm/F-4",
            "Recon-tpm/F-5",
            "Recon-tpm/F-6",
            "Recon-tpm/F-7",
            "Recon-tpm/F-8",
            "Recon-tpm/F-9",
            "Recon-tpm/F-10",
            "Recon-tpm/F-11",
            "Recon-tpm/F-12",
            "Recon-tpm/F-13",
            "Recon-tpm/F-14",
            "Recon-tpm/F-15",
            "Recon-tpm/F-16",
            "Recon-tpm/F-17",
            "Recon-tpm/P-1",
            "Recon-tpm/P-2",
        ],
        "engine: tpm",
    );
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-9/P-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-9/P-3",
        ],
        "the profile fido-tool",
    );
}
