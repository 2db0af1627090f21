//! The interface of FIDO's conformance tools, by the `fido-tool` profile of the engine.
//!
//! Anyone may begin and finish a registration for any user name there, so it is served in place of
//! the page's interface, and its users are not those of accounts. Its envelopes name no ceremony:
//! a browser has one of each kind, the last that it began.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use countersign::extensions::{CreationExtensions, RequestExtensions};
use countersign::options::{AttestationConveyance, AuthenticatorSelectionCriteria, ResidentKey};
use countersign::{
    AccountCredential, Algorithm, AuthenticationCeremony, AuthenticationResponseJson,
    CounterPolicy, RegistrationCeremony, UnixTime, User, UserHandle, UserVerification,
};
use getrandom::SysRng;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::registration;
use crate::app::{App, now};
use crate::browser::{Browser, hash};
use crate::error::ApiError;
use crate::reply::{self, Answer, Reply};
use crate::store::{Account, Written};

#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct AttestationOptions {
    username: Option<String>,
    #[serde(default)]
    display_name: String,
    authenticator_selection: Option<AuthenticatorSelectionCriteria>,
    #[serde(default)]
    attestation: AttestationConveyance,
    extensions: Option<Map<String, Value>>,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssertionOptions {
    username: Option<String>,
    user_verification: Option<UserVerification>,
    extensions: Option<Map<String, Value>>,
}

/// A ceremony of this kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Attestation,
    Assertion,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Attestation => "tool-attestation",
            Self::Assertion => "tool-assertion",
        }
    }
}

pub(super) async fn attestation_options(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let asked: AttestationOptions = reply::read(&body)?;
    let browser = Browser::of(&app, &headers)?;
    let name = asked.username.as_deref().filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| ApiError::bad_request("username is missing"))?;
    let account = account(&app, name).await?;
    let user = User {
        handle: account.user.handle.clone(),
        name: name.to_owned(),
        display_name: asked.display_name,
    };
    let all = app.store.credentials(&user.handle).await?;
    let all: Vec<_> = all.into_iter().map(|stored| stored.record).collect();
    let selection = asked.authenticator_selection.map(selection);
    let user_verification = selection.as_ref().map(|one| one.user_verification);
    let (mut options, begun) = app
        .rp()
        .register_passkey(&user)
        .exclude(&all)
        .user_verification(user_verification.unwrap_or_default())
        .attestation(asked.attestation)
        .algorithms(&algorithms())
        .extensions(typed::<CreationExtensions>(asked.extensions.as_ref())?)
        .valid_for(app.config.ceremony)
        .begin(now(), &mut SysRng)
        .map_err(|error| ApiError::bad_request(error.to_string()))?;
    options.public_key.rp.name.clone_from(&app.config.rp_name);
    options.public_key.authenticator_selection = selection;
    keep(&app, &browser, Kind::Attestation, &begun, begun.expires()).await?;
    Ok(envelope(
        browser,
        serde_json::to_value(&options.public_key)?,
        asked.extensions,
    ))
}

pub(super) async fn attestation_result(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let browser = Browser::of(&app, &headers)?;
    let response = response(&body)?;
    let state = take(&app, &browser, Kind::Attestation).await?;
    let state = state.ok_or_else(registration::over)?;
    let state: Box<RawValue> = serde_json::from_str(&state)?;
    let begun: RegistrationCeremony = serde_json::from_str(state.get())?;
    let registered = registration::finish(&app, &browser, &state, &response).await?;
    let credential = &registered.credential;
    match app
        .store
        .add_credential(begun.user_handle(), credential, now())
        .await?
    {
        Written::Done => {}
        Written::Taken => return Err(ApiError::bad_request("the credential ID is registered")),
    }
    app.metrics.done("tool_attestation");
    Ok(Reply::new(
        browser,
        json!({ "status": "ok", "errorMessage": "" }),
    ))
}

pub(super) async fn assertion_options(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let asked: AssertionOptions = reply::read(&body)?;
    let browser = Browser::of(&app, &headers)?;
    let builder = match asked.username.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => {
            // The tools want an unknown user refused: no decoys here.
            let account = app.store.account_named(&stored_name(name)).await?;
            let account = account.ok_or_else(|| ApiError::bad_request("no such user"))?;
            let all = app.store.credentials(&account.user.handle).await?;
            let records = all.iter().map(|stored| &stored.record);
            app.rp().sign_in(&account.user.handle, records)
        }
        None => app.rp().sign_in_with_passkey(),
    };
    let (options, begun) = builder
        .user_verification(asked.user_verification.unwrap_or_default())
        .extensions(typed::<RequestExtensions>(asked.extensions.as_ref())?)
        .valid_for(app.config.ceremony)
        .begin(now(), &mut SysRng)
        .map_err(|error| ApiError::bad_request(error.to_string()))?;
    keep(&app, &browser, Kind::Assertion, &begun, begun.expires()).await?;
    Ok(envelope(
        browser,
        serde_json::to_value(&options.public_key)?,
        asked.extensions,
    ))
}

