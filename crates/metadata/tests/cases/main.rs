//! BLOBs and entries that must be refused or accepted, each a change of one thing in a BLOB that
//! is accepted, signed again. The identifiers are those of two shared lists: attacks (MDS-...)
//! and cases for servers; where a list leaves the verdict to policy, ours is recorded here.
//! Cases about a whole registration are in the facade's tests.

mod model;
mod provider;
mod scenario;

use countersign_authenticator::certificate::{Extension, oid};
use countersign_authenticator::{PrivateKey, base64url, certificate};
use countersign_cose::Algorithm;
use countersign_metadata::{BlobRules, Metadata, NextUpdate, Number, danger};
use countersign_spec::{ReasonKind, Rejection, Step, UnixTime};
use countersign_trust::anchors;
use scenario::{AAGUID, INTERMEDIATE, NOW, SIGNER, Service, anchor, base64, entry, expired, seed};
use serde_json::{Value, json};

pub(crate) fn refused(verdict: Result<Metadata, Rejection>, step: Step, kind: ReasonKind) {
    let refused = verdict.expect_err("a refusal");
    assert_eq!(
        (refused.step(), refused.reason().kind()),
        (step, kind),
        "{refused}"
    );
}

#[test]
fn mds3_p_1_the_service_is_believed() {
    let metadata = Service::new().load().unwrap();
    assert_eq!(metadata.left_out(), []);
    let entry = metadata
        .by_aaguid(AAGUID.parse().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(entry.name(), "Example key");
}

#[test]
fn each_algorithm_is_believed() {
    for algorithm in [
        Algorithm::Rs256,
        Algorithm::Rs384,
        Algorithm::Ps256,
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::Es512,
        Algorithm::EdDsa,
    ] {
        let service = Service::with(algorithm, |_| ());
        assert!(service.load().is_ok(), "{algorithm:?}");
    }
}

fn with_alg(alg: &str) -> Service {
    let mut service = Service::new();
    service.jws.header["alg"] = json!(alg);
    service
}

#[test]
fn mds_001_recon_f_1_alg_none() {
    refused(
        with_alg("none").load(),
        Step::MdsHeader,
        ReasonKind::Unsupported,
    );
}

#[test]
fn mds_002_recon_f_2_hmac_by_the_certificate() {
    refused(
        with_alg("HS256").load(),
        Step::MdsHeader,
        ReasonKind::Unsupported,
    );
}

#[test]
fn an_algorithm_is_for_its_key_and_curve() {
    refused(
        with_alg("ES384").load(),
        Step::MdsSignature,
        ReasonKind::Mismatch,
    );
    let rsa = with_alg("RS256").load().expect_err("a refusal");
    assert_eq!(rsa.step(), Step::MdsSignature);
    let mut none = Service::new();
    none.jws.header.as_object_mut().unwrap().remove("alg");
    refused(none.load(), Step::MdsHeader, ReasonKind::Missing);
}

/// The key is not looked at; what the attacker signed does not verify by the certificate's.
#[test]
fn mds_003_embedded_jwk() {
    let mut service = Service::new();
    service.jws.header["jwk"] = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" });
    assert!(service.load().is_ok());
    service.key = PrivateKey::derive(Algorithm::Es256, &seed(), "attacker");
    refused(service.load(), Step::MdsSignature, ReasonKind::BadSignature);
}

#[test]
fn mds_004_signature_stripped() {
    let service = Service::new();
    let input = service.jws.signing_input();
    let blob = format!("{input}.");
    refused(
        service.verify(blob.as_bytes(), |r| r),
        Step::MdsSignature,
        ReasonKind::Malformed,
    );
    refused(
        service.verify(input.as_bytes(), |r| r),
        Step::MdsBlob,
        ReasonKind::Malformed,
    );
}

#[test]
fn mds_005_mds3_f_2_mds2_f_3_payload_altered() {
    let service = Service::new();
    let blob = service.blob();
    let (_, signature) = blob.rsplit_once('.').unwrap();
    let mut other = Service::new();
    other.entry()["aaguid"] = json!("00010203-0405-0607-0809-0a0b0c0d0e00");
    let altered = format!("{}.{signature}", other.jws.signing_input());
    refused(
        service.verify(altered.as_bytes(), |r| r),
        Step::MdsSignature,
        ReasonKind::BadSignature,
    );
}

#[test]
fn mds_006_mds3_f_3_mds2_f_4_another_root() {
    let service = Service::new();
    let others = [anchors::fido::MDS_ROOT_R3.anchor().unwrap()];
    let verdict = BlobRules::new(&others, NOW).verify(service.blob().as_bytes());
    refused(verdict, Step::PathAnchor, ReasonKind::Missing);
}

#[test]
fn recon_f_13_a_chain_with_its_own_root() {
    let service = Service::new();
    let mut attacker = Service::new();
    let root = base64(&attacker.root.certificate);
    attacker.jws.header["x5c"]
        .as_array_mut()
        .unwrap()
        .push(json!(root));
    let others = [anchors::fido::MDS_ROOT_R3.anchor().unwrap()];
    let verdict = BlobRules::new(&others, NOW).verify(attacker.blob().as_bytes());
    refused(verdict, Step::PathAnchor, ReasonKind::Missing);
    // With that root among the anchors, it may be there.
    let anchors = [anchor(&service.root.certificate)];
    assert!(
        BlobRules::new(&anchors, NOW)
            .verify(attacker.blob().as_bytes())
            .is_ok()
    );
}

#[test]
fn mds_007_another_host() {
    let host = |name: &'static str| {
        Service::with(Algorithm::Es256, move |leaf| {
            leaf.set_extension(Extension::dns_name(name));
        })
    };
    for name in [
        "example.org",
        "fidoalliance.org",
        "mds.fidoalliance.org.example.org",
        "*.fidoalliance.org",
    ] {
        refused(host(name).load(), Step::MdsChain, ReasonKind::NotAllowed);
    }
    assert!(host("MDS.fidoalliance.org").load().is_ok());
    let nameless = Service::with(Algorithm::Es256, |l| {
        l.remove_extension(oid::SUBJECT_ALT_NAME);
    });
    refused(nameless.load(), Step::MdsChain, ReasonKind::NotAllowed);
    assert!(nameless.load_with(|rules| rules.host(None)).is_ok());
    assert!(
        host("example.org")
            .load_with(|rules| rules.host(Some("example.org")))
            .is_ok()
    );
}

