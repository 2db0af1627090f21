use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use countersign_spec::{Reason, Rejection, Step, UnixTime};
use serde::{Deserialize, Serialize};

use super::algorithms;
use super::lifetime::Lifetime;
use crate::base64url::Base64Url;
use crate::explanation::Ceremony;
use crate::extensions::CreationExtensions;
use crate::options::PublicKeyCredentialDescriptorJson;
use crate::stored_version::Version;
use crate::{
    Algorithm, Challenge, Explained, Mediation, RegistrationExpectations, RegistrationResponse,
    RelyingParty, UserHandle, UserVerification, VerifiedRegistration,
};

/// What the server remembers of a registration between the options and the response.
///
/// It is no `Clone`, and [`finish`](RegistrationCeremony::finish) consumes it, so that no response
/// is held against it twice, and none of another ceremony:
///
/// ```
/// # use countersign::{RegistrationCeremony, RegistrationResponse, RelyingParty, UnixTime};
/// # fn f(ceremony: RegistrationCeremony, rp: &RelyingParty, response: &RegistrationResponse<'_>) {
/// let now = UnixTime(0);
/// let once = ceremony.finish(rp, response, now);
/// # }
/// ```
///
/// A second time does not compile:
///
/// ```compile_fail,E0382
/// # use countersign::{RegistrationCeremony, RegistrationResponse, RelyingParty, UnixTime};
/// # fn f(ceremony: RegistrationCeremony, rp: &RelyingParty, response: &RegistrationResponse<'_>) {
/// let now = UnixTime(0);
/// let once = ceremony.finish(rp, response, now);
/// let twice = ceremony.finish(rp, response, now); // use of moved value
/// # }
/// ```
///
/// With serde it can be kept in a session store, which the user can not read or write. Take it
/// out and delete it in one go, before the response is looked at (`DELETE ... RETURNING` in SQL),
/// so that of two requests at the same time only one gets it; one that was tried is spent, whether
/// it succeeded or not. Servers without such a store seal it: see `SealingKeys`, with the feature
/// `sealed`.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct RegistrationCeremony {
    version: Version<1>,
    kind: Kind,
    rp_id: Box<str>,
    challenge: Challenge,
    lifetime: Lifetime,
    user_handle: UserHandle,
    mediation: Mediation,
    user_verification: UserVerification,
    #[serde(with = "algorithms")]
    algorithms: Vec<Algorithm>,
    exclude: Vec<Base64Url>,
    extensions: CreationExtensions,
}

/// So that a stored authentication is not read as a registration.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Registration,
}

