//! Holding a path against RFC 5280 §6.1, from the anchor down to the leaf. The signatures were
//! verified when the path was found.

use alloc::vec::Vec;

use countersign_signature::VerifyingKey;
use countersign_spec::{At as _, Reason, Rejection, Step, UnixTime};
use countersign_x509::{Certificate, Extension, ObjectIdentifier};

use crate::anchor::{AnchorValidity, KeyAnchor, Source};
use crate::budget::Work;
use crate::issuer::Issuer;
use crate::name_constraints::NameConstraints;
use crate::{Anchor, PathValidation, Purpose};

/// RFC 5280 §4.2.1.4: which policies a certificate is under.
const CERTIFICATE_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
/// RFC 5280 §4.2.1.5.
const POLICY_MAPPINGS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.33");
/// RFC 5280 §4.2.1.11.
const POLICY_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.36");
/// RFC 5280 §4.2.1.14.
const INHIBIT_ANY_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.54");

/// The critical extensions that this crate processes.
///
/// Of the policy extensions it processes all that matters where any policy will do: without policy
/// constraints, which are refused, no other can make a path invalid (RFC 5280 §6.1.5 (g)).
const PROCESSED: [ObjectIdentifier; 8] = [
    Extension::KEY_USAGE,
    Extension::SUBJECT_ALT_NAME,
    Extension::BASIC_CONSTRAINTS,
    Extension::NAME_CONSTRAINTS,
    Extension::EXTENDED_KEY_USAGE,
    CERTIFICATE_POLICIES,
    POLICY_MAPPINGS,
    INHIBIT_ANY_POLICY,
];

/// Validates a path, the leaf first, whose last certificate `anchor` signed.
pub(crate) fn path<'a>(
    rules: &PathValidation<'a>,
    anchor: &Anchor<'a>,
    path: &[Certificate<'a>],
    work: &mut Work,
) -> Result<(), Rejection> {
    let mut state = State::new(rules, work);
    state.begin(anchor)?;
    let Some((leaf, issuers)) = path.split_first() else {
        return Ok(());
    };
    for certificate in issuers.iter().rev() {
        state.check(certificate, Role::Intermediate)?;
        state.prepare(certificate)?;
    }
    state.check(leaf, Role::Leaf)?;
    state.wrap_up(leaf)?;
    // Last, as it is the dearest check; §6.1.3 (a)(3) has it between dates and names.
    let issuer_above = |place: usize| {
        path.get(place)
            .map_or(anchor.issuer(), |c| Issuer::from(*c))
    };
    for (place, certificate) in path.iter().enumerate().rev() {
        let issuer = issuer_above(place.saturating_add(1));
        rules
            .revocation
            .check(certificate, Some(issuer), rules, work)?;
    }
    Ok(())
}

/// Validates a leaf that the caller listed as an anchor: a path without signatures.
pub(crate) fn pinned_leaf<'a>(
    rules: &PathValidation<'a>,
    anchor: &Anchor<'a>,
    leaf: &Certificate<'a>,
    work: &mut Work,
) -> Result<(), Rejection> {
    let state = State::new(rules, work);
    if anchor.validity == AnchorValidity::Checked {
        validity(leaf, rules.time, Role::Leaf)?;
    }
    purpose(leaf, Role::Leaf, rules.purpose)?;
    critical_extensions(
        leaf,
        rules.critical_extensions,
        Step::PathLeafCriticalExtension,
        state.work,
    )?;
    rules.revocation.check(leaf, None, rules, work)
}

/// Where a certificate stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Anchor,
    Intermediate,
    Leaf,
}

/// The state variables of RFC 5280 §6.1.2, without those for policies.
struct State<'w, 'v, 'a> {
    rules: &'v PathValidation<'a>,
    work: &'w mut Work,
    /// "max_path_length"
    max_path_length: u32,
    /// "permitted_subtrees" and "excluded_subtrees": a name must be allowed by each of these.
    constraints: Vec<NameConstraints<'a>>,
}

impl<'w, 'v, 'a> State<'w, 'v, 'a> {
    fn new(rules: &'v PathValidation<'a>, work: &'w mut Work) -> Self {
        let max_path_length = rules.max_intermediates;
        Self {
            rules,
            work,
            max_path_length,
            constraints: Vec::new(),
        }
    }

