use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-A/P-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-A/F-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-A/F-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-A/F-3",
            "Recon-android-key/F-1",
            "Recon-android-key/F-2",
            "Recon-android-key/F-3",
            "Recon-android-key/F-4",
            "Recon-android-key/F-5",
            "Recon-android-key/F-6",
            "Recon-android-key/F-7",
            "Recon-android-key/F-8",
            "Recon-android-key/F-9",
            "Recon-android-key/P-1",
            "Recon-android-key/P-2",
            "Recon-android-key/F-10",
        ],
        "engine: android-key",
    );
}
