use alloc::string::{String, ToString};
use alloc::vec::Vec;

use countersign_attestation::{ClientDataHash, Details, Evidence, Format, Policy, Statement};
use countersign_authdata::{AttestationObject, AttestedCredential, AuthenticatorData, Flags};
use countersign_cose::{Algorithm, Form, Key};
use countersign_signature::VerifyingKey;
use countersign_spec::{At, Deviation, Reason, Rejection, Step};
use countersign_x509::parse_public_key_info;

use crate::client_data::ClientDataSteps;
use crate::extensions::{AuthenticatorExtensionResults, CreationExtensions, UnsolicitedExtensions};
use crate::limits::within;
use crate::{
    Assessment, AttestationTrust, BackupAdvice, BackupChange, BackupEligibility, BackupState,
    Challenge, ClientData, ClientExtensionResults, CredentialRecord, Mediation, RelyingParty,
    UserVerification,
};

/// What the browser sent back from `navigator.credentials.create()`, as bytes.
///
/// [`RegistrationResponse::new`] takes the three that must be there; the other fields can be set
/// after.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RegistrationResponse<'a> {
    /// The credential ID as the client says it (`rawId`); the attested one must be the same.
    pub credential_id: &'a [u8],
    /// `response.clientDataJSON`.
    pub client_data_json: &'a [u8],
    /// `response.attestationObject`.
    pub attestation_object: &'a [u8],
    /// `response.getTransports()`; empty if the client does not say.
    pub transports: Vec<&'a str>,
    /// `getClientExtensionResults()`.
    pub client_extension_results: ClientExtensionResults<'a>,
    /// What the client says a second time.
    pub copies: Copies<'a>,
}

/// What a client repeats of the attestation object: [§5.2.1.1 Easily accessing credential
/// data][1]. The copies are never used; those that are there must agree with the attested data.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-public-key-easy
#[derive(Clone, Copy, Default, Debug)]
pub struct Copies<'a> {
    /// `response.getAuthenticatorData()`.
    pub authenticator_data: Option<&'a [u8]>,
    /// `response.getPublicKey()`: a SubjectPublicKeyInfo.
    pub public_key: Option<&'a [u8]>,
    /// `response.getPublicKeyAlgorithm()`: a COSE identifier.
    pub public_key_algorithm: Option<i64>,
}

/// What this registration was started with, and what the relying party wants of the credential.
///
/// Only the challenge has no default. The others are those of the specification, or the ones
/// that refuse least of what it allows.
#[derive(Clone, Debug)]
pub struct RegistrationExpectations<'p> {
    challenge: Challenge,
    pub(crate) mediation: Mediation,
    pub(crate) user_verification: UserVerification,
    algorithms: Vec<Algorithm>,
    pub(crate) backup_eligibility: BackupEligibility,
    pub(crate) backup_state: BackupState,
    formats: Option<Vec<Format>>,
    pub(crate) attestation: Policy<'p>,
    pub(crate) attestation_form: Form,
    pub(crate) trust: AttestationTrust<'p>,
    already_registered: bool,
    pub(crate) extensions: CreationExtensions,
    unsolicited_extensions: UnsolicitedExtensions,
}

/// A registration that passed every step of §7.1.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use]
pub struct VerifiedRegistration<'a> {
    /// The record to store: [§4](https://www.w3.org/TR/webauthn-3/#credential-record).
    pub record: CredentialRecord,
    /// What the attestation statement says.
    pub evidence: Evidence<'a>,
    /// Why that is trusted, as far as it is: one for each of
    /// [`evidence.statements()`](Evidence::statements).
    pub trust: Vec<Assessment>,
    /// The authenticator data: flags, counter, extension outputs.
    pub authenticator_data: AuthenticatorData<'a>,
    /// The credential public key.
    pub key: Key<'a>,
    /// The client data.
    pub client_data: ClientData<'a>,
    /// What the client's extensions returned.
    pub client_extension_results: ClientExtensionResults<'a>,
    /// What the authenticator's extensions returned, by type.
    pub authenticator_extension_results: AuthenticatorExtensionResults<'a>,
    /// The identifiers of the extensions that returned something without being asked, by
    /// [`RegistrationExpectations::extensions`].
    pub unsolicited_extensions: Vec<String>,
    /// What was accepted although the text forbids it, or may be read so.
    pub deviations: Vec<Deviation>,
}

