use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "CER-001", "CER-002", "CER-003", "CER-004", "CER-005", "CER-006", "CER-007", "CER-008",
            "CER-009", "CER-010", "CER-011", "CER-012", "CER-013", "CER-014", "CER-015", "CER-016",
            "CER-017", "CER-018", "CER-019", "CER-020", "CER-021", "CER-022", "CER-023", "CER-024",
            "CER-025", "CER-026", "CER-027", "CER-028", "CER-029", "CER-030", "CER-031", "CER-032",
            "CER-033", "CER-034", "CER-035", "CER-036", "CER-037", "CER-038", "CER-039", "CER-040",
            "CER-041",
        ],
        "engine: ceremony state",
    );
}
