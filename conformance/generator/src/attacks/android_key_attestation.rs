use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "AKY-001", "AKY-002", "AKY-003", "AKY-004", "AKY-005", "AKY-006", "AKY-007", "AKY-008",
            "AKY-009", "AKY-010", "AKY-011", "AKY-012", "AKY-013", "AKY-014", "AKY-015", "AKY-016",
            "AKY-017", "AKY-018", "AKY-019", "AKY-020", "AKY-021", "AKY-022",
        ],
        "engine: android-key attestation",
    );
}
