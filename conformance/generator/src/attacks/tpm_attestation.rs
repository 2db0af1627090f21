use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "TPM-001", "TPM-002", "TPM-003", "TPM-004", "TPM-005", "TPM-006", "TPM-007", "TPM-008",
            "TPM-009", "TPM-010", "TPM-011", "TPM-012", "TPM-013", "TPM-014", "TPM-015", "TPM-016",
            "TPM-017", "TPM-018", "TPM-019", "TPM-020", "TPM-021", "TPM-022", "TPM-023", "TPM-024",
            "TPM-025", "TPM-026", "TPM-027", "TPM-028", "TPM-029", "TPM-030", "TPM-031", "TPM-032",
            "TPM-033", "TPM-034", "TPM-035", "TPM-036", "TPM-037", "TPM-038", "TPM-039", "TPM-040",
            "TPM-041", "TPM-042", "TPM-043", "TPM-044", "TPM-045", "TPM-046",
        ],
        "engine: TPM attestation",
    );
}
