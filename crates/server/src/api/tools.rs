//! The interface of FIDO's conformance tools, by the `fido-tool` profile of the engine.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;

use crate::app::App;
use crate::error::ApiError;
use crate::reply::Answer;

pub(super) async fn attestation_options(State(_): State<App>, _: HeaderMap, _: Bytes) -> Answer {
    Err(ApiError::internal("not yet"))
}
pub(super) async fn attestation_result(State(_): State<App>, _: HeaderMap, _: Bytes) -> Answer {
    Err(ApiError::internal("not yet"))
}
pub(super) async fn assertion_options(State(_): State<App>, _: HeaderMap, _: Bytes) -> Answer {
    Err(ApiError::internal("not yet"))
}
pub(super) async fn assertion_result(State(_): State<App>, _: HeaderMap, _: Bytes) -> Answer {
    Err(ApiError::internal("not yet"))
}
