use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "U2F-001", "U2F-002", "U2F-003", "U2F-004", "U2F-005", "U2F-006", "U2F-007", "U2F-008",
            "U2F-009", "U2F-010", "U2F-011",
        ],
        "engine: fido-u2f attestation",
    );
}
