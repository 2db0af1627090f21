use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "AUD-001", "AUD-002", "AUD-003", "AUD-004", "AUD-005", "AUD-006", "AUD-007", "AUD-008",
            "AUD-009", "AUD-010", "AUD-011", "AUD-012", "AUD-013", "AUD-014", "AUD-015", "AUD-016",
            "AUD-017", "AUD-018", "AUD-019", "AUD-020", "AUD-021", "AUD-022", "AUD-023", "AUD-024",
            "AUD-025", "AUD-026", "AUD-027", "AUD-028", "AUD-029", "AUD-030", "AUD-031", "AUD-032",
            "AUD-033",
        ],
        "engine: authenticator data",
    );
}
