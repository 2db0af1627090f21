use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::ConfigError;

/// The `/.well-known/apple-app-site-association` document by which an RP ID lets applications on
/// Apple's systems use its credentials: [Supporting associated domains][1].
///
/// It is served with the RP ID as the host, over HTTPS, as `application/json`, without redirects.
/// What such an application sends has the origin `https://` with the RP ID, like a page there, so
/// the relying party needs no other origin rule for it.
///
/// ```
/// use countersign::AppleAppSiteAssociation;
///
/// let document = AppleAppSiteAssociation::new().app("A1B2C3D4E5", "org.example.app")?;
/// let json = r#"{"webcredentials":{"apps":["A1B2C3D4E5.org.example.app"]}}"#;
/// assert_eq!(document.to_json(), json);
/// # Ok::<(), countersign::ConfigError>(())
/// ```
///
/// [1]: https://developer.apple.com/documentation/xcode/supporting-associated-domains
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct AppleAppSiteAssociation {
    webcredentials: WebCredentials,
}

#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
struct WebCredentials {
    apps: Vec<String>,
}

impl AppleAppSiteAssociation {
    /// The path at which it is served; it has no extension.
    pub const PATH: &str = "/.well-known/apple-app-site-association";

    /// A document without an application.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets an application in by its application identifier: the prefix of ten characters, most
    /// often the team's, and the bundle identifier.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Document`] if the prefix has not ten upper-case letters and digits, or the
    /// bundle identifier anything but letters, digits, hyphens and periods. A wild card is refused
    /// with that: it would let in every application of the team.
    pub fn app(mut self, prefix: &str, bundle_id: &str) -> Result<Self, ConfigError> {
        let app = format!("{prefix}.{bundle_id}");
        let error = |why| ConfigError::Document {
            document: "apple-app-site-association",
            item: app.as_str().into(),
            why,
        };
        let is_prefix = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        if prefix.len() != 10 || !prefix.bytes().all(is_prefix) {
            return Err(error(
                "the prefix has ten upper-case letters and digits, as A1B2C3D4E5",
            ));
        }
        if !is_bundle_id(bundle_id) {
            return Err(error("no bundle identifier, as org.example.app"));
        }
        self.webcredentials.apps.push(app);
        Ok(self)
    }

    /// The JSON text to serve.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json_object::text(self)
    }
}

/// Letters, digits and hyphens between periods.
pub(crate) fn is_bundle_id(text: &str) -> bool {
    text.split('.').all(|part| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::AppleAppSiteAssociation;
    use crate::ConfigError;

    #[test]
    fn the_document_is_as_apple_reads_it() {
        let document = AppleAppSiteAssociation::new()
            .app("A1B2C3D4E5", "org.example.app")
            .unwrap()
            .app("A1B2C3D4E5", "org.example.App-2")
            .unwrap();
        assert_eq!(
            document.to_json(),
            r#"{"webcredentials":{"apps":["A1B2C3D4E5.org.example.app","A1B2C3D4E5.org.example.App-2"]}}"#
        );
    }

    #[test]
    fn identifiers_of_another_form_are_refused() {
        for (prefix, bundle_id) in [
            ("A1B2C3D4E", "org.example.app"),
            ("a1b2c3d4e5", "org.example.app"),
            ("A1B2C3D4E5", ""),
            ("A1B2C3D4E5", "*"),
            ("A1B2C3D4E5", "org..app"),
            ("A1B2C3D4E5", "org.example.app_2"),
        ] {
            let refused = AppleAppSiteAssociation::new().app(prefix, bundle_id);
            assert!(
                matches!(refused, Err(ConfigError::Document { .. })),
                "{prefix}.{bundle_id}"
            );
        }
    }
}
