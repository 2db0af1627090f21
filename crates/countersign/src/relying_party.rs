use alloc::boxed::Box;
use alloc::vec::Vec;

use countersign_authdata::RpIdHash;
use countersign_signature::{Backend, sha256};

use crate::origin::{domain, host, is_subdomain};
use crate::{ConfigError, Framing, Limits, OriginRule, TokenBinding};

/// Who verifies: the RP ID, the origins its pages and apps run at, and who may frame them.
///
/// Built once; every ceremony uses it.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    id: Box<str>,
    id_hash: RpIdHash,
    origins: Vec<OriginRule>,
    framing: Framing,
    backend: Backend,
    token_binding: TokenBinding,
    limits: Limits,
}

impl RelyingParty {
    /// A relying party by its [RP ID](https://www.w3.org/TR/webauthn-3/#rp-id), a domain such as
    /// `example.org`, and the origins that responses come from: at the RP ID or below it
    /// ([`OriginRule::exact`], [`OriginRule::subdomains_of`]), on other domains
    /// ([`OriginRule::related`]), or native applications ([`OriginRule::app`]).
    ///
    /// Whether the RP ID is a public suffix (`co.uk`) is not known here: browsers refuse those.
    ///
    /// # Errors
    ///
    /// [`ConfigError::RpId`] if the RP ID is no domain, or has one label only and is not
    /// `localhost`; [`ConfigError::NoOrigins`] without an origin; [`ConfigError::Origin`] if an
    /// origin's host is neither the RP ID nor below it.
    pub fn new(
        rp_id: &str,
        origins: impl IntoIterator<Item = OriginRule>,
    ) -> Result<Self, ConfigError> {
        let rp_id_error = |why| ConfigError::RpId {
            id: rp_id.into(),
            why,
        };
        domain(rp_id).map_err(rp_id_error)?;
        // STRICTER: §5.1.2 allows any valid domain string as RP ID; one with a single label is a
        // top-level domain or a host of an internal network, and only localhost is accepted.
        if !rp_id.contains('.') && rp_id != "localhost" {
            return Err(rp_id_error("a top-level domain is no RP ID"));
        }
        let origins: Vec<_> = origins.into_iter().collect();
        if origins.is_empty() {
            return Err(ConfigError::NoOrigins);
        }
        for rule in &origins {
            if host(rule).is_some_and(|host| host != rp_id && !is_subdomain(host, rp_id)) {
                return Err(ConfigError::Origin {
                    origin: rule.shown().into(),
                    why: "not at the RP ID or below it; OriginRule::related is for other domains",
                });
            }
        }
        let id_hash = RpIdHash(sha256(&[rp_id.as_bytes()]));
        Ok(Self {
            id: rp_id.into(),
            id_hash,
            origins,
            framing: Framing::Refused,
            backend: Backend::default(),
            token_binding: TokenBinding::default(),
            limits: Limits::default(),
        })
    }

    /// Says whether the pages of this relying party are framed by others. They are not unless
    /// this says so.
    #[must_use]
    pub fn framing(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    /// Says who does the arithmetic of signatures, in everything that this relying party verifies:
    /// responses, attestation statements, the paths of their certificates. It is the fastest back
    /// end of this build and processor unless this says so; no verdict depends on it.
    #[must_use]
    pub const fn backend(mut self, backend: Backend) -> Self {
        self.backend = backend;
        self
    }

    /// Says what becomes of `tokenBinding` in client data. It is ignored unless this says otherwise.
    #[must_use]
    pub const fn token_binding(mut self, token_binding: TokenBinding) -> Self {
        self.token_binding = token_binding;
        self
    }

    /// Lowers the most bytes that are read of a response.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The RP ID.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// SHA-256 of the RP ID.
    ///
    /// ```
    /// use countersign::{OriginRule, RelyingParty};
    ///
    /// let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    /// assert_eq!(rp.id_hash().0[..4], [0xbf, 0xab, 0xc3, 0x74]);
    /// # Ok::<(), countersign::ConfigError>(())
    /// ```
    #[must_use]
    pub const fn id_hash(&self) -> &RpIdHash {
        &self.id_hash
    }

    /// The origins expected.
    pub(crate) fn origins(&self) -> &[OriginRule] {
        &self.origins
    }

    /// What becomes of `tokenBinding`.
    pub(crate) const fn tolerated_token_binding(&self) -> TokenBinding {
        self.token_binding
    }

    /// The most bytes of each part of a response.
    pub(crate) const fn limited_to(&self) -> &Limits {
        &self.limits
    }

    /// The frames expected.
    pub(crate) const fn framed(&self) -> &Framing {
        &self.framing
    }

    /// Who verifies signatures.
    pub(crate) const fn verifies_by(&self) -> Backend {
        self.backend
    }
}

#[cfg(test)]
mod tests {
    use super::RelyingParty;
    use crate::{ConfigError, OriginRule};

    fn origin(text: &str) -> OriginRule {
        OriginRule::exact(text).unwrap()
    }

    #[test]
    fn an_rp_id_is_a_domain() {
        for (id, is_fine) in [
            ("example.org", true),
            ("localhost", true),
            ("https://example.org", false),
            ("example.org:443", false),
            ("Example.org", false),
            ("org", false),
            ("127.0.0.1", false),
            ("", false),
        ] {
            let app = OriginRule::app("ios:bundle-id:org.example").unwrap();
            match RelyingParty::new(id, [app]) {
                Ok(rp) => assert!(is_fine && rp.id() == id, "{id}"),
                Err(ConfigError::RpId { .. }) => assert!(!is_fine, "{id}"),
                Err(error) => panic!("{id}: {error}"),
            }
        }
    }

    #[test]
    fn origins_lie_at_the_rp_id_or_below() {
        assert!(RelyingParty::new("example.org", [origin("https://a.example.org")]).is_ok());
        for foreign in [
            "https://example.com",
            "https://evilexample.org",
            "https://org.example",
        ] {
            let refused = RelyingParty::new("example.org", [origin(foreign)]).unwrap_err();
            assert!(matches!(refused, ConfigError::Origin { .. }), "{foreign}");
        }
        assert_eq!(
            RelyingParty::new("example.org", []).unwrap_err(),
            ConfigError::NoOrigins
        );
    }

    #[test]
    fn related_origins_lie_anywhere() {
        let related = OriginRule::related("https://example.co.uk").unwrap();
        let rp = RelyingParty::new("example.org", [related]).unwrap();
        assert!(
            rp.origins()
                .iter()
                .any(|rule| rule.matches("https://example.co.uk"))
        );
        assert!(OriginRule::related("https://example.co.uk/").is_err());
    }
}
