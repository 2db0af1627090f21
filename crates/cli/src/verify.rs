//! Verifies one response against what the command line expects of it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countersign::attestation::{SafetyNet, SafetyNetRules};
use countersign::danger::short_challenge;
use countersign::metadata::Metadata;
use countersign::{
    Account, Assessment, AttestationPolicy, AuthenticationExpectations, AuthenticationResponseJson,
    Challenge, Counter, CounterPolicy, Deviation, Explanation, Format, Framing, Mediation,
    OriginRule, RegistrationExpectations, RegistrationResponseJson, Rejection, RelyingParty,
    UserVerification, VerifiedAuthentication, VerifiedRegistration,
};
use serde_json::{Value, json};

use crate::answer::{Answer, printable, refusal_json, refusal_text};
use crate::arguments::{BlobTrust, Verification, Verify};
use crate::input;
use crate::node::{GREEN, RESET, YELLOW};
use crate::trust::{self, Files};
use crate::{expectations, mds, record, steps, vectors};

pub(crate) fn run(mut options: Verify) -> Result<Answer, String> {
    let bytes = input::argument(&options.response)?;
    let text = String::from_utf8(bytes).map_err(
        |_not_utf8| "the response is no JSON; give what JSON.stringify(credential.toJSON()) gave",
    )?;
    let text = text.trim();
    let object: Value = serde_json::from_str(text).unwrap_or_default();
    if object.get("vectors").is_some() {
        return vectors::verify(&options.response, text, options.id.as_deref());
    }
    if options.id.is_some() {
        return Err("--id is for a file of vectors, and this is none".to_owned());
    }
    expectations::complete(&mut options)?;
    let options = &options;
    let rp = relying_party(options)?;
    let challenge = challenge(expectations::given(
        options.challenge.as_ref(),
        "--challenge",
    )?)?;
    if text.is_empty() || (!text.starts_with('{') && object.is_null()) {
        return Err(format!(
            "«{}» is no file and no JSON; give what JSON.stringify(credential.toJSON()) gave",
            printable(&text.chars().take(40).collect::<String>())
        ));
    }
    if object.pointer("/response/signature").is_some() || options.record.is_some() {
        authentication(options, &rp, challenge, text)
    } else {
        registration(options, &rp, challenge, text)
    }
}

fn relying_party(options: &Verify) -> Result<RelyingParty, String> {
    let rp_id = expectations::given(options.rp_id.as_ref(), "--rp-id")?;
    expectations::given(options.origin.first(), "--origin")?;
    let origins = options.origin.iter().map(|text| origin(text, rp_id));
    let origins = origins.collect::<Result<Vec<_>, _>>()?;
    let rp = RelyingParty::new(rp_id, origins).map_err(|error| error.to_string())?;
    if options.top_origin.is_empty() {
        return Ok(rp);
    }
    let around = options
        .top_origin
        .iter()
        .map(|text| OriginRule::related(text));
    let around = around
        .collect::<Result<_, _>>()
        .map_err(|error| format!("--top-origin: {error}"))?;
    Ok(rp.framing(Framing::By(around)))
}

fn origin(text: &str, rp_id: &str) -> Result<OriginRule, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    // On another domain, RelyingParty takes a related origin only.
    let is_own = |rule| RelyingParty::new(rp_id, [rule]).is_ok();
    let rule = if !is_web {
        OriginRule::app(text)
    } else if OriginRule::exact(text).is_ok_and(is_own) {
        OriginRule::exact(text)
    } else {
        OriginRule::related(text)
    };
    rule.map_err(|error| format!("--origin: {error}"))
}

fn challenge(text: &str) -> Result<Challenge, String> {
    let text = text.trim_end_matches('=');
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_no_place| {
        "--challenge: is no base64url; give the text that the options had".to_owned()
    })?;
    Ok(Challenge::new(&bytes).unwrap_or_else(|error| {
        anstream::eprintln!("{YELLOW}note{RESET}: {error}");
        short_challenge(&bytes)
    }))
}

