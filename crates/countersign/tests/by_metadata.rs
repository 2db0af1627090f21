//! Registrations assessed by FIDO metadata. The identifiers are those of two shared lists: attacks
//! (MDS-...) and cases for servers.

use countersign::metadata::{CertificationLevel, KeyIdentifier, Metadata, ModelPolicy};
use countersign::trust::{Anchor, PathValidation};
use countersign::{
    Aaguid, Acceptance, AnchorRule, Assessment, AttestationTrust, Certificate, Challenge,
    MetadataRule, OriginRule, ReasonKind, RegistrationExpectations, RegistrationResponse,
    Rejection, RelyingParty, Step, UnixTime, UnknownModel,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::certificate::pem;
use countersign_authenticator::{Format, Registration, RegistrationResponse as Made};
use serde_json::{Value, json};

const CHALLENGE: &[u8] = b"a challenge of the relying party";
const NOW: UnixTime = UnixTime(1_790_000_000);

fn registration<'a>(format: Format) -> Registration<'a> {
    Registration::new(&authenticator::RelyingParty::new("example.org"))
        .challenge(CHALLENGE)
        .format(format)
}

fn aaguid(made: &Made) -> String {
    let aaguid = &made.authenticator_data[37..53];
    Aaguid(aaguid.try_into().unwrap()).to_string()
}

fn base64(der: &[u8]) -> String {
    pem(der)
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect()
}

/// A statement for the model of a registration, with its root as anchor.
fn statement(made: &Made) -> Value {
    let roots: Vec<_> = made.anchors.iter().map(|root| base64(root)).collect();
    json!({
        "description": "Example key",
        "aaguid": aaguid(made),
        "authenticatorVersion": 1,
        "protocolFamily": "fido2",
        "schema": 3,
        "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw"],
        "attestationTypes": ["basic_full"],
        "attestationRootCertificates": roots,
        "icon": "data:image/png;base64,AAAA",
    })
}

fn metadata(statement: &Value) -> Metadata {
    let mut metadata = Metadata::default();
    metadata
        .add_statement(statement.to_string().as_bytes())
        .unwrap();
    metadata
}

fn verify(made: &Made, trust: AttestationTrust<'_>) -> Result<Vec<Assessment>, Rejection> {
    let rp = RelyingParty::new(
        "example.org",
        [OriginRule::exact("https://example.org").unwrap()],
    );
    let expected = RegistrationExpectations::new(Challenge::new(CHALLENGE).unwrap()).trust(trust);
    let response = RegistrationResponse::new(
        &made.credential.id,
        &made.client_data_json,
        &made.attestation_object,
    );
    let verified = rp.unwrap().verify_registration(&response, &expected)?;
    Ok(verified.trust)
}

fn by(
    metadata: &Metadata,
    bend: impl FnOnce(MetadataRule<'_>) -> MetadataRule<'_>,
) -> AttestationTrust<'_> {
    AttestationTrust::default().by_metadata(bend(MetadataRule::new(metadata, NOW)))
}

#[track_caller]
fn refused(verdict: Result<Vec<Assessment>, Rejection>, step: Step, kind: ReasonKind) {
    let refused = verdict.expect_err("a refusal");
    assert_eq!(
        (refused.step(), refused.reason().kind()),
        (step, kind),
        "{refused}"
    );
}

#[test]
fn mds3_p_1_mds2_p_1_a_known_model_is_trusted() {
    let made = registration(Format::Packed).make();
    let metadata = metadata(&statement(&made));
    let trust = verify(&made, by(&metadata, |rule| rule)).unwrap();
    let [Assessment::Trusted(path)] = trust.as_slice() else {
        panic!("{trust:?}");
    };
    let model = path.model.as_ref().unwrap();
    assert_eq!(model.name, "Example key");
    assert_eq!(model.icon.as_deref(), Some("data:image/png;base64,AAAA"));
    assert_eq!(model.certification, None);
}

/// The model of a U2F authenticator is known by its attestation certificate.
#[test]
fn mds_035_recon_p_3_u2f_by_key_identifier() {
    let made = registration(Format::FidoU2f).make();
    let leaf = Certificate::parse(&made.chain[0]).unwrap();
    let mut of_u2f = statement(&made);
    of_u2f.as_object_mut().unwrap().remove("aaguid");
    of_u2f["attestationCertificateKeyIdentifiers"] =
        json!([KeyIdentifier::of(&leaf).unwrap().to_string()]);
    let known = metadata(&of_u2f);
    let trust = verify(&made, by(&known, |rule| rule)).unwrap();
    assert!(matches!(&trust[..], [Assessment::Trusted(path)] if path.model.is_some()));
    of_u2f["attestationCertificateKeyIdentifiers"] = json!(["00".repeat(20)]);
    let other = metadata(&of_u2f);
    refused(
        verify(&made, by(&other, |rule| rule)),
        Step::MdsModel,
        ReasonKind::Missing,
    );
}

