use countersign::attestation::{
    AuthorizationLists, Compound, CtsProfile, FidoU2fAaguid, ResponseTime, SafetyNet,
    SafetyNetRules, Sha1,
};
use countersign::extensions::UnsolicitedExtensions;
use countersign::{
    Acceptance, Account, Algorithm, AttestationPolicy, AttestationTrust,
    AuthenticationExpectations, BackupEligibility, BackupState, Challenge, CounterPolicy,
    CredentialRecord, Form, Format, Framing, Mediation, OriginRule, RegistrationExpectations,
    RelyingParty, TokenBinding, UnixTime, UserVerification, danger,
};

use crate::vector::{self, AccountKnown, Refusal, RelyingPartyData, Request, StoredCredential};

/// The relying party of a vector. Any origin that it lists is expected, whatever the RP ID.
///
/// # Errors
///
/// What the engine says of an RP ID or origin that can't be one.
pub(crate) fn relying_party(
    data: &RelyingPartyData,
    request: &Request,
) -> Result<RelyingParty, String> {
    let rp = RelyingParty::new(&data.id, origins(&data.origins)?);
    let mut rp = rp.map_err(|error| error.to_string())?;
    if request.refuse.contains(&Refusal::TokenBinding) {
        rp = rp.token_binding(TokenBinding::WellFormed);
    }
    if data.cross_origin {
        Ok(rp.framing(Framing::By(origins(&data.top_origins)?)))
    } else {
        Ok(rp)
    }
}

fn origins(texts: &[String]) -> Result<Vec<OriginRule>, String> {
    let rule = |text: &String| {
        let is_web = text.starts_with("https://") || text.starts_with("http://");
        // Related: a vector's origins are those expected, wherever they lie.
        let rule = if is_web {
            OriginRule::related(text)
        } else {
            OriginRule::app(text)
        };
        rule.map_err(|error| error.to_string())
    };
    texts.iter().map(rule).collect()
}

/// What a registration is expected to be: what the vector says, and otherwise whatever the
/// specification leaves to the relying party is accepted. `time` is that of the vector's trust.
///
/// # Errors
///
/// Where none of the algorithms or formats listed is known to the engine.
pub(crate) fn registration<'p>(
    request: &Request,
    time: Option<UnixTime>,
) -> Result<RegistrationExpectations<'p>, String> {
    let refuses = |refusal| request.refuse.contains(&refusal);
    let expected = RegistrationExpectations::new(challenge(request))
        .mediation(match request.mediation {
            vector::Mediation::Conditional => Mediation::Conditional,
            _ => Mediation::Modal,
        })
        .user_verification(user_verification(request))
        .algorithms(&algorithms(request)?)
        .backup_eligibility(backup_eligibility(request))
        .backup_state(backup_state(request))
        .attestation(attestation(request, time)?)
        .attestation_form(if refuses(Refusal::CborNotCanonical) {
            Form::Canonical
        } else {
            Form::Tolerant
        })
        .trust(danger::unassessed_chains(attestation_trust(request)))
        .extensions(vector::inputs(&request.extensions)?)
        .unsolicited_extensions(unsolicited_extensions(request))
        .already_registered(refuses(Refusal::Registered));
    Ok(match formats(request)? {
        Some(formats) => expected.formats(&formats),
        None => expected,
    })
}

/// Which attestations are trusted, certificate chains left aside.
pub(crate) fn attestation_trust<'p>(request: &Request) -> AttestationTrust<'p> {
    AttestationTrust::default()
        .none(acceptance(request, Refusal::NoAttestation))
        .self_attestation(acceptance(request, Refusal::SelfAttestation))
}

/// What an authentication is expected to be, likewise. `user_handle` is the account's.
pub(crate) fn authentication<'a>(
    vector: &'a RelyingPartyData,
    request: &'a Request,
    user_handle: &'a [u8],
) -> AuthenticationExpectations<'a> {
    let account = match request.account {
        AccountKnown::Identified => Account::Identified { user_handle },
        AccountKnown::Discovered => Account::Discovered { user_handle },
    };
    let allowed: Vec<_> = request
        .allow_credentials
        .iter()
        .map(|id| id.0.as_slice())
        .collect();
    let expected = AuthenticationExpectations::new(challenge(request), account)
        .allow_credentials(&allowed)
        .user_verification(user_verification(request))
        .backup_eligibility(backup_eligibility(request))
        .backup_state(backup_state(request))
        // The vector's reader has read them once.
        .extensions(vector::inputs(&request.extensions).unwrap_or_default())
        .unsolicited_extensions(unsolicited_extensions(request))
        .counter(if request.refuse.contains(&Refusal::CounterNotGrown) {
            CounterPolicy::Refuse
        } else {
            CounterPolicy::Report
        });
    match &vector.app_id {
        Some(app_id) => expected.app_id(app_id),
        None => expected,
    }
}