    /// §6.1.2: what the anchor sets.
    // STRICTER: RFC 5280 §6.1.1 (d) takes an anchor for a name and a key; one given as a certificate
    // is held to that certificate's dates, key usage, constraints and critical extensions, unless
    // the caller gives name and key alone.
    fn begin(&mut self, anchor: &Anchor<'a>) -> Result<(), Rejection> {
        let certificate = match anchor.source {
            Source::Key(key) => return self.begin_key(&key),
            Source::Certificate(certificate) => certificate,
        };
        if anchor.validity == AnchorValidity::Checked {
            validity(&certificate, self.rules.time, Role::Anchor)?;
        }
        if let Err(contradiction @ Reason::Mismatch { .. }) = certificate.signature_scheme() {
            return Err(Step::PathSignature.refuse(contradiction));
        }
        self.prepare_extensions(&certificate, Role::Anchor)
    }

    fn begin_key(&mut self, key: &KeyAnchor<'a>) -> Result<(), Rejection> {
        self.limit_path_length(key.path_length);
        if let Some(value) = key.name_constraints {
            let parsed = NameConstraints::parse(value).at(Step::PathNameConstraintsSyntax)?;
            self.constraints.push(parsed);
        }
        Ok(())
    }

    /// §6.1.3 (a)(2), (b) and (c): "Basic Certificate Processing".
    fn check(&mut self, certificate: &Certificate<'a>, role: Role) -> Result<(), Rejection> {
        validity(certificate, self.rules.time, role)?;
        // §6.1.3 (a)(4) was the condition for being in the path; §4.1.2.4 wants a name.
        Step::PathIssuerName.require(
            !certificate.issuer().is_empty(),
            Reason::NotAllowed("empty issuer name"),
        )?;
        // STRICTER: RFC 5280 §6.1 accepts leaves of version 1 and 2; they cannot say what they are
        // for, and no authenticator has one.
        let step = if role == Role::Leaf {
            Step::PathExtensions
        } else {
            Step::PathBasicConstraints
        };
        let version = certificate.version();
        step.require(
            version == 3,
            Reason::mismatch("certificate version", 3, i32::from(version)),
        )?;
        // "If certificate i is self-issued and it is not the final certificate in the path, skip"
        if role == Role::Leaf || !is_self_issued(certificate) {
            for constraints in &self.constraints {
                constraints.allow(certificate, self.work)?;
            }
        }
        purpose(certificate, role, self.rules.purpose)
    }

    /// §6.1.4: "Preparation for Certificate i+1".
    fn prepare(&mut self, certificate: &Certificate<'a>) -> Result<(), Rejection> {
        if !is_self_issued(certificate) {
            let too_long = Reason::NotAllowed("intermediate beyond the path length");
            let left = self.max_path_length.checked_sub(1);
            self.max_path_length = left.ok_or(Step::PathLength.refuse(too_long))?;
        }
        self.prepare_extensions(certificate, Role::Intermediate)
    }

    /// §6.1.4 (g) and (k) to (o): what an issuer's extensions say.
    fn prepare_extensions(
        &mut self,
        certificate: &Certificate<'a>,
        role: Role,
    ) -> Result<(), Rejection> {
        self.add_name_constraints(certificate)?;
        // A root of version 1 cannot say that it is a CA; the caller did.
        if !(role == Role::Anchor && certificate.version() < 3) {
            let constraints = certificate
                .basic_constraints()
                .at(Step::PathBasicConstraints)?;
            let missing = Step::PathBasicConstraints.refuse(Reason::Missing("basicConstraints"));
            let constraints = constraints.ok_or(missing)?;
            Step::PathBasicConstraints.require(constraints.ca, Reason::NotAllowed("cA false"))?;
            self.limit_path_length(constraints.path_length);
        }
        if let Some(key_usage) = certificate.key_usage().at(Step::PathKeyUsage)? {
            Step::PathKeyUsage
                .require(key_usage.key_cert_sign(), Reason::Missing("keyCertSign"))?;
        }
        critical_extensions(certificate, &[], Step::PathCriticalExtension, self.work)
    }

    /// §6.1.4 (g).
    fn add_name_constraints(&mut self, certificate: &Certificate<'a>) -> Result<(), Rejection> {
        let step = Step::PathNameConstraintsSyntax;
        let Some(extension) = certificate
            .extension(Extension::NAME_CONSTRAINTS)
            .at(step)?
        else {
            return Ok(());
        };
        // STRICTER: RFC 5280 §4.2.1.10 tells issuers, not verifiers, that name constraints are
        // critical; ones that are not would bind us and not others.
        step.require(
            extension.critical,
            Reason::NotAllowed("nameConstraints that are not critical"),
        )?;
        self.constraints
            .push(NameConstraints::parse(extension.value).at(step)?);
        Ok(())
    }

