//! The account of who is signed in.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::sign_up::display_name;
use crate::account_page;
use crate::app::App;
use crate::browser::Browser;
use crate::error::ApiError;
use crate::reply::{self, Answer, Reply};
use crate::store::Account;

#[derive(Deserialize, Debug)]
pub(super) struct Change {
    display_name: String,
}

pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Answer {
    let browser = Browser::of(&app, &headers)?;
    let account = browser.account(&app).await?;
    let body = page(&app, &account).await?;
    Ok(Reply::new(browser, body))
}

pub(super) async fn change(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Answer {
    let change: Change = reply::read(&body)?;
    let browser = Browser::of(&app, &headers)?;
    let mut account = browser.account(&app).await?;
    account.user.display_name = display_name(&change.display_name)?;
    let user = &account.user;
    app.store
        .set_display_name(&user.handle, &user.display_name)
        .await?;
    let body = page(&app, &account).await?;
    Ok(Reply::new(browser, body))
}

async fn page(app: &App, account: &Account) -> Result<Value, ApiError> {
    let all = app.store.credentials(&account.user.handle).await?;
    let passkeys = all.iter().map(|stored| account_page::passkey(app, stored));
    Ok(json!({
        "user": account_page::user(account),
        "passkeys": passkeys.collect::<Vec<_>>(),
        "signals": account_page::signals(app, account, &all)?,
    }))
}

/// The last ceremony of this browser, step by step; for developers.
pub(super) async fn last_ceremony(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let none = || {
        let message = "No ceremony of this browser is known.";
        ApiError::new(StatusCode::NOT_FOUND, "not_found", message)
    };
    if !app.config.developer {
        return Err(none());
    }
    let browser = Browser::of(&app, &headers)?;
    let explanation = app.store.explanation(&browser.id).await?;
    let explanation = explanation.ok_or_else(none)?;
    Ok(Json(serde_json::from_str(&explanation)?))
}
