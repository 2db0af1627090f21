//! Answers: JSON with cookies, and refusals, which are logged and counted here and nowhere else.

use std::time::Instant;

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::app::App;
use crate::browser::Browser;
use crate::client_address::ClientAddress;
use crate::error::ApiError;

/// The answer to a request that was done.
pub(crate) type Answer = Result<Reply, ApiError>;

/// A JSON object, and the cookies of the browser that it is for.
#[derive(Debug)]
pub(crate) struct Reply {
    body: Value,
    browser: Browser,
}

impl Reply {
    pub(crate) const fn new(browser: Browser, body: Value) -> Self {
        Self { body, browser }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        self.browser.write(response.headers_mut());
        response
    }
}

/// Reads the body as JSON of the form that a request has.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    // What serde says of it repeats only what was sent.
    serde_json::from_slice(body).map_err(|error| ApiError::bad_request(error.to_string()))
}

/// Runs around every request: logs it, counts it, limits its time, writes out refusals.
pub(crate) async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("other", MatchedPath::as_str).to_owned();
    let address = request.extensions().get::<ClientAddress>().copied();
    let limit = app.config.request_timeout;
    let response = match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_elapsed) => too_late(),
    };
    let mut response = refusal_written(&app, &method, &route, address, response);
    let took = begun.elapsed();
    let status = response.status().as_u16();
    app.metrics.request(&method, &route, status, took);
    let milliseconds = took.as_millis();
    tracing::debug!(method, route, status, milliseconds, "answered");
    let headers = response.headers_mut();
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn too_late() -> Response {
    let mut error = ApiError::internal("the answer took too long");
    error.status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
    error.code = "timeout";
    error.into_response()
}

fn refusal_written(
    app: &App,
    method: &str,
    route: &str,
    address: Option<ClientAddress>,
    response: Response,
) -> Response {
    let Some(error) = response.extensions().get::<ApiError>().cloned() else {
        return response;
    };
    log(&error, method, route, address);
    app.metrics.refused(error.code, error.rejection.as_deref());
    let body = if app.config.fido {
        json!({ "status": "failed", "errorMessage": in_one_line(&error) })
    } else {
        error.body(app.config.developer)
    };
    let (mut parts, _) = response.into_parts();
    if let Some(seconds) = error.retry_after {
        parts
            .headers
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    let json = HeaderValue::from_static("application/json");
    parts.headers.insert(CONTENT_TYPE, json);
    parts.headers.remove(axum::http::header::CONTENT_LENGTH);
    Response::from_parts(parts, axum::body::Body::from(body.to_string()))
}

/// FIDO's tools show it to whoever tests the server.
fn in_one_line(error: &ApiError) -> String {
    match &error.rejection {
        Some(rejection) => rejection.to_string(),
        None => error.message.to_string(),
    }
}

/// Step and reason of each refusal; neither holds a secret.
fn log(error: &ApiError, method: &str, route: &str, address: Option<ClientAddress>) {
    let address = address.map(|address| address.0.to_string());
    let status = error.status.as_u16();
    let code = error.code;
    if let Some(cause) = &error.cause {
        tracing::error!(method, route, status, code, address, cause, "failed");
    } else if let Some(rejection) = &error.rejection {
        let step = rejection.step().name();
        let reason = rejection.reason().to_string();
        let section = rejection.step().section();
        tracing::warn!(
            method, route, status, code, address, step, section, reason, "refused"
        );
    } else {
        tracing::info!(method, route, status, code, address, "refused");
    }
}