#[test]
fn mds_008_x5u() {
    let mut service = Service::new();
    service.jws.header["x5u"] = json!("https://mds3.fidoalliance.org/chain.pem");
    refused(service.load(), Step::MdsChainUrl, ReasonKind::NotAllowed);
    service.jws.header.as_object_mut().unwrap().remove("x5c");
    refused(service.load(), Step::MdsChainUrl, ReasonKind::NotAllowed);
}

#[test]
fn recon_f_3_neither_x5c_nor_x5u() {
    let mut service = Service::new();
    service.jws.header.as_object_mut().unwrap().remove("x5c");
    refused(service.load(), Step::MdsChain, ReasonKind::Missing);
    service.jws.header["x5c"] = json!([]);
    refused(service.load(), Step::MdsChain, ReasonKind::Missing);
    service.jws.header["x5c"] = json!(["AAAA"]);
    refused(service.load(), Step::MdsChain, ReasonKind::Malformed);
    service.jws.header["x5c"] = json!(vec!["AAAA"; 11]);
    refused(service.load(), Step::MdsChain, ReasonKind::TooLarge);
}

#[test]
fn mds_009_mds3_f_5_mds2_f_6_signer_revoked() {
    let service = Service::new();
    assert!(service.load_with_lists(&[&[1]], |_| (), None).is_ok());
    let verdict = service.load_with_lists(&[SIGNER], |_| (), None);
    refused(verdict, Step::PathRevocation, ReasonKind::Mismatch);
}

#[test]
fn mds3_f_4_mds2_f_5_intermediate_revoked() {
    let verdict = Service::new().load_with_lists(&[INTERMEDIATE], |_| (), None);
    refused(verdict, Step::PathRevocation, ReasonKind::Mismatch);
}

#[test]
fn recon_f_11_list_expired() {
    let late = |list: &mut countersign_authenticator::RevocationList| {
        list.next_update = Some(certificate::date(2026, 5, 1));
    };
    let verdict = Service::new().load_with_lists(&[], late, None);
    refused(verdict, Step::CrlFreshness, ReasonKind::Expired);
}

#[test]
fn recon_f_12_list_by_another_key() {
    let other = PrivateKey::derive(Algorithm::Es256, &seed(), "attacker");
    let verdict = Service::new().load_with_lists(&[], |_| (), Some(&other));
    refused(verdict, Step::CrlSignature, ReasonKind::BadSignature);
}

