use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-1/F-15",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/P-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-9",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-10",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-11",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-12",
            "Recon-attestation-authdata/F-1",
            "Recon-attestation-authdata/F-2",
            "Recon-attestation-authdata/P-1",
            "Recon-attestation-authdata/F-3",
            "Recon-attestation-authdata/F-4",
            "Recon-attestation-authdata/F-5",
            "Recon-attestation-authdata/F-6",
            "Recon-attestation-authdata/F-7",
            "Recon-attestation-authdata/F-8",
            "Recon-attestation-authdata/P-2",
            "Recon-attestation-authdata/F-9",
            "Recon-attestation-authdata/F-10",
            "Recon-attestation-authdata/F-11",
            "Recon-attestation-authdata/F-12",
        ],
        "engine: attestation-authdata",
    );
}