impl<'a> RegistrationResponse<'a> {
    /// A response that says no more than it must.
    #[must_use]
    pub fn new(
        credential_id: &'a [u8],
        client_data_json: &'a [u8],
        attestation_object: &'a [u8],
    ) -> Self {
        Self {
            credential_id,
            client_data_json,
            attestation_object,
            transports: Vec::new(),
            client_extension_results: ClientExtensionResults::default(),
            copies: Copies::default(),
        }
    }
}

const CLIENT_DATA: ClientDataSteps = ClientDataSteps {
    text: Step::RegistrationClientDataText,
    json: Step::RegistrationClientDataJson,
    kind: Step::RegistrationType,
    challenge: Step::RegistrationChallenge,
    origin: Step::RegistrationOrigin,
    cross_origin: Step::RegistrationCrossOrigin,
    top_origin_expected: Step::RegistrationTopOriginExpected,
    top_origin: Step::RegistrationTopOrigin,
};

impl RelyingParty {
    /// Verifies a registration response: [§7.1 Registering a New Credential][1], from step 3.
    ///
    /// For servers that keep challenges in their own way; others begin and finish a
    /// [`RegistrationCeremony`](crate::RegistrationCeremony).
    ///
    /// ```
    /// use countersign::extensions::UnsolicitedExtensions;
    /// use countersign::{
    ///     Algorithm, Challenge, CredentialRecord, Form, RegistrationExpectations,
    ///     RegistrationResponseJson, Rejection, RelyingParty, TokenBinding,
    /// };
    ///
    /// /// `challenge` was taken out of the session. Strict where the defaults are not.
    /// fn verify(
    ///     rp: RelyingParty,
    ///     json: &str,
    ///     challenge: Challenge,
    /// ) -> Result<CredentialRecord, Rejection> {
    ///     let response = RegistrationResponseJson::parse(json)?;
    ///     let expected = RegistrationExpectations::new(challenge)
    ///         .algorithms(&[Algorithm::Es256])
    ///         .attestation_form(Form::Canonical)
    ///         .unsolicited_extensions(UnsolicitedExtensions::refused());
    ///     let rp = rp.token_binding(TokenBinding::WellFormed);
    ///     Ok(rp.verify_registration(&response.response(), &expected)?.record)
    /// }
    /// # use countersign::{ConfigError, OriginRule};
    /// # let rp = countersign_authenticator::RelyingParty::new("example.org");
    /// # let challenge = b"thirty-two bytes, new every time";
    /// # let made = countersign_authenticator::Registration::new(&rp).challenge(challenge).make();
    /// # let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    /// # verify(rp, &made.to_json().to_string(), Challenge::new(challenge)?).unwrap();
    /// # Ok::<(), ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The [`Rejection`] names the first step that failed, and how.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
    pub fn verify_registration<'a>(
        &self,
        response: &RegistrationResponse<'a>,
        expected: &RegistrationExpectations<'_>,
    ) -> Result<VerifiedRegistration<'a>, Rejection> {
        self.verify_registration_seen(response, expected, |_evidence| {})
    }

    /// The same; `seen` is shown what the attestation statement says once it verified, whatever
    /// comes after.
    pub(crate) fn verify_registration_seen<'a>(
        &self,
        response: &RegistrationResponse<'a>,
        expected: &RegistrationExpectations<'_>,
        seen: impl FnOnce(&Evidence<'a>),
    ) -> Result<VerifiedRegistration<'a>, Rejection> {
        // Steps 3 and 4 are done by whoever made the response; see RegistrationResponseJson.
        let client_data = ClientData::verify(
            response.client_data_json,
            &CLIENT_DATA,
            "webauthn.create",
            &expected.challenge,
            self,
        )?;
        let hash = ClientDataHash::of(response.client_data_json); // Step::RegistrationClientDataHash
        within(
            "attestationObject",
            response.attestation_object.len(),
            self.limited_to().attestation_object,
        )
        .at(Step::RegistrationAttestationObject)?;
        let object =
            AttestationObject::parse(response.attestation_object, expected.attestation_form)
                .at(Step::RegistrationAttestationObject)?;
        let auth_data = AuthenticatorData::parse(object.authenticator_data)?;
        let credential = *auth_data
            .credential()
            .ok_or(Step::AuthenticatorDataAttested.refuse(Reason::Missing("AT")))?;
        let key = credential.key;
        // §5.8.5's note: a point must be on its curve, which nothing else checks where there is
        // no self attestation.
        VerifyingKey::check(key.public_key()).at(Step::CredentialPublicKeyOnCurve)?;
        // STRICTER: no step compares the credential ID that the client names, or what else it
        // repeats, with the attested data; they must agree, so that nobody can be made to look up
        // or store the wrong one.
        let (attested, named) = (credential.id.0, response.credential_id);
        Step::RegistrationResponse.require(
            attested == named,
            Reason::mismatch("rawId", attested, named),
        )?;
        response
            .copies
            .agree(&auth_data, &key)
            .at(Step::RegistrationResponse)?;
        self.verify_rp_id_hash(&auth_data)?;
        expected.verify_flags(auth_data.flags())?;
        expected.verify_algorithm(&key)?;
        expected.verify_format(object.statement.format)?;
        let statement = Statement {
            statement: object.statement,
            authenticator_data: auth_data,
            credential,
            client_data_hash: hash,
        };
        let mut policy = expected.attestation;
        policy.backend = self.verifies_by();
        let evidence = countersign_attestation::verify(&statement, &policy)?;
        seen(&evidence);
        for statement in evidence.statements() {
            expected.verify_format(statement.format.identifier())?;
        }
        let trust = expected
            .trust
            .assess(&evidence, credential.aaguid, self.verifies_by())?;
        expected.verify_credential_id(&credential)?;
        let signed = AuthenticatorExtensionResults::new(&auth_data);
        let unsolicited_extensions = expected.extensions.verify(
            &response.client_extension_results,
            &signed,
            &expected.unsolicited_extensions,
        )?;
        Ok(VerifiedRegistration {
            authenticator_extension_results: signed,
            unsolicited_extensions,
            record: record(&auth_data, &credential, response),
            deviations: deviations(&object, &evidence),
            evidence,
            trust,
            authenticator_data: auth_data,
            key,
            client_data,
            client_extension_results: response.client_extension_results,
        })
    }

    /// Step 14.
    fn verify_rp_id_hash(&self, auth_data: &AuthenticatorData<'_>) -> Result<(), Rejection> {
        let (expected, found) = (self.id_hash(), auth_data.rp_id_hash());
        Step::RegistrationRpIdHash.require(
            expected == found,
            Reason::mismatch("rpIdHash", &expected.0, &found.0),
        )
    }
}

