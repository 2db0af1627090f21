use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-B/P-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-B/F-1",
            "Server-ServerAuthenticatorAttestationResponse-Resp-B/F-2",
            "Server-ServerAuthenticatorAttestationResponse-Resp-B/F-3",
            "Server-ServerAuthenticatorAttestationResponse-Resp-B/F-4",
            "Server-ServerAuthenticatorAttestationResponse-Resp-B/F-5",
            "Recon-android-safetynet/F-1",
            "Recon-android-safetynet/F-2",
            "Recon-android-safetynet/F-3",
            "Recon-android-safetynet/F-4",
            "Recon-android-safetynet/F-5",
            "Recon-android-safetynet/F-6",
            "Recon-android-safetynet/F-7",
            "Recon-android-safetynet/F-8",
            "Recon-android-safetynet/F-9",
        ],
        "engine: android-safetynet",
    );
    group.all_waiting(
        &[
            "Server-ServerAuthenticatorAttestationResponse-Resp-B/F-6",
            "Server-ServerAuthenticatorAttestationResponse-Resp-B/F-7",
        ],
        "the profile fido-tool",
    );
}
