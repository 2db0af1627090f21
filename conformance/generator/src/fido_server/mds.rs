use crate::Group;

pub(super) fn cases(group: &mut Group) {
    for (id, test) in TESTS {
        group.test(id, test);
    }
    group.not_applicable(
        "Server-MDS2 (published under Server-ServerAuthenticatorAttestationResponse-Resp-1)/F-1",
        "a hash of the statement is there in version 2 only, which has statements apart from the list",
    );
}

const TESTS: &[(&str, &str)] = &[
    (
        "Server-MDS3/P-1",
        "metadata::mds3_p_1_the_service_is_believed",
    ),
    (
        "Server-MDS3/P-1",
        "countersign::mds3_p_1_mds2_p_1_a_known_model_is_trusted",
    ),
    (
        "Server-MDS3/F-1",
        "metadata::mds_026_mds3_f_1_mds2_f_2_compromised",
    ),
    (
        "Server-MDS3/F-2",
        "metadata::mds_005_mds3_f_2_mds2_f_3_payload_altered",
    ),
    (
        "Server-MDS3/F-3",
        "metadata::mds_006_mds3_f_3_mds2_f_4_another_root",
    ),
    (
        "Server-MDS3/F-4",
        "metadata::mds3_f_4_mds2_f_5_intermediate_revoked",
    ),
    (
        "Server-MDS3/F-5",
        "metadata::mds_009_mds3_f_5_mds2_f_6_signer_revoked",
    ),
    (
        "Server-MDS2 (published under Server-ServerAuthenticatorAttestationResponse-Resp-1)/P-1",
        "countersign::mds3_p_1_mds2_p_1_a_known_model_is_trusted",
    ),
    (
        "Server-MDS2 (published under Server-ServerAuthenticatorAttestationResponse-Resp-1)/F-2",
        "metadata::mds_026_mds3_f_1_mds2_f_2_compromised",
    ),
    (
        "Server-MDS2 (published under Server-ServerAuthenticatorAttestationResponse-Resp-1)/F-3",
        "metadata::mds_005_mds3_f_2_mds2_f_3_payload_altered",
    ),
    (
        "Server-MDS2 (published under Server-ServerAuthenticatorAttestationResponse-Resp-1)/F-4",
        "metadata::mds_006_mds3_f_3_mds2_f_4_another_root",
    ),
    (
        "Server-MDS2 (published under Server-ServerAuthenticatorAttestationResponse-Resp-1)/F-5",
        "metadata::mds3_f_4_mds2_f_5_intermediate_revoked",
    ),
    (
        "Server-MDS2 (published under Server-ServerAuthenticatorAttestationResponse-Resp-1)/F-6",
        "metadata::mds_009_mds3_f_5_mds2_f_6_signer_revoked",
    ),
    ("Recon-mds/F-1", "metadata::mds_001_recon_f_1_alg_none"),
    (
        "Recon-mds/F-2",
        "metadata::mds_002_recon_f_2_hmac_by_the_certificate",
    ),
    ("Recon-mds/F-3", "metadata::recon_f_3_neither_x5c_nor_x5u"),
    (
        "Recon-mds/F-4",
        "metadata::mds_010_recon_f_4_signer_expired",
    ),
    ("Recon-mds/F-5", "metadata::mds_013_recon_f_5_number_lower"),
    ("Recon-mds/F-6", "metadata::mds_015_recon_f_6_overdue"),
    (
        "Recon-mds/P-1",
        "metadata::mds_023_recon_p_1_unknown_members_and_statuses",
    ),
    ("Recon-mds/F-7", "metadata::mds_025_recon_f_7_revoked"),
    (
        "Recon-mds/F-8",
        "metadata::mds_030_recon_f_8_recon_p_2_one_certificate",
    ),
    (
        "Recon-mds/P-2",
        "metadata::mds_030_recon_f_8_recon_p_2_one_certificate",
    ),
    (
        "Recon-mds/P-3",
        "metadata::mds_035_recon_p_3_by_key_identifier",
    ),
    (
        "Recon-mds/P-3",
        "countersign::mds_035_recon_p_3_u2f_by_key_identifier",
    ),
    ("Recon-mds/F-9", "countersign::mds_033_recon_f_9_no_entry"),
    (
        "Recon-mds/F-10",
        "countersign::mds_038_recon_f_10_another_attestation_type",
    ),
    ("Recon-mds/F-11", "metadata::recon_f_11_list_expired"),
    ("Recon-mds/F-12", "metadata::recon_f_12_list_by_another_key"),
    (
        "Recon-mds/F-13",
        "metadata::recon_f_13_a_chain_with_its_own_root",
    ),
    ("Recon-mds/F-14", "metadata::recon_f_14_payload_no_json"),
];
