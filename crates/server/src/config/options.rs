use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{AttestationDemand, LogFormat, SettingError};

/// A reference relying party for passkeys. Each option is a key of the configuration file too
/// (with `_` for `-`), and an environment variable, COUNTERSIGN_ before its name; flags stand over
/// the environment, and that over the file.
#[derive(Clone, Default, Debug, Parser, Serialize, Deserialize)]
#[command(name = "countersign-server", version, max_term_width = 100)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// The configuration file, in TOML
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,

    /// Address and port to listen at [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,

    /// sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME [default: sqlite:countersign.db]
    #[arg(long, value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,

    /// The RP ID: the domain that passkeys are for [default: localhost]
    #[arg(long, value_name = "DOMAIN")]
    pub rp_id: Option<String>,

    /// What the site is called [default: Countersign]
    #[arg(long, value_name = "NAME")]
    pub rp_name: Option<String>,

    /// Origins that pages and applications run at [default: http://localhost:8080]
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',')]
    pub origins: Option<Vec<String>>,

    /// Origins on other domains, for /.well-known/webauthn
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',')]
    pub related_origins: Option<Vec<String>>,

    /// Origins of pages that frame ours; nobody may otherwise
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',')]
    pub frame_ancestors: Option<Vec<String>>,

    /// Android applications, each «PACKAGE FINGERPRINT...», for /.well-known/assetlinks.json
    #[arg(long, value_name = "APP", value_delimiter = ',')]
    pub android_apps: Option<Vec<String>>,

    /// Applications of iOS, each PREFIX.BUNDLE, for /.well-known/apple-app-site-association
    #[arg(long, value_name = "APP", value_delimiter = ',')]
    pub apple_apps: Option<Vec<String>>,

    /// The AppID of credentials from the days of U2F, for the extension appid
    #[arg(long, value_name = "URL")]
    pub app_id: Option<String>,

    /// Say step and reason of refusals to the page, and explain the last ceremony
    #[arg(long, num_args = 0..=1, default_missing_value = "true")]
    pub developer: Option<bool>,

    /// Serve the interface of FIDO's conformance tools in place of the page and its own
    #[arg(long, num_args = 0..=1, default_missing_value = "true")]
    pub fido: Option<bool>,

    /// Serve /metrics [default: true]
    #[arg(long, num_args = 0..=1, default_missing_value = "true")]
    pub metrics: Option<bool>,

    /// Believe the last address of X-Forwarded-For
    #[arg(long, num_args = 0..=1, default_missing_value = "true")]
    pub behind_proxy: Option<bool>,

    /// Serve the page from this folder, not from what the program carries
    #[arg(long, value_name = "FOLDER")]
    pub page_folder: Option<PathBuf>,

    /// What to log, as in «info» or «countersign_server=debug,warn» [default: info]
    #[arg(long, value_name = "FILTER")]
    pub log: Option<String>,

    /// How: text or json [default: text]
    #[arg(long, value_name = "FORMAT", value_parser = word::<LogFormat>)]
    pub log_format: Option<LogFormat>,

    /// Attestations that lead to no anchor: report or require [default: report]
    #[arg(long, value_name = "DEMAND", value_parser = word::<AttestationDemand>)]
    pub attestation: Option<AttestationDemand>,

    /// BLOBs of FIDO's Metadata Service
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    pub mds_blobs: Option<Vec<PathBuf>>,

    /// Certificates (DER or PEM) that BLOBs are verified against [default: FIDO's]
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    pub mds_anchors: Option<Vec<PathBuf>>,

    /// The host that BLOBs are signed by; empty for any [default: mds.fidoalliance.org]
    #[arg(long, value_name = "HOST")]
    pub mds_host: Option<String>,

    /// Metadata statements, as .json files
    #[arg(long, value_name = "FOLDER")]
    pub metadata_folder: Option<PathBuf>,

    /// The BLOB of FIDO's Convenience Metadata Service
    #[arg(long, value_name = "FILE")]
    pub convenience_blob: Option<PathBuf>,

    /// The community's list of passkey providers, as JSON
    #[arg(long, value_name = "FILE")]
    pub community_list: Option<PathBuf>,

    /// Google's list of Android attestation keys that are no longer good, as JSON
    #[arg(long, value_name = "FILE")]
    pub android_status: Option<PathBuf>,

    /// Revocation lists, as .crl files in DER
    #[arg(long, value_name = "FOLDER")]
    pub revocation_lists: Option<PathBuf>,

    /// How often those files are looked at, in seconds [default: 60]
    #[arg(long, value_name = "SECONDS")]
    pub reload_seconds: Option<u64>,

    /// How long a ceremony may take, in seconds [default: 600]
    #[arg(long, value_name = "SECONDS")]
    pub ceremony_seconds: Option<u64>,

    /// How long one stays signed in, in seconds [default: 43200]
    #[arg(long, value_name = "SECONDS")]
    pub session_seconds: Option<u64>,

    /// How long the answer to a request may take, in seconds [default: 15]
    #[arg(long, value_name = "SECONDS")]
    pub request_seconds: Option<u64>,

    /// The most bytes of a request's body [default: 131072]
    #[arg(long, value_name = "BYTES")]
    pub body_limit: Option<usize>,

    /// The most connections at a time [default: 1024]
    #[arg(long, value_name = "NUMBER")]
    pub connections: Option<usize>,

    /// Tries a minute from one address [default: 120]
    #[arg(long, value_name = "NUMBER")]
    pub rate_address: Option<u32>,

    /// Tries a minute at one account [default: 20]
    #[arg(long, value_name = "NUMBER")]
    pub rate_account: Option<u32>,
}

impl Options {
    /// Reads flags and environment; prints help, or what is wrong, and ends the program.
    #[must_use]
    pub fn from_process() -> Self {
        let command = Self::command().mut_args(|argument| {
            let name = argument.get_id().as_str().to_uppercase();
            match name.as_str() {
                "HELP" | "VERSION" => argument,
                _ => argument.env(format!("COUNTERSIGN_{name}")),
            }
        });
        let mut matches = command.get_matches();
        Self::from_arg_matches_mut(&mut matches).unwrap_or_else(|error| error.exit())
    }
}

/// The keys that are set, by name.
pub(super) fn members(options: &Options) -> Map<String, Value> {
    match serde_json::to_value(options) {
        Ok(Value::Object(mut members)) => {
            members.retain(|_, value| !value.is_null());
            members
        }
        _ => Map::new(),
    }
}

pub(super) fn of_file(path: &Path) -> Result<Map<String, Value>, SettingError> {
    let error = |why: String| SettingError {
        place: path.display().to_string(),
        key: "config",
        why,
    };
    let text = std::fs::read_to_string(path).map_err(|why| error(why.to_string()))?;
    let options: Options = toml::from_str(&text).map_err(|why| error(format!("\n{why}")))?;
    Ok(members(&options))
}

fn word<T: for<'a> Deserialize<'a>>(text: &str) -> Result<T, String> {
    serde_json::from_value(Value::from(text)).map_err(|error| error.to_string())
}