/// The record that the relying party has, by default under the ID that the response names.
pub(crate) fn record(stored: &StoredCredential, credential_id: &[u8]) -> CredentialRecord {
    CredentialRecord {
        id: stored
            .id
            .as_ref()
            .map_or(credential_id, |id| &id.0)
            .to_vec(),
        public_key: stored.public_key.clone().unwrap_or_default().0,
        sign_count: stored.sign_count,
        uv_initialized: false,
        transports: Vec::new(),
        backup_eligible: stored.backup_eligible,
        backup_state: false,
        aaguid: countersign::Aaguid([0; 16]),
    }
}

/// The challenge, however short: recordings have what they have.
fn challenge(request: &Request) -> Challenge {
    danger::short_challenge(&request.challenge.0)
}

fn user_verification(request: &Request) -> UserVerification {
    match request.user_verification {
        vector::UserVerification::Required => UserVerification::Required,
        vector::UserVerification::Preferred => UserVerification::Preferred,
        vector::UserVerification::Discouraged => UserVerification::Discouraged,
    }
}

/// The algorithms listed, those unknown to the engine left out as clients leave them out; without
/// a list all that the engine knows, RS1 too.
fn algorithms(request: &Request) -> Result<Vec<Algorithm>, String> {
    let Some(ids) = &request.algorithms else {
        return Ok(Algorithm::ALL.to_vec());
    };
    let known: Vec<_> = ids
        .iter()
        .filter_map(|&id| Algorithm::from_id(id))
        .collect();
    if known.is_empty() && !ids.is_empty() {
        return Err("none of request.algorithms is known".to_owned());
    }
    Ok(known)
}

fn formats(request: &Request) -> Result<Option<Vec<Format>>, String> {
    let Some(names) = &request.formats else {
        return Ok(None);
    };
    let format = |name: &String| {
        let format = Format::from_identifier(name);
        format.ok_or_else(|| format!("request.formats: «{name}» is not registered"))
    };
    names.iter().map(format).collect::<Result<_, _>>().map(Some)
}

fn acceptance(request: &Request, refusal: Refusal) -> Acceptance {
    if request.refuse.contains(&refusal) {
        Acceptance::Refused
    } else {
        Acceptance::Accepted
    }
}

fn unsolicited_extensions(request: &Request) -> UnsolicitedExtensions {
    if request.refuse.contains(&Refusal::UnsolicitedExtensions) {
        UnsolicitedExtensions::refused()
    } else {
        UnsolicitedExtensions::Reported
    }
}

fn backup_eligibility(request: &Request) -> BackupEligibility {
    let refuses = |refusal| request.refuse.contains(&refusal);
    match (
        refuses(Refusal::SingleDevice),
        refuses(Refusal::MultiDevice),
    ) {
        (true, _) => BackupEligibility::Required,
        (false, true) => BackupEligibility::Forbidden,
        (false, false) => BackupEligibility::Any,
    }
}

fn backup_state(request: &Request) -> BackupState {
    if request.refuse.contains(&Refusal::NotBackedUp) {
        BackupState::Required
    } else {
        BackupState::Any
    }
}

fn attestation(
    request: &Request,
    time: Option<UnixTime>,
) -> Result<AttestationPolicy<'static>, String> {
    let refuses = |refusal| request.refuse.contains(&refusal);
    let mut policy = AttestationPolicy::default();
    policy.sha1 = if refuses(Refusal::Sha1) {
        Sha1::Refused
    } else {
        Sha1::Accepted
    };
    policy.android_key.lists = if refuses(Refusal::SoftwareKey) {
        AuthorizationLists::TeeEnforced
    } else {
        AuthorizationLists::Union
    };
    policy.safety_net = if refuses(Refusal::AndroidSafetynet) {
        SafetyNet::Refused
    } else {
        SafetyNet::Accepted(safety_net(request, time)?)
    };
    policy.compound = request.compound.map_or(Compound::All, Compound::AtLeast);
    if refuses(Refusal::U2fAaguid) {
        policy.fido_u2f_aaguid = FidoU2fAaguid::Zeros;
    }
    Ok(policy)
}

/// SafetyNet responses of any time, unless the vector says otherwise.
fn safety_net(request: &Request, time: Option<UnixTime>) -> Result<SafetyNetRules, String> {
    let refuses = |refusal| request.refuse.contains(&refusal);
    let mut rules = SafetyNetRules::at(time.unwrap_or(UnixTime(0)));
    match (refuses(Refusal::SafetynetTime), time) {
        (false, _) => rules.time = ResponseTime::Reported,
        (true, Some(_)) => {}
        (true, None) => return Err("request.refuse: safetynet-time without trust".to_owned()),
    }
    if !refuses(Refusal::NoCtsProfileMatch) {
        rules.device = CtsProfile::Reported;
    }
    Ok(rules)
}
