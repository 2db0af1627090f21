use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-6/P-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-6/F-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-6/F-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-6/F-3",
            "Recon-packed-self/F-1",
            "Recon-packed-self/F-2",
            "Recon-packed-self/F-3",
        ],
        "engine: packed-self",
    );
}
