use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "PAK-001", "PAK-002", "PAK-003", "PAK-004", "PAK-005", "PAK-006", "PAK-007", "PAK-008",
            "PAK-009", "PAK-010", "PAK-011", "PAK-012", "PAK-013", "PAK-014", "PAK-015", "PAK-016",
            "PAK-017", "PAK-018", "PAK-019", "PAK-020", "PAK-021", "PAK-022", "PAK-023",
        ],
        "engine: packed attestation",
    );
}
