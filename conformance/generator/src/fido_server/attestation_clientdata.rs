use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-3",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-4",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-5",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-6",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-7",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-8",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-9",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-10",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-11",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-12",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-13",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-14",
            "Recon-attestation-clientdata/P-1",
            "Recon-attestation-clientdata/P-2",
            "Recon-attestation-clientdata/P-3",
            "Recon-attestation-clientdata/F-1",
            "Recon-attestation-clientdata/P-4",
            "Recon-attestation-clientdata/F-2",
            "Recon-attestation-clientdata/P-5",
            "Recon-attestation-clientdata/P-6",
            "Recon-attestation-clientdata/F-3",
            "Recon-attestation-clientdata/F-4",
            "Recon-attestation-clientdata/F-5",
        ],
        "engine: attestation-clientdata",
    );
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-15",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-16",
            "Server-ServerAuthenticatorAttestationResponse-Resp-2/F-17",
        ],
        "the profile fido-tool",
    );
}
