//! Passkeys of who is signed in: one more, another name, one less.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign::extensions::CreationExtensions;
use countersign::options::{AttestationConveyance, AuthenticatorAttachment, ResidentKey};
use countersign::{
    Algorithm, CredentialRecord, RegistrationBuilder, RegistrationCeremony, RelyingParty, User,
    UserVerification,
};
use getrandom::SysRng;
use serde::Deserialize;
use serde_json::json;

use super::ceremony::{self, Purpose, Registration};
use super::registration;
use super::sign_in::hints;
use crate::account_page;
use crate::app::{App, now};
use crate::browser::Browser;
use crate::error::ApiError;
use crate::reply::{self, Answer, Reply};
use crate::store::{Deleted, Written};

/// How the page would have the passkey; all of it may be left out.
#[derive(Deserialize, Debug)]
pub(super) struct Wishes {
    mediation: Option<Conditional>,
    attachment: Option<AuthenticatorAttachment>,
    attestation: Option<AttestationConveyance>,
    resident_key: Option<ResidentKey>,
    user_verification: Option<UserVerification>,
    #[serde(default)]
    algorithms: Vec<i64>,
    #[serde(default)]
    hints: Vec<String>,
    extensions: Option<CreationExtensions>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
enum Conditional {
    Conditional,
}

#[derive(Deserialize, Debug)]
pub(super) struct Rename {
    name: String,
}

pub(super) async fn options(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answer {
    let wishes: Wishes = reply::read(&body)?;
    let browser = Browser::of(&app, &headers)?;
    let account = browser.account(&app).await?;
    let all = app.store.credentials(&account.user.handle).await?;
    let all: Vec<_> = all.into_iter().map(|stored| stored.record).collect();
    let builder = wishes.builder(app.rp(), &account.user, &all)?;
    let begun = builder
        .valid_for(app.config.ceremony)
        .begin(now(), &mut SysRng);
    let (mut options, begun) = begun.map_err(|error| ApiError::bad_request(error.to_string()))?;
    options.public_key.rp.name.clone_from(&app.config.rp_name);
    let user = &account.user;
    let kept = Registration::new(&begun, &user.name, &user.display_name)?;
    let expires = begun.expires();
    let token = ceremony::keep(&app, &browser, Purpose::AddPasskey, &kept, expires).await?;
    let body = json!({ "ceremony": token, "options": options });
    Ok(Reply::new(browser, body))
}

impl Wishes {
    fn builder<'a>(
        self,
        rp: &'a RelyingParty,
        user: &'a User,
        all: &[CredentialRecord],
    ) -> Result<RegistrationBuilder<'a>, ApiError> {
        let mut builder = match (self.mediation, self.attachment) {
            (Some(Conditional::Conditional), _) => rp.register_conditionally(user),
            (None, Some(AuthenticatorAttachment::CrossPlatform)) => rp.register_security_key(user),
            (None, _) => rp.register_passkey(user),
        };
        builder = builder.exclude(all);
        if let Some(attachment) = self.attachment {
            builder = builder.authenticator_attachment(attachment);
        }
        if let Some(attestation) = self.attestation {
            builder = builder.attestation(attestation);
        }
        if let Some(resident_key) = self.resident_key {
            builder = builder.resident_key(resident_key);
        }
        if let Some(user_verification) = self.user_verification {
            builder = builder.user_verification(user_verification);
        }
        if !self.algorithms.is_empty() {
            builder = builder.algorithms(&algorithms(&self.algorithms)?);
        }
        let extensions = self.extensions;
        let extensions = extensions.unwrap_or_else(|| CreationExtensions::new().cred_props());
        Ok(builder.hints(&hints(&self.hints)).extensions(extensions))
    }
}

fn algorithms(ids: &[i64]) -> Result<Vec<Algorithm>, ApiError> {
    let known = |&id: &i64| {
        let unknown = || ApiError::bad_request(format!("algorithms: {id} is not known"));
        Algorithm::from_id(id).ok_or_else(unknown)
    };
    ids.iter().map(known).collect()
}

pub(super) async fn finish(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answer {
    let (browser, finish, state) =
        ceremony::take(&app, &headers, Purpose::AddPasskey, &body).await?;
    let account = browser.account(&app).await?;
    let state = state.ok_or_else(registration::over)?;
    let kept: Registration = serde_json::from_str(&state)?;
    let begun: RegistrationCeremony = serde_json::from_str(kept.state.get())?;
    if *begun.user_handle() != account.user.handle {
        // Somebody else signed in meanwhile, in the same browser.
        return Err(registration::over());
    }
    let registered = registration::finish(&app, &kept.state, &finish.response).await?;
    let credential = &registered.credential;
    match app
        .store
        .add_credential(&account.user.handle, credential, now())
        .await?
    {
        Written::Done => {}
        Written::Taken => return Err(already_registered()),
    }
    app.metrics.done("passkey_added");
    let all = app.store.credentials(&account.user.handle).await?;
    let body = json!({
        "passkey": account_page::new_passkey(&app, credential),
        "signals": account_page::signals(&app, &account, &all)?,
        "outputs": registered.outputs,
    });
    Ok(Reply::new(browser, body))
}

fn already_registered() -> ApiError {
    let message = "This passkey is registered already.";
    ApiError::new(StatusCode::CONFLICT, "already_registered", message)
}

pub(super) async fn rename(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let asked: Rename = reply::read(&body)?;
    let browser = Browser::of(&app, &headers)?;
    let account = browser.account(&app).await?;
    let name = asked.name.trim();
    if !(1..=64).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        let message = "A passkey's name has 1 to 64 characters.";
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "passkey_name",
            message,
        ));
    }
    let id = decoded(&id)?;
    if !app
        .store
        .rename_credential(&account.user.handle, &id, name)
        .await?
    {
        return Err(no_such_passkey());
    }
    let stored = app
        .store
        .credential(&id)
        .await?
        .ok_or_else(no_such_passkey)?;
    let body = json!({ "passkey": account_page::passkey(&app, &stored) });
    Ok(Reply::new(browser, body))
}

pub(super) async fn delete(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let browser = Browser::of(&app, &headers)?;
    let account = browser.account(&app).await?;
    let handle = &account.user.handle;
    // Who has no password would be shut out without a passkey.
    let keep_one = account.password.is_empty();
    let left = match app
        .store
        .delete_credential(handle, &decoded(&id)?, keep_one)
        .await?
    {
        Deleted::Left(records) => records,
        Deleted::NotThere => return Err(no_such_passkey()),
        Deleted::Last => {
            let message = "This is your only way to sign in. Add another passkey first.";
            return Err(ApiError::new(StatusCode::CONFLICT, "last_passkey", message));
        }
    };
    app.metrics.done("passkey_deleted");
    let signals = account_page::signals_of(&app, &account, &left)?;
    Ok(Reply::new(browser, json!({ "signals": signals })))
}

fn decoded(id: &str) -> Result<Vec<u8>, ApiError> {
    URL_SAFE_NO_PAD
        .decode(id)
        .map_err(|_no_id| no_such_passkey())
}

fn no_such_passkey() -> ApiError {
    let message = "There is no such passkey.";
    ApiError::new(StatusCode::NOT_FOUND, "no_such_passkey", message)
}
