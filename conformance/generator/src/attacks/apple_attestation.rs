use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "APL-001", "APL-002", "APL-003", "APL-004", "APL-005", "APL-006", "APL-007", "APL-008",
            "APL-009", "APL-010",
        ],
        "engine: apple attestation",
    );
}
