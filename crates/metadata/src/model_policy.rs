use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::{Reason, Rejection, Step, UnixTime, Value};
use countersign_x509::Certificate;

use crate::{
    AuthenticatorStatus, CertificationLevel, Date, Entry, MetadataCertificate, MetadataStatement,
    StatusReport,
};

/// Which models are accepted, by their status reports: [FIDO MDS 3.1.1 §3.2][1] item 8 leaves it
/// to the relying party.
///
/// By default a model is refused that is revoked or retired, or has one of the four compromises,
/// whatever was reported later; any certification will do, and statuses that are not known are
/// reported.
///
/// ```
/// use countersign_metadata::{AuthenticatorStatus, CertificationLevel, ModelPolicy, ReportScope};
/// use countersign_spec::Step;
///
/// let lost = "00010203-0405-0607-0809-0a0b0c0d0e0f".parse()?;
/// let policy = ModelPolicy::default()
///     .certified(CertificationLevel::L2)
///     .refuse(AuthenticatorStatus::UpdateAvailable)
///     .refuse_unknown()
///     .scope(ReportScope::Model)
///     .deny([lost]);
/// assert_eq!(policy.wanted_certification(), Some(CertificationLevel::L2));
/// assert_eq!(policy.verify_model(lost).unwrap_err().step(), Step::MdsModel);
/// # Ok::<(), countersign_spec::Reason>(())
/// ```
///
/// [1]: https://fidoalliance.org/specs/mds/fido-metadata-service-v3.1.1-ps-20260105.html#sctn-mds-blob-proc-rules
#[derive(Clone, Default, Debug)]
pub struct ModelPolicy {
    tolerated: Vec<AuthenticatorStatus>,
    refused: Vec<AuthenticatorStatus>,
    refuses_unknown: bool,
    certification: Option<CertificationLevel>,
    only: Option<Vec<Aaguid>>,
    denied: Vec<Aaguid>,
    scope: ReportScope,
}

/// Whom a report with a certificate ("batchCertificate", "certificate") is about.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub enum ReportScope {
    /// Authenticators whose attestation has that certificate, or one for the same key, on its path.
    #[default]
    Certificate,
    /// Every authenticator of the model.
    Model,
}

/// What is known of the one authenticator.
#[derive(Clone, Copy, Default, Debug)]
pub struct Device<'a> {
    /// The version of its firmware, if it was attested. Unknown counts as the worst: every report of a
    /// compromise is about it, and of the certifications those that the oldest firmware of the
    /// statement has.
    pub version: Option<u64>,
    /// The certificates of its attestation, with the anchor's, if they are known; without, every
    /// report about a certificate is about it.
    pub certificates: Option<&'a [Certificate<'a>]>,
}

/// Why a model was accepted, and what to show of it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Standing {
    /// The model's AAGUID.
    pub aaguid: Option<Aaguid>,
    /// What it is called.
    pub name: String,
    /// A picture, as a `data:` URL. It is the vendor's: show it as an image and nothing else.
    pub icon: Option<String>,
    /// The status reported last.
    pub status: Option<AuthenticatorStatus>,
    /// Since when.
    pub since: Option<Date>,
    /// The highest level at which it is certified.
    pub certification: Option<CertificationLevel>,
    /// What else is reported that someone should know: updates, statuses that policy tolerates,
    /// and those not known.
    pub notices: Vec<(AuthenticatorStatus, Option<Date>)>,
}

impl ModelPolicy {
    /// Accepts a status that is refused by default. Lost is what the status warns of.
    #[must_use]
    pub fn tolerate(mut self, status: AuthenticatorStatus) -> Self {
        self.tolerated.push(status);
        self
    }

    /// Refuses a status that is accepted by default.
    #[must_use]
    pub fn refuse(mut self, status: AuthenticatorStatus) -> Self {
        self.refused.push(status);
        self
    }

    /// Refuses statuses that this version does not know.
    #[must_use]
    pub const fn refuse_unknown(mut self) -> Self {
        self.refuses_unknown = true;
        self
    }

    /// Refuses models that are not certified at this level or a higher one.
    #[must_use]
    pub const fn certified(mut self, level: CertificationLevel) -> Self {
        self.certification = Some(level);
        self
    }

    /// The certification that is wanted at least, if any.
    #[must_use]
    pub const fn wanted_certification(&self) -> Option<CertificationLevel> {
        self.certification
    }

    /// Refuses every model but these.
    #[must_use]
    pub fn only(mut self, models: impl IntoIterator<Item = Aaguid>) -> Self {
        self.only = Some(models.into_iter().collect());
        self
    }

    /// Refuses these models.
    #[must_use]
    pub fn deny(mut self, models: impl IntoIterator<Item = Aaguid>) -> Self {
        self.denied.extend(models);
        self
    }

    /// Whom reports with a certificate are about.
    #[must_use]
    pub const fn scope(mut self, scope: ReportScope) -> Self {
        self.scope = scope;
        self
    }

    /// Holds an entry against the policy.
    ///
    /// # Errors
    ///
    /// At [`Step::MdsModel`], [`Step::MdsStatus`] or [`Step::MdsCertification`]; the reason names
    /// model, status and date.
    pub fn verify(
        &self,
        entry: &Entry,
        device: &Device<'_>,
        now: UnixTime,
    ) -> Result<Standing, Rejection> {
        self.verify_model(entry.aaguid.unwrap_or(Aaguid([0; 16])))?;
        let in_effect = |report: &&StatusReport| report.is_in_effect(now);
        let reports: Vec<_> = entry.status_reports.iter().filter(in_effect).collect();
        // STRICTER: FIDO MDS 3.1.1 §3.1.3 lets a status end at its sunsetDate; certifications do so
        // here, warnings stay.
        for report in &reports {
            let is_refused = self.refuses(&report.status) && self.is_about(report, device);
            Step::MdsStatus.require(!is_refused, refused(entry, report))?;
        }
        let certification = certification(entry, &reports, device, now);
        self.verify_certification(entry, certification)?;
        Ok(Standing::new(entry, &reports, certification))
    }

