use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;

use crate::apple_app_site_association::is_bundle_id;
use crate::{AppFingerprint, ConfigError};

/// One rule for the origins that a relying party expects:
/// [§13.4.9 Validating the origin of a credential][1].
///
/// Origins are compared whole: scheme, host and port together, as text.
///
/// ```
/// use countersign::{OriginRule, RelyingParty};
///
/// let rules = [
///     OriginRule::exact("https://example.org")?,
///     OriginRule::subdomains_of("https://example.org")?,
///     OriginRule::related("https://example.co.uk")?,
///     OriginRule::ios("org.example.app")?,
/// ];
/// assert!(rules[1].matches("https://login.example.org"));
/// assert!(!rules[1].matches("https://example.org")); // that is the first rule's
/// assert!(!rules[1].matches("https://evilexample.org"));
/// let rp = RelyingParty::new("example.org", rules)?;
/// # let _ = rp;
/// # Ok::<(), countersign::ConfigError>(())
/// ```
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-validating-origin
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OriginRule(Rule);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Rule {
    /// This text and no other.
    Exact(Box<str>),
    /// As `Exact`, on a domain that has nothing to do with the RP ID.
    Related(Box<str>),
    /// Any subdomain, at any depth, of the origin's host, with its scheme and port.
    Subdomains(Box<str>),
    /// This text and no other; no web origin.
    App(Box<str>),
}

/// A web origin, taken apart.
#[derive(Clone, Copy)]
struct WebOrigin<'a> {
    scheme: &'a str,
    host: &'a str,
    port: &'a str,
}

impl OriginRule {
    /// A web origin, exactly, as `https://login.example.org` or `https://example.org:8443`.
    /// `http` is for `localhost` and its subdomains only.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Origin`] if it is not the text that a browser would send: lower case,
    /// Punycode, no path, no default port.
    pub fn exact(origin: &str) -> Result<Self, ConfigError> {
        WebOrigin::parse(origin).map_err(|why| config_error(origin, why))?;
        Ok(Self(Rule::Exact(origin.into())))
    }

    /// A web origin on another domain, exactly, whose pages use this RP ID:
    /// [§5.11 related origins](https://www.w3.org/TR/webauthn-3/#sctn-related-origins).
    ///
    /// # Errors
    ///
    /// As [`OriginRule::exact`].
    pub fn related(origin: &str) -> Result<Self, ConfigError> {
        WebOrigin::parse(origin).map_err(|why| config_error(origin, why))?;
        Ok(Self(Rule::Related(origin.into())))
    }

    /// Every subdomain of a web origin, at any depth, but not the origin itself:
    /// `https://example.org` stands for `https://a.example.org` and `https://b.a.example.org`.
    ///
    /// Whoever controls any one of them can use the credentials of all
    /// ([§13.4.8 Code injection attacks](https://www.w3.org/TR/webauthn-3/#sctn-code-injection)).
    ///
    /// # Errors
    ///
    /// As [`OriginRule::exact`].
    pub fn subdomains_of(origin: &str) -> Result<Self, ConfigError> {
        WebOrigin::parse(origin).map_err(|why| config_error(origin, why))?;
        Ok(Self(Rule::Subdomains(origin.into())))
    }

    /// A native application, exactly, as its platform names it:
    /// `android:apk-key-hash:…` or `ios:bundle-id:…`. The text is opaque.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Origin`] if it is empty, or is a web origin and belongs in
    /// [`OriginRule::exact`].
    pub fn app(origin: &str) -> Result<Self, ConfigError> {
        if origin.is_empty() || origin == "null" {
            return Err(config_error(
                origin,
                "an application's origin names the application",
            ));
        }
        if origin.starts_with("https://") || origin.starts_with("http://") {
            return Err(config_error(
                origin,
                "a web origin; OriginRule::exact is for those",
            ));
        }
        Ok(Self(Rule::App(origin.into())))
    }

    /// An Android application, by the certificate it is signed with. The RP ID must let it in as
    /// well: [`AssetLinks`](crate::AssetLinks).
    #[must_use]
    pub fn android(fingerprint: &AppFingerprint) -> Self {
        Self(Rule::App(fingerprint.origin().into()))
    }

