//! Robustness: what no single response shows, and so is tested where it can be.

use crate::Group;

pub(super) fn cases(group: &mut Group) {
    group.waiting(
        "RES-001",
        "long fuzzing; each public call has its target in fuzz/",
    );
    group.test(
        "RES-002",
        "countersign::no_byte_of_a_registration_can_be_another",
    );
    for test in [
        "countersign::no_truncation_of_an_authentication_is_accepted",
        "countersign::no_truncation_of_a_registration_is_accepted",
        "countersign::no_truncation_of_the_json_form_is_read",
    ] {
        group.test("RES-003", test);
    }
    group.test(
        "RES-004",
        "countersign::ten_mebibytes_of_json_are_too_large",
    );
    group.all_waiting(
        &["RES-005", "RES-006", "RES-008"],
        "measurements of memory, stack and time",
    );
    group.not_applicable(
        "RES-007",
        "overflow checks are on in both profiles (Cargo.toml), so every test and vector has them",
    );
    group.test(
        "RES-009",
        "countersign::at_impossible_times_a_certificate_has_expired",
    );
    group.test("RES-009", "spec::the_ends_of_time_do_not_overflow");
    group.test(
        "RES-010",
        "capi::null_short_huge_and_other_bytes_crash_no_function",
    );
    group.test(
        "RES-010",
        "capi::address_sanitizer_finds_no_error_and_no_leak",
    );
    group.test(
        "RES-011",
        "capi::eight_threads_share_a_verifier_for_a_hundred_thousand_calls",
    );
    group.test(
        "RES-012",
        "countersign::a_thousand_threads_share_one_relying_party",
    );
}
