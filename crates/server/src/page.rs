//! The page's files: those that the program carries, or those of a folder.

use std::path::{Component, Path};

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::ApiError;

const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

/// Gives the file of a path; `/` is index.html.
pub(crate) async fn file(app: App, uri: Uri) -> Response {
    let name = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        name => name,
    };
    let found = match &app.config.page_folder {
        Some(folder) => of_folder(folder, name).await,
        None => FILES
            .iter()
            .find(|(of, _)| *of == name)
            .map(|(_, bytes)| Body::from(*bytes)),
    };
    let Some(body) = found else {
        let message = "There is nothing here.";
        return ApiError::new(StatusCode::NOT_FOUND, "not_found", message).into_response();
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Only files below the folder: no part of the name leads up or elsewhere.
async fn of_folder(folder: &Path, name: &str) -> Option<Body> {
    let is_below = |part: Component<'_>| matches!(part, Component::Normal(_));
    if !Path::new(name).components().all(is_below) {
        return None;
    }
    let path = folder.join(name);
    let read = tokio::task::spawn_blocking(move || std::fs::read(path));
    read.await.ok()?.ok().map(Body::from)
}

fn content_type(name: &str) -> &'static str {
    const TYPES: &[(&str, &str)] = &[
        ("html", "text/html; charset=utf-8"),
        ("js", "text/javascript; charset=utf-8"),
        ("css", "text/css; charset=utf-8"),
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
        ("ico", "image/x-icon"),
        ("webmanifest", "application/manifest+json"),
        ("json", "application/json"),
    ];
    let extension = name.rsplit('.').next().unwrap_or_default();
    let row = TYPES.iter().find(|(of, _)| *of == extension);
    row.map_or("application/octet-stream", |(_, kind)| kind)
}
