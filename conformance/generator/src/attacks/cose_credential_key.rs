use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "COS-001", "COS-002", "COS-003", "COS-004", "COS-005", "COS-006", "COS-007", "COS-008",
            "COS-009", "COS-010", "COS-011", "COS-012", "COS-013", "COS-014", "COS-015", "COS-016",
            "COS-017", "COS-018", "COS-019", "COS-020", "COS-021", "COS-022", "COS-023", "COS-024",
            "COS-025", "COS-026", "COS-027", "COS-028", "COS-029", "COS-030", "COS-031", "COS-032",
            "COS-033", "COS-034", "COS-035", "COS-036", "COS-037", "COS-038", "COS-039", "COS-040",
            "COS-041", "COS-042", "COS-043", "COS-044", "COS-045", "COS-046", "COS-047", "COS-048",
            "COS-049", "COS-050",
        ],
        "engine: COSE credential key",
    );
}