fn registration(
    options: &Verify,
    rp: &RelyingParty,
    challenge: Challenge,
    text: &str,
) -> Result<Answer, String> {
    if !options.crl.is_empty() && options.anchor.is_empty() && options.mds.is_none() {
        return Err("--crl needs --anchor or --mds: without, no chain is assessed".to_owned());
    }
    let certificates = Files::certificates(&options.anchor)?;
    let lists = Files::revocation_lists(&options.crl)?;
    let (anchors, lists) = (certificates.anchors()?, lists.lists()?);
    let metadata = metadata(options)?;
    let revocation = trust::revocation(&lists);
    let trust = trust::attestation(&anchors, revocation, metadata.as_ref(), options.time);
    let expected = expectations_of(options, challenge).trust(trust);
    let parsed = match RegistrationResponseJson::parse(text) {
        Ok(parsed) => parsed,
        Err(rejection) => {
            let explanation = Explanation::unread_registration(&rejection);
            return Ok(steps::added(
                refused("registration", &rejection),
                &explanation,
            ));
        }
    };
    let response = parsed.response();
    let explained = rp.explain_registration(&response, &expected);
    let answer = match &explained.verdict {
        Ok(verified) => registered(verified),
        Err(rejection) => refused("registration", rejection),
    };
    Ok(steps::added(answer, &explained.explanation))
}

/// What the flags say of a registration, but for what it must be trusted by.
fn expectations_of(options: &Verify, challenge: Challenge) -> RegistrationExpectations<'static> {
    let mut expected = RegistrationExpectations::new(challenge)
        .user_verification(user_verification(options.user_verification));
    if options.conditional {
        expected = expected.mediation(Mediation::Conditional);
    }
    if !options.algorithm.is_empty() {
        expected = expected.algorithms(&options.algorithm);
    }
    if !options.format.is_empty() {
        expected = expected.formats(&options.format);
    }
    if options.format.contains(&Format::AndroidSafetyNet) {
        let mut policy = AttestationPolicy::default();
        policy.safety_net = SafetyNet::Accepted(SafetyNetRules::at(options.time));
        expected = expected.attestation(policy);
    }
    expected
}

/// The metadata that models are held against, where there are any. A BLOB that is refused says
/// nothing of the response.
fn metadata(options: &Verify) -> Result<Option<Metadata>, String> {
    let Some(file) = &options.mds else {
        return Ok(None);
    };
    let trust = BlobTrust {
        root: options.mds_root.clone(),
        time: options.time,
        crl: Vec::new(),
        minimum_no: None,
        host: "mds.fidoalliance.org".to_owned(),
    };
    let verdict = mds::verified(file, &trust, false)?;
    let metadata = verdict.map_err(|rejection| {
        let why = printable(&rejection.to_string());
        format!("--mds {}: the BLOB is refused: {why}", file.display())
    })?;
    Ok(Some(metadata))
}

/// What there is to say of a registration that was accepted.
fn registered(verified: &VerifiedRegistration<'_>) -> Answer {
    let trust: Vec<_> = verified.trust.iter().map(assessment).collect();
    let record = &verified.record;
    let (algorithm, format) = (
        verified.key.algorithm().name(),
        verified.evidence.format.identifier(),
    );
    let text = format!(
        "{GREEN}accepted{RESET}: registration\n  format: {format}, {:?}\n  trust: {}\n  algorithm: {algorithm}\n  \
         aaguid: {}\n  credential ID: {} bytes\n  signCount: {}\n{}",
        verified.evidence.attestation_type,
        trust.join(", "),
        record.aaguid,
        record.id.len(),
        record.sign_count,
        deviations(&verified.deviations),
    );
    Answer {
        text,
        json: json!({
            "verdict": "accepted",
            "ceremony": "registration",
            "format": format,
            "attestationType": format!("{:?}", verified.evidence.attestation_type),
            "trust": trust,
            "algorithm": verified.key.algorithm().id(),
            "deviations": deviations_json(&verified.deviations),
            "record": record::to_json(record),
        }),
        refused: false,
    }
}

