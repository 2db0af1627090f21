use countersign::{Backend, Decoys, Framing, OriginRule, RelyingParty, SealingKeys, TokenBinding};
use serde::Deserialize;

use crate::Error;
use crate::bytes::Bytes;
use crate::policy::{Accepted, Refused, Request};
use crate::trust::{Trust, WrittenTrust};

/// The text of a configuration.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Configuration"))]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    rp: WrittenRelyingParty,
    #[serde(default)]
    policy: Request,
    trust: Option<WrittenTrust>,
    backend: Option<String>,
    #[serde(default)]
    sealing_keys: Vec<Bytes>,
    decoy_secret: Option<Bytes>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RelyingPartyConfiguration"))]
#[serde(deny_unknown_fields)]
struct WrittenRelyingParty {
    id: String,
    name: Option<String>,
    origins: Vec<String>,
    #[serde(default)]
    related_origins: Vec<String>,
    #[serde(default)]
    subdomains_of: Vec<String>,
    app_id: Option<String>,
    #[serde(default)]
    cross_origin: bool,
    #[serde(default)]
    top_origins: Vec<String>,
}

/// The same, read and checked once.
#[derive(Debug)]
pub(crate) struct Configuration {
    pub(crate) rp: RelyingParty,
    /// As `rp`, refusing what `token-binding` refuses.
    pub(crate) rp_with_token_binding: RelyingParty,
    pub(crate) name: String,
    pub(crate) app_id: Option<String>,
    pub(crate) policy: Request,
    pub(crate) trust: Option<Trust>,
    pub(crate) backend: Backend,
    pub(crate) sealing_keys: Option<SealingKeys>,
    pub(crate) decoys: Option<Decoys>,
}

impl Configuration {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let written: Written = crate::read::read(text)?;
        let policy = written.policy;
        policy.check_policy()?;
        let backend = backend(written.backend.as_deref())?;
        let rp = written.rp.relying_party(&policy)?.backend(backend);
        let trust = written.trust.as_ref();
        let trust = trust.map(|trust| Trust::new(trust, backend)).transpose()?;
        let refused = trust.as_ref().and_then(Trust::refused_metadata);
        if let (Some(rejection), false) = (refused, policy.accepts_untrusted()) {
            return Err(Error::refused("trust.metadata.blob", rejection.clone()));
        }
        let decoys = written.decoy_secret.map(|secret| Decoys::new(&secret.0));
        Ok(Self {
            rp_with_token_binding: rp.clone().token_binding(TokenBinding::WellFormed),
            rp,
            name: written.rp.name.unwrap_or(written.rp.id),
            app_id: written.rp.app_id,
            policy,
            trust,
            backend,
            sealing_keys: sealing_keys(&written.sealing_keys)?,
            decoys: decoys
                .transpose()
                .map_err(|error| Error::new("decoy_secret", error))?,
        })
    }
}

impl WrittenRelyingParty {
    fn relying_party(&self, policy: &Request) -> Result<RelyingParty, Error> {
        let mut rules = Vec::new();
        let any = policy.accepts(Accepted::AnyOrigin);
        rules.extend(rules_of("rp.origins", &self.origins, |text| {
            if !is_web(text) {
                OriginRule::app(text)
            } else if any {
                OriginRule::related(text)
            } else {
                OriginRule::exact(text)
            }
        })?);
        rules.extend(rules_of(
            "rp.related_origins",
            &self.related_origins,
            OriginRule::related,
        )?);
        rules.extend(rules_of(
            "rp.subdomains_of",
            &self.subdomains_of,
            OriginRule::subdomains_of,
        )?);
        let rp = RelyingParty::new(&self.id, rules).map_err(|error| Error::new("rp", error))?;
        let rp = if policy.refuses(Refused::TokenBinding) {
            rp.token_binding(TokenBinding::WellFormed)
        } else {
            rp
        };
        if !self.cross_origin {
            return if self.top_origins.is_empty() {
                Ok(rp)
            } else {
                Err(Error::new("rp.top_origins", "without cross_origin"))
            };
        }
        let around = rules_of("rp.top_origins", &self.top_origins, |text| {
            if is_web(text) {
                OriginRule::related(text)
            } else {
                OriginRule::app(text)
            }
        })?;
        Ok(rp.framing(Framing::By(around)))
    }
}

fn rules_of<E: std::fmt::Display>(
    member: &str,
    texts: &[String],
    rule: impl Fn(&str) -> Result<OriginRule, E>,
) -> Result<Vec<OriginRule>, Error> {
    let numbered = texts.iter().enumerate();
    numbered
        .map(|(place, text)| {
            rule(text).map_err(|error| Error::new(format!("{member}[{place}]"), error))
        })
        .collect()
}

fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn backend(name: Option<&str>) -> Result<Backend, Error> {
    let Some(name) = name else {
        return Ok(Backend::default());
    };
    let found = Backend::available().find(|backend| backend.name() == name);
    found.ok_or_else(|| {
        let names: Vec<_> = Backend::available().map(Backend::name).collect();
        let there = names.join(", ");
        Error::new(
            "backend",
            format_args!("{name:?} is not there; there are: {there}"),
        )
    })
}

fn sealing_keys(keys: &[Bytes]) -> Result<Option<SealingKeys>, Error> {
    let mut sealing: Option<SealingKeys> = None;
    for (place, Bytes(bytes)) in keys.iter().enumerate() {
        let member = format!("sealing_keys[{place}]");
        let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_says_the_same| {
            Error::new(member, format_args!("{} bytes, must be 32", bytes.len()))
        })?;
        sealing = Some(match sealing {
            None => SealingKeys::new(key),
            Some(newest) => newest.accept(key),
        });
    }
    Ok(sealing)
}
