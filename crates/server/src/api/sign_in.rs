//! Who it is: by password, by passkey. All failures look the same, and take as long.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use countersign::extensions::RequestExtensions;
use countersign::options::Hint;
use countersign::{
    AccountCredential, AuthenticationCeremony, AuthenticationResponseJson, Counter,
    CredentialRecord, Explanation, Rejection, UserHandle, UserVerification,
};
use getrandom::SysRng;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::ceremony::{self, Purpose};
use super::registration::{advice_name, unknown};
use super::sign_up::user_name;
use crate::account_page;
use crate::app::{App, now};
use crate::browser::Browser;
use crate::error::ApiError;
use crate::explanation::{self, Kind};
use crate::nobody;
use crate::password::LONGEST;
use crate::reply::{self, Answer, Reply};
use crate::store::StoredCredential;

#[derive(Deserialize, Debug)]
pub(super) struct WithPassword {
    username: String,
    password: String,
}

#[derive(Deserialize, Debug)]
pub(super) struct Options {
    username: Option<String>,
    mediation: Option<Mediation>,
    user_verification: Option<UserVerification>,
    #[serde(default)]
    hints: Vec<String>,
    #[serde(default)]
    extensions: Map<String, Value>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
enum Mediation {
    Conditional,
    /// With `uiMode`.
    Immediate,
    /// With `mediation`, for browsers of the origin trial.
    #[serde(rename = "immediate-by-mediation")]
    ImmediateOfTrial,
}

pub(super) async fn with_password(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let asked: WithPassword = reply::read(&body)?;
    let mut browser = Browser::of(&app, &headers)?;
    let name = user_name(&asked.username).map_err(|_no_name| ApiError::sign_in_failed())?;
    app.rates.account(&name)?;
    if asked.password.chars().count() > LONGEST {
        return Err(ApiError::sign_in_failed());
    }
    let account = app.store.account_named(&name).await?;
    let hash = account.as_ref().map_or("", |account| &account.password);
    let is_right = app.passwords.verify(asked.password, hash).await?;
    let account = account.filter(|account| is_right && !account.password.is_empty());
    let account = account.ok_or_else(ApiError::sign_in_failed)?;
    browser.sign_in(&app, &account).await?;
    app.metrics.done("sign_in_password");
    let user = account_page::user(&account);
    Ok(Reply::new(browser, json!({ "user": user })))
}

pub(super) async fn options(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answer {
    let asked: Options = reply::read(&body)?;
    let browser = Browser::of(&app, &headers)?;
    let extensions = allowed(&app, asked.extensions)?;
    let name = asked.username.as_deref().filter(|name| !name.is_empty());
    let builder = match (name, asked.mediation) {
        (Some(name), None) => {
            let name = user_name(name)?;
            app.rates.account(&name)?;
            let (handle, records) = credentials_of(&app, &name).await?;
            match handle {
                Some(handle) if !records.is_empty() => app.rp().sign_in(&handle, &records),
                _ => app.rp().sign_in_decoy(&app.decoys, &name),
            }
        }
        (Some(_), Some(_)) => {
            let message = "No mediation goes with a user name.";
            return Err(ApiError::bad_request(message));
        }
        (None, None) => app.rp().sign_in_with_passkey(),
        (None, Some(Mediation::Conditional)) => app.rp().sign_in_conditionally(),
        (None, Some(Mediation::Immediate)) => app.rp().sign_in_immediately(),
        (None, Some(Mediation::ImmediateOfTrial)) => app.rp().sign_in_immediately_by_mediation(),
    };
    let (options, begun) = builder
        .user_verification(asked.user_verification.unwrap_or_default())
        .hints(&hints(&asked.hints))
        .extensions(extensions)
        .valid_for(app.config.ceremony)
        .begin(now(), &mut SysRng)
        .map_err(|error| ApiError::bad_request(error.to_string()))?;
    let expires = begun.expires();
    let token = ceremony::keep(&app, &browser, Purpose::SignIn, &begun, expires).await?;
    let body = json!({ "ceremony": token, "options": options });
    Ok(Reply::new(browser, body))
}

/// The same two questions to the database, whether there is an account or not.
async fn credentials_of(
    app: &App,
    name: &str,
) -> Result<(Option<UserHandle>, Vec<CredentialRecord>), ApiError> {
    let account = app.store.account_named(name).await?;
    let handle = account.map(|account| account.user.handle);
    let asked = match &handle {
        Some(handle) => handle.clone(),
        None => UserHandle::generate(&mut SysRng)?,
    };
    let stored = app.store.credentials(&asked).await?;
    Ok((handle, stored.into_iter().map(|one| one.record).collect()))
}

/// Extension inputs that a page may choose; the AppID is the server's to say.
fn allowed(app: &App, extensions: Map<String, Value>) -> Result<RequestExtensions, ApiError> {
    let app_id = extensions.get("appid").map(Value::as_str);
    if app_id.is_some_and(|asked| asked.is_none() || asked != app.config.app_id.as_deref()) {
        return Err(ApiError::bad_request("appid: not the one of this server"));
    }
    serde_json::from_value(extensions.into())
        .map_err(|error| ApiError::bad_request(format!("extensions: {error}")))
}

/// Those that are known.
pub(super) fn hints(names: &[String]) -> Vec<Hint> {
    let all = [Hint::SecurityKey, Hint::ClientDevice, Hint::Hybrid];
    let known = |name: &String| all.into_iter().find(|hint| hint.as_str() == name);
    names.iter().filter_map(known).collect()
}

pub(super) async fn finish(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answer {
    let (mut browser, finish, state) =
        ceremony::take(&app, &headers, Purpose::SignIn, &body).await?;
    let state = state.ok_or_else(|| ApiError::ceremony_over(AuthenticationCeremony::unknown()))?;
    let begun: AuthenticationCeremony = serde_json::from_str(&state)?;
    let response = match AuthenticationResponseJson::parse(finish.response.get()) {
        Ok(response) => response,
        Err(rejection) => {
            let unread = Explanation::unread_authentication(&rejection);
            explanation::keep(&app, &browser, Kind::Authentication, &unread).await;
            return Err(ApiError::authentication(rejection));
        }
    };
    let found = found(&app, &begun, &response).await?;
    let challenge = begun.challenge().clone();
    let is_discovered = begun.user_handle().is_none();
    let credential = found.as_ref().map(|stored| AccountCredential {
        user_handle: &stored.user_handle,
        record: &stored.record,
    });
    let parts = response.response();
    let explained = begun.explain_with(app.rp(), &parts, credential, now(), |policy| policy);
    explanation::keep(&app, &browser, Kind::Authentication, &explained.explanation).await;
    let verified = match explained.verdict {
        Ok(verified) => verified,
        Err(rejection) => {
            if found.is_none() {
                let _refused = nobody::verify(app.rp(), &response, challenge);
            }
            return Err(refused(&app, &response, is_discovered, rejection));
        }
    };
    let Some(stored) = &found else {
        return Err(ApiError::internal(
            "a sign-in without a record was accepted",
        ));
    };
    if let Counter::DidNotGrow { stored, received } = verified.counter {
        tracing::warn!(stored, received, "the signature counter did not grow");
    }
    let advice = advice_name(verified.backup_advice());
    let updated = verified.updated_record();
    let stored_now = app
        .store
        .update_credential(&stored.record, updated.clone(), advice, now());
    match stored_now.await {
        // Deleted between the look-up and now.
        Err(sqlx::Error::RowNotFound) => return Err(ApiError::sign_in_failed()),
        other => other?,
    }
    let account = app.store.account(&stored.user_handle).await?;
    let account = account.ok_or_else(ApiError::sign_in_failed)?;
    browser.sign_in(&app, &account).await?;
    app.metrics.done("sign_in_passkey");
    let all = app.store.credentials(&account.user.handle).await?;
    let this = all.iter().find(|one| one.record.id == updated.id);
    let body = json!({
        "user": account_page::user(&account),
        "passkey": this.map(|one| account_page::passkey(&app, one)),
        "advice": advice,
        "signals": account_page::signals(&app, &account, &all)?,
        "outputs": verified.client_extension_results.json
            .and_then(|json| serde_json::from_str::<Value>(json).ok()),
    });
    Ok(Reply::new(browser, body))
}

/// The record of a response's credential. Where nobody was named at the beginning, only if the
/// response knows whose it is: user handles are told to nobody but authenticators, so that who
/// tries out credential IDs learns nothing of them.
async fn found(
    app: &App,
    begun: &AuthenticationCeremony,
    response: &AuthenticationResponseJson<'_>,
) -> Result<Option<StoredCredential>, ApiError> {
    let stored = app.store.credential(response.credential_id()).await?;
    Ok(match begun.user_handle() {
        Some(_named) => stored,
        None => {
            stored.filter(|stored| response.user_handle() == Some(stored.user_handle.as_slice()))
        }
    })
}

/// One answer for all, but for a passkey that the browser offered by itself and that is not
/// there: the browser should no longer offer it.
fn refused(
    app: &App,
    response: &AuthenticationResponseJson<'_>,
    is_discovered: bool,
    rejection: Rejection,
) -> ApiError {
    let is_unknown = rejection.is_unknown_credential();
    let mut error = ApiError::authentication(rejection);
    if is_discovered && is_unknown {
        error.code = "unknown_credential";
        error.message = "This passkey is not one of an account here any more.".into();
        error = error.with_signal(unknown(app, response.credential_id()));
    }
    error
}

pub(super) async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Answer {
    let mut browser = Browser::of(&app, &headers)?;
    browser.sign_out(&app).await?;
    Ok(Reply::new(browser, json!({})))
}