fn authentication(
    options: &Verify,
    rp: &RelyingParty,
    challenge: Challenge,
    text: &str,
) -> Result<Answer, String> {
    let path = options.record.as_ref().ok_or(
        "this is an authentication, which is verified against a record; --record FILE gives it, \
         and verify --help says what it is",
    )?;
    let (record, handle) = record::from_json(&input::file(path)?)
        .map_err(|why| format!("--record {}: {why}", path.display()))?;
    let parsed = match AuthenticationResponseJson::parse(text) {
        Ok(parsed) => parsed,
        Err(rejection) => {
            let explanation = Explanation::unread_authentication(&rejection);
            return Ok(steps::added(
                refused("authentication", &rejection),
                &explanation,
            ));
        }
    };
    let response = parsed.response();
    // Without a stored handle the account is whoever the response says.
    let user_handle = handle
        .as_deref()
        .or(response.user_handle)
        .unwrap_or_default();
    let mut expected =
        AuthenticationExpectations::new(challenge, Account::Identified { user_handle })
            .user_verification(user_verification(options.user_verification));
    if let Some(app_id) = &options.app_id {
        expected = expected.app_id(app_id);
    }
    if options.refuse_counter {
        expected = expected.counter(CounterPolicy::Refuse);
    }
    let explained = rp.explain_authentication(&response, &record, &expected);
    let answer = match &explained.verdict {
        Ok(verified) => authenticated(verified),
        Err(rejection) => refused("authentication", rejection),
    };
    Ok(steps::added(answer, &explained.explanation))
}

/// What there is to say of an authentication that was accepted.
fn authenticated(verified: &VerifiedAuthentication<'_>) -> Answer {
    let counter = match verified.counter {
        Counter::Unused => "unused".to_owned(),
        Counter::Grew => "grew".to_owned(),
        Counter::DidNotGrow { stored, received } => {
            format!("did not grow: {received}, stored {stored}")
        }
    };
    let flags = verified.authenticator_data.flags();
    let text = format!(
        "{GREEN}accepted{RESET}: authentication\n  user verified: {}\n  counter: {counter}\n  backup: {:?}\n{}",
        if flags.user_verified() { "yes" } else { "no" },
        verified.backup,
        deviations(&verified.deviations),
    );
    Answer {
        text,
        json: json!({
            "verdict": "accepted",
            "ceremony": "authentication",
            "userVerified": flags.user_verified(),
            "counter": counter,
            "appIdUsed": verified.app_id_used,
            "deviations": deviations_json(&verified.deviations),
            "record": record::to_json(&verified.updated_record()),
        }),
        refused: false,
    }
}

fn refused(ceremony: &str, rejection: &Rejection) -> Answer {
    Answer {
        text: refusal_text(rejection),
        json: json!({
            "verdict": "refused",
            "ceremony": ceremony,
            "refused": refusal_json(rejection),
        }),
        refused: true,
    }
}

fn assessment(assessment: &Assessment) -> String {
    match assessment {
        Assessment::None => "no attestation".into(),
        Assessment::SelfAttestation => "self attestation".into(),
        Assessment::Trusted(path) => format!("trusted, {} certificates", path.certificates.len()),
        Assessment::Unassessed => "not assessed; --anchor says what chains must lead to".into(),
        _ => "of a known model".into(),
    }
}

fn deviations(deviations: &[Deviation]) -> String {
    let line = |deviation: &Deviation| format!("  {YELLOW}deviation{RESET}: {deviation}\n");
    deviations.iter().map(line).collect()
}

fn deviations_json(deviations: &[Deviation]) -> Vec<Value> {
    let one = |deviation: &Deviation| {
        json!({
            "step": deviation.step.name(),
            "section": deviation.step.clause().to_string(),
            "what": deviation.what,
            "offset": deviation.offset,
        })
    };
    deviations.iter().map(one).collect()
}

const fn user_verification(wanted: Option<Verification>) -> UserVerification {
    match wanted {
        Some(Verification::Required) => UserVerification::Required,
        None | Some(Verification::Preferred) => UserVerification::Preferred,
        Some(Verification::Discouraged) => UserVerification::Discouraged,
    }
}
