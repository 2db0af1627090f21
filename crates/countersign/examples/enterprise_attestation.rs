//! An enterprise that lets in the model of security key it bought, and nothing else. Attestation
//! is asked for; its chain must lead to the roots that FIDO metadata have for the model; the model
//! must be certified, and nothing bad may be known of it. Each key tells its serial number.
//!
//! `MetadataService` stands for <https://mds3.fidoalliance.org/>. A real server fetches the BLOB
//! before the day of its next update, verifies it under `trust::anchors::fido`, and keeps it.

use countersign::metadata::{
    AuthenticatorStatus, BlobRules, CertificationLevel, Device, Metadata, ModelPolicy, Number,
};
use countersign::options::AttestationConveyance;
use countersign::trust::Anchor;
use countersign::{
    Aaguid, Acceptance, Assessment, AttestationTrust, Certificate, CredentialRecord, Details,
    Format, MetadataRule, OriginRule, RegistrationResponseJson, Rejection, RelyingParty, Step,
    UnixTime, User, UserHandle,
};
use countersign_authenticator::certificate::{Extension, oid};
use countersign_authenticator::{self as authenticator, Client, MetadataService, der};
use getrandom::SysRng;
use serde_json::json;

/// 2026-06-01.
const NOW: UnixTime = UnixTime(1_780_272_000);
/// The model that was bought.
const MODEL: [u8; 16] = [7; 16];

type Error = Box<dyn std::error::Error>;

pub(crate) fn main() -> Result<(), Error> {
    let mut service = MetadataService::new(&[authenticator::metadata_entry(MODEL, &roots())]);
    let metadata = load(&service, Number::Any)?;
    assert!(!metadata.is_overdue(NOW));

    // The model that was bought, certified at level 1.
    let bought = || ModelPolicy::default().only([Aaguid(MODEL)]);
    let (record, serial) = register(&metadata, bought().certified(CertificationLevel::L1), MODEL)?;
    assert_eq!(record.aaguid, Aaguid(MODEL));
    println!("alex has the key with the serial number {serial}");

    // Level 2 it does not have.
    let policy = bought().certified(CertificationLevel::L2);
    assert_eq!(refused(&metadata, policy, MODEL)?, Step::MdsCertification);

    // A key of another model, and one that no entry is for.
    let other = [8; 16];
    assert_eq!(refused(&metadata, bought(), other)?, Step::MdsModel);
    let any = ModelPolicy::default();
    assert_eq!(refused(&metadata, any, other)?, Step::MdsModel);

    // Then the service reports that keys of the model can be copied: new ones are refused. The
    // standing of those that are registered already is looked up by AAGUID.
    service.jws.payload["no"] = json!(MetadataService::NUMBER + 1);
    service.entry(0)["statusReports"]
        .as_array_mut()
        .ok_or("an array")?
        .push(json!({ "status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2026-05-20" }));
    let metadata = load(&service, Number::NewerThan(MetadataService::NUMBER))?;
    assert_eq!(refused(&metadata, bought(), MODEL)?, Step::MdsStatus);
    let entry = metadata.by_aaguid(record.aaguid)?.ok_or("no entry")?;
    let standing = bought().verify(entry, &Device::default(), NOW);
    println!("{}", standing.err().ok_or("it was reported")?);

    // Who takes the risk says so.
    let tolerated = bought().tolerate(AuthenticatorStatus::UserKeyRemoteCompromise);
    register(&metadata, tolerated, MODEL)?;

    // The service's older BLOB does not come back.
    let rollback = load(&service, Number::NewerThan(MetadataService::NUMBER + 1));
    assert_eq!(
        step(&rollback.err().ok_or("refused")?),
        Some(Step::MdsNumber)
    );
    Ok(())
}

/// Verifies the BLOB: its signature, the chain of the service's certificate, its number.
fn load(service: &MetadataService, number: Number) -> Result<Metadata, Error> {
    let root = Certificate::parse(&service.root.certificate).map_err(|why| why.to_string())?;
    let anchors = [Anchor::from_certificate(root)];
    let blob = service.blob(); // what was fetched
    let rules = BlobRules::new(&anchors, NOW).number(number);
    Ok(rules.verify(blob.as_bytes())?)
}

/// Registers a key of this model; gives the record, and the serial number it is known by.
fn register(
    metadata: &Metadata,
    policy: ModelPolicy,
    model: [u8; 16],
) -> Result<(CredentialRecord, String), Error> {
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let user = User::new(UserHandle::generate(&mut SysRng)?, "alex");
    let (options, ceremony) = rp
        .register_security_key(&user)
        .attestation(AttestationConveyance::Enterprise)
        .attestation_formats(&[Format::Packed])
        .begin(NOW, &mut SysRng)?;
    let json = security_key(&serde_json::to_string(&options)?, model)?;

    let response = RegistrationResponseJson::parse(&json)?;
    let verified = ceremony.finish_with(&rp, &response.response(), NOW, |expected| {
        let known = MetadataRule::new(metadata, NOW).policy(policy);
        let trust = AttestationTrust::default()
            .by_metadata(known)
            .none(Acceptance::Refused)
            .self_attestation(Acceptance::Refused);
        expected.formats(&[Format::Packed]).trust(trust)
    })?;
    let [Assessment::Trusted(path)] = verified.trust.as_slice() else {
        return Err("a chain that is trusted, or a refusal".into());
    };
    let standing = path.model.as_ref().ok_or("by metadata")?;
    println!("{}, {:?}", standing.name, standing.certification);
    let Details::Packed { serial_number, .. } = verified.evidence.details else {
        return Err("packed is the only format that is accepted".into());
    };
    let serial = serial_number.map_or("none".into(), String::from_utf8_lossy);
    Ok((verified.record, serial.into_owned()))
}

/// The step that refuses a key of this model.
fn refused(metadata: &Metadata, policy: ModelPolicy, model: [u8; 16]) -> Result<Step, Error> {
    let error = register(metadata, policy, model).err().ok_or("accepted")?;
    println!("{error}");
    step(&error).ok_or(error)
}

fn step(error: &Error) -> Option<Step> {
    error.downcast_ref().map(Rejection::step)
}

/// The browser, and a key of this model with a serial number in its certificate.
fn security_key(options: &str, model: [u8; 16]) -> Result<String, Error> {
    let serial = Extension::new(oid::FIDO_SERIAL, der::octet_string(b"no. 7"));
    let made = Client::new("https://example.org")
        .create(options)?
        .format(authenticator::Format::Packed)
        .aaguid(model)
        .leaf(move |leaf| leaf.set_extension(serial.clone()))
        .make();
    Ok(made.to_json().to_string())
}

/// The roots of the vendor, which its metadata statement lists.
fn roots() -> Vec<Vec<u8>> {
    let rp = authenticator::RelyingParty::new("example.org");
    let key = authenticator::Registration::new(&rp).format(authenticator::Format::Packed);
    key.make().anchors
}
