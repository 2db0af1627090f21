//! Revocation from what the caller gives: nothing is fetched, and nothing fails open.

#[cfg(feature = "android-status")]
pub(crate) mod android;
mod crl;

use countersign_spec::{Reason, Rejection, Step};
use countersign_x509::{Certificate, ReasonFlags, RevocationList};

use crate::PathValidation;
use crate::budget::Work;
use crate::issuer::Issuer;
use crl::Status;

/// Whether and how revocation is checked, for every certificate of a path but the anchor
/// (RFC 5280 §6.1.3 (a)(3)).
#[derive(Clone, Copy, Default, Debug)]
#[non_exhaustive]
pub enum Revocation<'a> {
    /// It is not.
    #[default]
    Ignored,
    /// A certificate whose issuer has lists among the sources must be in good standing by them. A
    /// list by that issuer that is not understood is a refusal, and so is one that is stale or
    /// badly signed, unless another covers the certificate. A certificate without a list passes.
    CheckedWhereGiven(RevocationSources<'a>),
    /// The same, and a certificate whose standing the sources do not tell is refused.
    Required(RevocationSources<'a>),
}

/// Where the standing of certificates is looked up: nowhere, until sources are added.
///
/// ```
/// use countersign_spec::{Reason, UnixTime};
/// use countersign_trust::{Anchor, PathValidation, Revocation, RevocationSources};
/// use countersign_x509::RevocationList;
///
/// /// `lists` are what the server fetched from its anchors' distribution points.
/// fn strict<'a>(
///     anchors: &'a [Anchor<'a>],
///     lists: &'a [RevocationList<'a>],
///     now: UnixTime,
/// ) -> PathValidation<'a> {
///     let sources = RevocationSources::default().with_lists(lists);
///     let mut validation = PathValidation::new(anchors, now);
///     validation.revocation = Revocation::Required(sources);
///     validation
/// }
/// # let _ = strict(&[], &[], UnixTime(0));
/// ```
#[derive(Clone, Copy, Default, Debug)]
pub struct RevocationSources<'a> {
    lists: &'a [RevocationList<'a>],
    #[cfg(feature = "android-status")]
    android: Option<&'a crate::AndroidStatusList>,
}

impl<'a> Revocation<'a> {
    /// Whether anything is asked: the standing of every certificate, or there is a source to ask.
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        match self {
            Self::Ignored => false,
            Self::Required(_) => true,
            Self::CheckedWhereGiven(sources) => sources.has_any(),
        }
    }

    /// The revocation lists that the caller gave.
    #[must_use]
    pub const fn lists(&self) -> &'a [RevocationList<'a>] {
        match self {
            Self::Ignored => &[],
            Self::CheckedWhereGiven(sources) | Self::Required(sources) => sources.lists,
        }
    }

    /// Checks a certificate that `issuer` signed; an anchor has none.
    pub(crate) fn check(
        &self,
        certificate: &Certificate<'_>,
        issuer: Option<Issuer<'_>>,
        rules: &PathValidation<'_>,
        work: &mut Work,
    ) -> Result<(), Rejection> {
        let (sources, is_required) = match self {
            Self::Ignored => return Ok(()),
            Self::CheckedWhereGiven(sources) => (sources, false),
            Self::Required(sources) => (sources, true),
        };
        let is_listed_good = sources.check_android_status(certificate)?;
        let Some(issuer) = issuer else {
            return Ok(());
        };
        let covered = sources.check_lists(certificate, &issuer, rules, work)?;
        if is_listed_good || !is_required || covered == ReasonFlags::ALL {
            return Ok(());
        }
        Err(if covered == ReasonFlags::NONE {
            Step::PathRevocation.refuse(Reason::Missing("revocation list"))
        } else {
            Step::CrlReasons.refuse(Reason::Missing("revocation list for all reasons"))
        })
    }
}

impl<'a> RevocationSources<'a> {
    /// Adds revocation lists, in any order.
    #[must_use]
    pub const fn with_lists(mut self, lists: &'a [RevocationList<'a>]) -> Self {
        self.lists = lists;
        self
    }

    /// Adds Google's list for Android key attestation. It speaks for every certificate of a path, so
    /// give it only together with Google's anchors.
    ///
    /// ```
    /// use countersign_trust::{AndroidStatusList, Revocation, RevocationSources};
    ///
    /// /// `list` is what https://android.googleapis.com/attestation/status gave.
    /// fn for_android(list: &AndroidStatusList) -> Revocation<'_> {
    ///     Revocation::CheckedWhereGiven(RevocationSources::default().with_android_status(list))
    /// }
    /// let list = AndroidStatusList::parse(br#"{"entries":{}}"#)?;
    /// assert!(for_android(&list).is_asked() && !Revocation::Ignored.is_asked());
    /// # Ok::<(), countersign_spec::Reason>(())
    /// ```
    #[cfg(feature = "android-status")]
    #[must_use]
    pub const fn with_android_status(mut self, list: &'a crate::AndroidStatusList) -> Self {
        self.android = Some(list);
        self
    }

    /// The reasons for which the lists show that the certificate is not revoked.
    #[cfg(feature = "android-status")]
    const fn has_any(&self) -> bool {
        !self.lists.is_empty() || self.android.is_some()
    }

    #[cfg(not(feature = "android-status"))]
    const fn has_any(&self) -> bool {
        !self.lists.is_empty()
    }

    fn check_lists(
        &self,
        certificate: &Certificate<'_>,
        issuer: &Issuer<'_>,
        rules: &PathValidation<'_>,
        work: &mut Work,
    ) -> Result<ReasonFlags, Rejection> {
        let mut covered = ReasonFlags::NONE;
        let mut unusable = None;
        for list in self.lists {
            work.comparisons(1)?;
            if !list.issuer().matches(&certificate.issuer()) {
                continue;
            }
            work.signature()?;
            match crl::status(list, certificate, issuer, rules) {
                Status::OutOfScope => {}
                Status::Good(reasons) => covered = covered.union(reasons),
                Status::Refused(rejection) => return Err(rejection),
                Status::Unusable(rejection) => unusable = unusable.or(Some(rejection)),
            }
        }
        match unusable {
            Some(rejection) if covered != ReasonFlags::ALL => Err(rejection),
            _ => Ok(covered),
        }
    }

    #[cfg(feature = "android-status")]
    fn check_android_status(&self, certificate: &Certificate<'_>) -> Result<bool, Rejection> {
        self.android
            .map(|list| list.check(certificate))
            .transpose()?;
        Ok(self.android.is_some())
    }

    #[cfg(not(feature = "android-status"))]
    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "as with the feature"
    )]
    const fn check_android_status(
        &self,
        _certificate: &Certificate<'_>,
    ) -> Result<bool, Rejection> {
        Ok(false)
    }
}