    /// Holds a model against the lists of models alone, whether or not it has an entry. Models
    /// without an AAGUID have the one of zeros.
    ///
    /// # Errors
    ///
    /// At [`Step::MdsModel`].
    pub fn verify_model(&self, aaguid: Aaguid) -> Result<(), Rejection> {
        let is_listed = |models: &Vec<Aaguid>| models.contains(&aaguid);
        let is_wanted = self.only.as_ref().is_none_or(is_listed) && !is_listed(&self.denied);
        let found = Value::text(&aaguid.to_string());
        let other = Reason::mismatch("model", "one that is accepted", found);
        Step::MdsModel.require(is_wanted, other)
    }

    fn refuses(&self, status: &AuthenticatorStatus) -> bool {
        let is_unknown = matches!(status, AuthenticatorStatus::Unknown(_));
        let by_default = status.is_refused_by_default() && !self.tolerated.contains(status);
        by_default || self.refused.contains(status) || (self.refuses_unknown && is_unknown)
    }

    /// Whether a warning is about this device.
    fn is_about(&self, report: &StatusReport, device: &Device<'_>) -> bool {
        let version = report.authenticator_version.zip(device.version);
        // STRICTER: FIDO MDS does not say whether earlier firmware than the one reported is
        // compromised as well; we take it that it is, and only later firmware is not.
        let is_later = version.is_some_and(|(reported, own)| own > reported);
        !is_later && (self.scope == ReportScope::Model || is_about_path(report, device))
    }

    fn verify_certification(
        &self,
        entry: &Entry,
        found: Option<CertificationLevel>,
    ) -> Result<(), Rejection> {
        let Some(wanted) = self.certification else {
            return Ok(());
        };
        let name = found.map_or("no certification", CertificationLevel::name);
        let found_text = Value::text(&format!("{name}, {}", entry.describe()));
        let too_low = Reason::mismatch("certification of the model", wanted.name(), found_text);
        Step::MdsCertification.require(found.is_some_and(|level| level >= wanted), too_low)
    }
}

impl Standing {
    fn new(
        entry: &Entry,
        reports: &[&StatusReport],
        certification: Option<CertificationLevel>,
    ) -> Self {
        let newest = reports.iter().max_by_key(|report| {
            let status = &report.status;
            let is_warning = status.is_refused_by_default();
            (report.effective_date, is_warning, status.certification())
        });
        let is_notice = |status: &AuthenticatorStatus| {
            status.is_refused_by_default()
                || *status == AuthenticatorStatus::UpdateAvailable
                || matches!(status, AuthenticatorStatus::Unknown(_))
        };
        let notices = reports.iter().filter(|report| is_notice(&report.status));
        let statement = entry.statement.as_ref();
        Self {
            aaguid: entry.aaguid,
            name: entry.name().to_string(),
            icon: statement.and_then(|statement| statement.icon.clone()),
            status: newest.map(|report| report.status.clone()),
            since: newest.and_then(|report| report.effective_date),
            certification,
            notices: notices
                .map(|report| (report.status.clone(), report.effective_date))
                .collect(),
        }
    }
}

/// The highest certification in effect that has not ended and covers the device's firmware.
fn certification(
    entry: &Entry,
    reports: &[&StatusReport],
    device: &Device<'_>,
    now: UnixTime,
) -> Option<CertificationLevel> {
    let oldest = || entry.statement.as_deref().map(oldest_version);
    let version = device.version.or_else(oldest);
    let is_none = |report: &&&StatusReport| report.status == AuthenticatorStatus::NotFidoCertified;
    let lost = reports
        .iter()
        .filter(is_none)
        .map(|report| report.effective_date)
        .max();
    let holds = |report: &&&StatusReport| {
        let has_ended = report.sunset_date.is_some_and(|date| date.end() < now);
        let covers = report
            .authenticator_version
            .is_none_or(|least| version.is_some_and(|version| version >= least));
        // A model that lost its certification has those of that day and later only.
        let was_lost = lost.is_some_and(|lost| lost > report.effective_date);
        !has_ended && covers && !was_lost
    };
    let held = reports.iter().filter(holds);
    held.filter_map(|report| report.status.certification())
        .max()
}

const fn oldest_version(statement: &MetadataStatement) -> u64 {
    statement.authenticator_version
}

/// Whether the certificates that a report names are on the device's path; all are, where one of
/// the two is not known.
fn is_about_path(report: &StatusReport, device: &Device<'_>) -> bool {
    let named = [&report.batch_certificate, &report.certificate];
    let mut named = named.into_iter().flatten().peekable();
    let (Some(_), Some(path)) = (named.peek(), device.certificates) else {
        return true;
    };
    named.any(|named| is_on(path, named))
}

fn is_on(path: &[Certificate<'_>], named: &MetadataCertificate) -> bool {
    let key = named.certificate();
    path.iter().any(|certificate| {
        key.as_ref()
            .is_ok_and(|named| named.public_key_info() == certificate.public_key_info())
    })
}

/// Names status, date and model.
fn refused(entry: &Entry, report: &StatusReport) -> Reason {
    let since = report
        .effective_date
        .map_or_else(String::new, |date| format!(" since {date}"));
    let found = format!("{}{since}, {}", report.status, entry.describe());
    Reason::mismatch(
        "status of the model",
        "one that is accepted",
        Value::text(&found),
    )
}
