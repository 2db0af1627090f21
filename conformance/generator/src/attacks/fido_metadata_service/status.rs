//! Status reports, and what policy makes of them.

use countersign_authenticator::certificate::Extension;
use countersign_authenticator::{Registration, der};
use countersign_spec::ReasonKind::Mismatch;
use countersign_spec::Step;
use serde_json::{Value, json};

use crate::attested::{packed, root};
use crate::metadata::{Made, bent, by, case};
use crate::{Draft, Group};

pub(super) fn cases(group: &mut Group, twin: &Made) {
    refused_by_default(group, twin);
    firmware(group);
    order_and_dates(group, twin);
    one_certificate(group, twin);
    unknown(group, twin);
    certification(group, twin);
}

fn report(status: &str, date: &str) -> Value {
    json!({ "status": status, "effectiveDate": date })
}

/// The BLOB with these reports of the model.
fn with(reports: Value) -> String {
    bent(|service| service.entry(0)["statusReports"] = reports).blob()
}

fn reported<'g>(
    group: &'g mut Group,
    id: &str,
    mutation: &str,
    twin: &Made,
    reports: Value,
) -> Draft<'g> {
    case(group, id, mutation, twin, with(reports))
}

fn refused_by_default(group: &mut Group, twin: &Made) {
    const DATE: &str = "2026-01-01";
    for (id, status) in [
        ("MDS-025", "REVOKED"),
        ("MDS-025/retired", "RETIRED"),
        ("MDS-026/verification", "USER_VERIFICATION_BYPASS"),
        ("MDS-026/attestation", "ATTESTATION_KEY_COMPROMISE"),
        ("MDS-026/remote", "USER_KEY_REMOTE_COMPROMISE"),
        ("MDS-026/physical", "USER_KEY_PHYSICAL_COMPROMISE"),
    ] {
        let mutation = format!("the model's status is {status}");
        reported(group, id, &mutation, twin, json!([report(status, DATE)]))
            .refuse(Step::MdsStatus, Mismatch);
    }
    let no_date = json!([{ "status": "REVOKED" }]);
    reported(
        group,
        "MDS-025/no-date",
        "the model is revoked, no date",
        twin,
        no_date,
    )
    .refuse(Step::MdsStatus, Mismatch);
    let compromise = json!([report("USER_VERIFICATION_BYPASS", DATE)]);
    let mutation = "the model's status is USER_VERIFICATION_BYPASS, which is tolerated";
    let _accepted = reported(group, "MDS-026/tolerated", mutation, twin, compromise)
        .metadata("tolerate", json!(["USER_VERIFICATION_BYPASS"]))
        .accept();
    let harmless = json!([
        report("NOT_FIDO_CERTIFIED", DATE),
        report("SELF_ASSERTION_SUBMITTED", DATE),
        report("UPDATE_AVAILABLE", DATE),
        report("FIPS140_CERTIFIED_L2", DATE),
    ]);
    let mutation = "the reports are of no certification, an update and FIPS 140";
    let _accepted = reported(group, "MDS-026/harmless", mutation, twin, harmless).accept();
}

/// Attested firmware of a version: the FIDO extension for it.
fn firmware(group: &mut Group) {
    let of = |version: i64| {
        move |r: Registration<'static>| {
            let value = der::integer(version);
            r.leaf(move |l| {
                l.set_extension(Extension::new("1.3.6.1.4.1.45724.1.1.5", value.clone()));
            })
        }
    };
    let mut compromise = report("USER_KEY_REMOTE_COMPROMISE", "2025-02-01");
    compromise["authenticatorVersion"] = json!(4);
    let mut certified = report("FIDO_CERTIFIED_L1", "2025-06-01");
    certified["authenticatorVersion"] = json!(5);
    let reports = json!([
        compromise,
        report("UPDATE_AVAILABLE", "2025-05-01"),
        certified
    ]);
    let blob = with(reports);
    let later = group.twin_asking(
        "cured-firmware",
        move || of(5)(packed()),
        move |draft| {
            by(draft, &bent(|_| ()))
                .metadata("blob", blob.clone())
                .metadata("certified", "FIDO_CERTIFIED_L1")
        },
    );
    group.same_as("MDS-027", "attacks/fido-metadata-service/cured-firmware");
    const STAYS: &str = "a compromise stays one but for firmware known to be later";
    group
        .case(
            "MDS-027/firmware",
            "the firmware is the compromised one",
            &later,
            of(4),
        )
        .why(STAYS)
        .refuse(Step::MdsStatus, Mismatch);
    group
        .case(
            "MDS-027/earlier",
            "the firmware is an earlier one",
            &later,
            of(3),
        )
        .why(STAYS)
        .refuse(Step::MdsStatus, Mismatch);
    group
        .case(
            "MDS-027/unknown",
            "the firmware's version is not attested",
            &later,
            |r| r.leaf(|l| l.remove_extension("1.3.6.1.4.1.45724.1.1.5")),
        )
        .why(STAYS)
        .refuse(Step::MdsStatus, Mismatch);
}

