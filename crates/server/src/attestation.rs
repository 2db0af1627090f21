//! What a registration's attestation must be, and what the account's page says of it.

use countersign::attestation::{
    AuthorizationLists, CtsProfile, FidoU2fAaguid, ResponseTime, SafetyNet, SafetyNetRules, Sha1,
};
use countersign::trust::{AnchorInChain, PathValidation, Revocation, RevocationSources, anchors};
use countersign::{
    AnchorRule, Assessment, AttestationPolicy, AttestationTrust, AttestationType, Format,
    MetadataRule, Reason, RegistrationExpectations, Rejection, RevocationList, Step, UnixTime,
    UnknownModel, VerifiedRegistration, danger,
};
use serde_json::{Value, json};

use crate::app::Shared;
use crate::config::AttestationDemand;
use crate::error::ApiError;
use crate::trust_data::Known;

/// What [`with_policy`] borrows from.
pub(crate) struct Policy<'k> {
    known: &'k Known,
    revocation_lists: Vec<RevocationList<'k>>,
    roots: Vec<(Format, countersign::trust::Anchor<'static>)>,
    demand: AttestationDemand,
    for_tools: bool,
    now: UnixTime,
}

impl<'k> Policy<'k> {
    pub(crate) fn new(app: &Shared, known: &'k Known, now: UnixTime) -> Result<Self, ApiError> {
        let lists = known.revocation_lists.iter();
        let lists: Result<Vec<_>, Reason> = lists.map(|der| RevocationList::parse(der)).collect();
        let published = [
            (Format::Apple, anchors::apple::WEBAUTHN_ROOT),
            (Format::AndroidKey, anchors::google::ROOT_RSA),
            (Format::AndroidKey, anchors::google::ROOT_EC),
            (Format::Tpm, anchors::microsoft::TPM_ROOT_2014),
        ];
        let roots = published.iter();
        let roots: Result<Vec<_>, Reason> = roots
            .map(|(format, root)| Ok((*format, root.anchor()?)))
            .collect();
        Ok(Self {
            known,
            revocation_lists: lists.map_err(ApiError::internal)?,
            roots: roots.map_err(ApiError::internal)?,
            demand: app.config.attestation_demand,
            for_tools: app.config.fido,
            now,
        })
    }

    /// How many sources of metadata there are to be asked, one after the other.
    pub(crate) fn rounds(&self) -> usize {
        self.known.metadata.len().max(1)
    }

    /// Whether this refusal means that the source of that round does not know the model, and the
    /// next is to be asked.
    pub(crate) fn goes_on(&self, round: usize, rejection: &Rejection) -> bool {
        let is_unknown = matches!(rejection.reason(), Reason::Missing(_));
        let is_last = round.saturating_add(1) >= self.rounds();
        rejection.step() == Step::MdsModel && is_unknown && !is_last
    }

    /// Adds what this server demands of attestations.
    pub(crate) fn apply<'p>(
        &'p self,
        expected: RegistrationExpectations<'p>,
        round: usize,
    ) -> RegistrationExpectations<'p> {
        let mut attestation = AttestationPolicy::default();
        if self.for_tools {
            attestation.sha1 = Sha1::Accepted;
            attestation.fido_u2f_aaguid = FidoU2fAaguid::Zeros;
            attestation.android_key.lists = AuthorizationLists::Union;
            let mut rules = SafetyNetRules::at(self.now);
            rules.time = ResponseTime::Within {
                now: self.now,
                age: 60,
                skew: 0,
            };
            rules.device = CtsProfile::Reported;
            attestation.safety_net = SafetyNet::Accepted(rules);
        }
        expected.attestation(attestation).trust(self.trust(round))
    }

    fn trust(&self, round: usize) -> AttestationTrust<'_> {
        let mut trust = AttestationTrust::default();
        if let Some(metadata) = self.known.metadata.get(round) {
            let is_last = round.saturating_add(1) >= self.rounds();
            let rule = MetadataRule::new(metadata, self.now)
                .unknown(if is_last {
                    UnknownModel::AsWithoutMetadata
                } else {
                    UnknownModel::Refused
                })
                .validation(self.validation(&[]));
            trust = trust.by_metadata(rule);
        }
        match (self.for_tools, self.demand) {
            (true, _) => trust,
            (false, AttestationDemand::Report) => danger::unassessed_chains(trust),
            (false, AttestationDemand::Require) => {
                let rules = self.roots.iter().map(|(format, root)| {
                    let rule = self.validation(core::slice::from_ref(root));
                    AnchorRule::new(rule).for_format(*format)
                });
                trust.anchored(rules)
            }
        }
    }

    fn validation<'p>(
        &'p self,
        anchors: &'p [countersign::trust::Anchor<'p>],
    ) -> PathValidation<'p> {
        let mut validation = PathValidation::new(anchors, self.now);
        let mut sources = RevocationSources::default().with_lists(&self.revocation_lists);
        if let Some(list) = &self.known.android_status {
            sources = sources.with_android_status(list);
        }
        validation.revocation = Revocation::CheckedWhereGiven(sources);
        if self.for_tools {
            validation.anchor_in_chain = AnchorInChain::Refused;
        }
        validation
    }
}

/// What is stored and shown of an accepted attestation.
pub(crate) fn explained(verified: &VerifiedRegistration<'_>) -> Value {
    let evidence = &verified.evidence;
    let (model, certification, says) = match verified.trust.first() {
        Some(Assessment::Trusted(path)) => match &path.model {
            Some(model) => (
                Some(model.name.clone()),
                model.certification,
                format!("it is a {}", model.name),
            ),
            None => (None, None, "its maker is known".to_owned()),
        },
        Some(Assessment::KnownSelfAttestation(model)) => (
            Some(model.name.clone()),
            model.certification,
            format!("{}, which nothing proves", model.name),
        ),
        Some(Assessment::Unassessed) => (
            None,
            None,
            "it has a certificate whose maker we do not know".to_owned(),
        ),
        Some(Assessment::SelfAttestation) => (None, None, "it vouches for itself alone".to_owned()),
        _ => (None, None, String::new()),
    };
    let is_none = evidence.attestation_type == AttestationType::None;
    json!({
        "format": evidence.format.identifier(),
        "type": type_name(evidence.attestation_type),
        "trusted": matches!(verified.trust.first(), Some(Assessment::Trusted(_))),
        "model": model,
        "certification": certification.map(countersign::metadata::CertificationLevel::name),
        "summary": if is_none { None } else { Some(says) },
    })
}

const fn type_name(attestation_type: AttestationType) -> &'static str {
    match attestation_type {
        AttestationType::None => "none",
        AttestationType::SelfAttestation => "self",
        AttestationType::Basic => "basic",
        AttestationType::BasicOrAttCa => "basic or attca",
        AttestationType::AttCa => "attca",
        AttestationType::AnonCa => "anonca",
        AttestationType::Compound => "compound",
        _ => "other",
    }
}
