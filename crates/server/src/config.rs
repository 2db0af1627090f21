//! What the server is told: by flags, the environment and a file, in that order.

mod options;

use core::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use countersign::{
    AppFingerprint, AppleAppSiteAssociation, AssetLinks, ConfigError, Framing, OriginRule,
    RelatedOrigins, RelyingParty, TokenBinding,
};

pub use options::Options;

/// The settings, checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "named as in Options, which says what each is")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Config {
    pub listen: SocketAddr,
    pub database: String,
    pub rp: RelyingParty,
    pub rp_name: String,
    /// Origins of pages, which may call the interface.
    pub page_origins: Vec<String>,
    pub frame_ancestors: Vec<String>,
    /// Whether the pages come by HTTPS.
    pub is_secure: bool,
    pub related_origins: Option<RelatedOrigins>,
    pub asset_links: Option<AssetLinks>,
    pub apple_app_site_association: Option<AppleAppSiteAssociation>,
    pub app_id: Option<String>,
    pub developer: bool,
    pub fido: bool,
    pub metrics: bool,
    pub behind_proxy: bool,
    pub page_folder: Option<PathBuf>,
    pub log: String,
    pub log_format: LogFormat,
    pub attestation_demand: AttestationDemand,
    pub files: TrustFiles,
    pub reload: Duration,
    pub ceremony: Duration,
    pub session: Duration,
    pub request_timeout: Duration,
    pub body_limit: usize,
    pub rates: Rates,
    pub connections: usize,
}

/// How logs are written.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// An object a line.
    Json,
}

/// What becomes of attestations whose certificate chain leads to no anchor that is known.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttestationDemand {
    /// They are accepted, and the account's page says that nobody knows the maker.
    #[default]
    Report,
    /// They are refused.
    Require,
}

/// Files of trust data, which are read again when they change.
#[derive(Clone, Default, Debug)]
#[expect(missing_docs, reason = "named as in Options, which says what each is")]
pub struct TrustFiles {
    pub mds_blobs: Vec<PathBuf>,
    pub mds_anchors: Vec<PathBuf>,
    pub mds_host: Option<String>,
    pub metadata_folder: Option<PathBuf>,
    pub convenience_blob: Option<PathBuf>,
    pub community_list: Option<PathBuf>,
    pub android_status: Option<PathBuf>,
    pub revocation_lists: Option<PathBuf>,
}

/// How many tries are let through a minute.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// From one address.
    pub address: u32,
    /// At one account, from wherever.
    pub account: u32,
}

/// A setting that can not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingError {
    /// Where it was set: a file, or the command line and environment.
    pub place: String,
    /// Which.
    pub key: &'static str,
    /// What is wrong.
    pub why: String,
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, key, why } = self;
        write!(f, "{place}: {key}: {why}")
    }
}

impl std::error::Error for SettingError {}

/// Settings that are still to be checked, and where each came from.
struct Draft<'a> {
    options: Options,
    file: Option<(&'a Path, serde_json::Map<String, serde_json::Value>)>,
    said: serde_json::Map<String, serde_json::Value>,
}

impl Config {
    /// Reads the file that `said` names, if it names one, lets `said` (flags and environment)
    /// stand over it, and checks the whole.
    ///
    /// # Errors
    ///
    /// A message that names the key and where it was set.
    pub fn load(said: &Options) -> Result<Self, SettingError> {
        let path = said.config.clone();
        let file = match &path {
            Some(path) => Some((path.as_path(), options::of_file(path)?)),
            None => None,
        };
        let said = options::members(said);
        let mut all = file
            .as_ref()
            .map(|(_, file)| file.clone())
            .unwrap_or_default();
        all.extend(said.clone());
        let options = serde_json::from_value(all.into()).map_err(|error| SettingError {
            place: "settings".to_owned(),
            key: "all",
            why: error.to_string(),
        })?;
        Draft {
            options,
            file,
            said,
        }
        .check()
    }
}

