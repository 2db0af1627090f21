use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "SNT-001", "SNT-002", "SNT-003", "SNT-004", "SNT-005", "SNT-006", "SNT-007", "SNT-008",
            "SNT-009", "SNT-010", "SNT-011", "SNT-012", "SNT-013", "SNT-014", "SNT-015", "SNT-016",
        ],
        "engine: android-safetynet (deprecated)",
    );
}
