//! The documents by which other origins and applications are let in, by configuration.

use axum::Router;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use countersign::{AppleAppSiteAssociation, AssetLinks, RelatedOrigins};

use crate::app::App;
use crate::config::Config;

pub(crate) fn routes(config: &Config) -> Router<App> {
    let documents = [
        (
            RelatedOrigins::PATH,
            config.related_origins.as_ref().map(RelatedOrigins::to_json),
        ),
        (
            AssetLinks::PATH,
            config.asset_links.as_ref().map(AssetLinks::to_json),
        ),
        (
            AppleAppSiteAssociation::PATH,
            config
                .apple_app_site_association
                .as_ref()
                .map(AppleAppSiteAssociation::to_json),
        ),
    ];
    let mut router = Router::new();
    for (path, document) in documents {
        if let Some(document) = document {
            router = router.route(path, get(async move || json(document)));
        }
    }
    router
}

fn json(document: String) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(CONTENT_TYPE, kind)], document).into_response()
}
