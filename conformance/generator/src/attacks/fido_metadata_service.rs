use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "MDS-001", "MDS-002", "MDS-003", "MDS-004", "MDS-005", "MDS-006", "MDS-007", "MDS-008",
            "MDS-009", "MDS-010", "MDS-011", "MDS-012", "MDS-013", "MDS-014", "MDS-015", "MDS-016",
            "MDS-017", "MDS-018", "MDS-019", "MDS-020", "MDS-021", "MDS-022", "MDS-023", "MDS-024",
            "MDS-025", "MDS-026", "MDS-027", "MDS-028", "MDS-029", "MDS-030", "MDS-031", "MDS-032",
            "MDS-033", "MDS-034", "MDS-035", "MDS-036", "MDS-037", "MDS-038", "MDS-039", "MDS-040",
        ],
        "engine: FIDO metadata service",
    );
}
