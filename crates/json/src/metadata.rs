use countersign::metadata::{
    AuthenticatorStatus, BlobRules, CertificationLevel, Metadata, ModelPolicy, NextUpdate, Number,
    ReportScope,
};
use countersign::trust::PathValidation;
use countersign::{Aaguid, Backend, MetadataRule, Reason, Rejection, UnixTime, UnknownModel};
use serde::Deserialize;

use crate::Error;
use crate::bytes::Bytes;
use crate::trust::{Demand, anchors, certificates, revocation, revocation_lists};

/// `trust.metadata` of the configuration: a BLOB of the FIDO Metadata Service, what it is verified
/// against, and which models are accepted by it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Metadata"))]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenMetadata {
    blob: String,
    anchors_pem: Vec<String>,
    #[serde(default)]
    crls: Vec<Bytes>,
    #[serde(default)]
    revocation: Demand,
    newer_than: Option<u64>,
    at_least: Option<u64>,
    next_update_grace: Option<u32>,
    #[serde(default)]
    unknown_models: UnknownModels,
    certified: Option<String>,
    only: Option<Vec<String>>,
    #[serde(default)]
    deny: Vec<String>,
    #[serde(default)]
    tolerate: Vec<String>,
    #[serde(default)]
    refuse: Vec<String>,
    #[serde(default)]
    refuse_unknown: bool,
    #[serde(default)]
    reports_about: ReportsAbout,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum UnknownModels {
    #[default]
    Refused,
    AsWithoutMetadata,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum ReportsAbout {
    #[default]
    Certificate,
    Model,
}

/// Metadata that were verified, or refused, with the policy on models.
#[derive(Debug)]
pub(crate) struct Models {
    pub(crate) metadata: Result<Metadata, Rejection>,
    policy: ModelPolicy,
    unknown: UnknownModel,
}

impl Models {
    pub(crate) fn new(
        written: &WrittenMetadata,
        time: UnixTime,
        backend: Backend,
    ) -> Result<Self, Error> {
        Ok(Self {
            metadata: written.load(time, backend)?,
            policy: written.policy()?,
            unknown: match written.unknown_models {
                UnknownModels::Refused => UnknownModel::Refused,
                UnknownModels::AsWithoutMetadata => UnknownModel::AsWithoutMetadata,
            },
        })
    }

    pub(crate) fn rule<'p>(
        &'p self,
        validation: PathValidation<'p>,
    ) -> Result<MetadataRule<'p>, Rejection> {
        let metadata = self.metadata.as_ref().map_err(Clone::clone)?;
        Ok(MetadataRule::new(metadata, validation.time)
            .policy(self.policy.clone())
            .unknown(self.unknown)
            .validation(validation))
    }
}

impl WrittenMetadata {
    fn load(&self, time: UnixTime, backend: Backend) -> Result<Result<Metadata, Rejection>, Error> {
        let certificates = certificates("trust.metadata.anchors_pem", &self.anchors_pem)?;
        let anchors = anchors(&certificates)
            .map_err(|reason| Error::new("trust.metadata.anchors_pem", reason))?;
        let lists = revocation_lists(&self.crls)
            .map_err(|reason| Error::new("trust.metadata.crls", reason))?;
        let number = match (self.newer_than, self.at_least) {
            (None, None) => Number::Any,
            (Some(last), None) => Number::NewerThan(last),
            (None, Some(own)) => Number::AtLeast(own),
            (Some(_), Some(_)) => {
                return Err(Error::new(
                    "trust.metadata.at_least",
                    "stands beside newer_than",
                ));
            }
        };
        let next_update = self
            .next_update_grace
            .map_or(NextUpdate::Reported, |grace| NextUpdate::Required { grace });
        Ok(BlobRules::new(&anchors, time)
            .backend(backend)
            .revocation(revocation(self.revocation, &lists, None))
            .number(number)
            .next_update(next_update)
            .verify(self.blob.as_bytes()))
    }

    fn policy(&self) -> Result<ModelPolicy, Error> {
        let mut policy = ModelPolicy::default().scope(match self.reports_about {
            ReportsAbout::Certificate => ReportScope::Certificate,
            ReportsAbout::Model => ReportScope::Model,
        });
        if let Some(name) = &self.certified {
            policy = policy.certified(certification(name)?);
        }
        if let Some(only) = &self.only {
            policy = policy.only(models("trust.metadata.only", only)?);
        }
        policy = policy.deny(models("trust.metadata.deny", &self.deny)?);
        for name in &self.tolerate {
            policy = policy.tolerate(status(name));
        }
        for name in &self.refuse {
            policy = policy.refuse(status(name));
        }
        Ok(if self.refuse_unknown {
            policy.refuse_unknown()
        } else {
            policy
        })
    }
}

fn certification(name: &str) -> Result<CertificationLevel, Error> {
    let none = || {
        Error::new(
            "trust.metadata.certified",
            format_args!("{name:?} is no certification"),
        )
    };
    status(name).certification().ok_or_else(none)
}

/// The status of that name, known or not.
fn status(name: &str) -> AuthenticatorStatus {
    let mut known = AuthenticatorStatus::KNOWN.iter();
    let known = known.find(|status| status.name() == name).cloned();
    known.unwrap_or_else(|| AuthenticatorStatus::Unknown(name.to_owned()))
}

fn models(member: &str, texts: &[String]) -> Result<Vec<Aaguid>, Error> {
    let models: Result<_, Reason> = texts.iter().map(|text| text.parse()).collect();
    models.map_err(|reason| Error::new(member, reason))
}
