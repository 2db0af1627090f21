use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::json_object::Object;
use crate::{ConfigError, OriginRule, RelyingParty, origin};

const DOCUMENT: &str = "related origins";

/// The `/.well-known/webauthn` document by which an RP ID lets pages of other origins use its
/// credentials: [§5.11 Using Web Authentication across related origins][1].
///
/// It is served with the RP ID as the host, over HTTPS, as `application/json`. Clients read it in
/// its order and take in only so many [registrable origin labels][2], at least
/// [`RelatedOrigins::LABELS`]: `example` is the one label of `https://example.org` and
/// `https://www.example.co.uk`. What the label is depends on the list of public suffixes, which is
/// not here: functions that need it take one that gives the registrable domain of a host
/// (`example.co.uk` for `www.example.co.uk`), such as the `psl` crate has.
///
/// That a client lets a page in does not make a server accept it: its origin must be among those
/// of the relying party as well ([`OriginRule::related`]).
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-related-origins
/// [2]: https://www.w3.org/TR/webauthn-3/#registrable-origin-label
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RelatedOrigins {
    origins: Vec<Box<str>>,
}

#[derive(Deserialize)]
struct Written {
    origins: Vec<Box<str>>,
}

impl RelatedOrigins {
    /// The path at which it is served.
    pub const PATH: &str = "/.well-known/webauthn";

    /// How many registrable origin labels every client takes in: "at least five" (§5.11).
    pub const LABELS: usize = 5;

    /// A document with these web origins.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Origin`] if one is not written as browsers send it, or stands there twice;
    /// [`ConfigError::Document`] if there is none, or more than [`RelatedOrigins::LABELS`]: those
    /// may have more labels than every client takes in, and
    /// [`RelatedOrigins::with_labels`] finds out.
    pub fn new<'o>(origins: impl IntoIterator<Item = &'o str>) -> Result<Self, ConfigError> {
        let document = Self::of_any_number(origins.into_iter().map(Box::from).collect())?;
        // STRICTER: §5.11 counts labels, not origins; where nobody says what the labels are, each
        // origin is taken to have its own.
        if document.origins.len() > Self::LABELS {
            return Err(document_error(
                "",
                "more than five origins; RelatedOrigins::with_labels counts their labels",
            ));
        }
        Ok(document)
    }

    /// A document with these web origins, whose labels are counted.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Origin`] and [`ConfigError::Document`] as [`RelatedOrigins::new`], but that
    /// it is the labels that are too many; the item is the first origin that some client would
    /// pass over. An origin without a label, which every client passes over, is refused likewise.
    pub fn with_labels<'o>(
        origins: impl IntoIterator<Item = &'o str>,
        registrable_domain: impl Fn(&str) -> Option<&str>,
    ) -> Result<Self, ConfigError> {
        let document = Self::of_any_number(origins.into_iter().map(Box::from).collect())?;
        let passed_over = document.passed_over(Self::LABELS, registrable_domain);
        match passed_over.first() {
            Some(first) => Err(document_error(
                first,
                "no label, or one too many: clients take in five",
            )),
            None => Ok(document),
        }
    }

    /// A document with the origins that the relying party's [`OriginRule::related`] rules name.
    ///
    /// # Errors
    ///
    /// As [`RelatedOrigins::with_labels`].
    pub fn of(
        rp: &RelyingParty,
        registrable_domain: impl Fn(&str) -> Option<&str>,
    ) -> Result<Self, ConfigError> {
        let related = rp.origins().iter().filter_map(OriginRule::related_origin);
        Self::with_labels(related, registrable_domain)
    }

    /// Reads a document, to check the one that is served.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Document`] if clients would not take it: no JSON object, or `origins` no
    /// list of one or more strings; [`ConfigError::Origin`] for an origin that they pass over or
    /// that is not written as browsers send it.
    pub fn parse(json: &str) -> Result<Self, ConfigError> {
        let written: Written = Object::parse(json, DOCUMENT).map_err(|_malformed| {
            document_error("", "no JSON object with a list of strings as origins")
        })?;
        Self::of_any_number(written.origins)
    }

    /// The JSON text to serve.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json_object::text(self)
    }

    /// The origins, in order.
    pub fn origins(&self) -> impl Iterator<Item = &str> {
        self.origins.iter().map(AsRef::as_ref)
    }

    /// A rule for each origin, for [`RelyingParty::new`].
    pub fn rules(&self) -> impl Iterator<Item = OriginRule> {
        self.origins()
            .filter_map(|origin| OriginRule::related(origin).ok())
    }

    /// The origins that a client passes over that takes in `max_labels`: [§5.11.1 Validating
    /// Related Origins][1], step 4.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-validating-relation-origin
    #[must_use]
    pub fn passed_over(
        &self,
        max_labels: usize,
        registrable_domain: impl Fn(&str) -> Option<&str>,
    ) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let mut is_passed_over = |origin: &&str| {
            let label = origin::web_host(origin)
                .and_then(&registrable_domain)
                .and_then(|domain| domain.split('.').next())
                .filter(|label| !label.is_empty());
            let Some(label) = label else { return true };
            if seen.len() < max_labels {
                seen.insert(String::from(label));
            }
            !seen.contains(label)
        };
        self.origins()
            .filter(|origin| is_passed_over(origin))
            .collect()
    }

    fn of_any_number(origins: Vec<Box<str>>) -> Result<Self, ConfigError> {
        if origins.is_empty() {
            return Err(document_error("", "no origin"));
        }
        let mut seen = BTreeSet::new();
        for origin in &origins {
            OriginRule::related(origin)?;
            if !seen.insert(origin) {
                return Err(ConfigError::Origin {
                    origin: origin.clone(),
                    why: "there twice",
                });
            }
        }
        Ok(Self { origins })
    }
}