impl Draft<'_> {
    fn error(&self, key: &'static str, why: impl fmt::Display) -> SettingError {
        let place = match &self.file {
            _ if self.said.contains_key(key) => {
                let variable = key.to_uppercase();
                format!("--{} or COUNTERSIGN_{variable}", key.replace('_', "-"))
            }
            Some((path, members)) if members.contains_key(key) => path.display().to_string(),
            _ => "default".to_owned(),
        };
        SettingError {
            place,
            key,
            why: why.to_string(),
        }
    }

    fn check(self) -> Result<Config, SettingError> {
        let options = &self.options;
        let listen = options.listen.as_deref().unwrap_or("127.0.0.1:8080");
        let origins = list(options.origins.as_ref());
        let origins = if origins.is_empty() {
            vec!["http://localhost:8080".to_owned()]
        } else {
            origins
        };
        let is_secure = origins.iter().all(|origin| origin.starts_with("https://"));
        let related = list(options.related_origins.as_ref());
        Ok(Config {
            listen: listen
                .parse()
                .map_err(|error| self.error("listen", format!("{listen:?}: {error}")))?,
            database: self.database()?,
            rp: self.relying_party(&origins, &related)?,
            rp_name: options
                .rp_name
                .clone()
                .unwrap_or_else(|| "Countersign".to_owned()),
            page_origins: web(origins.iter().chain(&related)),
            frame_ancestors: list(options.frame_ancestors.as_ref()),
            is_secure,
            related_origins: self.related_origins(&related)?,
            asset_links: self.asset_links()?,
            apple_app_site_association: self.apple()?,
            app_id: options.app_id.clone(),
            developer: options.developer.unwrap_or_default(),
            fido: options.fido.unwrap_or_default(),
            metrics: options.metrics.unwrap_or(true),
            behind_proxy: options.behind_proxy.unwrap_or_default(),
            page_folder: options.page_folder.clone(),
            log: options.log.clone().unwrap_or_else(|| "info".to_owned()),
            log_format: options.log_format.unwrap_or_default(),
            attestation_demand: options.attestation.unwrap_or_default(),
            files: self.files(),
            reload: self.seconds("reload_seconds", options.reload_seconds, 60, 1..=86_400)?,
            ceremony: self.seconds("ceremony_seconds", options.ceremony_seconds, 600, 1..=3_600)?,
            session: self.seconds(
                "session_seconds",
                options.session_seconds,
                43_200,
                60..=31_536_000,
            )?,
            request_timeout: self.seconds(
                "request_seconds",
                options.request_seconds,
                15,
                1..=600,
            )?,
            body_limit: options.body_limit.unwrap_or(131_072),
            rates: Rates {
                address: options.rate_address.unwrap_or(120),
                account: options.rate_account.unwrap_or(20),
            },
            connections: options.connections.unwrap_or(1024).max(1),
        })
    }

    fn database(&self) -> Result<String, SettingError> {
        let url = self.options.database.clone();
        let url = url.unwrap_or_else(|| "sqlite:countersign.db".to_owned());
        let known = ["sqlite:", "postgres:", "postgresql:"];
        if known.iter().any(|scheme| url.starts_with(scheme)) {
            return Ok(url);
        }
        // What was given may hold a password: it is not shown.
        Err(self.error(
            "database",
            "begins with none of sqlite:, postgres:, postgresql:",
        ))
    }

    fn relying_party(
        &self,
        origins: &[String],
        related: &[String],
    ) -> Result<RelyingParty, SettingError> {
        let rp_id = self.options.rp_id.as_deref().unwrap_or("localhost");
        let in_origins = |error: ConfigError| self.error("origins", error);
        let mut rules = Vec::new();
        for origin in origins {
            rules.push(if is_web(origin) {
                OriginRule::exact(origin).map_err(in_origins)?
            } else {
                OriginRule::app(origin).map_err(in_origins)?
            });
        }
        for origin in related {
            let rule = OriginRule::related(origin);
            rules.push(rule.map_err(|error| self.error("related_origins", error))?);
        }
        for (_, fingerprints) in self.android_apps()? {
            rules.extend(fingerprints.iter().map(OriginRule::android));
        }
        let mut rp = RelyingParty::new(rp_id, rules).map_err(|error| match error {
            ConfigError::RpId { .. } => self.error("rp_id", error),
            _ => self.error("origins", error),
        })?;
        let ancestors = list(self.options.frame_ancestors.as_ref());
        if !ancestors.is_empty() {
            let rules = ancestors.iter().map(|origin| OriginRule::related(origin));
            let rules: Result<Vec<_>, _> = rules.collect();
            let rules = rules.map_err(|error| self.error("frame_ancestors", error))?;
            rp = rp.framing(Framing::By(rules));
        }
        if self.options.fido.unwrap_or_default() {
            rp = rp.token_binding(TokenBinding::WellFormed);
        }
        Ok(rp)
    }

    fn related_origins(&self, related: &[String]) -> Result<Option<RelatedOrigins>, SettingError> {
        if related.is_empty() {
            return Ok(None);
        }
        RelatedOrigins::new(related.iter().map(String::as_str))
            .map(Some)
            .map_err(|error| self.error("related_origins", error))
    }

    /// Package name and fingerprints of each, written `org.example.app AA:BB:… CC:DD:…`.
    fn android_apps(&self) -> Result<Vec<(String, Vec<AppFingerprint>)>, SettingError> {
        let mut apps = Vec::new();
        for app in list(self.options.android_apps.as_ref()) {
            let mut words = app.split_whitespace();
            let package = words.next().unwrap_or_default().to_owned();
            let fingerprints: Result<Vec<_>, _> = words.map(AppFingerprint::parse).collect();
            let fingerprints = fingerprints.map_err(|error| self.error("android_apps", error))?;
            apps.push((package, fingerprints));
        }
        Ok(apps)
    }

    fn asset_links(&self) -> Result<Option<AssetLinks>, SettingError> {
        let apps = self.android_apps()?;
        if apps.is_empty() {
            return Ok(None);
        }
        let mut links = AssetLinks::new();
        for (package, fingerprints) in &apps {
            links = links
                .app(package, fingerprints)
                .map_err(|error| self.error("android_apps", error))?;
        }
        Ok(Some(links))
    }

    /// Applications as `PREFIX.org.example.app`.
    fn apple(&self) -> Result<Option<AppleAppSiteAssociation>, SettingError> {
        let apps = list(self.options.apple_apps.as_ref());
        if apps.is_empty() {
            return Ok(None);
        }
        let mut association = AppleAppSiteAssociation::new();
        for app in &apps {
            let (prefix, bundle_id) = app.split_once('.').unwrap_or((app, ""));
            association = association
                .app(prefix, bundle_id)
                .map_err(|error| self.error("apple_apps", error))?;
        }
        Ok(Some(association))
    }

    fn files(&self) -> TrustFiles {
        let options = &self.options;
        TrustFiles {
            mds_blobs: options.mds_blobs.clone().unwrap_or_default(),
            mds_anchors: options.mds_anchors.clone().unwrap_or_default(),
            mds_host: options.mds_host.clone(),
            metadata_folder: options.metadata_folder.clone(),
            convenience_blob: options.convenience_blob.clone(),
            community_list: options.community_list.clone(),
            android_status: options.android_status.clone(),
            revocation_lists: options.revocation_lists.clone(),
        }
    }

    fn seconds(
        &self,
        key: &'static str,
        value: Option<u64>,
        default: u64,
        range: core::ops::RangeInclusive<u64>,
    ) -> Result<Duration, SettingError> {
        let value = value.unwrap_or(default);
        if range.contains(&value) {
            return Ok(Duration::from_secs(value));
        }
        let (from, to) = (range.start(), range.end());
        Err(self.error(key, format!("{value} is not within {from} to {to}")))
    }
}

fn is_web(origin: &str) -> bool {
    origin.starts_with("https://") || origin.starts_with("http://")
}

fn web<'a>(origins: impl Iterator<Item = &'a String>) -> Vec<String> {
    origins.filter(|origin| is_web(origin)).cloned().collect()
}

fn list(values: Option<&Vec<String>>) -> Vec<String> {
    values.cloned().unwrap_or_default()
}
