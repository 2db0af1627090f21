use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use countersign_spec::{Reason, Rejection, Step, UnixTime};
use serde::{Deserialize, Serialize};

use super::lifetime::Lifetime;
use crate::base64url::Base64Url;
use crate::explanation::Ceremony;
use crate::extensions::RequestExtensions;
use crate::options::{CredentialMediationRequirement, PublicKeyCredentialDescriptorJson, UiMode};
use crate::stored_version::Version;
use crate::{
    Account, AuthenticationExpectations, AuthenticationResponse, Challenge, CredentialRecord,
    Explained, RelyingParty, UserHandle, UserVerification, VerifiedAuthentication,
};

/// What the server remembers of an authentication between the options and the response.
///
/// It is no `Clone`, and [`finish`](AuthenticationCeremony::finish) consumes it, so that no
/// response is held against it twice, and none of another ceremony:
///
/// ```
/// # use countersign::{
/// #     AccountCredential, AuthenticationCeremony, AuthenticationResponse, RelyingParty, UnixTime,
/// # };
/// # fn f<'a>(
/// #     ceremony: AuthenticationCeremony,
/// #     rp: &RelyingParty,
/// #     response: &AuthenticationResponse<'a>,
/// #     found: Option<AccountCredential<'a>>,
/// # ) {
/// let now = UnixTime(0);
/// let once = ceremony.finish(rp, response, found, now);
/// # }
/// ```
///
/// A second time does not compile:
///
/// ```compile_fail,E0382
/// # use countersign::{
/// #     AccountCredential, AuthenticationCeremony, AuthenticationResponse, RelyingParty, UnixTime,
/// # };
/// # fn f<'a>(
/// #     ceremony: AuthenticationCeremony,
/// #     rp: &RelyingParty,
/// #     response: &AuthenticationResponse<'a>,
/// #     found: Option<AccountCredential<'a>>,
/// # ) {
/// let now = UnixTime(0);
/// let once = ceremony.finish(rp, response, found, now);
/// let twice = ceremony.finish(rp, response, found, now); // use of moved value
/// # }
/// ```
///
/// Keep it as [`RegistrationCeremony`](crate::RegistrationCeremony) says.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct AuthenticationCeremony {
    version: Version<1>,
    kind: Kind,
    rp_id: Box<str>,
    challenge: Challenge,
    lifetime: Lifetime,
    user_handle: Option<UserHandle>,
    allow: Vec<Base64Url>,
    mediation: Option<CredentialMediationRequirement>,
    ui_mode: Option<UiMode>,
    user_verification: UserVerification,
    extensions: RequestExtensions,
}

/// So that a stored registration is not read as an authentication.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Authentication,
}

/// The record that the server found by the response's credential ID, and whose it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AccountCredential<'a> {
    /// The user handle of the account that the record is in: what the database says, not the
    /// response.
    pub user_handle: &'a [u8],
    /// The record.
    pub record: &'a CredentialRecord,
}

