use alloc::boxed::Box;
use alloc::vec::Vec;

use countersign_attestation::{AttestationType, Evidence, Format};
use countersign_authdata::Aaguid;
use countersign_metadata::Standing;
use countersign_signature::Backend;
use countersign_spec::{At, Reason, Rejection, Step, UnixTime};
use countersign_trust::{Budget, PathValidation, Revocation, VerifiedPath};

use crate::{Acceptance, MetadataRule};

/// Which attestations are trustworthy: [§7.1][1] steps 23 and 24.
///
/// By default none and self attestation are accepted, which prove nothing about the authenticator
/// and claim nothing, and statements with a certificate chain are refused, which claim something:
/// [`AttestationTrust::anchored`] says what they must lead to.
///
/// ```
/// use countersign::trust::{PathValidation, anchors};
/// use countersign::{AnchorRule, AttestationTrust, Format, UnixTime};
///
/// let now = UnixTime(1_790_000_000);
/// let apple = [anchors::apple::WEBAUTHN_ROOT.anchor()?];
/// let trust = AttestationTrust::default().anchored([
///     AnchorRule::new(PathValidation::new(&apple, now)).for_format(Format::Apple),
/// ]);
/// # let _ = trust;
/// # Ok::<(), countersign::Reason>(())
/// ```
///
/// [1]: https://www.w3.org/TR/webauthn-3/#reg-ceremony-assess-trust
#[derive(Clone, Debug, Default)]
pub struct AttestationTrust<'p> {
    none: Acceptance,
    self_attestation: Acceptance,
    metadata: Option<MetadataRule<'p>>,
    chains: Chains<'p>,
}

/// What becomes of a statement with a certificate chain.
#[derive(Clone, Debug, Default)]
enum Chains<'p> {
    #[default]
    Refused,
    Anchored(Vec<AnchorRule<'p>>),
    Unassessed,
}

/// What the chains of certain statements must lead to, and how the path is validated.
#[derive(Clone, Debug)]
pub struct AnchorRule<'p> {
    pub(crate) validation: PathValidation<'p>,
    format: Option<Format>,
    model: Option<Aaguid>,
}

/// How one statement was assessed.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Assessment {
    /// There is no attestation, and policy accepts that.
    None,
    /// The credential key signed for itself, and policy accepts that.
    SelfAttestation,
    /// The same, by a model that metadata know to do so. Nothing proves that it is of that model.
    KnownSelfAttestation(Box<Standing>),
    /// A path leads to one of the caller's anchors.
    Trusted(TrustedPath),
    /// There is a certificate chain, and nobody looked where it leads.
    Unassessed,
}

/// A path from the attestation certificate to an anchor of the caller's, valid at the time that
/// the caller gave.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct TrustedPath {
    /// The anchor's name, a DER `Name`.
    pub anchor_name: Vec<u8>,
    /// The anchor's key, a DER `SubjectPublicKeyInfo`.
    pub anchor_public_key_info: Vec<u8>,
    /// The certificates of the path, in DER, the attestation certificate first, the anchor's own
    /// left out unless it is that one.
    pub certificates: Vec<Vec<u8>>,
    /// The time at which the path was valid.
    pub time: UnixTime,
    /// Whether it was asked if a certificate had been revoked.
    pub revocation: RevocationChecked,
    /// What metadata say of the model, where its anchors came from there.
    pub model: Option<Box<Standing>>,
}

/// How far the revocation of certificates was checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum RevocationChecked {
    /// It was not.
    No,
    /// Where the caller had a list for the issuer.
    WhereGiven,
    /// For every certificate of the path.
    Always,
}

impl<'p> AttestationTrust<'p> {
    /// Whether a registration without attestation is accepted.
    #[must_use]
    pub fn none(mut self, acceptance: Acceptance) -> Self {
        self.none = acceptance;
        self
    }

