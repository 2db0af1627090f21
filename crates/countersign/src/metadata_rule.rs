use alloc::boxed::Box;
use alloc::vec::Vec;

use countersign_attestation::{AttestationType, Details, Evidence};
use countersign_authdata::Aaguid;
use countersign_metadata::{Device, Entry, Metadata, ModelPolicy};
use countersign_signature::Backend;
use countersign_spec::{At as _, Reason, Rejection, Step, UnixTime};
use countersign_trust::{Anchor, PathValidation};
use countersign_x509::Certificate;

use crate::{Assessment, TrustedPath};

/// Which models are accepted, and what their chains must lead to, by FIDO metadata: [§7.1][1]
/// step 23 names the Metadata Service as a source of trust anchors.
///
/// ```
/// use countersign::metadata::{CertificationLevel, Metadata, ModelPolicy};
/// use countersign::{AttestationTrust, MetadataRule, UnixTime, UnknownModel};
///
/// let metadata = Metadata::default(); // see metadata::BlobRules
/// let rule = MetadataRule::new(&metadata, UnixTime(1_790_000_000))
///     .unknown(UnknownModel::AsWithoutMetadata)
///     .policy(ModelPolicy::default().certified(CertificationLevel::L1));
/// let trust = AttestationTrust::default().by_metadata(rule);
/// # let _ = trust;
/// ```
///
/// [1]: https://www.w3.org/TR/webauthn-3/#reg-ceremony-assess-trust
#[derive(Clone, Debug)]
pub struct MetadataRule<'p> {
    metadata: &'p Metadata,
    pub(crate) policy: ModelPolicy,
    unknown: UnknownModel,
    pub(crate) validation: PathValidation<'p>,
}

/// What becomes of a registration whose model has no entry, and of one without attestation, which
/// has no model.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub enum UnknownModel {
    /// It is refused.
    #[default]
    Refused,
    /// It is assessed as if there were no metadata.
    AsWithoutMetadata,
}

impl<'p> MetadataRule<'p> {
    /// Models that have an entry, whose default status policy accepts them now.
    #[must_use]
    pub fn new(metadata: &'p Metadata, now: UnixTime) -> Self {
        Self {
            metadata,
            policy: ModelPolicy::default(),
            unknown: UnknownModel::default(),
            validation: PathValidation::new(&[], now),
        }
    }

    /// Which models are accepted.
    #[must_use]
    pub fn policy(mut self, policy: ModelPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// What becomes of models without an entry.
    #[must_use]
    pub const fn unknown(mut self, unknown: UnknownModel) -> Self {
        self.unknown = unknown;
        self
    }

    /// How paths are validated: time, revocation and the rest. Its anchors give way to those of the
    /// model, its back end to that of the [`RelyingParty`](crate::RelyingParty).
    #[must_use]
    pub const fn validation(mut self, validation: PathValidation<'p>) -> Self {
        self.validation = validation;
        self
    }

    /// Assesses a statement whose model has an entry; `None` leaves it to others.
    pub(crate) fn assess(
        &self,
        statement: &Evidence<'_>,
        model: Aaguid,
        backend: Backend,
    ) -> Result<Option<Assessment>, Rejection> {
        self.policy.verify_model(model)?;
        let is_none = statement.attestation_type == AttestationType::None;
        let entry = if is_none {
            None
        } else {
            self.entry(statement, model)?
        };
        let Some(entry) = entry else {
            let is_refused = self.unknown == UnknownModel::Refused;
            let missing = Reason::Missing("metadata of the model");
            return Step::MdsModel.require(!is_refused, missing).map(|()| None);
        };
        verify_attestation_type(entry, statement.attestation_type)?;
        if statement.attestation_type == AttestationType::SelfAttestation {
            let device = Device::default();
            let standing = self.policy.verify(entry, &device, self.validation.time)?;
            return Ok(Some(Assessment::KnownSelfAttestation(Box::new(standing))));
        }
        self.trusted_path(entry, statement, backend).map(Some)
    }

    /// The anchors that an entry has for the statement's model; `None` where there is no entry, or
    /// none is looked for.
    pub(crate) fn anchors(
        &self,
        statement: &Evidence<'_>,
        model: Aaguid,
    ) -> Option<Vec<Anchor<'p>>> {
        if statement.attestation_type == AttestationType::None {
            return None;
        }
        let entry = self.entry(statement, model).ok().flatten()?;
        Some(entry.anchors().unwrap_or_default())
    }

