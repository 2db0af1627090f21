use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "RES-001", "RES-002", "RES-003", "RES-004", "RES-005", "RES-006", "RES-007", "RES-008",
            "RES-009", "RES-010", "RES-011", "RES-012",
        ],
        "engine: resources and robustness",
    );
}