    /// Whether self attestation is accepted.
    #[must_use]
    pub fn self_attestation(mut self, acceptance: Acceptance) -> Self {
        self.self_attestation = acceptance;
        self
    }

    /// Accepts statements with a certificate chain that one of these rules lets pass. A statement
    /// that no rule is for is refused.
    #[must_use]
    pub fn anchored(mut self, rules: impl IntoIterator<Item = AnchorRule<'p>>) -> Self {
        self.chains = Chains::Anchored(rules.into_iter().collect());
        self
    }

    /// Takes the anchors of models, and what is known of them, from metadata. What becomes of a
    /// model without an entry is in the rule; if it is not refused, it is assessed as without
    /// metadata.
    #[must_use]
    pub fn by_metadata(mut self, rule: MetadataRule<'p>) -> Self {
        self.metadata = Some(rule);
        self
    }

    /// For [`danger::unassessed_chains`](crate::danger::unassessed_chains).
    pub(crate) fn unassessed(mut self) -> Self {
        self.chains = Chains::Unassessed;
        self
    }

    /// The rule on models, if there is one.
    pub(crate) const fn metadata_rule(&self) -> Option<&MetadataRule<'p>> {
        self.metadata.as_ref()
    }

    /// The rules on certificate chains; none where chains are refused or not looked at.
    pub(crate) fn anchor_rules(&self) -> &[AnchorRule<'p>] {
        match &self.chains {
            Chains::Anchored(rules) => rules,
            Chains::Refused | Chains::Unassessed => &[],
        }
    }

    /// Whether a chain is accepted wherever it leads.
    pub(crate) const fn is_unassessed(&self) -> bool {
        matches!(self.chains, Chains::Unassessed)
    }

    /// Assesses each statement of the evidence, in order. A rule has one [`Budget`] for all of
    /// them: a compound statement must not make the work that of eight.
    pub(crate) fn assess(
        &self,
        evidence: &Evidence<'_>,
        model: Aaguid,
        backend: Backend,
    ) -> Result<Vec<Assessment>, Rejection> {
        let mut budgets = Budgets::of(self);
        let assess = |statement| self.assess_statement(statement, model, backend, &mut budgets);
        evidence.statements().iter().map(assess).collect()
    }

    fn assess_statement(
        &self,
        statement: &Evidence<'_>,
        model: Aaguid,
        backend: Backend,
        budgets: &mut Budgets,
    ) -> Result<Assessment, Rejection> {
        let step = Step::RegistrationTrust;
        let known = match (&self.metadata, &mut budgets.metadata) {
            (Some(rule), Some(budget)) => rule.assess(statement, model, backend, budget)?,
            _ => None,
        };
        match (known, statement.attestation_type) {
            (Some(known @ Assessment::Trusted(_)), _) => return Ok(known),
            (Some(known), AttestationType::SelfAttestation)
                if self.self_attestation == Acceptance::Accepted =>
            {
                return Ok(known);
            }
            _ => {}
        }
        match (statement.attestation_type, &self.chains) {
            (AttestationType::None, _) => step
                .require(
                    self.none == Acceptance::Accepted,
                    Reason::NotAllowed("no attestation"),
                )
                .map(|()| Assessment::None),
            (AttestationType::SelfAttestation, _) => step
                .require(
                    self.self_attestation == Acceptance::Accepted,
                    Reason::NotAllowed("self attestation"),
                )
                .map(|()| Assessment::SelfAttestation),
            (_, Chains::Refused) => {
                Err(step.refuse(Reason::NotAllowed("a certificate chain, without anchors")))
            }
            (_, Chains::Unassessed) => Ok(Assessment::Unassessed),
            (_, Chains::Anchored(rules)) => {
                let rules = rules.iter().zip(&mut budgets.anchored);
                trusted_path(rules, statement, model, backend).map(Assessment::Trusted)
            }
        }
    }
}

/// What is left of the budget of each rule, for one response.
struct Budgets {
    metadata: Option<Budget>,
    anchored: Vec<Budget>,
}

