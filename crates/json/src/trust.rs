use countersign::trust::{
    Anchor, AnchorInChain, AndroidStatusList, PathValidation, Revocation, RevocationSources,
};
use countersign::{
    Aaguid, AnchorRule, AttestationTrust, Backend, Certificate, Format, Reason, Rejection,
    RevocationList, Step, UnixTime, danger,
};
use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::bytes::Bytes;
use crate::metadata::{Models, WrittenMetadata};
use crate::policy::{Refused, Request};
use crate::time::{self, Time};

/// `trust` of the configuration: what attestation chains must lead to, and what is known of them.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Trust"))]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenTrust {
    #[serde(default)]
    anchors_pem: Vec<String>,
    #[serde(default)]
    anchors: Vec<WrittenAnchors>,
    time: Option<Time>,
    /// What a vector expects; nothing here depends on it.
    #[serde(rename = "expect")]
    _expect: Option<bool>,
    #[serde(default)]
    crls: Vec<Bytes>,
    android_status_list: Option<Value>,
    #[serde(default)]
    revocation: Demand,
    metadata: Option<WrittenMetadata>,
}

/// Anchors for one format, one model, or both.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Anchors"))]
#[serde(deny_unknown_fields)]
struct WrittenAnchors {
    anchors_pem: Vec<String>,
    format: Option<String>,
    model: Option<String>,
}

/// What is asked of the standing of certificates.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RevocationDemand"))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Demand {
    #[default]
    WhereGiven,
    Required,
}

/// The same, read and checked once.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    anchors: Vec<Anchors>,
    time: Option<UnixTime>,
    crls: Vec<Bytes>,
    android: Option<AndroidStatusList>,
    revocation: Demand,
    models: Option<Models>,
}

/// Certificates as DER, and what they are anchors for.
#[derive(Debug)]
struct Anchors {
    certificates: Vec<Vec<u8>>,
    format: Option<Format>,
    model: Option<Aaguid>,
}

impl Trust {
    pub(crate) fn new(written: &WrittenTrust, backend: Backend) -> Result<Self, Error> {
        let time = written.time.map(|Time(time)| time);
        let android = written.android_status_list.as_ref();
        let android = android.map(|json| AndroidStatusList::parse(json.to_string().as_bytes()));
        revocation_lists(&written.crls).map_err(|reason| Error::new("trust.crls", reason))?;
        let now = time::of_call(written.time);
        let models = written.metadata.as_ref();
        Ok(Self {
            anchors: written.anchor_sets()?,
            time,
            crls: written.crls.clone(),
            android: android
                .transpose()
                .map_err(|reason| Error::new("trust.android_status_list", reason))?,
            revocation: written.revocation,
            models: models
                .map(|written| Models::new(written, now, backend))
                .transpose()?,
        })
    }

    /// Why the metadata that the server brought along were refused, if they were.
    pub(crate) fn refused_metadata(&self) -> Option<&Rejection> {
        self.models.as_ref()?.metadata.as_ref().err()
    }

    /// The time at which attestation is judged: as the configuration says, or that of the call.
    pub(crate) fn time(&self, call: UnixTime) -> UnixTime {
        self.time.unwrap_or(call)
    }

