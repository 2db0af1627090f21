//! Headers that keep the page to itself, and others from it.

use axum::http::HeaderMap;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

use crate::config::Config;

/// Those that every answer has, made once.
#[derive(Clone, Debug)]
pub(crate) struct SecureHeaders(HeaderMap);

impl SecureHeaders {
    /// # Errors
    ///
    /// Where an origin that may frame us is no text for a header.
    pub(crate) fn new(config: &Config) -> Result<Self, axum::http::header::InvalidHeaderValue> {
        let mut headers = HeaderMap::new();
        let ancestors = if config.frame_ancestors.is_empty() {
            headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
            "'none'".to_owned()
        } else {
            config.frame_ancestors.join(" ")
        };
        let content = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
             frame-ancestors {ancestors}"
        );
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::try_from(content)?);
        headers.insert(
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static(
                "publickey-credentials-get=(self), publickey-credentials-create=(self), \
                 camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            ),
        );
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        );
        if config.is_secure {
            headers.insert(
                STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=31536000"),
            );
        }
        Ok(Self(headers))
    }

    pub(crate) fn write(&self, to: &mut HeaderMap) {
        for (name, value) in &self.0 {
            to.insert(name, value.clone());
        }
    }
}