    /// The model's entry: by AAGUID, or, where that is of zeros, by the attestation certificate.
    fn entry(
        &self,
        statement: &Evidence<'_>,
        model: Aaguid,
    ) -> Result<Option<&'p Entry>, Rejection> {
        if model.0 != [0; 16] {
            return self.metadata.by_aaguid(model);
        }
        let chain = statement.trust_path.certificates();
        match chain.at(Step::RegistrationTrust)?.first() {
            Some(leaf) => self.metadata.by_certificate(leaf),
            None => Ok(None),
        }
    }

    fn trusted_path(
        &self,
        entry: &Entry,
        statement: &Evidence<'_>,
        backend: Backend,
    ) -> Result<Assessment, Rejection> {
        let anchors = entry.anchors().at(Step::RegistrationTrustAnchors)?;
        let no_anchor = Reason::Missing("attestationRootCertificates");
        Step::RegistrationTrustAnchors.require(!anchors.is_empty(), no_anchor)?;
        let chain = statement.trust_path.certificates();
        let chain = chain.at(Step::RegistrationTrust)?;
        let mut validation = self.validation.clone();
        validation.anchors = &anchors;
        validation.backend = backend;
        let path = validation.verify(&chain)?;
        let anchor = path.anchor().certificate();
        let certificates: Vec<Certificate<'_>> =
            path.certificates().iter().copied().chain(anchor).collect();
        let device = Device {
            version: firmware_version(statement),
            certificates: Some(&certificates),
        };
        let standing = self.policy.verify(entry, &device, path.time())?;
        let mut trusted = TrustedPath::new(&path, validation.revocation);
        trusted.model = Some(Box::new(standing));
        Ok(Assessment::Trusted(trusted))
    }
}

/// Whether the model makes such attestations: one that has certificates does not sign for itself.
fn verify_attestation_type(entry: &Entry, found: AttestationType) -> Result<(), Rejection> {
    // Attestation type, name of it here, names of it in attestationTypes.
    const TYPES: &[(AttestationType, &str, &[&str])] = &[
        (
            AttestationType::SelfAttestation,
            "self",
            &["basic_surrogate"],
        ),
        (AttestationType::Basic, "basic", &["basic_full"]),
        (
            AttestationType::BasicOrAttCa,
            "basic or attca",
            &["basic_full", "attca"],
        ),
        (AttestationType::AttCa, "attca", &["attca"]),
        (AttestationType::AnonCa, "anonca", &["anonca"]),
    ];
    let stated = entry.statement.iter();
    let mut stated = stated.flat_map(|statement| &statement.attestation_types);
    let row = TYPES.iter().find(|(of, ..)| *of == found);
    let (_, name, wanted) = row.copied().unwrap_or((found, "another", &[]));
    let other = Reason::mismatch(
        "attestation type",
        "one of the model's attestationTypes",
        name,
    );
    Step::MdsAttestationTypes.require(stated.any(|one| wanted.contains(&one.as_str())), other)
}

/// The firmware's version, where the statement has it and it is one that metadata can name.
fn firmware_version(statement: &Evidence<'_>) -> Option<u64> {
    let Details::Packed {
        firmware_version, ..
    } = statement.details
    else {
        return None;
    };
    let bytes = firmware_version?;
    let room = 8_usize.checked_sub(bytes.len())?;
    let mut number = [0; 8];
    number.get_mut(room..)?.copy_from_slice(bytes);
    Some(u64::from_be_bytes(number))
}
