use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/P-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-3",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-4",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-5",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-6",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-7",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-8",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-9",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-10",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-11",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-12",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-13",
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-14",
            "Recon-attestation-envelope/F-1",
            "Recon-attestation-envelope/F-2",
            "Recon-attestation-envelope/F-3",
            "Recon-attestation-envelope/F-4",
            "Recon-attestation-envelope/F-5",
            "Recon-attestation-envelope/P-1",
            "Recon-attestation-envelope/P-2",
            "Recon-attestation-envelope/P-3",
        ],
        "engine: attestation-envelope",
    );
}
