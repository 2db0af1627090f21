use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use countersign_spec::UnixTime;
use rand_core::TryCryptoRng;

use super::authentication_ceremony::AuthenticationCeremony;
use super::decoys::Decoys;
use super::lifetime::{DEFAULT_TIMEOUT, Lifetime, VALIDITY, milliseconds};
use crate::extensions::RequestExtensions;
use crate::options::{
    CredentialMediationRequirement, CredentialRequestOptionsJson, Hint,
    PublicKeyCredentialDescriptorJson, PublicKeyCredentialRequestOptionsJson, UiMode,
};
use crate::{Challenge, ConfigError, CredentialRecord, RelyingParty, UserHandle, UserVerification};

/// An authentication to be begun: step 1 of [§7.2][1], made by [`RelyingParty::sign_in`] and its
/// neighbours.
///
/// Which credentials are allowed, and how the browser is called, follow from the way it began and
/// can not be changed.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
#[derive(Clone, Debug)]
#[must_use]
pub struct AuthenticationBuilder<'a> {
    rp: &'a RelyingParty,
    account: Asked,
    mediation: Option<CredentialMediationRequirement>,
    ui_mode: Option<UiMode>,
    user_verification: UserVerification,
    hints: Vec<String>,
    extensions: RequestExtensions,
    timeout: Duration,
    validity: Duration,
}

/// Who shall authenticate.
#[derive(Clone, Debug)]
enum Asked {
    /// Whoever has a discoverable credential.
    Anyone,
    /// This account, with one of these.
    Account(UserHandle, Vec<PublicKeyCredentialDescriptorJson>),
}

impl RelyingParty {
    /// Begins a sign-in of a user who gave a user name: with any credential of that account, and
    /// of no other.
    ///
    /// An account without credentials is an error when it begins; [`RelyingParty::sign_in_decoy`]
    /// is for accounts that are not there, or have none.
    pub fn sign_in<'r>(
        &self,
        user_handle: &UserHandle,
        records: impl IntoIterator<Item = &'r CredentialRecord>,
    ) -> AuthenticationBuilder<'_> {
        let allowed = records.into_iter().map(Into::into).collect();
        AuthenticationBuilder::new(self, Asked::Account(user_handle.clone(), allowed))
    }

    /// Begins a sign-in that cannot succeed, for a user name that nobody has, so that the page
    /// does not tell who has an account: see [`Decoys`].
    pub fn sign_in_decoy(&self, decoys: &Decoys, user_name: &str) -> AuthenticationBuilder<'_> {
        let (user_handle, allowed) = decoys.account(self.id(), user_name);
        AuthenticationBuilder::new(self, Asked::Account(user_handle, allowed))
    }

    /// Begins a sign-in without a user name: the browser offers the passkeys it finds, and the
    /// response says whose it is.
    pub fn sign_in_with_passkey(&self) -> AuthenticationBuilder<'_> {
        AuthenticationBuilder::new(self, Asked::Anyone)
    }

    /// Begins a sign-in in the background, while the user looks at a form: the browser offers
    /// passkeys with autofill ([conditional mediation][1]).
    ///
    /// The page may be open for long: let it fetch new options before these expire.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-getAssertion
    pub fn sign_in_conditionally(&self) -> AuthenticationBuilder<'_> {
        let mut builder = self.sign_in_with_passkey();
        builder.mediation = Some(CredentialMediationRequirement::Conditional);
        builder
    }

    /// Begins a sign-in that shows a dialogue only if this device has a passkey, and else fails at
    /// once, for the page to show its form: [immediate mediation][1], with `uiMode`.
    ///
    /// Use it where the client capability `immediateGet` is there.
    ///
    /// [1]: https://github.com/w3c/webauthn/wiki/Explainer:-WebAuthn-immediate-mediation
    pub fn sign_in_immediately(&self) -> AuthenticationBuilder<'_> {
        let mut builder = self.sign_in_with_passkey();
        builder.ui_mode = Some(UiMode::Immediate);
        builder
    }

    /// Likewise for browsers of the origin trial, which call it `mediation: "immediate"`. Other
    /// browsers refuse the call.
    pub fn sign_in_immediately_by_mediation(&self) -> AuthenticationBuilder<'_> {
        let mut builder = self.sign_in_with_passkey();
        builder.mediation = Some(CredentialMediationRequirement::Immediate);
        builder
    }

    /// Begins a step-up: the user is signed in, and verifies themselves again before something
    /// that matters. User verification is required.
    pub fn step_up<'r>(
        &self,
        user_handle: &UserHandle,
        records: impl IntoIterator<Item = &'r CredentialRecord>,
    ) -> AuthenticationBuilder<'_> {
        self.sign_in(user_handle, records)
            .user_verification(UserVerification::Required)
    }
}

