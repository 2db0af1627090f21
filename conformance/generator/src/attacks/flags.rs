use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "FLG-001", "FLG-002", "FLG-003", "FLG-004", "FLG-005", "FLG-006", "FLG-007", "FLG-008",
            "FLG-009", "FLG-010", "FLG-011", "FLG-012", "FLG-013",
        ],
        "engine: flags",
    );
}