#[test]
fn the_path_must_lead_to_the_models_anchors() {
    let made = registration(Format::Packed).make();
    let mut other = statement(&made);
    let tpm = registration(Format::Tpm).make();
    other["attestationRootCertificates"] = json!([base64(&tpm.anchors[0])]);
    let metadata = metadata(&other);
    refused(
        verify(&made, by(&metadata, |rule| rule)),
        Step::PathAnchor,
        ReasonKind::Missing,
    );
}

#[test]
fn a_policy_about_certification_is_kept() {
    let made = registration(Format::Packed).make();
    let metadata = metadata(&statement(&made));
    let policy = ModelPolicy::default().certified(CertificationLevel::L1);
    let verdict = verify(&made, by(&metadata, |rule| rule.policy(policy)));
    refused(verdict, Step::MdsCertification, ReasonKind::Mismatch);
}

#[test]
fn mds_033_recon_f_9_no_entry() {
    let made = registration(Format::Packed).make();
    let none = Metadata::default();
    refused(
        verify(&made, by(&none, |rule| rule)),
        Step::MdsModel,
        ReasonKind::Missing,
    );
    // Where none is demanded, anchors given otherwise count, and without any nothing does.
    let optional = || by(&none, |rule| rule.unknown(UnknownModel::AsWithoutMetadata));
    refused(
        verify(&made, optional()),
        Step::RegistrationTrust,
        ReasonKind::NotAllowed,
    );
    let anchors = [Anchor::from_certificate(
        Certificate::parse(&made.anchors[0]).unwrap(),
    )];
    let rule = AnchorRule::new(PathValidation::new(&anchors, NOW));
    let trust = verify(&made, optional().anchored([rule])).unwrap();
    assert!(matches!(&trust[..], [Assessment::Trusted(path)] if path.model.is_none()));
}

#[test]
fn mds_034_no_attestation_where_an_entry_is_demanded() {
    let made = registration(Format::None).make();
    let none = Metadata::default();
    refused(
        verify(&made, by(&none, |rule| rule)),
        Step::MdsModel,
        ReasonKind::Missing,
    );
    let optional = by(&none, |rule| rule.unknown(UnknownModel::AsWithoutMetadata));
    assert_eq!(verify(&made, optional), Ok(vec![Assessment::None]));
}

#[test]
fn mds_037_no_anchors_in_the_entry() {
    let made = registration(Format::Packed).make();
    let mut without = statement(&made);
    without["attestationRootCertificates"] = json!([]);
    let metadata = metadata(&without);
    let verdict = verify(&made, by(&metadata, |rule| rule));
    refused(verdict, Step::RegistrationTrustAnchors, ReasonKind::Missing);
}

#[test]
fn mds_038_recon_f_10_another_attestation_type() {
    let basic = registration(Format::Packed).make();
    let mut surrogate = statement(&basic);
    surrogate["attestationTypes"] = json!(["basic_surrogate"]);
    let surrogate = metadata(&surrogate);
    let verdict = verify(&basic, by(&surrogate, |rule| rule));
    refused(verdict, Step::MdsAttestationTypes, ReasonKind::Mismatch);
    // And the other way: who has certificates does not sign for itself.
    let own = registration(Format::PackedSelf).make();
    let mut full = statement(&own);
    let known = metadata(&full);
    let verdict = verify(
        &own,
        by(&known, |rule| rule.unknown(UnknownModel::AsWithoutMetadata)),
    );
    refused(verdict, Step::MdsAttestationTypes, ReasonKind::Mismatch);
    full["attestationTypes"] = json!(["basic_surrogate"]);
    let known = metadata(&full);
    let trust = verify(&own, by(&known, |rule| rule)).unwrap();
    assert!(matches!(&trust[..], [Assessment::KnownSelfAttestation(_)]));
    let not_self = by(&known, |rule| rule).self_attestation(Acceptance::Refused);
    refused(
        verify(&own, not_self),
        Step::RegistrationTrust,
        ReasonKind::NotAllowed,
    );
}

/// Decided: the list of algorithms describes, and does not refuse.
#[test]
fn mds_039_another_algorithm() {
    let made = registration(Format::Packed).make();
    let mut other = statement(&made);
    other["authenticationAlgorithms"] = json!(["secp384r1_ecdsa_sha384_raw"]);
    let metadata = metadata(&other);
    assert!(verify(&made, by(&metadata, |rule| rule)).is_ok());
}

#[test]
fn models_can_be_denied_without_an_entry() {
    let made = registration(Format::None).make();
    let none = Metadata::default();
    let policy = ModelPolicy::default().only([]);
    let verdict = verify(&made, by(&none, |rule| rule.policy(policy)));
    refused(verdict, Step::MdsModel, ReasonKind::Mismatch);
}