    /// An application of iOS by its bundle identifier: `ios:bundle-id:…`, the name that FIDO's
    /// AppID and Facet specification gives it, as clients of third parties send it. Applications
    /// that use Apple's own interface send `https://` with the RP ID instead, which is
    /// [`OriginRule::exact`]; see [`AppleAppSiteAssociation`](crate::AppleAppSiteAssociation).
    ///
    /// # Errors
    ///
    /// [`ConfigError::Origin`] if it is no bundle identifier.
    pub fn ios(bundle_id: &str) -> Result<Self, ConfigError> {
        if !is_bundle_id(bundle_id) {
            return Err(config_error(
                bundle_id,
                "a bundle identifier has letters, digits and hyphens between periods",
            ));
        }
        Ok(Self(Rule::App(format!("ios:bundle-id:{bundle_id}").into())))
    }

    /// Whether client data with this origin comes from where the rule says.
    #[must_use]
    pub fn matches(&self, origin: &str) -> bool {
        match &self.0 {
            Rule::Exact(expected) | Rule::Related(expected) | Rule::App(expected) => {
                **expected == *origin
            }
            Rule::Subdomains(parent) => {
                match (WebOrigin::parse(parent), WebOrigin::parse(origin)) {
                    (Ok(parent), Ok(found)) => {
                        found.scheme == parent.scheme
                            && found.port == parent.port
                            && is_subdomain(found.host, parent.host)
                    }
                    _ => false,
                }
            }
        }
    }

    /// The origin, if it is one on another domain.
    pub(crate) fn related_origin(&self) -> Option<&str> {
        match &self.0 {
            Rule::Related(origin) => Some(origin),
            _ => None,
        }
    }

    /// The rule as one would write it down: `https://*.example.org` for subdomains.
    pub(crate) fn shown(&self) -> String {
        match &self.0 {
            Rule::Exact(origin) | Rule::Related(origin) | Rule::App(origin) => {
                String::from(&**origin)
            }
            Rule::Subdomains(origin) => origin.replacen("://", "://*.", 1),
        }
    }
}

impl<'a> WebOrigin<'a> {
    /// Takes apart the ASCII serialisation of an origin (RFC 6454 §6.2), as browsers make it.
    fn parse(origin: &'a str) -> Result<Self, &'static str> {
        let (scheme, rest) = origin.split_once("://").ok_or("no scheme")?;
        let (host, port) = match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        };
        domain(host)?;
        let default = match scheme {
            "https" => "443",
            "http" if host == "localhost" || is_subdomain(host, "localhost") => "80",
            "http" => return Err("http is for localhost only; browsers want a secure context"),
            _ => return Err("the scheme of a web origin is https"),
        };
        if let Some(port) = port {
            let number: u16 = port
                .parse()
                .map_err(|_not_a_number| "the port is no number")?;
            if port.starts_with(['0', '+']) || number == 0 || port == default {
                return Err("browsers write the port without zeros, and not at all if default");
            }
        }
        Ok(Self {
            scheme,
            host,
            port: port.unwrap_or(default),
        })
    }
}

/// Checks a domain in the form in which browsers compare it: lower-case ASCII labels of 1 to 63
/// letters, digits and hyphens (RFC 5890 §2.3.1), 253 characters at most, not an IPv4 address.
/// `_` is let through: host names of real sites have it, and browsers take it.
pub(crate) fn domain(host: &str) -> Result<(), &'static str> {
    let label_is_fine = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if host.len() > 253 || !host.split('.').all(label_is_fine) {
        return Err("the host is no domain in lower-case ASCII (Punycode for other scripts)");
    }
    // A host whose last label is a number is an IPv4 address to a browser (URL standard, "ends in
    // a number"), and an RP ID must be a domain.
    let last = host.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x") {
        return Err("an IP address is no domain");
    }
    Ok(())
}

/// Whether `host` is `parent` with one or more labels before it.
pub(crate) fn is_subdomain(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent)
        .is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'))
}

/// The host of a web origin.
pub(crate) fn web_host(origin: &str) -> Option<&str> {
    WebOrigin::parse(origin).ok().map(|origin| origin.host)
}

/// The host of a rule that must be at the RP ID or below it.
pub(crate) fn host(rule: &OriginRule) -> Option<&str> {
    match &rule.0 {
        Rule::Exact(origin) | Rule::Subdomains(origin) => {
            WebOrigin::parse(origin).ok().map(|origin| origin.host)
        }
        Rule::Related(_) | Rule::App(_) => None,
    }
}

