//! New accounts, with a password or a passkey.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use countersign::extensions::CreationExtensions;
use countersign::{User, UserHandle};
use getrandom::SysRng;
use serde::Deserialize;
use serde_json::json;

use super::ceremony::{self, Purpose, Registration};
use super::registration;
use crate::account_page;
use crate::app::{App, now};
use crate::browser::Browser;
use crate::error::ApiError;
use crate::password::{LONGEST, SHORTEST};
use crate::reply::{self, Answer, Reply};
use crate::store::{Account, Written};

#[derive(Deserialize, Debug)]
pub(super) struct WithPassword {
    username: String,
    #[serde(default)]
    display_name: String,
    password: String,
}

#[derive(Deserialize, Debug)]
pub(super) struct WithPasskey {
    username: String,
    #[serde(default)]
    display_name: String,
}

/// Whoever signs up is told that a name is taken, as there is no mail by which to tell its owner
/// alone; the rate limit of addresses stands against asking for many.
pub(super) async fn with_password(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let asked: WithPassword = reply::read(&body)?;
    let mut browser = Browser::of(&app, &headers)?;
    let user = new_user(&asked.username, &asked.display_name)?;
    let length = asked.password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        let message = format!("A password has {SHORTEST} to {LONGEST} characters.");
        return Err(ApiError::new(
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "password_length",
            message,
        ));
    }
    let password = app.passwords.hash(asked.password).await?;
    let account = Account { user, password };
    match app.store.add_account(&account, None, now()).await? {
        Written::Done => {}
        Written::Taken => return Err(ApiError::name_taken()),
    }
    browser.sign_in(&app, &account).await?;
    app.metrics.done("sign_up_password");
    let user = account_page::user(&account);
    Ok(Reply::new(browser, json!({ "user": user })))
}

pub(super) async fn passkey_options(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let asked: WithPasskey = reply::read(&body)?;
    let browser = Browser::of(&app, &headers)?;
    let user = new_user(&asked.username, &asked.display_name)?;
    if app.store.account_named(&user.name).await?.is_some() {
        return Err(ApiError::name_taken());
    }
    let (mut options, begun) = app
        .rp()
        .register_passkey(&user)
        .extensions(CreationExtensions::new().cred_props())
        .valid_for(app.config.ceremony)
        .begin(now(), &mut SysRng)?;
    options.public_key.rp.name.clone_from(&app.config.rp_name);
    let kept = Registration::new(&begun, &user.name, &user.display_name)?;
    let expires = begun.expires();
    let token = ceremony::keep(&app, &browser, Purpose::SignUp, &kept, expires).await?;
    let body = json!({ "ceremony": token, "options": options });
    Ok(Reply::new(browser, body))
}

pub(super) async fn passkey_finish(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let (mut browser, finish, state) =
        ceremony::take(&app, &headers, Purpose::SignUp, &body).await?;
    let state = state.ok_or_else(registration::over)?;
    let kept: Registration = serde_json::from_str(&state)?;
    let registered = registration::finish(&app, &kept.state, &finish.response).await?;
    let begun: countersign::RegistrationCeremony = serde_json::from_str(kept.state.get())?;
    let account = Account {
        user: User {
            handle: begun.user_handle().clone(),
            name: kept.name,
            display_name: kept.display_name,
        },
        password: String::new(),
    };
    let credential = &registered.credential;
    match app
        .store
        .add_account(&account, Some(credential), now())
        .await?
    {
        Written::Done => {}
        Written::Taken => {
            let unknown = registration::unknown(&app, &credential.record.id);
            return Err(ApiError::name_taken().with_signal(unknown));
        }
    }
    browser.sign_in(&app, &account).await?;
    app.metrics.done("sign_up_passkey");
    let body = json!({
        "user": account_page::user(&account),
        "passkey": account_page::new_passkey(&app, credential),
        "outputs": registered.outputs,
    });
    Ok(Reply::new(browser, body))
}

fn new_user(name: &str, display_name: &str) -> Result<User, ApiError> {
    let name = user_name(name)?;
    let display_name = self::display_name(display_name)?;
    Ok(User {
        handle: UserHandle::generate(&mut SysRng)?,
        display_name: if display_name.is_empty() {
            name.clone()
        } else {
            display_name
        },
        name,
    })
}

/// The form in which user names are unique.
pub(super) fn user_name(text: &str) -> Result<String, ApiError> {
    let name = text.trim().to_lowercase();
    let is_fine = |c: char| !c.is_control() && !c.is_whitespace();
    if !(1..=64).contains(&name.chars().count()) || !name.chars().all(is_fine) {
        let message = "A user name has 1 to 64 characters, and no space.";
        return Err(ApiError::new(
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "user_name",
            message,
        ));
    }
    Ok(name)
}

pub(super) fn display_name(text: &str) -> Result<String, ApiError> {
    let name = text.trim();
    if name.chars().count() > 64 || name.chars().any(char::is_control) {
        let message = "A name has at most 64 characters.";
        return Err(ApiError::new(
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "display_name",
            message,
        ));
    }
    Ok(name.to_owned())
}
