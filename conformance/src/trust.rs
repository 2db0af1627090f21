use countersign::UnixTime;
use der::DateTime;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::Value;

use crate::Bytes;

/// Anchors and time for the attestation's chain, and what else is known of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Trust {
    /// Certificates in PEM; none where metadata have them.
    #[serde(default)]
    pub anchors_pem: Vec<String>,
    /// The time of the validation.
    #[serde(deserialize_with = "time")]
    pub time: UnixTime,
    /// Whether the chain must be trusted; absent: report only.
    pub expect: Option<bool>,
    /// Revocation lists, in DER.
    #[serde(default)]
    pub crls: Vec<Bytes>,
    /// Google's list for Android key attestation.
    pub android_status_list: Option<Value>,
    /// What is asked of the standing of the chain's certificates.
    #[serde(default)]
    pub revocation: RevocationDemand,
    /// FIDO metadata, by which the model is judged.
    pub metadata: Option<MetadataService>,
}

/// What is asked of the standing of certificates.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationDemand {
    /// Those whose issuer has a list must be in good standing.
    #[default]
    WhereGiven,
    /// All must.
    Required,
}

/// A BLOB of the FIDO Metadata Service with what it is verified against, and which models the
/// relying party accepts by it.
#[derive(Clone, Debug, Deserialize)]
pub struct MetadataService {
    /// The BLOB, as it came.
    pub blob: String,
    /// The anchors of the BLOB's own chain, in PEM.
    pub anchors_pem: Vec<String>,
    /// Revocation lists for that chain, in DER.
    #[serde(default)]
    pub crls: Vec<Bytes>,
    /// What is asked of the standing of its certificates.
    #[serde(default)]
    pub revocation: RevocationDemand,
    /// The number of the last BLOB: this one is newer.
    pub newer_than: Option<u64>,
    /// The least number of the relying party's own copy, read again.
    pub at_least: Option<u64>,
    /// Refuses the BLOB so many seconds after the day of the next; absent: it is reported.
    pub next_update_grace: Option<u32>,
    /// What becomes of models without an entry.
    #[serde(default)]
    pub unknown_models: UnknownModels,
    /// The status that stands for the certification that is wanted at least.
    pub certified: Option<String>,
    /// The only models accepted.
    pub only: Option<Vec<String>>,
    /// Models refused.
    #[serde(default)]
    pub deny: Vec<String>,
    /// Statuses accepted, though they are refused by default.
    #[serde(default)]
    pub tolerate: Vec<String>,
    /// Statuses refused, though they are accepted by default.
    #[serde(default)]
    pub refuse: Vec<String>,
    /// Whether statuses that nobody knows are refused.
    #[serde(default)]
    pub refuse_unknown: bool,
    /// Whom reports that name a certificate are about.
    #[serde(default)]
    pub reports_about: ReportsAbout,
}

/// What becomes of a registration whose model has no entry.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownModels {
    /// It is refused.
    #[default]
    Refused,
    /// It is assessed as if there were no metadata.
    AsWithoutMetadata,
}

/// Whom a report that names a certificate is about.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportsAbout {
    /// Authenticators with that certificate on their path.
    #[default]
    Certificate,
    /// Every authenticator of the model.
    Model,
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<UnixTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    let time: DateTime = text.parse().map_err(|_der| {
        D::Error::custom(format!("«{text}» is no time such as 2026-01-31T12:00:00Z"))
    })?;
    i64::try_from(time.unix_duration().as_secs())
        .map(UnixTime)
        .map_err(D::Error::custom)
}
