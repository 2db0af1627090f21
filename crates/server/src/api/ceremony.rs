//! Ceremonies between two requests: kept under a token, taken once.

use axum::http::HeaderMap;
use countersign::{RegistrationCeremony, UnixTime};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::app::App;
use crate::browser::{Browser, hash, new_token};
use crate::error::ApiError;
use crate::reply;

/// What a ceremony is for: one that was begun for one thing finishes no other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    SignUp,
    SignIn,
    AddPasskey,
}

impl Purpose {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::SignUp => "sign-up",
            Self::SignIn => "sign-in",
            Self::AddPasskey => "add-passkey",
        }
    }
}

/// The second request of each ceremony.
#[derive(Deserialize, Debug)]
pub(super) struct Finish {
    ceremony: String,
    /// What the browser's `toJSON()` gave, as it came.
    pub(super) response: Box<RawValue>,
}

/// A registration, and the names it began with.
#[derive(Serialize, Deserialize, Debug)]
pub(super) struct Registration {
    /// A [`RegistrationCeremony`].
    pub(super) state: Box<RawValue>,
    pub(super) name: String,
    pub(super) display_name: String,
}

impl Registration {
    pub(super) fn new(
        ceremony: &RegistrationCeremony,
        name: &str,
        display_name: &str,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            state: serde_json::value::to_raw_value(ceremony)?,
            name: name.to_owned(),
            display_name: display_name.to_owned(),
        })
    }
}

/// Keeps a ceremony for this browser; gives the token that its response comes with.
pub(super) async fn keep(
    app: &App,
    browser: &Browser,
    purpose: Purpose,
    state: &impl Serialize,
    expires: UnixTime,
) -> Result<String, ApiError> {
    let token = new_token()?;
    let state = serde_json::to_string(state)?;
    let id = hash(&token);
    app.store
        .keep_ceremony(&id, &browser.id, purpose.name(), &state, expires)
        .await?;
    Ok(token)
}

/// Reads the second request and takes its ceremony, which is spent from then on, whatever comes
/// of it. `None`: there is none for this browser, any more or yet.
pub(super) async fn take(
    app: &App,
    headers: &HeaderMap,
    purpose: Purpose,
    body: &[u8],
) -> Result<(Browser, Finish, Option<String>), ApiError> {
    let finish: Finish = reply::read(body)?;
    let browser = Browser::of(app, headers)?;
    let id = hash(&finish.ceremony);
    let state = app
        .store
        .take_ceremony(&id, &browser.id, purpose.name())
        .await?;
    Ok((browser, finish, state))
}
