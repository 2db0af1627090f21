use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Recon-attestation-trust/P-1",
            "Recon-attestation-trust/F-1",
            "Recon-attestation-trust/F-2",
            "Recon-attestation-trust/F-3",
            "Recon-attestation-trust/F-4",
            "Recon-attestation-trust/P-2",
        ],
        "engine: attestation-trust",
    );
}
