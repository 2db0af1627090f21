use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "Recon-compound/P-1",
            "Recon-compound/F-1",
            "Recon-compound/F-2",
            "Recon-compound/F-3",
            "Recon-compound/F-4",
            "Recon-compound/F-5",
            "Recon-compound/F-6",
            "Recon-compound/P-2",
            "Recon-compound/F-7",
            "Recon-compound/F-8",
        ],
        "engine: compound",
    );
}
