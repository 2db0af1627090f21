//! The page's interface, and the one of FIDO's conformance tools.

mod account;
mod ceremony;
mod passkeys;
mod registration;
mod sign_in;
mod sign_up;
mod tools;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap, ORIGIN};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};

use crate::app::App;
use crate::client_address::ClientAddress;
use crate::error::ApiError;

pub(crate) fn routes(app: App) -> Router<App> {
    Router::new()
        .route("/api/sign-up/password", post(sign_up::with_password))
        .route(
            "/api/sign-up/passkey/options",
            post(sign_up::passkey_options),
        )
        .route("/api/sign-up/passkey/finish", post(sign_up::passkey_finish))
        .route("/api/sign-in/password", post(sign_in::with_password))
        .route("/api/sign-in/options", post(sign_in::options))
        .route("/api/sign-in/finish", post(sign_in::finish))
        .route("/api/sign-out", post(sign_in::sign_out))
        .route("/api/passkeys/options", post(passkeys::options))
        .route("/api/passkeys/finish", post(passkeys::finish))
        .route(
            "/api/passkeys/{id}",
            patch(passkeys::rename).delete(passkeys::delete),
        )
        .route("/api/account", get(account::show).post(account::change))
        .route("/api/ceremonies/last", get(account::last_ceremony))
        .route_layer(middleware::from_fn_with_state(app, guard))
}

pub(crate) fn for_tools() -> Router<App> {
    Router::new()
        .route("/attestation/options", post(tools::attestation_options))
        .route("/attestation/result", post(tools::attestation_result))
        .route("/assertion/options", post(tools::assertion_options))
        .route("/assertion/result", post(tools::assertion_result))
}

/// Stands before every call: what changes something comes from a page of ours, as JSON, and not
/// too often.
async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let address = request.extensions().get::<ClientAddress>().copied();
    if let Err(refused) = of_our_pages(&app, request.method(), request.headers()) {
        return refused.into_response();
    }
    if let Some(Err(refused)) = address.map(|address| app.rates.address(address)) {
        return refused.into_response();
    }
    next.run(request).await
}

/// Browsers add `Origin` themselves, and no page of another origin can send JSON without asking
/// first: a request that has both is not forged.
fn of_our_pages(app: &App, method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let is_ours = |origin: &str| app.config.page_origins.iter().any(|ours| ours == origin);
    if !origin.is_some_and(is_ours) {
        let message = "This address may not do that. Open the site's own address.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "origin", message));
    }
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    let is_json = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    if is_json || (kind.is_none() && *method == Method::DELETE) {
        return Ok(());
    }
    let message = "The request must be application/json.";
    Err(ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "content_type",
        message,
    ))
}