impl<'p> RegistrationExpectations<'p> {
    /// Expects an answer to this challenge, and otherwise what the specification lets pass: a
    /// dialogue, user verification as the authenticator likes, every algorithm this build
    /// verifies but RS1, every format but android-safetynet, no attestation and self attestation, but no
    /// statement with a certificate chain until [`RegistrationExpectations::trust`] says what it
    /// must lead to.
    #[must_use]
    pub fn new(challenge: Challenge) -> Self {
        let is_offered = |&algorithm: &Algorithm| {
            algorithm != Algorithm::Rs1 && countersign_signature::is_supported(algorithm.scheme())
        };
        Self {
            challenge,
            mediation: Mediation::default(),
            user_verification: UserVerification::default(),
            algorithms: Algorithm::ALL.iter().copied().filter(is_offered).collect(),
            backup_eligibility: BackupEligibility::default(),
            backup_state: BackupState::default(),
            formats: None,
            attestation: Policy::default(),
            attestation_form: Form::Tolerant,
            trust: AttestationTrust::default(),
            already_registered: false,
            extensions: CreationExtensions::default(),
            unsolicited_extensions: UnsolicitedExtensions::default(),
        }
    }

    /// How `create()` was called: `options.mediation`.
    #[must_use]
    pub fn mediation(mut self, mediation: Mediation) -> Self {
        self.mediation = mediation;
        self
    }

