use alloc::string::String;
use alloc::vec::Vec;

use countersign_authdata::{AuthenticatorData, RpIdHash};
use countersign_cose::Key;
use countersign_signature::{SignatureValid, VerifyingKey, sha256};
use countersign_spec::{At, Deviation, Reason, Rejection, Step};

use crate::client_data::ClientDataSteps;
use crate::extensions::{AuthenticatorExtensionResults, RequestExtensions, UnsolicitedExtensions};
use crate::limits::within;
use crate::{
    BackupAdvice, BackupChange, BackupEligibility, BackupState, Challenge, ClientData,
    ClientExtensionResults, CounterPolicy, CredentialRecord, ReadyRecord, RelyingParty,
    UserVerification,
};

/// What the browser sent back from `navigator.credentials.get()`, as bytes.
#[derive(Clone, Copy, Debug)]
pub struct AuthenticationResponse<'a> {
    /// The credential ID (`rawId`), by which the server finds the record.
    pub credential_id: &'a [u8],
    /// `response.clientDataJSON`.
    pub client_data_json: &'a [u8],
    /// `response.authenticatorData`.
    pub authenticator_data: &'a [u8],
    /// `response.signature`.
    pub signature: &'a [u8],
    /// `response.userHandle`, if there.
    pub user_handle: Option<&'a [u8]>,
    /// `getClientExtensionResults()`.
    pub client_extension_results: ClientExtensionResults<'a>,
}

/// How the server knows whose record it is about to verify against (§7.2 step 6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Account<'a> {
    /// The user was known before the ceremony, by a user name or a cookie, and the record is one
    /// of that account. A user handle in the response may be absent, and must match if not.
    Identified {
        /// The user handle (`user.id`) of the account, 1 to 64 bytes.
        user_handle: &'a [u8],
    },
    /// The account was found by the response's user handle, and the record is one of that
    /// account. The user handle must be there.
    Discovered {
        /// The user handle (`user.id`) of the account that holds the record, 1 to 64 bytes.
        user_handle: &'a [u8],
    },
}

/// What this authentication was started with.
#[derive(Clone, Debug)]
pub struct AuthenticationExpectations<'a> {
    challenge: Challenge,
    account: Account<'a>,
    pub(crate) allow_credentials: Vec<&'a [u8]>,
    pub(crate) user_verification: UserVerification,
    pub(crate) backup_eligibility: BackupEligibility,
    pub(crate) backup_state: BackupState,
    pub(crate) counter: CounterPolicy,
    app_id_hash: Option<RpIdHash>,
    pub(crate) extensions: RequestExtensions,
    unsolicited_extensions: UnsolicitedExtensions,
}

/// An authentication that passed every step of §7.2.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use]
pub struct VerifiedAuthentication<'a> {
    /// The authenticator data: flags, counter, extension outputs.
    pub authenticator_data: AuthenticatorData<'a>,
    /// The client data.
    pub client_data: ClientData<'a>,
    /// What the client's extensions returned.
    pub client_extension_results: ClientExtensionResults<'a>,
    /// What the authenticator's extensions returned, by type.
    pub authenticator_extension_results: AuthenticatorExtensionResults<'a>,
    /// The identifiers of the extensions that returned something without being asked, by
    /// [`AuthenticationExpectations::extensions`].
    pub unsolicited_extensions: Vec<String>,
    /// Whether the signature counter grew.
    pub counter: Counter,
    /// How the backup state differs from the record's.
    pub backup: BackupChange,
    /// What was accepted although the text forbids it.
    pub deviations: Vec<Deviation>,
    /// Whether the credential was used through its AppID, under the appid extension.
    pub app_id_used: bool,
    record: &'a CredentialRecord,
    _signature: SignatureValid,
}

/// The signature counter against the record's: §7.2 step 22.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counter {
    /// Both are zero: the authenticator keeps none.
    Unused,
    /// It is greater than the stored one.
    Grew,
    /// It is not. A sign, but no proof, that the authenticator was cloned; it may also be
    /// malfunctioning, or two responses overtook one another.
    DidNotGrow {
        /// The record's.
        stored: u32,
        /// The authenticator's.
        received: u32,
    },
}