impl RegistrationCeremony {
    #[expect(
        clippy::too_many_arguments,
        reason = "the fields, from the one place that makes them"
    )]
    pub(super) fn new(
        rp: &RelyingParty,
        challenge: Challenge,
        lifetime: Lifetime,
        user_handle: UserHandle,
        mediation: Mediation,
        user_verification: UserVerification,
        algorithms: &[Algorithm],
        exclude: &[PublicKeyCredentialDescriptorJson],
        extensions: CreationExtensions,
    ) -> Self {
        let exclude = exclude.iter().map(|listed| Base64Url(listed.id.clone()));
        Self {
            version: Version,
            kind: Kind::Registration,
            rp_id: rp.id().into(),
            challenge,
            lifetime,
            user_handle,
            mediation,
            user_verification,
            algorithms: algorithms.to_vec(),
            exclude: exclude.collect(),
            extensions,
        }
    }

    /// Verifies the response to this ceremony, with the policy of
    /// [`RegistrationExpectations::new`]: [§7.1][1] from step 3.
    ///
    /// Look up before whether a credential of the response's ID is there already, for any user,
    /// and say so with [`RegistrationCeremony::finish_with`], or let the database keep IDs unique.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] names the first step that failed, and how. A ceremony that has expired is
    /// refused at [`Step::RegistrationChallenge`], one of another relying party at
    /// [`Step::RegistrationRpIdHash`].
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
    pub fn finish<'a>(
        self,
        rp: &RelyingParty,
        response: &RegistrationResponse<'a>,
        now: UnixTime,
    ) -> Result<VerifiedRegistration<'a>, Rejection> {
        self.finish_with(rp, response, now, |policy| policy)
    }

    /// Likewise, with a policy of the relying party's own: attestation and trust, formats,
    /// backup, and whether the credential is registered already. What the ceremony was begun
    /// with (mediation, user verification, algorithms, extensions) stands, whatever `policy` says
    /// of it.
    ///
    /// # Errors
    ///
    /// As [`RegistrationCeremony::finish`].
    pub fn finish_with<'a, 'p>(
        self,
        rp: &RelyingParty,
        response: &RegistrationResponse<'a>,
        now: UnixTime,
        policy: impl FnOnce(RegistrationExpectations<'p>) -> RegistrationExpectations<'p>,
    ) -> Result<VerifiedRegistration<'a>, Rejection> {
        let expected = self.expectations(rp, response, now, policy)?;
        rp.verify_registration(response, &expected)
    }

    /// Likewise, and says how the verdict came about, as
    /// [`RelyingParty::explain_registration`] does. Where the ceremony has expired, or is another
    /// relying party's, no step is reached.
    pub fn explain_with<'a, 'p>(
        self,
        rp: &RelyingParty,
        response: &RegistrationResponse<'a>,
        now: UnixTime,
        policy: impl FnOnce(RegistrationExpectations<'p>) -> RegistrationExpectations<'p>,
    ) -> Explained<VerifiedRegistration<'a>> {
        match self.expectations(rp, response, now, policy) {
            Ok(expected) => rp.explain_registration(response, &expected),
            Err(rejection) => Explained::not_begun(Ceremony::Registration, rejection),
        }
    }

    fn expectations<'p>(
        self,
        rp: &RelyingParty,
        response: &RegistrationResponse<'_>,
        now: UnixTime,
        policy: impl FnOnce(RegistrationExpectations<'p>) -> RegistrationExpectations<'p>,
    ) -> Result<RegistrationExpectations<'p>, Rejection> {
        // Before the steps in their order: state that is not valid verifies nothing.
        self.lifetime.verify(now, Step::RegistrationChallenge)?;
        super::verify_rp_id(&self.rp_id, rp, Step::RegistrationRpIdHash)?;
        let is_excluded = |id: &Base64Url| id.0 == response.credential_id;
        let mut expected = policy(RegistrationExpectations::new(self.challenge))
            .mediation(self.mediation)
            .user_verification(self.user_verification)
            .algorithms(&self.algorithms)
            .extensions(self.extensions);
        if self.exclude.iter().any(is_excluded) {
            expected = expected.already_registered(true);
        }
        Ok(expected)
    }

    /// The refusal for a response whose ceremony the server does not find: there was none, or it
    /// was finished before, or it expired.
    #[must_use]
    pub fn unknown() -> Rejection {
        Step::RegistrationChallenge.refuse(Reason::Missing("ceremony"))
    }

    /// The account that the credential is registered for.
    #[must_use]
    pub const fn user_handle(&self) -> &UserHandle {
        &self.user_handle
    }

    /// The RP ID of the relying party that began the ceremony.
    #[must_use]
    pub fn rp_id(&self) -> &str {
        &self.rp_id
    }

    /// The last second in which a response is accepted; a store need not keep it longer.
    #[must_use]
    pub const fn expires(&self) -> UnixTime {
        self.lifetime.expires()
    }

    /// How `create()` was called.
    #[must_use]
    pub const fn mediation(&self) -> Mediation {
        self.mediation
    }

    /// The extension inputs that were sent.
    #[must_use]
    pub const fn extensions(&self) -> &CreationExtensions {
        &self.extensions
    }

    /// The challenge that was sent. Whoever knows it could answer it: it belongs in no log.
    #[must_use]
    pub const fn challenge(&self) -> &Challenge {
        &self.challenge
    }
}

impl fmt::Debug for RegistrationCeremony {
    /// Shows neither challenge nor user.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistrationCeremony")
            .field("rp_id", &self.rp_id)
            .field("mediation", &self.mediation)
            .field("user_verification", &self.user_verification)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
