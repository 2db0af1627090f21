use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use countersign_spec::UnixTime;
use rand_core::TryCryptoRng;

use super::algorithms::{POST_QUANTUM, USUAL, offered};
use super::lifetime::{DEFAULT_TIMEOUT, Lifetime, VALIDITY, milliseconds};
use super::registration_ceremony::RegistrationCeremony;
use crate::extensions::CreationExtensions;
use crate::options::{
    AttestationConveyance, AuthenticatorAttachment, AuthenticatorSelectionCriteria,
    CredentialCreationOptionsJson, CredentialMediationRequirement, Hint,
    PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialDescriptorJson,
    PublicKeyCredentialParameters, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntityJson,
    ResidentKey,
};
use crate::{
    Algorithm, Challenge, ConfigError, CredentialRecord, Format, Mediation, RelyingParty, User,
    UserVerification,
};

/// A registration to be begun: step 1 of [§7.1][1], made by [`RelyingParty::register_passkey`],
/// [`RelyingParty::register_security_key`] or [`RelyingParty::register_conditionally`].
///
/// ```
/// use countersign::options::{AuthenticatorAttachment, Hint, ResidentKey};
/// use countersign::{Algorithm, ConfigError, RelyingParty, UnixTime, User};
/// use getrandom::SysRng;
///
/// /// A key on this device, found by user name, post-quantum if it can.
/// fn begin(rp: &RelyingParty, user: &User, now: UnixTime) -> Result<String, ConfigError> {
///     let (options, ceremony) = rp
///         .register_passkey(user)
///         .authenticator_attachment(AuthenticatorAttachment::Platform)
///         .resident_key(ResidentKey::Preferred)
///         .hints(&[Hint::ClientDevice])
///         .algorithms(&[Algorithm::Es256])
///         .post_quantum()
///         .begin(now, &mut SysRng)?;
///     assert_eq!(ceremony.rp_id(), rp.id()); // keep the ceremony
///     Ok(serde_json::to_string(&options).expect("strings for keys"))
/// }
/// # use countersign::{OriginRule, UserHandle};
/// # let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
/// # let user = User::new(UserHandle::new(b"user 1")?, "alex");
/// # let json = begin(&rp, &user, UnixTime(0))?;
/// # assert!(json.contains(r#"[{"type":"public-key","alg":-48}"#) && json.contains(r#""alg":-7"#));
/// # Ok::<(), ConfigError>(())
/// ```
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
#[derive(Clone, Debug)]
#[must_use]
pub struct RegistrationBuilder<'a> {
    rp: &'a RelyingParty,
    user: &'a User,
    mediation: Mediation,
    selection: AuthenticatorSelectionCriteria,
    algorithms: Vec<Algorithm>,
    exclude: Vec<PublicKeyCredentialDescriptorJson>,
    hints: Vec<String>,
    attestation: AttestationConveyance,
    attestation_formats: Vec<String>,
    extensions: CreationExtensions,
    timeout: Duration,
    validity: Duration,
}

impl RelyingParty {
    /// Begins the registration of a passkey: a discoverable credential, on any authenticator, for
    /// signing in without a password. User verification is `preferred`; if the passkey shall be
    /// the only factor, ask for [`UserVerification::Required`].
    pub fn register_passkey<'a>(&'a self, user: &'a User) -> RegistrationBuilder<'a> {
        RegistrationBuilder::new(self, user)
    }

    /// Begins the registration of a security key as a second factor beside a password: a
    /// credential that need not be discoverable, on an authenticator that is not the user's
    /// device, without user verification.
    pub fn register_security_key<'a>(&'a self, user: &'a User) -> RegistrationBuilder<'a> {
        let mut builder = RegistrationBuilder::new(self, user).hints(&[Hint::SecurityKey]);
        builder.selection = AuthenticatorSelectionCriteria {
            // Says the same as the hint to clients that know no hints (§5.8.7).
            authenticator_attachment: Some(AuthenticatorAttachment::CrossPlatform),
            resident_key: Some(ResidentKey::Discouraged),
            require_resident_key: false,
            user_verification: UserVerification::Discouraged,
        };
        builder
    }

    /// Begins a [conditional creation][1]: right after a password sign-in, a passkey is made
    /// without a dialogue. User presence and user verification may be absent from the response,
    /// here and nowhere else.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-createCredential
    pub fn register_conditionally<'a>(&'a self, user: &'a User) -> RegistrationBuilder<'a> {
        let mut builder = RegistrationBuilder::new(self, user);
        builder.mediation = Mediation::Conditional;
        builder
    }
}

impl<'a> RegistrationBuilder<'a> {
    fn new(rp: &'a RelyingParty, user: &'a User) -> Self {
        Self {
            rp,
            user,
            mediation: Mediation::Modal,
            selection: AuthenticatorSelectionCriteria {
                authenticator_attachment: None,
                resident_key: Some(ResidentKey::Required),
                require_resident_key: true,
                user_verification: UserVerification::Preferred,
            },
            algorithms: offered(USUAL),
            exclude: Vec::new(),
            hints: Vec::new(),
            attestation: AttestationConveyance::None,
            attestation_formats: Vec::new(),
            extensions: CreationExtensions::default(),
            timeout: DEFAULT_TIMEOUT,
            validity: VALIDITY,
        }
    }