impl<'a> AuthenticationBuilder<'a> {
    fn new(rp: &'a RelyingParty, account: Asked) -> Self {
        Self {
            rp,
            account,
            mediation: None,
            ui_mode: None,
            user_verification: UserVerification::Preferred,
            hints: Vec::new(),
            extensions: RequestExtensions::default(),
            timeout: DEFAULT_TIMEOUT,
            validity: VALIDITY,
        }
    }

    /// Whether the user must be verified.
    pub fn user_verification(mut self, user_verification: UserVerification) -> Self {
        self.user_verification = user_verification;
        self
    }

    /// Which authenticators the user will rather take, the most likely first.
    pub fn hints(mut self, hints: &[Hint]) -> Self {
        self.hints = hints.iter().map(|hint| hint.as_str().into()).collect();
        self
    }

    /// The extension inputs.
    pub fn extensions(mut self, extensions: RequestExtensions) -> Self {
        self.extensions = extensions;
        self
    }

    /// How long the user may take, by the [recommendation][1] 5 to 10 minutes; 5 unless set.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-timeout-recommended-range
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// For how long a response is accepted; 10 minutes unless set, "similar to the upper limit"
    /// of the timeout ([§13.4.3](https://www.w3.org/TR/webauthn-3/#sctn-cryptographic-challenges)).
    pub fn valid_for(mut self, validity: Duration) -> Self {
        self.validity = validity;
        self
    }

    /// Makes the challenge: gives the options to send to the page, and the state to keep until
    /// the response comes.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Generator`] if the generator fails; [`ConfigError::NoCredentials`] for a
    /// known user without a credential; [`ConfigError::Timeout`] for one outside the recommended
    /// range; [`ConfigError::Extension`] for inputs that a client refuses.
    pub fn begin<R: TryCryptoRng + ?Sized>(
        self,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<(CredentialRequestOptionsJson, AuthenticationCeremony), ConfigError> {
        let timeout = milliseconds(self.timeout)?;
        let (user_handle, allowed) = match self.account {
            Asked::Anyone => (None, Vec::new()),
            Asked::Account(_, allowed) if allowed.is_empty() => {
                return Err(ConfigError::NoCredentials);
            }
            Asked::Account(user_handle, allowed) => (Some(user_handle), allowed),
        };
        let ids: Vec<_> = allowed.iter().map(|listed| listed.id.as_slice()).collect();
        self.extensions.check(&ids)?;
        let challenge = Challenge::generate(rng)?;
        let ceremony = AuthenticationCeremony::new(
            self.rp,
            challenge.clone(),
            Lifetime::new(now, self.validity),
            user_handle,
            &allowed,
            (self.mediation, self.ui_mode),
            self.user_verification,
            self.extensions.clone(),
        );
        // Step::AuthenticationOptions
        let public_key = PublicKeyCredentialRequestOptionsJson {
            challenge,
            timeout: Some(timeout),
            rp_id: Some(self.rp.id().into()),
            allow_credentials: allowed,
            user_verification: self.user_verification,
            hints: self.hints,
            extensions: self.extensions,
        };
        let options = CredentialRequestOptionsJson {
            mediation: self.mediation,
            ui_mode: self.ui_mode,
            public_key,
        };
        Ok((options, ceremony))
    }
}
