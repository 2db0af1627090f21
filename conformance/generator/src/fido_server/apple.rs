use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Recon-apple/P-1",
            "Recon-apple/F-1",
            "Recon-apple/F-2",
            "Recon-apple/F-3",
            "Recon-apple/F-4",
            "Recon-apple/F-5",
            "Recon-apple/F-6",
            "Recon-apple/F-7",
            "Recon-apple/F-8",
        ],
        "engine: apple",
    );
}