    /// Whether the user must have been verified: `authenticatorSelection.userVerification`.
    #[must_use]
    pub fn user_verification(mut self, user_verification: UserVerification) -> Self {
        self.user_verification = user_verification;
        self
    }

    /// The algorithms that were offered: `pubKeyCredParams`. None means what it means to a
    /// client ([§5.4](https://www.w3.org/TR/webauthn-3/#dom-publickeycredentialcreationoptions-pubkeycredparams)):
    /// ES256 and RS256.
    #[must_use]
    pub fn algorithms(mut self, algorithms: &[Algorithm]) -> Self {
        self.algorithms = match algorithms {
            [] => Vec::from([Algorithm::Es256, Algorithm::Rs256]),
            _ => algorithms.to_vec(),
        };
        self
    }

    /// Which credentials are wanted by backup eligibility.
    #[must_use]
    pub fn backup_eligibility(mut self, wanted: BackupEligibility) -> Self {
        self.backup_eligibility = wanted;
        self
    }

    /// Which credentials are wanted by backup state.
    #[must_use]
    pub fn backup_state(mut self, wanted: BackupState) -> Self {
        self.backup_state = wanted;
        self
    }

    /// The only attestation statement formats that are accepted, each statement's of a compound
    /// one and `compound` itself. Without this all that the engine knows are, as far as [`RegistrationExpectations::attestation`] lets them.
    #[must_use]
    pub fn formats(mut self, formats: &[Format]) -> Self {
        self.formats = Some(formats.to_vec());
        self
    }

    /// What §8 leaves to the relying party, format by format. Its back end gives way to that of
    /// the [`RelyingParty`].
    #[must_use]
    pub fn attestation(mut self, policy: Policy<'p>) -> Self {
        self.attestation = policy;
        self
    }

    /// How the CBOR of the attestation object's envelope and statement must be written. By
    /// default what re-encoding clients get wrong, key order and long heads, is accepted and
    /// reported as a deviation; what the authenticator signed is always read in canonical form.
    #[must_use]
    pub fn attestation_form(mut self, form: Form) -> Self {
        self.attestation_form = form;
        self
    }

    /// Which attestations are trustworthy.
    #[must_use]
    pub fn trust(mut self, trust: AttestationTrust<'p>) -> Self {
        self.trust = trust;
        self
    }

    /// Whether a credential of the response's ID is registered already, for any user: look it up
    /// before, and let the database keep IDs unique as well, since two registrations may race.
    #[must_use]
    pub fn already_registered(mut self, known: bool) -> Self {
        self.already_registered = known;
        self
    }

    /// The extensions that were asked for: `options.extensions`. Their outputs are held against
    /// them (step 28).
    #[must_use]
    pub fn extensions(mut self, extensions: CreationExtensions) -> Self {
        self.extensions = extensions;
        self
    }

    /// What to do with the output of an extension that was not asked for.
    #[must_use]
    pub fn unsolicited_extensions(mut self, policy: UnsolicitedExtensions) -> Self {
        self.unsolicited_extensions = policy;
        self
    }

    /// Steps 15 to 19.
    fn verify_flags(&self, flags: Flags) -> Result<(), Rejection> {
        Step::RegistrationUserPresent.require(
            flags.user_present() || self.mediation == Mediation::Conditional,
            Reason::Missing("UP"),
        )?;
        Step::RegistrationUserVerified.require(
            flags.user_verified() || self.user_verification != UserVerification::Required,
            Reason::Missing("UV"),
        )?;
        let (eligible, backed_up) = (flags.backup_eligible(), flags.backed_up());
        Step::RegistrationBackupFlags
            .require(eligible || !backed_up, Reason::NotAllowed("BS without BE"))?;
        self.backup_eligibility
            .verify(eligible)
            .at(Step::RegistrationBackupEligible)?;
        self.backup_state
            .verify(backed_up)
            .at(Step::RegistrationBackupState)
    }

    /// Step 20.
    fn verify_algorithm(&self, key: &Key<'_>) -> Result<(), Rejection> {
        Step::RegistrationAlgorithm.require(
            self.algorithms.contains(&key.algorithm()),
            Reason::Unsupported("alg", key.algorithm().id().into()),
        )
    }