const CLIENT_DATA: ClientDataSteps = ClientDataSteps {
    text: Step::AuthenticationClientDataText,
    json: Step::AuthenticationClientDataJson,
    kind: Step::AuthenticationType,
    challenge: Step::AuthenticationChallenge,
    origin: Step::AuthenticationOrigin,
    cross_origin: Step::AuthenticationCrossOrigin,
    top_origin_expected: Step::AuthenticationTopOriginExpected,
    top_origin: Step::AuthenticationTopOrigin,
};

impl RelyingParty {
    /// Verifies an authentication response against the stored record: [§7.2 Verifying an
    /// Authentication Assertion][1], from step 3.
    ///
    /// For servers that keep challenges in their own way; others begin and finish an
    /// [`AuthenticationCeremony`](crate::AuthenticationCeremony).
    ///
    /// ```
    /// use countersign::{
    ///     Account, AuthenticationExpectations, AuthenticationResponseJson, Challenge, ConfigError,
    ///     CounterPolicy, CredentialRecord, Rejection, RelyingParty, UserVerification,
    /// };
    ///
    /// /// `challenge` was taken out of the session, and `record` is one of that account.
    /// fn verify(
    ///     rp: &RelyingParty,
    ///     json: &str,
    ///     challenge: Challenge,
    ///     (user_handle, record): (&[u8], &CredentialRecord),
    /// ) -> Result<CredentialRecord, Rejection> {
    ///     let response = AuthenticationResponseJson::parse(json)?;
    ///     let allowed = [record.id.as_slice()];
    ///     let expected = AuthenticationExpectations::new(challenge, Account::Identified { user_handle })
    ///         .allow_credentials(&allowed)
    ///         .user_verification(UserVerification::Required)
    ///         .counter(CounterPolicy::Refuse);
    ///     let verified = rp.verify_authentication(&response.response(), record, &expected)?;
    ///     Ok(verified.updated_record())
    /// }
    /// # use countersign::OriginRule;
    /// # let made = countersign_authenticator::Registration::new(
    /// #     &countersign_authenticator::RelyingParty::new("example.org")).user_handle(b"user 1").make();
    /// # let credential = &made.credential;
    /// # let challenge = b"thirty-two bytes, new every time";
    /// # let json = credential.authenticate().challenge(challenge).make().to_json().to_string();
    /// # let record = CredentialRecord {
    /// #     id: credential.id.clone(), public_key: credential.public_key.encode(), sign_count: 0,
    /// #     uv_initialized: true, transports: vec![], backup_eligible: None, backup_state: false,
    /// #     aaguid: countersign::Aaguid([0; 16]),
    /// # };
    /// # let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
    /// # verify(&rp, &json, Challenge::new(challenge)?, (b"user 1", &record)).unwrap();
    /// # Ok::<(), ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The [`Rejection`] names the first step that failed, and how.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
    pub fn verify_authentication<'a>(
        &self,
        response: &AuthenticationResponse<'a>,
        record: &'a CredentialRecord,
        expected: &AuthenticationExpectations<'_>,
    ) -> Result<VerifiedAuthentication<'a>, Rejection> {
        self.verify_by(response, record, expected, |message| {
            let key = Key::parse(&record.public_key)?;
            VerifyingKey::with_backend(key.public_key(), self.verifies_by())
                .and_then(|verifying| {
                    verifying.verify(key.algorithm().scheme(), message, response.signature)
                })
                .at(Step::AuthenticationSignature)
        })
    }

    /// The same, for a record whose key is kept ready.
    ///
    /// # Errors
    ///
    /// As [`verify_authentication`](Self::verify_authentication); nothing of the key can fail here.
    pub fn verify_authentication_with<'a>(
        &self,
        response: &AuthenticationResponse<'a>,
        record: &'a ReadyRecord,
        expected: &AuthenticationExpectations<'_>,
    ) -> Result<VerifiedAuthentication<'a>, Rejection> {
        self.verify_by(response, record.record(), expected, |message| {
            record
                .verify(message, response.signature)
                .at(Step::AuthenticationSignature)
        })
    }

    /// §7.2 from step 5; step 21 is `verify_signature`, of a message in parts.
    fn verify_by<'a>(
        &self,
        response: &AuthenticationResponse<'a>,
        record: &'a CredentialRecord,
        expected: &AuthenticationExpectations<'_>,
        verify_signature: impl FnOnce(&[&[u8]]) -> Result<SignatureValid, Rejection>,
    ) -> Result<VerifiedAuthentication<'a>, Rejection> {
        // Steps 3 and 4 are done by whoever made the response; see AuthenticationResponseJson.
        expected.verify_allowed(response)?;
        expected.verify_account(response, record)?;
        let client_data = ClientData::verify(
            response.client_data_json,
            &CLIENT_DATA,
            "webauthn.get",
            &expected.challenge,
            self,
        )?;
        let limits = self.limited_to();
        let length = response.authenticator_data.len();
        within("authenticatorData", length, limits.authenticator_data)
            .at(Step::AuthenticatorDataLayout)?;
        let length = response.signature.len();
        within("signature", length, limits.signature).at(Step::AuthenticationSignature)?;
        let auth_data = AuthenticatorData::parse(response.authenticator_data)?;
        let deviations = attested_data_agrees(&auth_data, record)?;
        let app_id_used = expected.verify_rp_id_hash(self, response, &auth_data)?;
        expected.verify_flags(&auth_data, record)?;
        let hash = sha256(&[response.client_data_json]); // Step::AuthenticationClientDataHash
        let signature = verify_signature(&[response.authenticator_data, &hash])?;
        let counter = expected.verify_counter(&auth_data, record)?;
        let signed = AuthenticatorExtensionResults::new(&auth_data);
        let unsolicited_extensions = expected.extensions.verify(
            &response.client_extension_results,
            &signed,
            response.credential_id,
            expected.app_id_hash.is_some(),
            &expected.unsolicited_extensions,
        )?;
        Ok(VerifiedAuthentication {
            authenticator_extension_results: signed,
            unsolicited_extensions,
            counter,
            backup: BackupChange::between(record.backup_state, auth_data.flags().backed_up()),
            authenticator_data: auth_data,
            client_data,
            client_extension_results: response.client_extension_results,
            deviations,
            app_id_used,
            record,
            _signature: signature,
        })
    }
}

