use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-3",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-4",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-5",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-6",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-7",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-8",
            "Recon-attestation-object/F-1",
            "Recon-attestation-object/F-2",
            "Recon-attestation-object/F-3",
            "Recon-attestation-object/F-4",
        ],
        "engine: attestation-object",
    );
}
