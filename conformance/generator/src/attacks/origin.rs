use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "ORG-001", "ORG-002", "ORG-003", "ORG-004", "ORG-005", "ORG-006", "ORG-007", "ORG-008",
            "ORG-009", "ORG-010", "ORG-011", "ORG-012", "ORG-013", "ORG-014", "ORG-015", "ORG-016",
            "ORG-017", "ORG-018", "ORG-019", "ORG-020", "ORG-021", "ORG-022", "ORG-023", "ORG-024",
            "ORG-025", "ORG-026", "ORG-027", "ORG-028", "ORG-029", "ORG-030", "ORG-031", "ORG-032",
            "ORG-033", "ORG-034", "ORG-035", "ORG-036",
        ],
        "engine: origin",
    );
}