    /// Gives what is trusted at that time to `verify`.
    pub(crate) fn assessing<T>(
        &self,
        request: &Request,
        time: UnixTime,
        verify: impl FnOnce(AttestationTrust<'_>) -> Result<T, Rejection>,
    ) -> Result<T, Rejection> {
        // All of it was read when the verifier was made: nothing can fail here any more.
        let unreadable = |reason| Step::RegistrationTrustAnchors.refuse(reason);
        let lists = revocation_lists(&self.crls).map_err(unreadable)?;
        let sets = self.anchors.iter();
        let read: Result<Vec<_>, _> = sets.map(|set| anchors(&set.certificates)).collect();
        let read = read.map_err(unreadable)?;
        let validation = |anchors| {
            let mut validation = PathValidation::new(anchors, time);
            validation.revocation = revocation(self.revocation, &lists, self.android.as_ref());
            if request.refuses(Refused::AnchorInChain) {
                validation.anchor_in_chain = AnchorInChain::Refused;
            }
            validation
        };
        let mut trust = request.without_chain();
        if self.models.is_none() || !self.anchors.is_empty() {
            let sets = self.anchors.iter().zip(&read);
            trust = trust.anchored(sets.map(|(set, anchors)| set.rule(validation(anchors))));
        }
        if let Some(models) = &self.models {
            trust = trust.by_metadata(models.rule(validation(&[]))?);
        }
        verify(trust)
    }
}

impl WrittenTrust {
    fn anchor_sets(&self) -> Result<Vec<Anchors>, Error> {
        let mut sets = Vec::new();
        let no_other = self.anchors.is_empty() && self.metadata.is_none();
        if !self.anchors_pem.is_empty() || no_other {
            sets.push(Anchors {
                certificates: checked("trust.anchors_pem", &self.anchors_pem)?,
                format: None,
                model: None,
            });
        }
        for (place, set) in self.anchors.iter().enumerate() {
            let member = |name| format!("trust.anchors[{place}].{name}");
            let format = set.format.as_deref().map(|name| {
                Format::from_identifier(name)
                    .ok_or_else(|| Error::new(member("format"), "is not registered"))
            });
            let model = set.model.as_deref().map(|text| {
                text.parse()
                    .map_err(|reason: Reason| Error::new(member("model"), reason))
            });
            sets.push(Anchors {
                certificates: checked(&member("anchors_pem"), &set.anchors_pem)?,
                format: format.transpose()?,
                model: model.transpose()?,
            });
        }
        Ok(sets)
    }
}

impl Anchors {
    fn rule<'p>(&self, validation: PathValidation<'p>) -> AnchorRule<'p> {
        let mut rule = AnchorRule::new(validation);
        if let Some(format) = self.format {
            rule = rule.for_format(format);
        }
        if let Some(model) = self.model {
            rule = rule.for_model(model);
        }
        rule
    }
}

/// Without anchors: chains are refused, or not looked at where that was asked for.
pub(crate) fn without_anchors<'p>(request: &Request) -> AttestationTrust<'p> {
    let trust = request.without_chain();
    if request.accepts_untrusted() {
        danger::unassessed_chains(trust)
    } else {
        trust
    }
}

pub(crate) fn revocation<'a>(
    demand: Demand,
    lists: &'a [RevocationList<'a>],
    android: Option<&'a AndroidStatusList>,
) -> Revocation<'a> {
    let mut sources = RevocationSources::default().with_lists(lists);
    if let Some(list) = android {
        sources = sources.with_android_status(list);
    }
    match demand {
        Demand::WhereGiven => Revocation::CheckedWhereGiven(sources),
        Demand::Required => Revocation::Required(sources),
    }
}

pub(crate) fn revocation_lists(crls: &[Bytes]) -> Result<Vec<RevocationList<'_>>, Reason> {
    crls.iter()
        .map(|der| RevocationList::parse(&der.0))
        .collect()
}

/// Certificates as DER.
pub(crate) fn certificates(member: &str, pem: &[String]) -> Result<Vec<Vec<u8>>, Error> {
    let decode = |text: &String| match der::pem::decode_vec(text.trim().as_bytes()) {
        Ok(("CERTIFICATE", der)) => Ok(der),
        Ok((label, _)) => Err(Error::new(
            member,
            format_args!("{label:?} is no certificate"),
        )),
        Err(error) => Err(Error::new(member, error)),
    };
    pem.iter().map(decode).collect()
}

pub(crate) fn anchors(certificates: &[Vec<u8>]) -> Result<Vec<Anchor<'_>>, Reason> {
    certificates
        .iter()
        .map(|der| Certificate::parse(der).map(Anchor::from_certificate))
        .collect()
}

/// Certificates that can be read.
fn checked(member: &str, pem: &[String]) -> Result<Vec<Vec<u8>>, Error> {
    let certificates = certificates(member, pem)?;
    anchors(&certificates).map_err(|reason| Error::new(member, reason))?;
    Ok(certificates)
}
