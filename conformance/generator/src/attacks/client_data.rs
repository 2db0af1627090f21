use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "CDJ-001", "CDJ-002", "CDJ-003", "CDJ-004", "CDJ-005", "CDJ-006", "CDJ-007", "CDJ-008",
            "CDJ-009", "CDJ-010", "CDJ-011", "CDJ-012", "CDJ-013", "CDJ-014", "CDJ-015", "CDJ-016",
            "CDJ-017", "CDJ-018", "CDJ-019", "CDJ-020", "CDJ-021", "CDJ-022", "CDJ-023", "CDJ-024",
            "CDJ-025", "CDJ-026", "CDJ-027", "CDJ-028", "CDJ-029", "CDJ-030", "CDJ-031", "CDJ-032",
            "CDJ-033", "CDJ-034", "CDJ-035", "CDJ-036", "CDJ-037", "CDJ-038", "CDJ-039", "CDJ-040",
            "CDJ-041", "CDJ-042", "CDJ-043", "CDJ-044", "CDJ-045", "CDJ-046", "CDJ-047", "CDJ-048",
            "CDJ-049", "CDJ-050", "CDJ-051", "CDJ-052", "CDJ-053", "CDJ-054", "CDJ-055", "CDJ-056",
            "CDJ-057", "CDJ-058", "CDJ-059",
        ],
        "engine: client data",
    );
}
