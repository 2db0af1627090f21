//! What an account's page shows.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign::metadata::{Ground, Icon, Provider, ProviderSource};
use countersign::signal::{AllAcceptedCredentials, CurrentUserDetails};
use countersign::{CredentialRecord, Key};
use serde_json::{Value, json};

use crate::app::{Shared, now};
use crate::error::ApiError;
use crate::store::{Account, NewCredential, StoredCredential};

pub(crate) fn user(account: &Account) -> Value {
    json!({
        "username": account.user.name,
        "display_name": account.user.display_name,
        "has_password": !account.password.is_empty(),
    })
}

pub(crate) fn passkey(app: &Shared, stored: &StoredCredential) -> Value {
    let record = &stored.record;
    let trust = app.trust.known();
    let provider = trust.providers.provider(record.aaguid, &["en"]);
    let attestation: Option<Value> = serde_json::from_str(&stored.attestation).ok();
    json!({
        "id": URL_SAFE_NO_PAD.encode(&record.id),
        "name": stored.label,
        "provider": self::provider(&provider),
        "created": stored.created,
        "last_used": (stored.last_used != 0).then_some(stored.last_used),
        "backup_eligible": record.backup_eligible.unwrap_or_default(),
        "backed_up": record.backup_state,
        "advice": stored.advice,
        "transports": record.transports,
        "algorithm": algorithm(record),
        "attestation": attestation,
        "sign_count": record.sign_count,
        "user_verified": record.uv_initialized,
    })
}

/// A passkey that was stored just now.
pub(crate) fn new_passkey(app: &Shared, new: &NewCredential) -> Value {
    let stored = StoredCredential {
        user_handle: Vec::new(),
        record: new.record.clone(),
        label: new.label.clone(),
        attestation: new.attestation.clone(),
        advice: new.advice.clone(),
        created: now().0,
        last_used: 0,
    };
    passkey(app, &stored)
}

/// Arguments of the Signal API, for the page of who is signed in.
pub(crate) fn signals(
    app: &Shared,
    account: &Account,
    all: &[StoredCredential],
) -> Result<Value, ApiError> {
    signals_of(app, account, all.iter().map(|stored| &stored.record))
}

pub(crate) fn signals_of<'r>(
    app: &Shared,
    account: &Account,
    all: impl IntoIterator<Item = &'r CredentialRecord>,
) -> Result<Value, ApiError> {
    let user = &account.user;
    let handle = user.handle.as_bytes();
    let all = AllAcceptedCredentials::new(app.rp(), handle, all)?;
    let details = CurrentUserDetails::new(app.rp(), handle, &user.name, &user.display_name)?;
    Ok(json!({ "all_accepted_credentials": all, "current_user_details": details }))
}

fn algorithm(record: &CredentialRecord) -> Option<&'static str> {
    let key = Key::parse(&record.public_key).ok()?;
    Some(key.algorithm().name())
}

fn provider(provider: &Provider<'_>) -> Option<Value> {
    (provider.source != ProviderSource::Nobody).then(|| {
        json!({
            "name": provider.name,
            "icon_light": provider.icon(Ground::Light).map(url),
            "icon_dark": provider.icon(Ground::Dark).map(url),
        })
    })
}

/// A picture's `data:` URL, for an `img` and nothing else.
fn url(icon: &Icon) -> String {
    let bytes = STANDARD.encode(icon.bytes());
    format!("data:{};base64,{bytes}", icon.media_type().name())
}