fn order_and_dates(group: &mut Group, twin: &Made) {
    let revoked = || report("REVOKED", "2026-01-01");
    let before = || report("FIDO_CERTIFIED", "2020-01-01");
    for (id, mutation, reports) in [
        (
            "MDS-028/first",
            "the revocation is the first report",
            json!([revoked(), before()]),
        ),
        (
            "MDS-028/last",
            "the revocation is the last report",
            json!([before(), revoked()]),
        ),
        (
            "MDS-029/today",
            "the revocation is of today",
            json!([report("REVOKED", "2026-06-01")]),
        ),
    ] {
        reported(group, id, mutation, twin, reports).refuse(Step::MdsStatus, Mismatch);
    }
    let reports = json!([
        report("FIDO_CERTIFIED_L2", "2026-01-01"),
        report("FIDO_CERTIFIED_L1", "2020-01-01")
    ]);
    let mutation = "the last report is the oldest, and of a lower level than wanted";
    let _accepted = reported(group, "MDS-028", mutation, twin, reports)
        .metadata("certified", "FIDO_CERTIFIED_L2")
        .why("reports count by their dates, wherever they stand")
        .accept();
    let tomorrow = json!([report("REVOKED", "2026-06-02")]);
    let _accepted = reported(
        group,
        "MDS-029",
        "the revocation is of tomorrow",
        twin,
        tomorrow,
    )
    .why("it is not in effect yet; whoever replays this tomorrow is refused")
    .accept();
}

/// A compromise that names a certificate.
fn one_certificate(group: &mut Group, twin: &Made) {
    let leaf = || packed().make().chain.swap_remove(0);
    let reports = |member: &str, certificate: &[u8]| {
        let mut compromise = report("ATTESTATION_KEY_COMPROMISE", "2026-01-01");
        compromise[member] = countersign_authenticator::base64(certificate).into();
        json!([compromise])
    };
    for (id, member) in [
        ("MDS-030", "batchCertificate"),
        ("MDS-030/one", "certificate"),
    ] {
        let mutation = format!("a compromise whose {member} is the attestation certificate");
        reported(group, id, &mutation, twin, reports(member, &leaf()))
            .refuse(Step::MdsStatus, Mismatch);
    }
    let other = || reports("batchCertificate", &root("tpm"));
    let mutation = "a compromise whose batchCertificate is another";
    let _accepted = reported(group, "MDS-030/other", mutation, twin, other())
        .why("it is about the authenticators of that batch")
        .accept();
    reported(
        group,
        "MDS-030/model",
        "the same, and reports are about the model",
        twin,
        other(),
    )
    .metadata("reports_about", "model")
    .refuse(Step::MdsStatus, Mismatch);
}

fn unknown(group: &mut Group, twin: &Made) {
    let reports = || json!([report("BRICKED", "2026-01-01")]);
    const WHAT: &str = "the model has a status that nobody knows";
    let _accepted = reported(group, "MDS-031", WHAT, twin, reports())
        .why("it is no warning that is known, and no certification: the verdict tells it")
        .accept();
    reported(
        group,
        "MDS-031/strict",
        "the same, and such are refused",
        twin,
        reports(),
    )
    .metadata("refuse_unknown", true)
    .refuse(Step::MdsStatus, Mismatch);
    reported(
        group,
        "MDS-031/named",
        "the same, and it is refused by its name",
        twin,
        reports(),
    )
    .metadata("refuse", json!(["BRICKED"]))
    .refuse(Step::MdsStatus, Mismatch);
    reported(
        group,
        "MDS-031/certified",
        "the same, and level 1 is wanted",
        twin,
        reports(),
    )
    .metadata("certified", "FIDO_CERTIFIED_L1")
    .why("a status that is not known is not taken as good")
    .refuse(Step::MdsCertification, Mismatch);
}

fn certification(group: &mut Group, twin: &Made) {
    const WANTED: &str = "FIDO_CERTIFIED_L2";
    let mut ended = report(WANTED, "2025-01-01");
    ended["sunsetDate"] = json!("2026-05-31");
    for (id, mutation, reports) in [
        (
            "MDS-032",
            "level 2 is wanted, the model has 1",
            json!([report("FIDO_CERTIFIED_L1", "2025-01-01")]),
        ),
        (
            "MDS-032/none",
            "level 2 is wanted, the model has none",
            json!([]),
        ),
        (
            "MDS-032/future",
            "level 2 is wanted, the model has it from next month",
            json!([report(WANTED, "2026-07-01")]),
        ),
        (
            "MDS-032/lost",
            "level 2 is wanted, the model lost it",
            json!([
                report(WANTED, "2025-01-01"),
                report("NOT_FIDO_CERTIFIED", "2026-01-01")
            ]),
        ),
        (
            "MDS-032/ended",
            "level 2 is wanted, the model had it until yesterday",
            json!([ended]),
        ),
    ] {
        reported(group, id, mutation, twin, reports)
            .metadata("certified", WANTED)
            .refuse(Step::MdsCertification, Mismatch);
    }
    for (id, status) in [
        ("MDS-032/same", WANTED),
        ("MDS-032/more", "FIDO_CERTIFIED_L3plus"),
    ] {
        let mutation = format!("level 2 is wanted, the model has {status}");
        let reports = json!([report(status, "2025-01-01")]);
        let draft = reported(group, id, &mutation, twin, reports);
        let _accepted = draft.metadata("certified", WANTED).accept();
    }
}
