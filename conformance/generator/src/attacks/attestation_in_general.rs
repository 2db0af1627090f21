use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "ATT-001", "ATT-002", "ATT-003", "ATT-004", "ATT-005", "ATT-006", "ATT-007", "ATT-008",
            "ATT-009", "ATT-010", "ATT-011", "ATT-012", "ATT-013", "ATT-014", "ATT-015", "ATT-016",
            "ATT-017", "ATT-018", "ATT-019", "ATT-020", "ATT-021", "ATT-022", "ATT-023", "ATT-024",
            "ATT-025",
        ],
        "engine: attestation in general",
    );
}