pub(super) async fn assertion_result(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let browser = Browser::of(&app, &headers)?;
    let response = response(&body)?;
    let state = take(&app, &browser, Kind::Assertion).await?;
    let state = state.ok_or_else(|| ApiError::ceremony_over(AuthenticationCeremony::unknown()))?;
    let begun: AuthenticationCeremony = serde_json::from_str(&state)?;
    let response =
        AuthenticationResponseJson::parse(response.get()).map_err(ApiError::authentication)?;
    let found = app.store.credential(response.credential_id()).await?;
    let credential = found.as_ref().map(|stored| AccountCredential {
        user_handle: &stored.user_handle,
        record: &stored.record,
    });
    let parts = response.response();
    let verified = begun
        .finish_with(app.rp(), &parts, credential, now(), |expected| {
            expected.counter(CounterPolicy::Refuse)
        })
        .map_err(ApiError::authentication)?;
    if let Some(stored) = &found {
        let updated = verified.updated_record();
        app.store
            .update_credential(&stored.record, updated, "nothing", now())
            .await?;
    }
    app.metrics.done("tool_assertion");
    Ok(Reply::new(
        browser,
        json!({ "status": "ok", "errorMessage": "" }),
    ))
}

/// The options, as they are asked for: the extensions are the very ones that were sent.
fn envelope(browser: Browser, mut options: Value, sent: Option<Map<String, Value>>) -> Reply {
    if let Some(members) = options.as_object_mut() {
        members.insert("status".to_owned(), "ok".into());
        members.insert("errorMessage".to_owned(), "".into());
        if let Some(sent) = sent {
            members.insert("extensions".to_owned(), sent.into());
        }
    }
    Reply::new(browser, options)
}

/// `requireResidentKey` follows `residentKey`, or stands for it where that is absent (§5.4.4).
fn selection(mut asked: AuthenticatorSelectionCriteria) -> AuthenticatorSelectionCriteria {
    match asked.resident_key {
        Some(wanted) => asked.require_resident_key = wanted == ResidentKey::Required,
        None if asked.require_resident_key => asked.resident_key = Some(ResidentKey::Required),
        None => {}
    }
    asked
}

/// All that this build verifies, RS1 too, as the tools have it; the usual ones first.
fn algorithms() -> Vec<Algorithm> {
    let usual = [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256];
    let others = Algorithm::ALL.iter().copied();
    let others = others.filter(|one| !usual.contains(one) && *one != Algorithm::Ed448);
    usual.into_iter().chain(others).collect()
}

fn typed<T: DeserializeOwned + Default>(sent: Option<&Map<String, Value>>) -> Result<T, ApiError> {
    let Some(sent) = sent else {
        return Ok(T::default());
    };
    serde_json::from_value(sent.clone().into())
        .map_err(|error| ApiError::bad_request(format!("extensions: {error}")))
}

/// The body as a browser's `toJSON()` would have it: the tools call the client extension outputs
/// `getClientExtensionResults`, or leave them out.
fn response(body: &[u8]) -> Result<Box<RawValue>, ApiError> {
    let mut members: Map<String, Value> = reply::read(body)?;
    if !members.contains_key("clientExtensionResults") {
        let results = members.remove("getClientExtensionResults");
        let results = results.unwrap_or_else(|| json!({}));
        members.insert("clientExtensionResults".to_owned(), results);
    }
    Ok(serde_json::value::to_raw_value(&members)?)
}

/// No account has a name with a space, so that nobody gets at one from here.
fn stored_name(name: &str) -> String {
    format!("fido user {name}")
}

/// The user of that name, who is there from now on.
async fn account(app: &App, name: &str) -> Result<Account, ApiError> {
    let name = stored_name(name);
    if let Some(account) = app.store.account_named(&name).await? {
        return Ok(account);
    }
    let handle = UserHandle::generate(&mut SysRng)?;
    let account = Account {
        user: User::new(handle, &name),
        password: String::new(),
    };
    match app.store.add_account(&account, None, now()).await? {
        Written::Done => Ok(account),
        Written::Taken => {
            let account = app.store.account_named(&name).await?;
            account.ok_or_else(|| ApiError::internal("a user name that is taken is nobody's"))
        }
    }
}

async fn keep(
    app: &App,
    browser: &Browser,
    kind: Kind,
    state: &impl serde::Serialize,
    expires: UnixTime,
) -> Result<(), ApiError> {
    let id = [hash(kind.name()), browser.id].concat();
    let state = serde_json::to_string(state)?;
    // The one before is over, if there is one.
    let _last = app
        .store
        .take_ceremony(&id, &browser.id, kind.name())
        .await?;
    let store = &app.store;
    store
        .keep_ceremony(&id, &browser.id, kind.name(), &state, expires)
        .await?;
    Ok(())
}

async fn take(app: &App, browser: &Browser, kind: Kind) -> Result<Option<String>, ApiError> {
    let id = [hash(kind.name()), browser.id].concat();
    Ok(app
        .store
        .take_ceremony(&id, &browser.id, kind.name())
        .await?)
}