impl AuthenticationCeremony {
    #[expect(
        clippy::too_many_arguments,
        reason = "the fields, from the one place that makes them"
    )]
    pub(super) fn new(
        rp: &RelyingParty,
        challenge: Challenge,
        lifetime: Lifetime,
        user_handle: Option<UserHandle>,
        allow: &[PublicKeyCredentialDescriptorJson],
        (mediation, ui_mode): (Option<CredentialMediationRequirement>, Option<UiMode>),
        user_verification: UserVerification,
        extensions: RequestExtensions,
    ) -> Self {
        let allow = allow.iter().map(|listed| Base64Url(listed.id.clone()));
        Self {
            version: Version,
            kind: Kind::Authentication,
            rp_id: rp.id().into(),
            challenge,
            lifetime,
            user_handle,
            allow: allow.collect(),
            mediation,
            ui_mode,
            user_verification,
            extensions,
        }
    }

    /// Verifies the response to this ceremony, with the policy of
    /// [`AuthenticationExpectations::new`]: [§7.2][1] from step 3.
    ///
    /// `found` is what the server has under the response's
    /// [`credential_id`](AuthenticationResponse::credential_id), among all accounts, or `None`.
    /// Whether that account is the one that was asked for, and the credential one of those, is
    /// looked at here.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] names the first step that failed, and how. A ceremony that has expired is
    /// refused at [`Step::AuthenticationChallenge`], one of another relying party at
    /// [`Step::AuthenticationRpIdHash`], and where nothing was found
    /// [`Rejection::is_unknown_credential`] is true: the page may then call
    /// `signalUnknownCredential()`. Show the user the same message whatever the refusal, or it
    /// tells strangers who has an account
    /// ([§14.6.2](https://www.w3.org/TR/webauthn-3/#sctn-username-enumeration)).
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
    pub fn finish<'a>(
        self,
        rp: &RelyingParty,
        response: &AuthenticationResponse<'a>,
        found: Option<AccountCredential<'a>>,
        now: UnixTime,
    ) -> Result<VerifiedAuthentication<'a>, Rejection> {
        self.finish_with(rp, response, found, now, |policy| policy)
    }

    /// Likewise, with a policy of the relying party's own on backup and counter. What the ceremony
    /// was begun with (allowed credentials, user verification, extensions) stands, whatever
    /// `policy` says of it.
    ///
    /// # Errors
    ///
    /// As [`AuthenticationCeremony::finish`].
    pub fn finish_with<'a>(
        self,
        rp: &RelyingParty,
        response: &AuthenticationResponse<'a>,
        found: Option<AccountCredential<'a>>,
        now: UnixTime,
        policy: impl FnOnce(AuthenticationExpectations<'_>) -> AuthenticationExpectations<'_>,
    ) -> Result<VerifiedAuthentication<'a>, Rejection> {
        self.finish_by(rp, response, found, now, policy, |record, expected| {
            rp.verify_authentication(response, record, expected)
        })?
    }

    /// Likewise, and says how the verdict came about, as
    /// [`RelyingParty::explain_authentication`] does. Where the ceremony has expired, is another
    /// relying party's, or there is no credential to verify with, no step but that is reached.
    pub fn explain_with<'a>(
        self,
        rp: &RelyingParty,
        response: &AuthenticationResponse<'a>,
        found: Option<AccountCredential<'a>>,
        now: UnixTime,
        policy: impl FnOnce(AuthenticationExpectations<'_>) -> AuthenticationExpectations<'_>,
    ) -> Explained<VerifiedAuthentication<'a>> {
        self.finish_by(rp, response, found, now, policy, |record, expected| {
            rp.explain_authentication(response, record, expected)
        })
        .unwrap_or_else(|rejection| Explained::not_begun(Ceremony::Authentication, rejection))
    }

    /// What must be so before the response is verified, which is left to `verify`.
    fn finish_by<'a, T>(
        self,
        rp: &RelyingParty,
        response: &AuthenticationResponse<'a>,
        found: Option<AccountCredential<'a>>,
        now: UnixTime,
        policy: impl FnOnce(AuthenticationExpectations<'_>) -> AuthenticationExpectations<'_>,
        verify: impl FnOnce(&'a CredentialRecord, &AuthenticationExpectations<'_>) -> T,
    ) -> Result<T, Rejection> {
        // Before the steps in their order: state that is not valid verifies nothing.
        self.lifetime.verify(now, Step::AuthenticationChallenge)?;
        super::verify_rp_id(&self.rp_id, rp, Step::AuthenticationRpIdHash)?;
        let allowed: Vec<&[u8]> = self.allow.iter().map(|id| id.0.as_slice()).collect();
        // Step 5 stands before the look at what was found: an unknown credential that was not
        // asked for is refused like a known one.
        Step::AuthenticationAllowCredentials.require(
            allowed.is_empty() || allowed.contains(&response.credential_id),
            Reason::NotAllowed("credential not in allowCredentials"),
        )?;
        let found = found.ok_or_else(Rejection::unknown_credential)?;
        let account = self.account(found.user_handle)?;
        let expected = policy(AuthenticationExpectations::new(
            self.challenge.clone(),
            account,
        ))
        .allow_credentials(&allowed)
        .user_verification(self.user_verification)
        .extensions(self.extensions.clone());
        Ok(verify(found.record, &expected))
    }

    /// Step 6: whose the record is, held against who was asked.
    fn account<'b>(&'b self, owner: &'b [u8]) -> Result<Account<'b>, Rejection> {
        let Some(asked) = &self.user_handle else {
            return Ok(Account::Discovered { user_handle: owner });
        };
        let user_handle = asked.as_bytes();
        Step::AuthenticationCredential.require(
            user_handle == owner,
            Reason::mismatch("account", user_handle, owner),
        )?;
        Ok(Account::Identified { user_handle })
    }

    /// The refusal for a response whose ceremony the server does not find: there was none, or it
    /// was finished before, or it expired.
    #[must_use]
    pub fn unknown() -> Rejection {
        Step::AuthenticationChallenge.refuse(Reason::Missing("ceremony"))
    }

    /// The account that was asked to sign in; `None` if the response is to say whose it is.
    #[must_use]
    pub const fn user_handle(&self) -> Option<&UserHandle> {
        self.user_handle.as_ref()
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

    /// How `get()` was called, if not with a dialogue.
    #[must_use]
    pub const fn mediation(&self) -> Option<CredentialMediationRequirement> {
        self.mediation
    }

    /// Which user interface `get()` was to show, if not the usual one.
    #[must_use]
    pub const fn ui_mode(&self) -> Option<UiMode> {
        self.ui_mode
    }

    /// The extension inputs that were sent.
    #[must_use]
    pub const fn extensions(&self) -> &RequestExtensions {
        &self.extensions
    }

    /// The challenge that was sent. Whoever knows it could answer it: it belongs in no log.
    #[must_use]
    pub const fn challenge(&self) -> &Challenge {
        &self.challenge
    }
}

impl fmt::Debug for AuthenticationCeremony {
    /// Shows neither challenge nor user.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationCeremony")
            .field("rp_id", &self.rp_id)
            .field("allowed", &self.allow.len())
            .field("mediation", &self.mediation)
            .field("ui_mode", &self.ui_mode)
            .field("user_verification", &self.user_verification)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