impl<'a> AuthenticationExpectations<'a> {
    /// Expects an answer to this challenge by this account, and otherwise what the specification
    /// lets pass: any credential of the account, user verification as the authenticator likes, a
    /// counter that did not grow reported.
    #[must_use]
    pub fn new(challenge: Challenge, account: Account<'a>) -> Self {
        Self {
            challenge,
            account,
            allow_credentials: Vec::new(),
            user_verification: UserVerification::default(),
            backup_eligibility: BackupEligibility::default(),
            backup_state: BackupState::default(),
            counter: CounterPolicy::default(),
            app_id_hash: None,
            extensions: RequestExtensions::default(),
            unsolicited_extensions: UnsolicitedExtensions::default(),
        }
    }

    /// The credential IDs that were listed in `allowCredentials`. An empty list allows any.
    #[must_use]
    pub fn allow_credentials(mut self, ids: &[&'a [u8]]) -> Self {
        self.allow_credentials = ids.to_vec();
        self
    }

    /// Whether the user must have been verified: `options.userVerification`.
    #[must_use]
    pub fn user_verification(mut self, user_verification: UserVerification) -> Self {
        self.user_verification = user_verification;
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

    /// What to do with a counter that did not grow.
    #[must_use]
    pub fn counter(mut self, policy: CounterPolicy) -> Self {
        self.counter = policy;
        self
    }

    /// The AppID that was asked for with the [appid extension][1], for credentials registered
    /// through the U2F API.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-appid-extension
    ///
    /// ```
    /// use countersign::{Account, AuthenticationExpectations, Challenge};
    ///
    /// let challenge = Challenge::new(b"a challenge of the relying party")?;
    /// let account = Account::Identified { user_handle: b"alex" };
    /// let expected = AuthenticationExpectations::new(challenge, account)
    ///     .app_id("https://example.org/u2f-trusted-facets.json");
    /// # let _ = expected;
    /// # Ok::<(), countersign::ConfigError>(())
    /// ```
    #[must_use]
    pub fn app_id(mut self, app_id: &str) -> Self {
        self.app_id_hash = Some(RpIdHash(sha256(&[app_id.as_bytes()])));
        self
    }

    /// The extensions that were asked for: `options.extensions`. Their outputs are held against
    /// them (step 23). An AppID among them counts as one given to
    /// [`AuthenticationExpectations::app_id`]; without one, that stays as it is.
    #[must_use]
    pub fn extensions(mut self, extensions: RequestExtensions) -> Self {
        if let Some(app_id) = extensions.app_id() {
            self = self.app_id(app_id);
        }
        self.extensions = extensions;
        self
    }

    /// What to do with the output of an extension that was not asked for. The output of appid
    /// is refused in any case if it is true, since nothing else would match.
    #[must_use]
    pub fn unsolicited_extensions(mut self, policy: UnsolicitedExtensions) -> Self {
        self.unsolicited_extensions = policy;
        self
    }

    /// Step 5.
    fn verify_allowed(&self, response: &AuthenticationResponse<'_>) -> Result<(), Rejection> {
        Step::AuthenticationAllowCredentials.require(
            self.allow_credentials.is_empty()
                || self.allow_credentials.contains(&response.credential_id),
            Reason::NotAllowed("credential not in allowCredentials"),
        )
    }

    /// Step 6: the record is that of the credential, the user handle that of the account.
    fn verify_account(
        &self,
        response: &AuthenticationResponse<'_>,
        record: &CredentialRecord,
    ) -> Result<(), Rejection> {
        let step = Step::AuthenticationCredential;
        let (stored, named) = (record.id.as_slice(), response.credential_id);
        step.require(stored == named, Reason::mismatch("rawId", stored, named))?;
        let (expected, must_be_there) = match self.account {
            Account::Identified { user_handle } => (user_handle, false),
            Account::Discovered { user_handle } => (user_handle, true),
        };
        match response.user_handle {
            None => step.require(!must_be_there, Reason::Missing("userHandle")),
            Some(found) => step.require(
                expected == found,
                Reason::mismatch("userHandle", expected, found),
            ),
        }
    }

    /// Step 15, and whether the AppID was used (§10.1.1).
    fn verify_rp_id_hash(
        &self,
        rp: &RelyingParty,
        response: &AuthenticationResponse<'_>,
        auth_data: &AuthenticatorData<'_>,
    ) -> Result<bool, Rejection> {
        let app_id_used = response.client_extension_results.appid == Some(true);
        let expected = match (app_id_used, &self.app_id_hash) {
            (false, _) => rp.id_hash(),
            (true, Some(app_id_hash)) => app_id_hash,
            (true, None) => {
                return Err(Step::ExtensionAppId.refuse(Reason::NotAllowed("appid, not asked for")));
            }
        };
        let found = auth_data.rp_id_hash();
        Step::AuthenticationRpIdHash.require(
            expected == found,
            Reason::mismatch("rpIdHash", &expected.0, &found.0),
        )?;
        Ok(app_id_used)
    }

    /// Steps 16 to 19.
    fn verify_flags(
        &self,
        auth_data: &AuthenticatorData<'_>,
        record: &CredentialRecord,
    ) -> Result<(), Rejection> {
        let flags = auth_data.flags();
        Step::AuthenticationUserPresent.require(flags.user_present(), Reason::Missing("UP"))?;
        Step::AuthenticationUserVerified.require(
            flags.user_verified() || self.user_verification != UserVerification::Required,
            Reason::Missing("UV"),
        )?;
        let (eligible, backed_up) = (flags.backup_eligible(), flags.backed_up());
        Step::AuthenticationBackupFlags
            .require(eligible || !backed_up, Reason::NotAllowed("BS without BE"))?;
        let step = Step::AuthenticationBackupEligible;
        if let Some(stored) = record.backup_eligible {
            step.require(
                stored == eligible,
                Reason::mismatch("BE", i32::from(stored), i32::from(eligible)),
            )?;
        }
        self.backup_eligibility.verify(eligible).at(step)?;
        self.backup_state.verify(backed_up).at(step)
    }

    /// Step 22.
    fn verify_counter(
        &self,
        auth_data: &AuthenticatorData<'_>,
        record: &CredentialRecord,
    ) -> Result<Counter, Rejection> {
        let (stored, received) = (record.sign_count, auth_data.sign_count());
        let counter = Counter::between(stored, received);
        Step::AuthenticationSignCount.require(
            self.counter == CounterPolicy::Report || !matches!(counter, Counter::DidNotGrow { .. }),
            Reason::mismatch("signCount", stored, received),
        )?;
        Ok(counter)
    }
}

/// §6.1: "For assertion signatures, the AT flag MUST NOT be set".
fn attested_data_agrees(
    auth_data: &AuthenticatorData<'_>,
    record: &CredentialRecord,
) -> Result<Vec<Deviation>, Rejection> {
    let step = Step::AuthenticatorDataUnattested;
    let Some(attested) = auth_data.credential() else {
        return Ok(Vec::new());
    };
    // LAXER: §6.1 forbids attested credential data in an assertion, but no step of §7.2 refuses
    // it, and authenticators in the field send it. It is accepted where it names the credential
    // of the record, and reported.
    let (stored, found) = (record.id.as_slice(), attested.id.0);
    step.require(
        stored == found,
        Reason::mismatch("credentialId", stored, found),
    )?;
    let (stored, found) = (record.public_key.as_slice(), attested.key.bytes());
    step.require(
        stored == found,
        Reason::mismatch("credentialPublicKey", stored, found),
    )?;
    let offset = 37; // after rpIdHash, flags and signCount
    Ok(Vec::from([Deviation::new(
        step,
        "attested credential data in an assertion",
        offset,
    )]))
}

impl VerifiedAuthentication<'_> {
    /// The record as it must be stored now: §7.2 step 24.
    ///
    /// The counter is the greater of the two: one that did not grow leaves the record as it was,
    /// so that a clone stays visible. An unknown backup eligibility is learned. `uv_initialized`
    /// stays as it was; see [`VerifiedAuthentication::uv_initialized`].
    #[must_use]
    pub fn updated_record(&self) -> CredentialRecord {
        // Step::AuthenticationRecord
        CredentialRecord {
            sign_count: self.sign_count(),
            backup_eligible: Some(self.authenticator_data.flags().backup_eligible()),
            backup_state: self.authenticator_data.flags().backed_up(),
            ..self.record.clone()
        }
    }

    /// The counter to store, for those who update a row rather than a record.
    #[must_use]
    pub fn sign_count(&self) -> u32 {
        self.record
            .sign_count
            .max(self.authenticator_data.sign_count())
    }

    /// What `uv_initialized` may become. Turning it on asks for another factor as strong as user
    /// verification first (§7.2 step 24), which only the server can see to.
    #[must_use]
    pub fn uv_initialized(&self) -> bool {
        self.record.uv_initialized || self.authenticator_data.flags().user_verified()
    }
}

impl VerifiedAuthentication<'_> {
    /// What [§6.1.3](https://www.w3.org/TR/webauthn-3/#sctn-credential-backup) suggests to do, by
    /// [`backup`](VerifiedAuthentication::backup) and the flags.
    #[must_use]
    pub const fn backup_advice(&self) -> BackupAdvice {
        BackupAdvice::of(self.authenticator_data.flags(), self.backup)
    }
}

impl Counter {
    pub(crate) fn between(stored: u32, received: u32) -> Self {
        match (stored, received) {
            (0, 0) => Self::Unused,
            _ if received > stored => Self::Grew,
            _ => Self::DidNotGrow { stored, received },
        }
    }
}
