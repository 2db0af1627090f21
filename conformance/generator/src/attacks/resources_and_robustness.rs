//! Robustness: what no single response shows, and so is tested where it can be.

use crate::Group;

pub(super) fn cases(group: &mut Group) {
    for test in [
        ".ci::fuzz",
        "conformance::every_input_of_the_corpora_keeps_the_laws",
    ] {
        group.test("RES-001", test);
    }
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
    for test in [
        "countersign::announced_lengths_of_cbor_allocate_nothing",
        "countersign::json_allocates_no_more_than_twice_its_length",
        "countersign::lengths_of_der_and_of_a_tpm_allocate_nothing",
        "countersign::thousands_of_certificates_are_too_many",
        "countersign::what_is_accepted_allocates_no_more_than_twice_its_length",
        "metadata::hostile_blobs_stay_small_in_memory",
    ] {
        group.test("RES-005", test);
    }
    group.test(
        "RES-006",
        "countersign::a_verification_stays_within_its_stack",
    );
    for test in [
        ".ci::instructions",
        "countersign::a_key_of_64_ki_bits_is_too_large",
        "countersign::the_statements_of_a_compound_one_share_the_signatures_that_are_checked",
        "trust::denial_of_service",
    ] {
        group.test("RES-008", test);
    }
    group.not_applicable(
        "RES-007",
        "overflow checks are on in both profiles (Cargo.toml), so every test and vector has them",
    );
    group.test(
        "RES-009",
        "countersign::at_impossible_times_a_certificate_has_expired",
    );
    group.test("RES-009", "spec::the_ends_of_time_do_not_overflow");
    group.all_waiting(&["RES-010", "RES-011"], "the C interface");
    group.test(
        "RES-012",
        "countersign::a_thousand_threads_share_one_relying_party",
    );
}
