//! What a server can show and store of an attestation, format by format. Each registration is
//! made by the software authenticator; a server has the browser's in its place.

use std::error::Error;

use countersign::attestation::{SafetyNet, SafetyNetRules};
use countersign::trust::{Anchor, PathValidation};
use countersign::{
    AnchorRule, Assessment, AttestationPolicy, AttestationTrust, Certificate, Challenge, Details,
    Evidence, OriginRule, RegistrationExpectations, RegistrationResponse, RelyingParty, UnixTime,
    VerifiedRegistration,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{Format, Registration};

const CHALLENGE: &[u8; 32] = b"thirty-two bytes, new every time";
/// 2026-01-01, when the software authenticator's SafetyNet response was made.
const NOW: UnixTime = UnixTime(1_767_225_600);

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let compound = Format::Compound(vec![Format::Packed, Format::Apple]);
    for format in Format::SIMPLE.iter().chain([&compound]) {
        let rp = authenticator::RelyingParty::new("example.org");
        let made = Registration::new(&rp)
            .challenge(CHALLENGE)
            .format(format.clone())
            .make();
        let response = RegistrationResponse::new(
            &made.credential.id,
            &made.client_data_json,
            &made.attestation_object,
        );
        let verified = verify(&response, &made.anchors)?;
        println!("{format:?}");
        for (statement, assessment) in verified.evidence.statements().iter().zip(&verified.trust) {
            println!("  show:  {}", shown(statement, assessment));
            // To answer for the decision later, when a root is revoked or metadata change: the
            // statement's format and type, the model, and the chain as it came.
            println!(
                "  store: {}, {:?}, AAGUID {}, {} certificates of {} bytes in all",
                statement.format.identifier(),
                statement.attestation_type,
                verified.record.aaguid,
                statement.trust_path.len(),
                statement.trust_path.der().map(<[u8]>::len).sum::<usize>(),
            );
        }
    }
    Ok(())
}

/// Verifies a registration of any format, SafetyNet too, under the roots given.
fn verify<'a>(
    response: &RegistrationResponse<'a>,
    roots: &[Vec<u8>],
) -> Result<VerifiedRegistration<'a>, Box<dyn Error>> {
    let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    let roots = roots.iter().map(|der| Certificate::parse(der));
    let roots = roots.collect::<Result<Vec<_>, _>>()?;
    let anchors: Vec<_> = roots.into_iter().map(Anchor::from_certificate).collect();
    let mut policy = AttestationPolicy::default();
    policy.safety_net = SafetyNet::Accepted(SafetyNetRules::at(NOW));
    let rule = AnchorRule::new(PathValidation::new(&anchors, NOW));
    let expected = RegistrationExpectations::new(Challenge::new(CHALLENGE)?)
        .attestation(policy)
        .trust(AttestationTrust::default().anchored([rule]));
    Ok(rp.verify_registration(response, &expected)?)
}

/// A line for the person who manages the account, or for the audit log.
fn shown(statement: &Evidence<'_>, assessment: &Assessment) -> String {
    let what = match &statement.details {
        // none and fido-u2f say nothing of the device; apple says that Apple made it.
        Details::None => "no details".to_owned(),
        Details::Packed {
            serial_number: Some(serial),
            ..
        } => format!("security key of this enterprise, serial number {serial:02x?}"),
        Details::Packed {
            firmware_version, ..
        } => format!("security key or platform, firmware {firmware_version:?}"),
        Details::Tpm(tpm) => format!(
            "TPM by {}, model {}, key confined to it: {}",
            tpm.identity
                .maker()
                .map_or("an unknown maker", |maker| maker.name()),
            tpm.identity.model,
            tpm.attributes.fixed_tpm(),
        ),
        Details::AndroidKey(key) => format!(
            "Android key in {}, patch level {:?}, boot {:?}",
            key.security_level().name(),
            key.tee_enforced.os_patch_level,
            key.tee_enforced
                .root_of_trust
                .map(|root| root.verified_boot_state),
        ),
        Details::AndroidSafetyNet {
            version,
            cts_profile_match,
            ..
        } => format!("Android, Play Services {version}, passed CTS: {cts_profile_match}"),
        // Its statements are shown one by one; `Evidence::statements` walks them.
        _ => "several statements".to_owned(),
    };
    let trust = match assessment {
        Assessment::Trusted(path) => format!("trusted by {} certificates", path.certificates.len()),
        Assessment::SelfAttestation => "vouched for by itself only".to_owned(),
        _ => "not vouched for".to_owned(),
    };
    format!("{what}; {trust}")
}
