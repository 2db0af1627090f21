use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use crate::{AppFingerprint, ConfigError};

const DOCUMENT: &str = "assetlinks.json";

/// The `/.well-known/assetlinks.json` document by which an RP ID lets Android applications use
/// its credentials: [Digital Asset Links](https://developers.google.com/digital-asset-links).
///
/// It is served with the RP ID as the host, over HTTPS, as `application/json`, without redirects.
/// That alone does not make a server accept the application: its origin must be among those of
/// the relying party as well ([`OriginRule::android`](crate::OriginRule::android)).
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(transparent)]
pub struct AssetLinks {
    statements: Vec<Statement>,
}

/// What the application may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub enum AssetRelation {
    /// Use the credentials of the site: passkeys and passwords.
    #[serde(rename = "delegate_permission/common.get_login_creds")]
    GetLoginCreds,
    /// Open links to the site. Android's documentation asks for it beside the other.
    #[serde(rename = "delegate_permission/common.handle_all_urls")]
    HandleAllUrls,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Statement {
    relation: Vec<AssetRelation>,
    target: Target,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Target {
    namespace: &'static str,
    package_name: String,
    sha256_cert_fingerprints: Vec<String>,
}

impl AssetLinks {
    /// The path at which it is served.
    pub const PATH: &str = "/.well-known/assetlinks.json";

    /// A document without a statement.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets an application in, by its package name and the certificates it may be signed with,
    /// with both relations.
    ///
    /// # Errors
    ///
    /// As [`AssetLinks::app_with`].
    pub fn app(
        self,
        package_name: &str,
        fingerprints: &[AppFingerprint],
    ) -> Result<Self, ConfigError> {
        let both = [AssetRelation::HandleAllUrls, AssetRelation::GetLoginCreds];
        self.app_with(&both, package_name, fingerprints)
    }

    /// Lets an application in for these relations only.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Document`] if the package name is none (two or more parts of letters, digits
    /// and underscores, each beginning with a letter), or there is no relation or no fingerprint.
    ///
    /// ```
    /// use countersign::{AppFingerprint, AssetLinks, AssetRelation, ConfigError};
    ///
    /// /// An application that signs in with passkeys of the site, and opens none of its links.
    /// fn document(certificate: AppFingerprint) -> Result<AssetLinks, ConfigError> {
    ///     let relations = [AssetRelation::GetLoginCreds];
    ///     AssetLinks::new().app_with(&relations, "org.example.app", &[certificate])
    /// }
    /// # let _ = document;
    /// ```
    pub fn app_with(
        mut self,
        relations: &[AssetRelation],
        package_name: &str,
        fingerprints: &[AppFingerprint],
    ) -> Result<Self, ConfigError> {
        let error = |why| ConfigError::Document {
            document: DOCUMENT,
            item: package_name.into(),
            why,
        };
        if !is_package_name(package_name) {
            return Err(error("no package name, as org.example.app"));
        }
        if relations.is_empty() {
            return Err(error("no relation; the statement would say nothing"));
        }
        if fingerprints.is_empty() {
            return Err(error("no certificate fingerprint; none would be let in"));
        }
        self.statements.push(Statement {
            relation: relations.to_vec(),
            target: Target {
                namespace: "android_app",
                package_name: package_name.to_owned(),
                sha256_cert_fingerprints: fingerprints.iter().map(ToString::to_string).collect(),
            },
        });
        Ok(self)
    }

    /// The JSON text to serve.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json_object::text(self)
    }
}

fn is_package_name(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    name.contains('.') && name.split('.').all(is_part)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{AssetLinks, AssetRelation};
    use crate::{AppFingerprint, ConfigError};

    const KEY: AppFingerprint = AppFingerprint([0x0a; 32]);

    #[test]
    fn the_document_is_as_android_reads_it() {
        let document = AssetLinks::new()
            .app("org.example.app", &[KEY, AppFingerprint([0xff; 32])])
            .unwrap()
            .app_with(
                &[AssetRelation::GetLoginCreds],
                "org.example.Beta_2",
                &[KEY],
            )
            .unwrap();
        let json: Value = serde_json::from_str(&document.to_json()).unwrap();
        let (key, other) = (["0A"; 32].join(":"), ["FF"; 32].join(":"));
        assert_eq!(
            json,
            json!([
                {
                    "relation": [
                        "delegate_permission/common.handle_all_urls",
                        "delegate_permission/common.get_login_creds",
                    ],
                    "target": {
                        "namespace": "android_app",
                        "package_name": "org.example.app",
                        "sha256_cert_fingerprints": [key, other],
                    },
                },
                {
                    "relation": ["delegate_permission/common.get_login_creds"],
                    "target": {
                        "namespace": "android_app",
                        "package_name": "org.example.Beta_2",
                        "sha256_cert_fingerprints": [key],
                    },
                },
            ])
        );
        assert_eq!(AssetLinks::new().to_json(), "[]");
    }

    #[test]
    fn statements_that_say_nothing_are_refused() {
        for odd in [
            "",
            "app",
            "org..app",
            "org.2app",
            "org.example-app",
            "org.app ",
        ] {
            let refused = AssetLinks::new().app(odd, &[KEY]).unwrap_err();
            assert_eq!(
                refused,
                ConfigError::Document {
                    document: "assetlinks.json",
                    item: odd.into(),
                    why: "no package name, as org.example.app",
                }
            );
        }
        assert!(AssetLinks::new().app("org.example.app", &[]).is_err());
        let nothing = AssetLinks::new().app_with(&[], "org.example.app", &[KEY]);
        assert!(nothing.is_err());
    }
}
