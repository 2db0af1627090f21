use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.all_waiting(
        &[
            "EXT-001", "EXT-002", "EXT-003", "EXT-004", "EXT-005", "EXT-006", "EXT-007", "EXT-008",
            "EXT-009", "EXT-010", "EXT-011", "EXT-012", "EXT-013", "EXT-014",
        ],
        "engine: extensions",
    );
}
