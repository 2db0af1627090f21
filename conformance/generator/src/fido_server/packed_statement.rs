use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-13",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-14",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-15",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-16",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-17",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-18",
            "Server-ServerAuthenticatorAttestationResponse-Resp-3/F-19",
        ],
        "engine: packed-statement",
    );
}
