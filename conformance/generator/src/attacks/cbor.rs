use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "CBR-001", "CBR-002", "CBR-003", "CBR-004", "CBR-005", "CBR-006", "CBR-007", "CBR-008",
            "CBR-009", "CBR-010", "CBR-011", "CBR-012", "CBR-013", "CBR-014", "CBR-015", "CBR-016",
            "CBR-017", "CBR-018", "CBR-019", "CBR-020", "CBR-021", "CBR-022", "CBR-023", "CBR-024",
            "CBR-025", "CBR-026", "CBR-027", "CBR-028", "CBR-029",
        ],
        "engine: CBOR",
    );
}