impl Budgets {
    fn of(trust: &AttestationTrust<'_>) -> Self {
        let rules: &[AnchorRule<'_>] = match &trust.chains {
            Chains::Anchored(rules) => rules,
            Chains::Refused | Chains::Unassessed => &[],
        };
        Self {
            metadata: trust.metadata.as_ref().map(MetadataRule::budget),
            anchored: rules.iter().map(|rule| rule.validation.budget).collect(),
        }
    }
}

/// Tries each rule that is for the statement; the first rejection is the one that is reported.
fn trusted_path<'r, 'p: 'r>(
    rules: impl Iterator<Item = (&'r AnchorRule<'p>, &'r mut Budget)>,
    statement: &Evidence<'_>,
    model: Aaguid,
    backend: Backend,
) -> Result<TrustedPath, Rejection> {
    let mut refused = None;
    for (rule, budget) in rules.filter(|(rule, _)| rule.is_for(statement.format, model)) {
        match rule.verify(statement, backend, budget) {
            Ok(path) => return Ok(path),
            Err(rejection) => refused = refused.or(Some(rejection)),
        }
    }
    Err(refused.unwrap_or(Step::RegistrationTrustAnchors.refuse(Reason::Missing("trust anchor"))))
}

impl<'p> AnchorRule<'p> {
    /// These anchors, with this validation, for the chain of any statement. Its back end gives
    /// way to that of the [`RelyingParty`](crate::RelyingParty).
    #[must_use]
    pub const fn new(validation: PathValidation<'p>) -> Self {
        Self {
            validation,
            format: None,
            model: None,
        }
    }

    /// For statements of this format only.
    #[must_use]
    pub const fn for_format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// For authenticators of this model only.
    ///
    /// ```
    /// use countersign::trust::{Anchor, PathValidation};
    /// use countersign::{Aaguid, AnchorRule, AttestationTrust, UnixTime};
    ///
    /// /// A vendor's roots vouch for the vendor's model, and for no other.
    /// fn vendor<'a>(model: Aaguid, roots: &'a [Anchor<'a>], now: UnixTime) -> AttestationTrust<'a> {
    ///     let rule = AnchorRule::new(PathValidation::new(roots, now)).for_model(model);
    ///     AttestationTrust::default().anchored([rule])
    /// }
    /// # let _ = vendor;
    /// ```
    #[must_use]
    pub const fn for_model(mut self, model: Aaguid) -> Self {
        self.model = Some(model);
        self
    }

    pub(crate) fn is_for(&self, format: Format, model: Aaguid) -> bool {
        self.format.is_none_or(|wanted| wanted == format)
            && self.model.is_none_or(|wanted| wanted == model)
    }

    fn verify(
        &self,
        statement: &Evidence<'_>,
        backend: Backend,
        budget: &mut Budget,
    ) -> Result<TrustedPath, Rejection> {
        let chain = statement
            .trust_path
            .certificates()
            .at(Step::RegistrationTrust)?;
        let mut validation = self.validation.clone();
        validation.backend = backend;
        let path = validation.verify_within(&chain, budget)?;
        Ok(TrustedPath::new(&path, self.validation.revocation))
    }
}

impl TrustedPath {
    pub(crate) fn new(path: &VerifiedPath<'_>, revocation: Revocation<'_>) -> Self {
        let certificates = path.certificates().iter();
        Self {
            anchor_name: path.anchor().name().der().to_vec(),
            anchor_public_key_info: path.anchor().public_key_info().to_vec(),
            certificates: certificates
                .map(|certificate| certificate.der().to_vec())
                .collect(),
            time: path.time(),
            revocation: match revocation {
                Revocation::Ignored => RevocationChecked::No,
                Revocation::Required(_) => RevocationChecked::Always,
                _ => RevocationChecked::WhereGiven,
            },
            model: None,
        }
    }
}