#[test]
fn mds_010_recon_f_4_signer_expired() {
    let service = Service::with(Algorithm::Es256, expired);
    refused(service.load(), Step::PathValidity, ReasonKind::Expired);
}

#[test]
fn mds_011_bytes_after_the_blob() {
    let service = Service::new();
    let blob = service.blob();
    for after in ["\n", " ", "."] {
        let verdict = service.verify(format!("{blob}{after}").as_bytes(), |r| r);
        assert!(verdict.is_err(), "{after:?}");
    }
    let verdict = service.verify(format!("{blob}\n").as_bytes(), |r| r);
    refused(verdict, Step::MdsBlob, ReasonKind::Malformed);
}

#[test]
fn mds_012_crit() {
    let mut service = Service::new();
    service.jws.header["crit"] = json!(["exp"]);
    refused(service.load(), Step::MdsHeader, ReasonKind::NotAllowed);
}

#[test]
fn mds_013_recon_f_5_number_lower() {
    let verdict = Service::new().load_with(|rules| rules.number(Number::NewerThan(8)));
    refused(verdict, Step::MdsNumber, ReasonKind::Mismatch);
}

#[test]
fn mds_014_number_equal() {
    let verdict = Service::new().load_with(|rules| rules.number(Number::NewerThan(7)));
    refused(verdict, Step::MdsNumber, ReasonKind::Mismatch);
    assert!(
        Service::new()
            .load_with(|rules| rules.number(Number::NewerThan(6)))
            .is_ok()
    );
}

#[test]
fn mds_015_recon_f_6_overdue() {
    let mut service = Service::new();
    service.jws.payload["nextUpdate"] = json!("2026-05-31");
    let metadata = service.load().unwrap();
    assert!(metadata.is_overdue(NOW));
    assert!(!metadata.is_overdue(UnixTime(NOW.0 - 1))); // the last second of that day
    let required = |grace| service.load_with(|r| r.next_update(NextUpdate::Required { grace }));
    refused(required(0), Step::MdsNextUpdate, ReasonKind::Expired);
    assert!(required(1).is_ok());
}

/// With a member of the payload of this value, or without it.
fn payload_with(member: &str, value: Option<Value>) -> Result<Metadata, Rejection> {
    let mut service = Service::new();
    let payload = service.jws.payload.as_object_mut().unwrap();
    match value {
        Some(value) => drop(payload.insert(member.to_owned(), value)),
        None => drop(payload.remove(member)),
    }
    service.load()
}

#[test]
fn mds_016_next_update_malformed() {
    for value in [
        json!("2026-13-01"),
        json!("2026-02-30"),
        json!(""),
        json!(20_260_701),
    ] {
        let verdict = payload_with("nextUpdate", Some(value));
        refused(verdict, Step::MdsPayload, ReasonKind::Malformed);
    }
    refused(
        payload_with("nextUpdate", None),
        Step::MdsPayload,
        ReasonKind::Missing,
    );
}

#[test]
fn mds_017_number_malformed() {
    for value in [json!("7"), json!(7.5), json!(-7), json!(null)] {
        refused(
            payload_with("no", Some(value)),
            Step::MdsPayload,
            ReasonKind::Malformed,
        );
    }
    refused(
        payload_with("no", None),
        Step::MdsPayload,
        ReasonKind::Missing,
    );
    refused(
        payload_with("legalHeader", None),
        Step::MdsPayload,
        ReasonKind::Missing,
    );
    refused(
        payload_with("entries", None),
        Step::MdsPayload,
        ReasonKind::Missing,
    );
    refused(
        payload_with("entries", Some(json!({}))),
        Step::MdsPayload,
        ReasonKind::Malformed,
    );
}

#[test]
fn mds_018_oversized() {
    let verdict = Service::new().verify(&vec![b'A'; 100 << 20], |r| r);
    refused(verdict, Step::MdsBlob, ReasonKind::TooLarge);
}

#[test]
fn mds_019_corrupt() {
    let service = Service::new();
    let blob = service.blob();
    for length in (0..blob.len()).step_by(97) {
        assert!(
            service.verify(&blob.as_bytes()[..length], |r| r).is_err(),
            "{length}"
        );
    }
    let (header, rest) = blob.split_once('.').unwrap();
    for other in [
        format!("{header}=.{rest}"),
        format!("*{header}.{rest}"),
        format!("{header}. {rest}"),
    ] {
        assert!(service.verify(other.as_bytes(), |r| r).is_err());
    }
    refused(
        service.verify(&[0xff], |r| r),
        Step::MdsBlob,
        ReasonKind::Malformed,
    );
}