    /// Step 21, as far as the caller's list goes; that the format is known is for `attestation`.
    fn verify_format(&self, identifier: &str) -> Result<(), Rejection> {
        let is_listed = |formats: &Vec<Format>| {
            formats
                .iter()
                .any(|format| format.identifier() == identifier)
        };
        Step::RegistrationFormat.require(
            self.formats.as_ref().is_none_or(is_listed),
            Reason::NotAllowed("fmt, not among the formats listed"),
        )
    }

    /// Steps 25 and 26.
    fn verify_credential_id(&self, credential: &AttestedCredential<'_>) -> Result<(), Rejection> {
        /// §7.1 step 25.
        const LIMIT: usize = 1023;
        let length = credential.id.0.len();
        // STRICTER: §6.5.1 sets no lower bound; a credential ID of no bytes identifies nothing.
        Step::RegistrationCredentialIdLength
            .require(length > 0, Reason::Missing("credentialId"))?;
        Step::RegistrationCredentialIdLength.require(
            length <= LIMIT,
            Reason::too_large("credentialId", LIMIT, length),
        )?;
        Step::RegistrationCredentialIdNew.require(
            !self.already_registered,
            Reason::NotAllowed("credentialId, registered before"),
        )
    }
}

impl VerifiedRegistration<'_> {
    /// What [§6.1.3](https://www.w3.org/TR/webauthn-3/#sctn-credential-backup) suggests to do.
    #[must_use]
    pub const fn backup_advice(&self) -> BackupAdvice {
        BackupAdvice::of(self.authenticator_data.flags(), BackupChange::Same)
    }
}

impl Copies<'_> {
    /// Refuses a copy that differs from what the authenticator attested.
    fn agree(&self, auth_data: &AuthenticatorData<'_>, key: &Key<'_>) -> Result<(), Reason> {
        let attested = auth_data.bytes();
        if let Some(copy) = self.authenticator_data.filter(|copy| *copy != attested) {
            return Err(Reason::mismatch("authenticatorData", attested, copy));
        }
        let alg = key.algorithm().id();
        if let Some(copy) = self.public_key_algorithm.filter(|copy| *copy != alg) {
            return Err(Reason::mismatch("publicKeyAlgorithm", alg, copy));
        }
        match self.public_key {
            Some(copy) if parse_public_key_info(copy)? != *key.public_key() => {
                Err(Reason::mismatch("publicKey", key.bytes(), copy))
            }
            _ => Ok(()),
        }
    }
}

/// Step 27.
fn record(
    auth_data: &AuthenticatorData<'_>,
    credential: &AttestedCredential<'_>,
    response: &RegistrationResponse<'_>,
) -> CredentialRecord {
    let flags = auth_data.flags();
    // Step::RegistrationRecord
    CredentialRecord {
        id: credential.id.0.to_vec(),
        public_key: credential.key.bytes().to_vec(),
        sign_count: auth_data.sign_count(),
        uv_initialized: flags.user_verified(),
        transports: response
            .transports
            .iter()
            .map(ToString::to_string)
            .collect(),
        backup_eligible: Some(flags.backup_eligible()),
        backup_state: flags.backed_up(),
        aaguid: credential.aaguid,
    }
}

/// What was accepted of the attestation object's envelope and of its statements.
fn deviations(object: &AttestationObject<'_>, evidence: &Evidence<'_>) -> Vec<Deviation> {
    let step = Step::RegistrationAttestationObject;
    let departures = [
        (object.departures.order, "map keys out of canonical order"),
        (object.departures.length, "a head longer than needed"),
    ];
    let envelope = departures
        .into_iter()
        .filter_map(|(offset, what)| Some(Deviation::new(step, what, offset?)));
    let nested = evidence
        .statements()
        .iter()
        .flat_map(|statement| &statement.deviations);
    // A compound statement has deviations of its own besides those of its members.
    let outer = matches!(evidence.details, Details::Compound { .. })
        .then_some(&evidence.deviations)
        .into_iter()
        .flatten();
    envelope.chain(outer.chain(nested).copied()).collect()
}
