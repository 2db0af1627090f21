//! Looking for a path: from the leaf upwards, depth first, anchors before other certificates.

use alloc::vec::Vec;

use countersign_cose::{Hash, Scheme};
use countersign_spec::{At as _, Reason, Rejection, Step};
use countersign_x509::Certificate;

use crate::budget::Work;
use crate::issuer::Issuer;
use crate::{Anchor, PathValidation, Sha1, validation};

/// A search for a path, with what is left of its budget.
pub(crate) struct Search<'v, 'a> {
    rules: &'v PathValidation<'a>,
    /// The certificates that may stand between leaf and anchor: the chain's, then the caller's.
    candidates: Vec<Certificate<'a>>,
    /// The path so far, the leaf first.
    path: Vec<Certificate<'a>>,
    work: &'v mut Work,
    failure: Option<Failure>,
}

/// Why no path was found yet, and how far the one that failed had come.
struct Failure {
    reached: Reached,
    rejection: Rejection,
}

/// How far a path came: the later, the more its rejection tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    /// A path of so many certificates had no next one.
    Certificates(usize),
    /// It led to an anchor, with valid signatures, and broke another rule.
    Anchor,
}

impl<'v, 'a> Search<'v, 'a> {
    pub(crate) fn new(
        rules: &'v PathValidation<'a>,
        leaf: &Certificate<'a>,
        others: &[Certificate<'a>],
        work: &'v mut Work,
    ) -> Self {
        let candidates = others.iter().chain(rules.intermediates).copied().collect();
        Self {
            rules,
            candidates,
            path: Vec::from([*leaf]),
            work,
            failure: None,
        }
    }

    /// Finds the first path that is valid.
    pub(crate) fn run(mut self) -> Result<(&'a Anchor<'a>, Vec<Certificate<'a>>), Rejection> {
        if let Some(anchor) = self.extend()? {
            return Ok((anchor, self.path));
        }
        let no_issuer = Step::PathAnchor.refuse(Reason::Missing("issuer certificate"));
        Err(self.failure.map_or(no_issuer, |failure| failure.rejection))
    }

    /// Looks for an issuer of the path's last certificate, and for the issuer's, and so on. Fails
    /// only when the budget is spent. The depth of the recursion is the length of the path, which
    /// the budget limits.
    fn extend(&mut self) -> Result<Option<&'a Anchor<'a>>, Rejection> {
        let Some(&last) = self.path.last() else {
            return Ok(None);
        };
        for anchor in self.rules.anchors {
            if self.issued(&last, anchor.issuer())? && self.is_valid(anchor)? {
                return Ok(Some(anchor));
            }
        }
        for place in 0..self.candidates.len() {
            let Some(&candidate) = self.candidates.get(place) else {
                break;
            };
            if self.is_in_path(&candidate) {
                continue;
            }
            if self.issued(&last, candidate.into())? && self.push(candidate) {
                if let Some(anchor) = self.extend()? {
                    return Ok(Some(anchor));
                }
                self.path.pop();
            }
        }
        self.note(self.dead_end(&last));
        Ok(None)
    }

    /// Whether `issuer` has the name and the key that issued `certificate`.
    fn issued(
        &mut self,
        certificate: &Certificate<'a>,
        issuer: Issuer<'a>,
    ) -> Result<bool, Rejection> {
        self.work.comparisons(1)?;
        if !issuer.name.matches(&certificate.issuer()) {
            return Ok(false);
        }
        self.work.signature()?;
        let signed = self.signature(certificate, issuer);
        if let Err(rejection) = &signed {
            self.note(rejection.clone());
        }
        Ok(signed.is_ok())
    }

    /// §6.1.3 (a)(1): "The signature on the certificate can be verified".
    fn signature(
        &self,
        certificate: &Certificate<'a>,
        issuer: Issuer<'a>,
    ) -> Result<(), Rejection> {
        let scheme = certificate.signature_scheme().at(Step::PathSignature)?;
        // STRICTER: RFC 5280 leaves algorithms to others; a certificate whose signature is over
        // SHA-1 counts only if the caller says so, since a second one with it can be made.
        Step::PathSignature.require(
            self.rules.sha1 == Sha1::Accepted || !is_sha1(scheme),
            Reason::NotAllowed("signature over SHA-1"),
        )?;
        let (message, signature) = (certificate.tbs(), certificate.signature());
        let verified = issuer.verify(scheme, self.rules.backend, message, signature);
        verified.at(Step::PathSignature).map(|_valid| ())
    }

    /// Whether the path goes through this name and key already: a loop leads nowhere.
    fn is_in_path(&self, candidate: &Certificate<'a>) -> bool {
        self.path.iter().any(|certificate| {
            certificate.subject().der() == candidate.subject().der()
                && certificate.public_key_info() == candidate.public_key_info()
        })
    }

    /// Takes a certificate into the path, unless that makes the path too long.
    fn push(&mut self, certificate: Certificate<'a>) -> bool {
        match self.work.path_of(self.path.len().saturating_add(1)) {
            Ok(()) => self.path.push(certificate),
            Err(ref too_long) => {
                self.note(too_long.clone());
                return false;
            }
        }
        true
    }

    /// Whether the path that ends here is valid under `anchor`. Fails when the budget is spent.
    fn is_valid(&mut self, anchor: &Anchor<'a>) -> Result<bool, Rejection> {
        match validation::path(self.rules, anchor, &self.path, self.work) {
            Ok(()) => Ok(true),
            Err(rejection) if rejection.step() == Step::PathBudget => Err(rejection),
            Err(rejection) => {
                self.keep(Failure {
                    reached: Reached::Anchor,
                    rejection,
                });
                Ok(false)
            }
        }
    }

    /// Nobody issued `last`. If the certificate after it in the chain has another name than the
    /// one that it wants, that is what is wrong.
    fn dead_end(&self, last: &Certificate<'a>) -> Rejection {
        let next = self.candidates.get(self.path.len().saturating_sub(1));
        match next {
            Some(next)
                if self.path.len() == 1
                    && !next.subject().matches(&last.issuer())
                    && !last.subject().matches(&last.issuer()) =>
            {
                let (issuer, subject) = (last.issuer(), next.subject());
                let what = "subject of the certificate after the leaf";
                Step::PathIssuerName.refuse(Reason::mismatch(what, issuer.der(), subject.der()))
            }
            _ => Step::PathAnchor.refuse(Reason::Missing("issuer certificate")),
        }
    }

    fn note(&mut self, rejection: Rejection) {
        self.keep(Failure {
            reached: Reached::Certificates(self.path.len()),
            rejection,
        });
    }

    /// Keeps the first of the failures that came furthest.
    fn keep(&mut self, failure: Failure) {
        if self
            .failure
            .as_ref()
            .is_none_or(|kept| kept.reached < failure.reached)
        {
            self.failure = Some(failure);
        }
    }
}

pub(crate) const fn is_sha1(scheme: Scheme) -> bool {
    matches!(scheme.hash(), Some(Hash::Sha1))
}
