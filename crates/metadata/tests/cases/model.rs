//! Status policy: what becomes of a model by its reports.

use countersign_authdata::Aaguid;
use countersign_authenticator::{Pki, PrivateKey};
use countersign_cose::{Algorithm, Hash};
use countersign_metadata::{
    AuthenticatorStatus, CertificationLevel, Device, KeyIdentifier, Metadata, ModelPolicy,
    ReportScope, Standing,
};
use countersign_signature::digest;
use countersign_spec::{ReasonKind, Rejection, Step, UnixTime};
use countersign_x509::Certificate;
use serde_json::{Value, json};

use crate::scenario::{AAGUID, NOW, Service, base64, seed, some_root};

fn aaguid() -> Aaguid {
    AAGUID.parse().unwrap()
}

fn with_reports(reports: Value) -> Metadata {
    let mut service = Service::new();
    service.entry()["statusReports"] = reports;
    service.load().unwrap()
}

fn judge(reports: Value, policy: &ModelPolicy, device: &Device<'_>) -> Result<Standing, Rejection> {
    let metadata = with_reports(reports);
    let entry = metadata.by_aaguid(aaguid()).unwrap().unwrap();
    policy.verify(entry, device, NOW)
}

fn by_default(reports: Value) -> Result<Standing, Rejection> {
    judge(reports, &ModelPolicy::default(), &Device::default())
}

#[track_caller]
fn refused(verdict: Result<Standing, Rejection>, step: Step) {
    let refused = verdict.expect_err("a refusal");
    assert_eq!(
        (refused.step(), refused.reason().kind()),
        (step, ReasonKind::Mismatch),
        "{refused}"
    );
}

fn report(status: &str, date: &str) -> Value {
    json!({ "status": status, "effectiveDate": date })
}

#[test]
fn mds_025_recon_f_7_revoked() {
    let revoked = by_default(json!([report("REVOKED", "2026-01-01")])).unwrap_err();
    let text = "FIDO MDS 3.1.1 §3.1.4 status: status of the model is \"REVOKED since 2026-01-01, \
                Example key (00010203-0405-0607-0809-0a0b0c0d0e0f)\", expected one that is accepted";
    assert_eq!(revoked.to_string(), text);
    refused(
        by_default(json!([{ "status": "REVOKED" }])),
        Step::MdsStatus,
    );
    refused(
        by_default(json!([report("RETIRED", "2026-01-01")])),
        Step::MdsStatus,
    );
}

#[test]
fn mds_026_mds3_f_1_mds2_f_2_compromised() {
    for status in [
        "USER_VERIFICATION_BYPASS",
        "ATTESTATION_KEY_COMPROMISE",
        "USER_KEY_REMOTE_COMPROMISE",
        "USER_KEY_PHYSICAL_COMPROMISE",
    ] {
        refused(
            by_default(json!([report(status, "2026-01-01")])),
            Step::MdsStatus,
        );
        let known = AuthenticatorStatus::KNOWN
            .iter()
            .find(|known| known.name() == status);
        let policy = ModelPolicy::default().tolerate(known.unwrap().clone());
        let reports = json!([report(status, "2026-01-01")]);
        let standing = judge(reports, &policy, &Device::default()).unwrap();
        assert_eq!(standing.notices.len(), 1);
    }
    for status in [
        "NOT_FIDO_CERTIFIED",
        "SELF_ASSERTION_SUBMITTED",
        "UPDATE_AVAILABLE",
        "FIPS140_CERTIFIED_L2",
    ] {
        assert!(
            by_default(json!([report(status, "2026-01-01")])).is_ok(),
            "{status}"
        );
    }
}

/// Decided: a compromise stays one, whatever is reported later, but for firmware that is known to
/// be later than the one it was reported of.
#[test]
fn mds_027_cured() {
    let mut compromise = report("USER_KEY_REMOTE_COMPROMISE", "2025-02-01");
    compromise["authenticatorVersion"] = json!(4);
    let mut certified = report("FIDO_CERTIFIED_L1", "2025-06-01");
    certified["authenticatorVersion"] = json!(5);
    let reports = json!([
        compromise,
        report("UPDATE_AVAILABLE", "2025-05-01"),
        certified
    ]);
    refused(by_default(reports.clone()), Step::MdsStatus);
    let of = |version| Device {
        version: Some(version),
        certificates: None,
    };
    let policy = ModelPolicy::default().certified(CertificationLevel::L1);
    refused(judge(reports.clone(), &policy, &of(3)), Step::MdsStatus);
    refused(judge(reports.clone(), &policy, &of(4)), Step::MdsStatus);
    let standing = judge(reports, &policy, &of(5)).unwrap();
    assert_eq!(standing.status, Some(AuthenticatorStatus::FidoCertifiedL1));
    assert_eq!(standing.notices.len(), 2);
}