    /// §6.1.4 (m).
    fn limit_path_length(&mut self, limit: Option<u32>) {
        self.max_path_length = limit.map_or(self.max_path_length, |n| n.min(self.max_path_length));
    }

    /// §6.1.5: "Wrap-Up Procedure".
    fn wrap_up(&mut self, leaf: &Certificate<'a>) -> Result<(), Rejection> {
        // STRICTER: RFC 5280 §6.1.5 hands the leaf's key on; we refuse one that no signature could
        // be verified with, as a weak or unknown key makes the attestation worthless.
        let key = leaf.public_key().at(Step::PathLeafKey)?;
        VerifyingKey::check(&key).at(Step::PathLeafKey)?;
        let step = Step::PathNameConstraintsSyntax;
        let constraints = leaf.extension(Extension::NAME_CONSTRAINTS).at(step)?;
        let is_ca = || {
            Ok(leaf
                .basic_constraints()?
                .is_some_and(|constraints| constraints.ca))
        };
        // STRICTER: §4.2.1.10 "MUST be used only in a CA certificate" is a rule for issuers; we
        // hold the leaf to it.
        step.require(
            constraints.is_none() || is_ca().at(step)?,
            Reason::NotAllowed("nameConstraints of a certificate that is no CA"),
        )?;
        let known = self.rules.critical_extensions;
        critical_extensions(leaf, known, Step::PathLeafCriticalExtension, self.work)
    }
}

/// §6.1.3 (a)(2): "The certificate validity period includes the current time."
fn validity(certificate: &Certificate<'_>, now: UnixTime, role: Role) -> Result<(), Rejection> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    let what = match role {
        Role::Anchor => "anchor certificate",
        Role::Intermediate => "intermediate certificate",
        Role::Leaf => "leaf certificate",
    };
    Step::PathValidity.require(
        not_before <= now && now <= not_after,
        Reason::Expired {
            what,
            now,
            not_before,
            not_after,
        },
    )
}

/// §4.2.1.12, as far as the caller demands a purpose.
// STRICTER: RFC 5280 gives extended key usages of a CA no meaning; one that has some and not the
// purpose demanded certifies nothing for it. anyExtendedKeyUsage counts in a CA and, as §4.2.1.12
// allows, not in the leaf.
fn purpose(certificate: &Certificate<'_>, role: Role, demanded: Purpose) -> Result<(), Rejection> {
    const ANY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
    const STEP: Step = Step::PathExtendedKeyUsage;
    let (Purpose::IfStated(purpose) | Purpose::Required(purpose)) = demanded else {
        return Ok(());
    };
    let Some(usages) = certificate.extended_key_usage().at(STEP)? else {
        let needed = role == Role::Leaf && demanded == Purpose::Required(purpose);
        return STEP.require(!needed, Reason::Missing("extKeyUsage"));
    };
    let is_named = usages.contains(purpose) || (role != Role::Leaf && usages.contains(ANY));
    STEP.require(is_named, Reason::Missing("purpose in extKeyUsage"))
}

/// §6.1.4 (o) and §6.1.5 (f): every critical extension is processed, by us or by the caller; and
/// §4.2: each is there once.
fn critical_extensions(
    certificate: &Certificate<'_>,
    known: &[ObjectIdentifier],
    step: Step,
    work: &mut Work,
) -> Result<(), Rejection> {
    let mut earlier = Vec::new();
    for (oid, extension) in certificate.extensions() {
        work.comparisons(earlier.len())?;
        Step::PathExtensions.require(
            !earlier.contains(&oid),
            Reason::NotAllowed("extension that is there twice"),
        )?;
        earlier.push(oid);
        // STRICTER: policies are not processed, so a certificate that may demand some is refused,
        // also where RFC 5280 §4.2.1.11 is broken and the demand is not critical.
        let is_known = PROCESSED
            .iter()
            .chain(known)
            .any(|processed| oid == *processed);
        step.require(
            if extension.critical {
                is_known
            } else {
                oid != POLICY_CONSTRAINTS
            },
            Reason::Unsupported("critical extension", oid.0.into()),
        )?;
    }
    Ok(())
}

/// §6.1: "A certificate is self-issued if the same DN appears in the subject and issuer fields".
fn is_self_issued(certificate: &Certificate<'_>) -> bool {
    certificate.subject().matches(&certificate.issuer())
}
