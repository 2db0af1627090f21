use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-7/P-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-7/P-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-7/F-1",
            "Recon-none/F-1",
            "Recon-none/P-1",
        ],
        "engine: none",
    );
}