#[test]
fn mds_028_reports_out_of_order() {
    for reports in [
        json!([
            report("REVOKED", "2026-01-01"),
            report("FIDO_CERTIFIED", "2020-01-01")
        ]),
        json!([
            report("FIDO_CERTIFIED", "2020-01-01"),
            report("REVOKED", "2026-01-01")
        ]),
    ] {
        refused(by_default(reports), Step::MdsStatus);
    }
    for reports in [
        json!([
            report("FIDO_CERTIFIED_L2", "2026-01-01"),
            report("FIDO_CERTIFIED_L1", "2020-01-01")
        ]),
        json!([
            report("FIDO_CERTIFIED_L1", "2020-01-01"),
            report("FIDO_CERTIFIED_L2", "2026-01-01")
        ]),
    ] {
        let standing = by_default(reports).unwrap();
        assert_eq!(standing.status, Some(AuthenticatorStatus::FidoCertifiedL2));
        assert_eq!(standing.certification, Some(CertificationLevel::L2));
    }
}

#[test]
fn mds_029_a_date_to_come() {
    assert!(by_default(json!([report("REVOKED", "2026-06-02")])).is_ok());
    refused(
        by_default(json!([report("REVOKED", "2026-06-01")])),
        Step::MdsStatus,
    );
}

#[test]
fn mds_030_recon_f_8_recon_p_2_one_certificate() {
    let key = PrivateKey::derive(Algorithm::Es256, &seed(), "batch");
    let root = Pki::default().root("packed");
    let batch = Pki::leaf_with(&seed(), "batch", &root, &key.public(), |_| ());
    let again = Pki::leaf_with(&seed(), "again", &root, &key.public(), |_| ());
    let other = some_root();
    for member in ["batchCertificate", "certificate"] {
        let mut compromise = report("ATTESTATION_KEY_COMPROMISE", "2026-01-01");
        compromise[member] = json!(base64(&batch));
        let verdict = |der: &[u8], scope| {
            let path = [Certificate::parse(der).unwrap()];
            let device = Device {
                version: None,
                certificates: Some(&path),
            };
            judge(
                json!([compromise]),
                &ModelPolicy::default().scope(scope),
                &device,
            )
        };
        refused(verdict(&batch, ReportScope::Certificate), Step::MdsStatus);
        refused(verdict(&again, ReportScope::Certificate), Step::MdsStatus);
        assert!(verdict(&other, ReportScope::Certificate).is_ok());
        refused(verdict(&other, ReportScope::Model), Step::MdsStatus);
        refused(by_default(json!([compromise])), Step::MdsStatus);
    }
}

#[test]
fn mds_031_unknown_status() {
    let reports = json!([report("BRICKED", "2026-01-01")]);
    let standing = by_default(reports.clone()).unwrap();
    assert_eq!(standing.notices[0].0.name(), "BRICKED");
    let strict = ModelPolicy::default().refuse_unknown();
    refused(
        judge(reports.clone(), &strict, &Device::default()),
        Step::MdsStatus,
    );
    let named = AuthenticatorStatus::Unknown("BRICKED".into());
    let named = ModelPolicy::default().refuse(named);
    refused(judge(reports, &named, &Device::default()), Step::MdsStatus);
}

#[test]
fn mds_032_certification_demanded() {
    let policy = ModelPolicy::default().certified(CertificationLevel::L2);
    let verdict = |reports| judge(reports, &policy, &Device::default());
    refused(
        verdict(json!([report("FIDO_CERTIFIED_L1", "2025-01-01")])),
        Step::MdsCertification,
    );
    refused(verdict(json!([])), Step::MdsCertification);
    assert!(verdict(json!([report("FIDO_CERTIFIED_L2", "2025-01-01")])).is_ok());
    assert!(verdict(json!([report("FIDO_CERTIFIED_L3plus", "2025-01-01")])).is_ok());
    refused(
        verdict(json!([report("FIDO_CERTIFIED_L2", "2026-07-01")])),
        Step::MdsCertification,
    );
    let lost = json!([
        report("FIDO_CERTIFIED_L2", "2025-01-01"),
        report("NOT_FIDO_CERTIFIED", "2026-01-01")
    ]);
    refused(verdict(lost), Step::MdsCertification);
    let mut ended = report("FIDO_CERTIFIED_L2", "2025-01-01");
    ended["sunsetDate"] = json!("2026-05-31");
    refused(verdict(json!([ended.clone()])), Step::MdsCertification);
    ended["sunsetDate"] = json!("2026-06-01");
    assert!(verdict(json!([ended])).is_ok());
}

#[test]
fn a_certification_holds_to_the_last_second_of_its_last_day() {
    let policy = ModelPolicy::default().certified(CertificationLevel::L2);
    let mut ends = report("FIDO_CERTIFIED_L2", "2025-01-01");
    ends["sunsetDate"] = json!("2026-05-31");
    let metadata = with_reports(json!([ends]));
    let entry = metadata.by_aaguid(aaguid()).unwrap().unwrap();
    let verdict = |time| policy.verify(entry, &Device::default(), time);
    assert!(verdict(UnixTime(NOW.0 - 1)).is_ok());
    refused(verdict(NOW), Step::MdsCertification);
}