fn config_error(origin: &str, why: &'static str) -> ConfigError {
    ConfigError::Origin {
        origin: origin.into(),
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::{OriginRule, format};

    #[test]
    fn an_origin_is_written_as_browsers_send_it() {
        for fine in [
            "https://example.org",
            "https://example.org:8443",
            "https://xn--bcher-kva.example",
            "http://localhost",
            "http://localhost:8080",
            "http://a.localhost:3000",
        ] {
            assert!(OriginRule::exact(fine).is_ok(), "{fine}");
        }
        for odd in [
            "example.org",
            "https://",
            "https://Example.org",
            "https://example.org/",
            "https://example.org:443",
            "https://example.org:0443",
            "https://example.org:+1",
            "https://example.org:0",
            "https://example.org:65536",
            "https://example.org.",
            "https://.example.org",
            "https://-a.example.org",
            "https://a-.example.org",
            "https://user@example.org",
            "https://bücher.example",
            "https://127.0.0.1",
            "https://0x7f.1",
            "https://127.0.0x1",
            "https://[::1]",
            "http://example.org",
            "http://notlocalhost",
            "ftp://example.org",
            "null",
        ] {
            assert!(OriginRule::exact(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_host_has_at_most_253_characters() {
        let host = |last: usize| {
            let labels = ["a".repeat(63), "b".repeat(63), "c".repeat(63)];
            format!("https://{}.{}", labels.join("."), "d".repeat(last))
        };
        assert!(OriginRule::exact(&host(61)).is_ok());
        assert!(OriginRule::exact(&host(62)).is_err());
    }

    #[test]
    fn http_beyond_localhost_is_told_from_other_schemes() {
        for (origin, why) in [
            ("http://example.org", "http is for localhost only"),
            ("ftp://example.org", "the scheme of a web origin is https"),
        ] {
            let refused = OriginRule::exact(origin).unwrap_err().to_string();
            let expected = format!("origin {origin:?}: {why}");
            assert!(refused.starts_with(&expected), "{refused}");
        }
    }

    #[test]
    fn an_exact_rule_matches_one_text() {
        let rule = OriginRule::exact("https://example.org").unwrap();
        assert!(rule.matches("https://example.org"));
        for other in [
            "http://example.org",
            "https://example.org:443",
            "https://example.org:8443",
            "https://a.example.org",
            "https://example.org.evil.test",
            "https://EXAMPLE.org",
            "https://example.org/",
            "https://example.org\0.evil.test",
            "",
        ] {
            assert!(!rule.matches(other), "{other}");
        }
    }

    #[test]
    fn subdomains_end_at_a_dot() {
        let rule = OriginRule::subdomains_of("https://example.org:8443").unwrap();
        assert!(rule.matches("https://a.example.org:8443"));
        assert!(rule.matches("https://b.a.example.org:8443"));
        for other in [
            "https://example.org:8443",
            "https://evilexample.org:8443",
            "https://.example.org:8443",
            "https://evil-example.org:8443",
            "https://a.example.org",
            "http://a.example.org:8443",
            "https://a.example.org.evil.test:8443",
            "https://evil.test/.example.org:8443",
            "https://evil.test?.example.org:8443",
            "https://evil.test\\.example.org:8443",
            "https://u@a.example.org:8443",
        ] {
            assert!(!rule.matches(other), "{other}");
        }
        let local = OriginRule::subdomains_of("https://localhost:8443").unwrap();
        assert!(local.matches("https://a.localhost:8443"));
        assert!(!local.matches("http://a.localhost:8443"));
        assert!(OriginRule::subdomains_of("https://example.org/").is_err());
    }

    #[test]
    fn an_application_is_opaque_text() {
        let origin = "android:apk-key-hash:gx7sq_pxhxhrIQdLyfG0pxKwiJ7hOk2DJQ4xvKd438Q";
        let rule = OriginRule::app(origin).unwrap();
        assert!(rule.matches(origin));
        assert!(!rule.matches(&origin.replace('_', "/")));
        assert!(!rule.matches(&(origin.to_owned() + "=")));
        assert!(OriginRule::app("https://example.org").is_err());
        assert!(OriginRule::app("http://localhost").is_err());
        assert!(OriginRule::app("null").is_err());
        assert!(OriginRule::app("").is_err());
    }

    #[test]
    fn an_application_is_named_by_its_platform() {
        let android = OriginRule::android(&crate::AppFingerprint([0xfb; 32]));
        let origin = "android:apk-key-hash:-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s";
        assert!(android.matches(origin));
        assert!(!android.matches(&origin.replace('-', "+")));
        let ios = OriginRule::ios("org.example.app").unwrap();
        assert!(ios.matches("ios:bundle-id:org.example.app"));
        assert!(!ios.matches("ios:bundle-id:org.example.App"));
        for odd in ["", "org.example.*", "org..app", "a:b"] {
            assert!(OriginRule::ios(odd).is_err(), "{odd}");
        }
    }

    use alloc::borrow::ToOwned;
    use alloc::string::ToString;
}
