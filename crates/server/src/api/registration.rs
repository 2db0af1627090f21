//! What the two ways to register a passkey have in common.

use countersign::signal::UnknownCredential;
use countersign::{
    BackupAdvice, RegistrationCeremony, RegistrationResponseJson, Rejection, VerifiedRegistration,
};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::app::{App, now};
use crate::attestation::{Policy, explained};
use crate::error::ApiError;
use crate::store::NewCredential;

/// A credential to be stored, and what to tell the page of it.
#[derive(Debug)]
pub(super) struct Registered {
    pub(super) credential: NewCredential,
    /// The client extension outputs.
    pub(super) outputs: Value,
}

/// Verifies the response to a ceremony that was taken.
pub(super) async fn finish(
    app: &App,
    state: &RawValue,
    response: &RawValue,
) -> Result<Registered, ApiError> {
    let response =
        RegistrationResponseJson::parse(response.get()).map_err(ApiError::registration)?;
    let known = app
        .store
        .credential(response.credential_id())
        .await?
        .is_some();
    let trust = app.trust.known();
    let policy = Policy::new(app, &trust, now())?;
    let mut round = 0_usize;
    loop {
        let ceremony: RegistrationCeremony = serde_json::from_str(state.get())?;
        let parts = response.response();
        let verified = ceremony.finish_with(app.rp(), &parts, now(), |expected| {
            policy.apply(expected, round).already_registered(known)
        });
        match verified {
            Ok(verified) => return Ok(registered(app, &verified)),
            Err(rejection) if policy.goes_on(round, &rejection) => {
                round = round.saturating_add(1);
            }
            Err(rejection) => {
                // The browser has kept a passkey that is good for nothing.
                let id = response.credential_id();
                let unknown = if known { None } else { unknown(app, id) };
                return Err(ApiError::registration(rejection).with_signal(unknown));
            }
        }
    }
}

/// The argument of `signalUnknownCredential` for a credential that nobody has.
pub(super) fn unknown(app: &App, credential_id: &[u8]) -> Option<Value> {
    let unknown = UnknownCredential::new(app.rp(), credential_id, None)?;
    serde_json::to_value(unknown).ok()
}

fn registered(app: &App, verified: &VerifiedRegistration<'_>) -> Registered {
    let attestation = explained(verified);
    let outputs = verified.client_extension_results.json.unwrap_or("{}");
    Registered {
        credential: NewCredential {
            label: label(app, verified, &attestation),
            record: verified.record.clone(),
            attestation: attestation.to_string(),
            advice: advice_name(verified.backup_advice()).to_owned(),
        },
        outputs: serde_json::from_str(outputs).unwrap_or_else(|_| json!({})),
    }
}

/// What the passkey is called until its owner calls it something else.
fn label(app: &App, verified: &VerifiedRegistration<'_>, attestation: &Value) -> String {
    if let Some(model) = attestation["model"].as_str() {
        return model.to_owned();
    }
    let trust = app.trust.known();
    let provider = trust.providers.provider(verified.record.aaguid, &["en"]);
    match provider.source {
        countersign::metadata::ProviderSource::Nobody => "Passkey".to_owned(),
        _ => provider.name.to_owned(),
    }
}

/// As the page knows it.
pub(super) const fn advice_name(advice: BackupAdvice) -> &'static str {
    match advice {
        BackupAdvice::HaveAnotherCredential => "have_another_credential",
        BackupAdvice::OfferPasswordRemoval => "offer_password_removal",
        BackupAdvice::ConfirmOtherFactors => "confirm_other_factors",
        _ => "nothing",
    }
}

/// The refusal where there is no such ceremony.
pub(super) fn over() -> ApiError {
    let rejection: Rejection = RegistrationCeremony::unknown();
    ApiError::ceremony_over(rejection)
}