fn document_error(item: &str, why: &'static str) -> ConfigError {
    ConfigError::Document {
        document: DOCUMENT,
        item: item.into(),
        why,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::RelatedOrigins;
    use crate::{ConfigError, OriginRule, RelyingParty};

    /// Enough of the list of public suffixes for these hosts.
    fn registrable_domain(host: &str) -> Option<&str> {
        let suffix = ["co.uk", "org", "de", "com"]
            .into_iter()
            .find(|suffix| host.strip_suffix(suffix).is_some_and(|h| h.ends_with('.')))?;
        let before = host.strip_suffix(suffix)?.strip_suffix('.')?;
        let start = before.rfind('.').map_or(0, |dot| dot + 1);
        host.get(start..)
    }

    const SIX_OF_FIVE: [&str; 6] = [
        "https://example.co.uk",
        "https://www.example.de",
        "https://two.com",
        "https://three.com",
        "https://four.com",
        "https://five.com",
    ];

    fn error(item: &str, why: &'static str) -> ConfigError {
        ConfigError::Document {
            document: "related origins",
            item: item.into(),
            why,
        }
    }

    #[test]
    fn the_document_is_an_object_with_origins() {
        let document = RelatedOrigins::new(["https://example.co.uk", "https://example.de"]);
        let document = document.unwrap();
        let json = r#"{"origins":["https://example.co.uk","https://example.de"]}"#;
        assert_eq!(document.to_json(), json);
        assert_eq!(RelatedOrigins::parse(json).unwrap(), document);
        let more = r#"{"origins":["https://example.co.uk","https://example.de"],"new":1}"#;
        assert_eq!(RelatedOrigins::parse(more).unwrap(), document);
        let rules: Vec<_> = document.rules().collect();
        assert!(rules.len() == 2 && rules[1].matches("https://example.de"));
    }

    #[test]
    fn a_document_that_clients_refuse_is_refused() {
        for odd in [
            "",
            "[]",
            "{}",
            r#"["https://example.de"]"#,
            r#"{"origins":"https://example.de"}"#,
            r#"{"origins":[1]}"#,
        ] {
            assert_eq!(
                RelatedOrigins::parse(odd).unwrap_err(),
                error("", "no JSON object with a list of strings as origins"),
                "{odd}"
            );
        }
        let empty = RelatedOrigins::parse(r#"{"origins":[]}"#).unwrap_err();
        assert_eq!(empty, error("", "no origin"));
        for odd in [
            "https://example.de/",
            "example.de",
            "android:apk-key-hash:x",
        ] {
            let refused = RelatedOrigins::new([odd]).unwrap_err();
            assert!(matches!(refused, ConfigError::Origin { .. }), "{odd}");
        }
        let twice = RelatedOrigins::new(["https://a.de", "https://a.de"]);
        assert!(matches!(twice, Err(ConfigError::Origin { .. })));
    }

    /// STRICTER: without labels, each origin counts.
    #[test]
    fn more_than_five_origins_want_their_labels_counted() {
        assert!(RelatedOrigins::new(SIX_OF_FIVE[..5].iter().copied()).is_ok());
        assert_eq!(
            RelatedOrigins::new(SIX_OF_FIVE).unwrap_err(),
            error(
                "",
                "more than five origins; RelatedOrigins::with_labels counts their labels"
            )
        );
        assert!(RelatedOrigins::with_labels(SIX_OF_FIVE, registrable_domain).is_ok());
    }

    #[test]
    fn the_sixth_label_is_refused() {
        let mut origins = Vec::from(SIX_OF_FIVE);
        origins.push("https://example.com");
        assert!(RelatedOrigins::with_labels(origins.iter().copied(), registrable_domain).is_ok());
        origins.push("https://six.org");
        let why = "no label, or one too many: clients take in five";
        let refused = RelatedOrigins::with_labels(origins, registrable_domain);
        assert_eq!(refused.unwrap_err(), error("https://six.org", why));
        let refused = RelatedOrigins::with_labels(["https://co.uk"], registrable_domain);
        assert_eq!(refused.unwrap_err(), error("https://co.uk", why));
    }

    #[test]
    fn a_client_passes_over_labels_beyond_its_limit() {
        let document = RelatedOrigins::parse(
            r#"{"origins":["https://one.com","https://two.com","https://one.org","https://co.uk","https://three.com"]}"#,
        )
        .unwrap();
        let passed_over = |limit| document.passed_over(limit, registrable_domain);
        assert_eq!(passed_over(3), ["https://co.uk"]);
        assert_eq!(passed_over(2), ["https://co.uk", "https://three.com"]);
        assert_eq!(
            passed_over(1),
            ["https://two.com", "https://co.uk", "https://three.com"]
        );
    }

    #[test]
    fn the_document_of_a_relying_party_has_its_related_origins() {
        let rules = [
            OriginRule::exact("https://example.org").unwrap(),
            OriginRule::related("https://example.co.uk").unwrap(),
            OriginRule::app("ios:bundle-id:org.example.app").unwrap(),
        ];
        let rp = RelyingParty::new("example.org", rules).unwrap();
        let document = RelatedOrigins::of(&rp, registrable_domain).unwrap();
        assert_eq!(
            document.origins().collect::<Vec<_>>(),
            ["https://example.co.uk"]
        );
        let none = RelyingParty::new("example.org", [rp.origins()[0].clone()]).unwrap();
        assert!(RelatedOrigins::of(&none, registrable_domain).is_err());
    }
}