    /// The credentials of the account, so that no authenticator gets a second one.
    pub fn exclude<'r>(mut self, records: impl IntoIterator<Item = &'r CredentialRecord>) -> Self {
        self.exclude = records.into_iter().map(Into::into).collect();
        self
    }

    /// Whether the user must be verified.
    pub fn user_verification(mut self, user_verification: UserVerification) -> Self {
        self.selection.user_verification = user_verification;
        self
    }

    /// Whether the credential shall be discoverable.
    pub fn resident_key(mut self, resident_key: ResidentKey) -> Self {
        self.selection.resident_key = Some(resident_key);
        self.selection.require_resident_key = resident_key == ResidentKey::Required;
        self
    }

    /// Only authenticators attached so.
    pub fn authenticator_attachment(mut self, attachment: AuthenticatorAttachment) -> Self {
        self.selection.authenticator_attachment = Some(attachment);
        self
    }

    /// The algorithms in place of EdDSA, ES256 and RS256, the most wanted first.
    pub fn algorithms(mut self, algorithms: &[Algorithm]) -> Self {
        self.algorithms = algorithms.to_vec();
        self
    }

    /// Asks for ML-DSA before the other algorithms: signatures that a quantum computer does not
    /// forge, from the authenticators that can make them.
    pub fn post_quantum(mut self) -> Self {
        let mut algorithms = offered(POST_QUANTUM);
        algorithms.append(&mut self.algorithms);
        self.algorithms = algorithms;
        self
    }

    /// Which authenticators the user will rather take, the most likely first.
    pub fn hints(mut self, hints: &[Hint]) -> Self {
        self.hints = hints.iter().map(|hint| hint.as_str().into()).collect();
        self
    }

    /// Whether attestation is wanted. Which is accepted and trusted is for
    /// [`RegistrationCeremony::finish_with`].
    pub fn attestation(mut self, attestation: AttestationConveyance) -> Self {
        self.attestation = attestation;
        self
    }

    /// The attestation statement formats, the most wanted first. A wish: authenticators may send
    /// another.
    pub fn attestation_formats(mut self, formats: &[Format]) -> Self {
        let identifiers = formats.iter().map(|format| format.identifier().to_string());
        self.attestation_formats = identifiers.collect();
        self
    }

    /// The extension inputs.
    pub fn extensions(mut self, extensions: CreationExtensions) -> Self {
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
    /// [`ConfigError::Generator`] if the generator fails; [`ConfigError::Algorithm`] for an
    /// algorithm that this build cannot verify, [`ConfigError::Unsatisfiable`] without any;
    /// [`ConfigError::Timeout`] for one outside the recommended range.
    pub fn begin<R: TryCryptoRng + ?Sized>(
        self,
        now: UnixTime,
        rng: &mut R,
    ) -> Result<(CredentialCreationOptionsJson, RegistrationCeremony), ConfigError> {
        super::algorithms::verify(&self.algorithms)?;
        let timeout = milliseconds(self.timeout)?;
        let challenge = Challenge::generate(rng)?;
        let ceremony = RegistrationCeremony::new(
            self.rp,
            challenge.clone(),
            Lifetime::new(now, self.validity),
            self.user.handle.clone(),
            self.mediation,
            self.selection.user_verification,
            &self.algorithms,
            &self.exclude,
            self.extensions.clone(),
        );
        let conditional = self.mediation == Mediation::Conditional;
        // Step::RegistrationOptions
        let options = CredentialCreationOptionsJson {
            mediation: conditional.then_some(CredentialMediationRequirement::Conditional),
            public_key: self.public_key(challenge, timeout),
        };
        Ok((options, ceremony))
    }

    fn public_key(
        self,
        challenge: Challenge,
        timeout: u32,
    ) -> PublicKeyCredentialCreationOptionsJson {
        let parameters = self.algorithms.into_iter();
        PublicKeyCredentialCreationOptionsJson {
            rp: PublicKeyCredentialRpEntity {
                name: self.rp.id().into(),
                id: Some(self.rp.id().into()),
            },
            user: PublicKeyCredentialUserEntityJson {
                id: self.user.handle.clone(),
                name: self.user.name.clone(),
                display_name: self.user.display_name.clone(),
            },
            challenge,
            pub_key_cred_params: parameters.map(PublicKeyCredentialParameters::new).collect(),
            timeout: Some(timeout),
            exclude_credentials: self.exclude,
            authenticator_selection: Some(self.selection),
            hints: self.hints,
            attestation: self.attestation,
            attestation_formats: self.attestation_formats,
            extensions: self.extensions,
        }
    }
}
