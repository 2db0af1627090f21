use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "API-001", "API-002", "API-003", "API-004", "API-005", "API-006", "API-007", "API-008",
            "API-009", "API-010", "API-011", "API-012", "API-013",
        ],
        "engine: interface and side channels",
    );
}
