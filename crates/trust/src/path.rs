use alloc::vec::Vec;

use countersign_signature::Backend;
use countersign_spec::{Reason, Rejection, Step, UnixTime};
use countersign_x509::{Certificate, ObjectIdentifier};

use crate::budget::Work;
use crate::search::Search;
use crate::{Anchor, Budget, Revocation, validation};

/// What a path must be to be trusted: [RFC 5280 §6.1][1], whose inputs these are.
///
/// Make one with [`new`](Self::new) and set the fields that differ.
///
/// [1]: https://www.rfc-editor.org/rfc/rfc5280#section-6.1
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathValidation<'a> {
    /// The anchors, all of them the caller's. Which ones are right for an attestation is the
    /// caller's knowledge, such as the metadata of an AAGUID.
    pub anchors: &'a [Anchor<'a>],
    /// Certificates that the chain may lack. They are trusted no more than those of the chain.
    pub intermediates: &'a [Certificate<'a>],
    /// The time at which everything must be valid.
    pub time: UnixTime,
    /// What the leaf must be for.
    pub purpose: Purpose,
    /// Whether and how revocation is checked.
    pub revocation: Revocation<'a>,
    /// Critical extensions of the leaf that the caller processes itself. Those of RFC 5280 that
    /// this crate processes are known without.
    pub critical_extensions: &'a [ObjectIdentifier],
    /// The most intermediates between leaf and anchor, self-issued ones not counted, whatever the
    /// certificates allow.
    pub max_intermediates: u32,
    /// Whether signatures over SHA-1 count.
    pub sha1: Sha1,
    /// Whether the chain may include the anchor itself.
    pub anchor_in_chain: AnchorInChain,
    /// How much work the search may be.
    pub budget: Budget,
    /// Who does the arithmetic of signatures.
    pub backend: Backend,
}

/// What a leaf must be for ([RFC 5280 §4.2.1.12][1]).
///
/// [1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.12
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Purpose {
    /// Extended key usage is not looked at: attestation formats that want one check it themselves.
    Any,
    /// A certificate on the path that has extended key usages has this one.
    IfStated(ObjectIdentifier),
    /// The same, and the leaf has it in any case.
    Required(ObjectIdentifier),
}

/// Whether a chain may include the anchor that it leads to, as many do. A leaf that is an anchor
/// itself may be there in any case.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub enum AnchorInChain {
    /// It may: RFC 5280 has nothing against it, and it is not needed.
    #[default]
    Accepted,
    /// It may not, as FIDO's conformance tools want it.
    Refused,
}

/// Whether signatures over SHA-1 count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sha1 {
    /// They do not. The signature of an anchor's own certificate is never looked at, so old roots
    /// serve as ever.
    Refused,
    /// They do. Lost is that a certificate says what its issuer signed: two certificates with one
    /// signature over SHA-1 can be made.
    Accepted,
}

/// A path from a leaf to an anchor of the caller's that was valid at the time that the caller gave.
///
/// Only [`PathValidation::verify`] makes one.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedPath<'a> {
    anchor: &'a Anchor<'a>,
    certificates: Vec<Certificate<'a>>,
    time: UnixTime,
}

impl<'a> PathValidation<'a> {
    /// Paths to `anchors` at `time`: no intermediates besides the chain's, any purpose, no check of
    /// revocation, no signatures over SHA-1, the default budget, the fastest back end.
    #[must_use]
    pub fn new(anchors: &'a [Anchor<'a>], time: UnixTime) -> Self {
        Self {
            anchors,
            intermediates: &[],
            time,
            purpose: Purpose::Any,
            revocation: Revocation::Ignored,
            critical_extensions: &[],
            max_intermediates: Budget::PATH_CERTIFICATES,
            sha1: Sha1::Refused,
            anchor_in_chain: AnchorInChain::default(),
            budget: Budget::default(),
            backend: Backend::default(),
        }
    }

    /// Verifies that a path leads from the first certificate of `chain` to an anchor, through
    /// the others of `chain` and the caller's intermediates, in whatever order they come and
    /// whether or not the anchor is among them.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] names the rule that failed. If several paths were tried and all failed,
    /// it is that of the first that reached an anchor, or else of the one that came furthest; the
    /// same input always gives the same one.
    pub fn verify(&self, chain: &[Certificate<'a>]) -> Result<VerifiedPath<'a>, Rejection> {
        self.verify_within(chain, &mut { self.budget })
    }

    /// As [`verify`](Self::verify), with `budget` in the place of this one's, and takes from it what
    /// was spent: for several chains that came in one response.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    ///
    /// ```
    /// use countersign_spec::Rejection;
    /// use countersign_trust::{Budget, PathValidation, VerifiedPath};
    /// use countersign_x509::Certificate;
    ///
    /// /// The chains of one response, which together may cost no more than one.
    /// fn all<'a>(
    ///     validation: &PathValidation<'a>,
    ///     chains: &[Vec<Certificate<'a>>],
    /// ) -> Result<Vec<VerifiedPath<'a>>, Rejection> {
    ///     let mut budget = Budget::default();
    ///     chains.iter().map(|chain| validation.verify_within(chain, &mut budget)).collect()
    /// }
    /// # let _ = all;
    /// ```
    pub fn verify_within(
        &self,
        chain: &[Certificate<'a>],
        budget: &mut Budget,
    ) -> Result<VerifiedPath<'a>, Rejection> {
        let mut work = Work::new(*budget);
        let verified = self.search(chain, &mut work);
        *budget = work.left();
        verified
    }

    fn search(
        &self,
        chain: &[Certificate<'a>],
        work: &mut Work,
    ) -> Result<VerifiedPath<'a>, Rejection> {
        let no_certificate = Reason::Missing("certificate chain");
        let (leaf, others) = chain
            .split_first()
            .ok_or(Step::PathAnchor.refuse(no_certificate))?;
        Step::PathAnchor.require(!self.anchors.is_empty(), Reason::Missing("trust anchor"))?;
        if let Some(anchor) = self.anchors.iter().find(|anchor| anchor.is(leaf)) {
            validation::pinned_leaf(self, anchor, leaf, work)?;
            return Ok(self.verified(anchor, Vec::from([*leaf])));
        }
        let (anchor, path) = Search::new(self, leaf, others, work).run()?;
        let is_free = self.anchor_in_chain == AnchorInChain::Accepted;
        Step::PathAnchor.require(
            is_free || !others.iter().any(|other| anchor.is(other)),
            Reason::NotAllowed("the trust anchor in the certificate chain"),
        )?;
        Ok(self.verified(anchor, path))
    }

    fn verified(
        &self,
        anchor: &'a Anchor<'a>,
        certificates: Vec<Certificate<'a>>,
    ) -> VerifiedPath<'a> {
        VerifiedPath {
            anchor,
            certificates,
            time: self.time,
        }
    }
}

impl<'a> VerifiedPath<'a> {
    /// The anchor that the path leads to.
    #[must_use]
    pub const fn anchor(&self) -> &'a Anchor<'a> {
        self.anchor
    }

    /// The path: the leaf first, without the anchor, unless the leaf is the anchor.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate<'a>] {
        &self.certificates
    }

    /// The time at which the path was valid.
    #[must_use]
    pub const fn time(&self) -> UnixTime {
        self.time
    }
}
