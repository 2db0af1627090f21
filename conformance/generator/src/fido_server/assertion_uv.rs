use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/P-2",
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/P-3",
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/P-4",
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/P-5",
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/P-6",
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/F-5",
        ],
        "engine: assertion-uv",
    );
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/P-4 (v1.1-v1.7)",
            "Server-ServerAuthenticatorAssertionResponse-Resp-3/P-7 (v1.1-v1.7)",
        ],
        "the profile fido-tool",
    );
}
