use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-3",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-4",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-5",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-6",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-7",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-9",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-10",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-11",
            "Server-ServerAuthenticatorAttestationResponse-Resp-4/P-12",
            "Recon-attestation-algorithms/P-1",
            "Recon-attestation-algorithms/P-2",
            "Recon-attestation-algorithms/P-3",
        ],
        "engine: attestation-algorithms",
    );
    group.all_waiting(
        &["Server-ServerAuthenticatorAttestationResponse-Resp-4/P-8"],
        "the profile fido-tool",
    );
}