/// A cached BLOB goes the same way; nothing is believed for having been believed before.
#[test]
fn mds_020_cache_poisoned() {
    let service = Service::new();
    let again = |blob: &str| service.verify(blob.as_bytes(), |r| r.number(Number::AtLeast(7)));
    let blob = service.blob();
    assert!(again(&blob).is_ok());
    let at = blob.rfind('.').unwrap() - 1;
    let other = if &blob[at..=at] == "A" { "E" } else { "A" };
    let altered = format!("{}{other}{}", &blob[..at], &blob[at + 1..]);
    refused(
        again(&altered),
        Step::MdsSignature,
        ReasonKind::BadSignature,
    );
}

#[test]
fn recon_f_14_payload_no_json() {
    let service = Service::new();
    let (header, _) = service
        .blob()
        .split_once('.')
        .map(|(h, r)| (h.to_owned(), r.len()))
        .unwrap();
    for garbage in ["garbage", "[]", "{}{}", "{\"no\":7,\"no\":8}", "\u{1}"] {
        let input = format!("{header}.{}", base64url(garbage.as_bytes()));
        let der = service
            .key
            .sign(service.algorithm.scheme(), input.as_bytes());
        let signature = countersign_authenticator::EcdsaSignature::from_der(&der).to_fixed(32);
        let blob = format!("{input}.{}", base64url(&signature));
        refused(
            service.verify(blob.as_bytes(), |r| r),
            Step::MdsPayload,
            ReasonKind::Malformed,
        );
    }
}

