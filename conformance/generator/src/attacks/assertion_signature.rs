use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "SIG-001", "SIG-002", "SIG-003", "SIG-004", "SIG-005", "SIG-006", "SIG-007", "SIG-008",
            "SIG-009", "SIG-010", "SIG-011", "SIG-012", "SIG-013", "SIG-014", "SIG-015", "SIG-016",
            "SIG-017", "SIG-018", "SIG-019", "SIG-020", "SIG-021", "SIG-022", "SIG-023", "SIG-024",
            "SIG-025", "SIG-026", "SIG-027", "SIG-028", "SIG-029", "SIG-030", "SIG-031", "SIG-032",
            "SIG-033", "SIG-034", "SIG-035", "SIG-036", "SIG-037", "SIG-038", "SIG-039", "SIG-040",
            "SIG-041", "SIG-042", "SIG-043", "SIG-044",
        ],
        "engine: assertion signature",
    );
}
