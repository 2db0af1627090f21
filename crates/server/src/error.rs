use core::fmt;
use std::borrow::Cow;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countersign::{ConfigError, Reason, Rejection, Step};
use serde_json::{Map, Value, json};

/// What a request is answered with when it is not done. It travels in the response's extensions;
/// [`crate::reply`] writes it to the log and makes the body.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    /// For the page.
    pub(crate) code: &'static str,
    /// For the person.
    pub(crate) message: Cow<'static, str>,
    /// For the operator, and for developers.
    pub(crate) rejection: Option<Box<Rejection>>,
    /// For the operator alone.
    pub(crate) cause: Option<Box<str>>,
    /// An argument of the Signal API.
    pub(crate) signal: Option<Box<Value>>,
    /// Seconds.
    pub(crate) retry_after: Option<u64>,
}

impl ApiError {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            rejection: None,
            cause: None,
            signal: None,
            retry_after: None,
        }
    }

    pub(crate) fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    pub(crate) fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", "Sign in first.")
    }

    pub(crate) fn name_taken() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "name_taken",
            "That user name is taken.",
        )
    }

    /// The one answer to a sign-in that fails, whatever it was.
    pub(crate) fn sign_in_failed() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "sign_in_failed",
            "That did not work. Try again, or sign in another way.",
        )
    }

    pub(crate) fn too_many(seconds: u64) -> Self {
        let message = "Too many tries. Wait a moment.";
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message);
        error.retry_after = Some(seconds);
        error
    }

    pub(crate) fn internal(cause: impl fmt::Display) -> Self {
        let mut error = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong here. Try again later.",
        );
        error.cause = Some(cause.to_string().into());
        error
    }

    /// A registration was refused; the user is told why as far as it helps them.
    pub(crate) fn registration(rejection: Rejection) -> Self {
        let (code, message) = registration_in_words(&rejection);
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message).because(rejection)
    }

    /// A sign-in was refused; nobody but the operator is told why.
    pub(crate) fn authentication(rejection: Rejection) -> Self {
        Self::sign_in_failed().because(rejection)
    }

    /// There is no such ceremony: it is over, or expired, or another browser's.
    pub(crate) fn ceremony_over(rejection: Rejection) -> Self {
        Self::new(
            StatusCode::GONE,
            "ceremony_over",
            "That took too long, or was answered already. Try again.",
        )
        .because(rejection)
    }

    #[must_use]
    pub(crate) fn because(mut self, rejection: Rejection) -> Self {
        self.rejection = Some(Box::new(rejection));
        self
    }

    #[must_use]
    pub(crate) fn with_signal(mut self, signal: Option<Value>) -> Self {
        self.signal = signal.map(Box::new);
        self
    }

    /// The body for the page; steps and reasons are for developers.
    pub(crate) fn body(&self, for_developer: bool) -> Value {
        let mut error = Map::new();
        let mut set = |name: &str, value: Value| error.insert(name.to_owned(), value);
        set("code", self.code.into());
        set("message", self.message.as_ref().into());
        if let (true, Some(rejection)) = (for_developer, &self.rejection) {
            let step = rejection.step();
            set("step", step.name().into());
            set("section", step.section().into());
            set("link", step.url().into());
            set("reason", rejection.reason().to_string().into());
        }
        if let Some(signal) = &self.signal {
            set("signal", signal.as_ref().clone());
        }
        json!({ "error": error })
    }
}

fn registration_in_words(rejection: &Rejection) -> (&'static str, &'static str) {
    const WORDS: &[(Step, &str, &str)] = &[
        (
            Step::RegistrationCredentialIdNew,
            "already_registered",
            "This passkey is registered already.",
        ),
        (
            Step::RegistrationUserVerified,
            "user_not_verified",
            "Unlock the authenticator with its PIN or your fingerprint or face, and try again.",
        ),
        (
            Step::RegistrationUserPresent,
            "user_not_present",
            "The authenticator did not notice you. Try again.",
        ),
        (
            Step::RegistrationAlgorithm,
            "algorithm",
            "The authenticator has no kind of key that we accept.",
        ),
        (
            Step::RegistrationOrigin,
            "origin",
            "This page is not one that may make passkeys for us.",
        ),
        (
            Step::RegistrationTopOrigin,
            "origin",
            "This page is not one that may make passkeys for us.",
        ),
    ];
    let step = rejection.step();
    let row = WORDS.iter().find(|(of, ..)| *of == step);
    if let Some((_, code, message)) = row {
        return (code, message);
    }
    let of_trust = ["Path", "Crl", "Mds", "RegistrationTrust"];
    if of_trust.iter().any(|start| step.name().starts_with(start)) {
        return (
            "authenticator_not_trusted",
            "We do not know the maker of this authenticator, or do not accept this model.",
        );
    }
    if matches!(rejection.reason(), Reason::Expired { .. }) {
        return ("ceremony_over", "That took too long. Try again.");
    }
    (
        "registration_refused",
        "The authenticator's answer was not as it must be, so no passkey was added.",
    )
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => f.write_str(cause),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ApiError {}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        Self::internal(error)
    }
}

impl From<ConfigError> for ApiError {
    fn from(error: ConfigError) -> Self {
        Self::internal(error)
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}