#[test]
fn mds_021_two_identifiers() {
    let mut service = Service::new();
    service.entry()["aaid"] = json!("4e4e#4005");
    let metadata = service.load().unwrap();
    let entry = metadata
        .by_aaguid(AAGUID.parse().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(entry.aaid.as_deref(), Some("4e4e#4005"));
}

#[test]
fn mds_022_two_entries_for_a_model() {
    let mut service = Service::new();
    let mut second = entry();
    second["statusReports"] = json!([{ "status": "REVOKED", "effectiveDate": "2026-01-01" }]);
    let entries = service.jws.payload["entries"].as_array_mut().unwrap();
    entries.push(second);
    let metadata = service.load().unwrap();
    assert_eq!(metadata.left_out().len(), 1);
    let found = metadata.by_aaguid(AAGUID.parse().unwrap()).unwrap_err();
    assert_eq!(
        (found.step(), found.reason().kind()),
        (Step::MdsEntry, ReasonKind::NotAllowed)
    );
}

#[test]
fn mds_023_recon_p_1_unknown_members_and_statuses() {
    let mut service = Service::new();
    service.jws.payload["later"] = json!(1);
    service.entry()["later"] = json!({ "a": [1, 2] });
    service.entry()["metadataStatement"]["later"] = json!("x");
    service.entry()["statusReports"] = json!([{ "status": "BEST_EVER", "later": true }]);
    let metadata = service.load().unwrap();
    assert_eq!(metadata.left_out(), []);
    assert_eq!(metadata.unknown["later"], "1");
    let entry = metadata
        .by_aaguid(AAGUID.parse().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(entry.unknown["later"], r#"{"a":[1,2]}"#);
    assert_eq!(entry.statement.as_ref().unwrap().unknown["later"], "\"x\"");
    assert_eq!(entry.status_reports[0].status.name(), "BEST_EVER");
    assert_eq!(entry.status_reports[0].unknown["later"], "true");
}

/// One entry that cannot be read is left out, with its reason; its model is refused, and the
/// others stay.
#[test]
fn mds_024_one_malformed_entry() {
    let cases: [(&str, Value, ReasonKind); 5] = [
        (
            "/metadataStatement/attestationRootCertificates/0",
            json!("AAAA"),
            ReasonKind::Malformed,
        ),
        (
            "/metadataStatement/schema",
            json!("3"),
            ReasonKind::Malformed,
        ),
        (
            "/statusReports/0/effectiveDate",
            json!("2025"),
            ReasonKind::Malformed,
        ),
        ("/statusReports", json!({}), ReasonKind::Malformed),
        (
            "/metadataStatement/aaguid",
            json!("10010203-0405-0607-0809-0a0b0c0d0e0f"),
            ReasonKind::Mismatch,
        ),
    ];
    for (place, value, kind) in cases {
        let mut service = Service::new();
        *service.entry().pointer_mut(place).unwrap() = value;
        let mut other = entry();
        other["aaguid"] = json!("20010203-0405-0607-0809-0a0b0c0d0e0f");
        other["metadataStatement"]["aaguid"] = other["aaguid"].clone();
        service.jws.payload["entries"]
            .as_array_mut()
            .unwrap()
            .push(other);
        let metadata = service.load().unwrap();
        let [left_out] = metadata.left_out() else {
            panic!("{place}: {:?}", metadata.left_out());
        };
        assert_eq!(
            (left_out.place, left_out.rejection.step()),
            (0, Step::MdsEntry)
        );
        assert_eq!(left_out.rejection.reason().kind(), kind, "{place}");
        assert!(metadata.by_aaguid(AAGUID.parse().unwrap()).is_err());
        let other = metadata.by_aaguid("20010203-0405-0607-0809-0a0b0c0d0e0f".parse().unwrap());
        assert!(other.unwrap().is_some());
    }
}

#[test]
fn mds_040_aaguids_in_other_forms() {
    let load = |text: String| {
        let mut service = Service::new();
        service.entry()["aaguid"] = json!(text);
        service.load().unwrap()
    };
    let capitals = load(AAGUID.to_uppercase());
    assert!(
        capitals
            .by_aaguid(AAGUID.parse().unwrap())
            .unwrap()
            .is_some()
    );
    let braces = load(format!("{{{AAGUID}}}"));
    assert_eq!(
        braces.left_out()[0].rejection.reason().kind(),
        ReasonKind::Malformed
    );
}

#[test]
fn the_aaguid_of_zeros_is_no_models() {
    let mut service = Service::new();
    let zeros = "00000000-0000-0000-0000-000000000000";
    service.entry()["aaguid"] = json!(zeros);
    service.entry()["metadataStatement"]["aaguid"] = json!(zeros);
    let metadata = service.load().unwrap();
    assert_eq!(metadata.entries().len(), 1);
    assert_eq!(metadata.by_aaguid(zeros.parse().unwrap()), Ok(None));
}

#[test]
fn base64_with_white_space_is_read() {
    let mut service = Service::new();
    let text = service.entry()["metadataStatement"]["attestationRootCertificates"][0].to_string();
    let text = text.trim_matches('"');
    let (first, rest) = text.split_at(64);
    let roots = json!([format!("{first}\r\n{rest}\n")]);
    service.entry()["metadataStatement"]["attestationRootCertificates"] = roots;
    assert_eq!(service.load().unwrap().left_out(), []);
}

#[test]
fn a_statement_from_a_file_does_not_hide_an_entry() {
    let mut metadata = Service::new().load().unwrap();
    let statement = entry()["metadataStatement"].to_string();
    let refused = metadata.add_statement(statement.as_bytes()).unwrap_err();
    assert_eq!(refused.step(), Step::MdsEntry);
    let mut local = Metadata::default();
    local.add_statement(statement.as_bytes()).unwrap();
    let entry = local.by_aaguid(AAGUID.parse().unwrap()).unwrap().unwrap();
    assert_eq!(entry.anchors().unwrap().len(), 1);
    let nameless =
        br#"{"description":"","authenticatorVersion":1,"protocolFamily":"u2f","schema":3}"#;
    let refused = local.add_statement(nameless).unwrap_err();
    assert_eq!(
        (refused.step(), refused.reason().kind()),
        (Step::MdsStatement, ReasonKind::Missing)
    );
    assert_eq!(
        local.add_statement(b"\xff").unwrap_err().step(),
        Step::MdsStatement
    );
}

/// For looking at files, and named for what it is.
#[test]
fn a_blob_can_be_read_without_being_believed() {
    let mut service = Service::new();
    service.root.certificate = scenario::some_root();
    service.jws.payload["no"] = json!(8);
    assert!(service.load().is_err());
    let metadata = danger::read_unverified(service.blob().as_bytes()).unwrap();
    assert_eq!(metadata.number, Some(8));
    assert_eq!(metadata.entries().len(), 1);
    let refused = danger::read_unverified(b"a.b").unwrap_err();
    assert_eq!(refused.step(), Step::MdsBlob);
}
