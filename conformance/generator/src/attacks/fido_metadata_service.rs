use crate::Group;

pub(super) fn cases(group: &mut Group) {
    for (id, test) in TESTS {
        group.test(id, test);
    }
}

const TESTS: &[(&str, &str)] = &[
    ("MDS-001", "metadata::mds_001_recon_f_1_alg_none"),
    (
        "MDS-002",
        "metadata::mds_002_recon_f_2_hmac_by_the_certificate",
    ),
    ("MDS-003", "metadata::mds_003_embedded_jwk"),
    ("MDS-004", "metadata::mds_004_signature_stripped"),
    (
        "MDS-005",
        "metadata::mds_005_mds3_f_2_mds2_f_3_payload_altered",
    ),
    (
        "MDS-006",
        "metadata::mds_006_mds3_f_3_mds2_f_4_another_root",
    ),
    ("MDS-007", "metadata::mds_007_another_host"),
    ("MDS-008", "metadata::mds_008_x5u"),
    (
        "MDS-009",
        "metadata::mds_009_mds3_f_5_mds2_f_6_signer_revoked",
    ),
    ("MDS-010", "metadata::mds_010_recon_f_4_signer_expired"),
    ("MDS-011", "metadata::mds_011_bytes_after_the_blob"),
    ("MDS-012", "metadata::mds_012_crit"),
    ("MDS-013", "metadata::mds_013_recon_f_5_number_lower"),
    ("MDS-014", "metadata::mds_014_number_equal"),
    ("MDS-015", "metadata::mds_015_recon_f_6_overdue"),
    ("MDS-016", "metadata::mds_016_next_update_malformed"),
    ("MDS-017", "metadata::mds_017_number_malformed"),
    ("MDS-018", "metadata::mds_018_oversized"),
    ("MDS-019", "metadata::mds_019_corrupt"),
    ("MDS-020", "metadata::mds_020_cache_poisoned"),
    ("MDS-021", "metadata::mds_021_two_identifiers"),
    ("MDS-022", "metadata::mds_022_two_entries_for_a_model"),
    (
        "MDS-023",
        "metadata::mds_023_recon_p_1_unknown_members_and_statuses",
    ),
    ("MDS-024", "metadata::mds_024_one_malformed_entry"),
    ("MDS-025", "metadata::mds_025_recon_f_7_revoked"),
    ("MDS-026", "metadata::mds_026_mds3_f_1_mds2_f_2_compromised"),
    ("MDS-027", "metadata::mds_027_cured"),
    ("MDS-028", "metadata::mds_028_reports_out_of_order"),
    ("MDS-029", "metadata::mds_029_a_date_to_come"),
    (
        "MDS-030",
        "metadata::mds_030_recon_f_8_recon_p_2_one_certificate",
    ),
    ("MDS-031", "metadata::mds_031_unknown_status"),
    ("MDS-032", "metadata::mds_032_certification_demanded"),
    ("MDS-033", "countersign::mds_033_recon_f_9_no_entry"),
    (
        "MDS-034",
        "countersign::mds_034_no_attestation_where_an_entry_is_demanded",
    ),
    ("MDS-035", "metadata::mds_035_recon_p_3_by_key_identifier"),
    (
        "MDS-035",
        "countersign::mds_035_recon_p_3_u2f_by_key_identifier",
    ),
    ("MDS-036", "metadata::mds_036_identifier_of_another_form"),
    ("MDS-037", "countersign::mds_037_no_anchors_in_the_entry"),
    (
        "MDS-038",
        "countersign::mds_038_recon_f_10_another_attestation_type",
    ),
    ("MDS-039", "countersign::mds_039_another_algorithm"),
    ("MDS-040", "metadata::mds_040_aaguids_in_other_forms"),
];
