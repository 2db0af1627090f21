use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Recon-extensions/P-1",
            "Recon-extensions/P-2",
            "Recon-extensions/P-3",
            "Recon-extensions/P-4",
            "Recon-extensions/F-1",
            "Recon-extensions/F-2",
            "Recon-extensions/P-5",
            "Recon-extensions/P-6",
            "Recon-extensions/P-7",
            "Recon-extensions/F-3",
            "Recon-extensions/P-8",
        ],
        "engine: extensions",
    );
}
