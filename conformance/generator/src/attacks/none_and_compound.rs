use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "NON-001", "NON-002", "NON-003", "NON-004", "NON-005", "NON-006", "NON-007", "NON-008",
            "NON-009", "NON-010", "NON-011", "NON-012", "NON-013",
        ],
        "engine: none and compound",
    );
}