#[test]
fn a_certification_of_the_day_on_which_one_was_lost_holds() {
    let policy = ModelPolicy::default().certified(CertificationLevel::L2);
    let verdict = |day| {
        let lost = report("NOT_FIDO_CERTIFIED", "2026-01-02");
        let reports = json!([lost, report("FIDO_CERTIFIED_L2", day)]);
        judge(reports, &policy, &Device::default())
    };
    refused(verdict("2026-01-01"), Step::MdsCertification);
    assert!(verdict("2026-01-02").is_ok());
}

#[test]
fn a_certification_is_for_its_firmware_and_later() {
    let policy = ModelPolicy::default().certified(CertificationLevel::L2);
    let mut certified = report("FIDO_CERTIFIED_L2", "2025-01-01");
    certified["authenticatorVersion"] = json!(3);
    let verdict = |version| {
        let device = Device {
            version,
            certificates: None,
        };
        judge(json!([certified]), &policy, &device)
    };
    assert!(verdict(Some(3)).is_ok());
    assert!(verdict(Some(4)).is_ok());
    refused(verdict(Some(2)), Step::MdsCertification);
    // The statement is of version 2 and later.
    refused(verdict(None), Step::MdsCertification);
    certified["authenticatorVersion"] = json!(2);
    assert!(judge(json!([certified]), &policy, &Device::default()).is_ok());
}

#[test]
fn a_warning_does_not_end_by_itself() {
    let mut revoked = report("REVOKED", "2025-01-01");
    revoked["sunsetDate"] = json!("2025-12-31");
    refused(by_default(json!([revoked])), Step::MdsStatus);
}

#[test]
fn models_are_listed() {
    let other = Aaguid([9; 16]);
    let reports = || json!([]);
    let verdict = |policy: ModelPolicy| judge(reports(), &policy, &Device::default());
    assert!(verdict(ModelPolicy::default().only([aaguid()])).is_ok());
    assert!(verdict(ModelPolicy::default().deny([other])).is_ok());
    refused(
        verdict(ModelPolicy::default().only([other])),
        Step::MdsModel,
    );
    refused(
        verdict(ModelPolicy::default().deny([aaguid()])),
        Step::MdsModel,
    );
}

/// An entry of a model without AAGUID, known by this identifier.
fn u2f(identifier: &str) -> Metadata {
    let mut service = Service::new();
    let entry = service.entry().as_object_mut().unwrap();
    entry.remove("aaguid");
    entry.insert(
        "attestationCertificateKeyIdentifiers".into(),
        json!([identifier]),
    );
    let statement = entry["metadataStatement"].as_object_mut().unwrap();
    statement.remove("aaguid");
    service.load().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    KeyIdentifier(bytes.try_into().unwrap()).to_string()
}

#[test]
fn mds_035_recon_p_3_by_key_identifier() {
    let der = some_root();
    let leaf = Certificate::parse(&der).unwrap();
    let info = leaf.public_key_info();
    let point = &info[info.len() - 65..]; // an uncompressed point of P-256
    let identifier = hex(digest(Hash::Sha1, &[point]).as_ref());
    for text in [identifier.clone(), identifier.to_uppercase()] {
        let metadata = u2f(&text);
        let entry = metadata.by_certificate(&leaf).unwrap().unwrap();
        assert_eq!(entry.key_identifiers[0].to_string(), identifier);
    }
    for malformed in [
        &identifier[..38],
        &format!("{identifier}00"),
        &identifier.replace(|c: char| c.is_ascii_digit(), "g"),
    ] {
        assert_eq!(
            u2f(malformed).left_out()[0].rejection.reason().kind(),
            ReasonKind::Malformed
        );
    }
}

#[test]
fn mds_036_identifier_of_another_form() {
    let der = some_root();
    let leaf = Certificate::parse(&der).unwrap();
    let info = leaf.public_key_info();
    let of_bits = &info[info.len() - 66..];
    let without_form = &info[info.len() - 64..];
    for other in [info, of_bits, without_form, leaf.der()] {
        let metadata = u2f(&hex(digest(Hash::Sha1, &[other]).as_ref()));
        assert_eq!(metadata.by_certificate(&leaf), Ok(None));
    }
}

#[test]
fn what_a_statement_lists_is_given_as_it_came() {
    let (der, mut service) = (some_root(), Service::new());
    let text = base64(&der);
    service.entry()["metadataStatement"]["attestationRootCertificates"] = json!([text]);
    let metadata = service.load().unwrap();
    let statement = metadata.entries()[0].statement.as_ref().unwrap();
    assert_eq!(statement.root_certificates[0].der(), der);
    let identifier = KeyIdentifier([0xab; 20]);
    assert_eq!(
        format!("{identifier:?}"),
        format!("KeyIdentifier({})", "ab".repeat(20))
    );
}
