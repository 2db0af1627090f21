use std::num::NonZeroUsize;

use countersign::attestation::{
    AuthorizationLists, Compound, CtsProfile, FidoU2fAaguid, ResponseTime, SafetyNet,
    SafetyNetRules, Sha1,
};
use countersign::extensions::{CreationExtensions, RequestExtensions, UnsolicitedExtensions};
use countersign::{
    Acceptance, Algorithm, AttestationPolicy, AttestationTrust, AuthenticationExpectations,
    BackupEligibility, BackupState, Challenge, CounterPolicy, Form, Format, Mediation,
    RegistrationExpectations, UnixTime, UserVerification, danger,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::Error;
use crate::bytes::Bytes;

/// What a relying party asks for and what it refuses: `policy` of the configuration, and `request`
/// of a call, which stands before it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Request {
    pub(crate) challenge: Option<Bytes>,
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::schema::UserVerification>")
    )]
    pub(crate) user_verification: Option<UserVerification>,
    pub(crate) algorithms: Option<Vec<i64>>,
    pub(crate) mediation: Option<CallMediation>,
    pub(crate) allow_credentials: Option<Vec<Bytes>>,
    pub(crate) account: Option<AccountKnown>,
    pub(crate) formats: Option<Vec<String>>,
    pub(crate) compound: Option<NonZeroUsize>,
    pub(crate) refuse: Vec<Refused>,
    pub(crate) accept: Vec<Accepted>,
    pub(crate) extensions: Option<Map<String, Value>>,
}

/// How `create()` or `get()` was called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Mediation"))]
#[serde(rename_all = "lowercase")]
pub(crate) enum CallMediation {
    Optional,
    Conditional,
    Required,
    Silent,
}

/// How the relying party came to the account: §7.2 step 6.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum AccountKnown {
    #[default]
    Identified,
    Discovered,
}

/// What is refused though the specification leaves it the choice. The documentation of
/// [`Verifier`](crate::Verifier) says what each is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Refusable"))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Refused {
    Registered,
    SingleDevice,
    MultiDevice,
    NotBackedUp,
    CounterNotGrown,
    NoAttestation,
    SelfAttestation,
    Untrusted,
    Sha1,
    SoftwareKey,
    AndroidSafetynet,
    NoCtsProfileMatch,
    CborNotCanonical,
    TokenBinding,
    AnchorInChain,
    U2fAaguid,
    SafetynetTime,
    UnsolicitedExtensions,
}

/// What is accepted though it is refused unless somebody says so. Likewise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Acceptable"))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Accepted {
    Untrusted,
    AndroidSafetynet,
    NoCtsProfileMatch,
    SafetynetTime,
    Rs1,
    ShortChallenge,
    SoftwareKey,
    AnyOrigin,
    AnyAccount,
}

impl Request {
    /// This over the configuration's: what it has stands, and what it refuses or accepts is added.
    pub(crate) fn over(self, policy: &Self) -> Self {
        let both = |own: Vec<Refused>| own.into_iter().chain(policy.refuse.iter().copied());
        let accepted = self.accept.into_iter().chain(policy.accept.iter().copied());
        Self {
            challenge: self.challenge,
            user_verification: self.user_verification.or(policy.user_verification),
            algorithms: self.algorithms.or_else(|| policy.algorithms.clone()),
            mediation: self.mediation.or(policy.mediation),
            allow_credentials: self.allow_credentials,
            account: self.account.or(policy.account),
            formats: self.formats.or_else(|| policy.formats.clone()),
            compound: self.compound.or(policy.compound),
            refuse: both(self.refuse).collect(),
            accept: accepted.collect(),
            extensions: self.extensions,
        }
    }

    /// What a configuration has of it: nothing that is of one ceremony.
    pub(crate) fn check_policy(&self) -> Result<(), Error> {
        let of_one_ceremony = [
            ("policy.challenge", self.challenge.is_some()),
            ("policy.allow_credentials", self.allow_credentials.is_some()),
            ("policy.extensions", self.extensions.is_some()),
        ];
        if let Some((member, _)) = of_one_ceremony.iter().find(|(_, there)| *there) {
            return Err(Error::new(
                *member,
                "is for one ceremony: give it in a request",
            ));
        }
        self.algorithms("policy.algorithms")?;
        self.formats("policy.formats").map(drop)
    }

    /// What a call that finishes a ceremony has of it: what the ceremony was begun with stands.
    pub(crate) fn check_finish(&self) -> Result<(), Error> {
        let stands = [
            ("request.challenge", self.challenge.is_some()),
            (
                "request.user_verification",
                self.user_verification.is_some(),
            ),
            ("request.algorithms", self.algorithms.is_some()),
            ("request.mediation", self.mediation.is_some()),
            (
                "request.allow_credentials",
                self.allow_credentials.is_some(),
            ),
            ("request.account", self.account.is_some()),
            ("request.extensions", self.extensions.is_some()),
        ];
        match stands.iter().find(|(_, there)| *there) {
            Some((member, _)) => Err(Error::new(*member, "stands in the ceremony")),
            None => Ok(()),
        }
    }

    pub(crate) fn refuses(&self, refused: Refused) -> bool {
        self.refuse.contains(&refused)
    }

    pub(crate) fn accepts(&self, accepted: Accepted) -> bool {
        self.accept.contains(&accepted)
    }

    /// Whether an attestation that is not trusted is accepted all the same.
    pub(crate) fn accepts_untrusted(&self) -> bool {
        self.accepts(Accepted::Untrusted) && !self.refuses(Refused::Untrusted)
    }

    /// The challenge of a request that must have one.
    pub(crate) fn challenge(&self) -> Result<Challenge, Error> {
        const MEMBER: &str = "request.challenge";
        let challenge = self.challenge.as_ref();
        let Bytes(bytes) = challenge.ok_or_else(|| Error::new(MEMBER, "missing"))?;
        self.challenge_of(bytes, MEMBER)
    }

    /// The challenge of these bytes.
    pub(crate) fn challenge_of(&self, bytes: &[u8], member: &str) -> Result<Challenge, Error> {
        if self.accepts(Accepted::ShortChallenge) {
            Ok(danger::short_challenge(bytes))
        } else {
            Challenge::new(bytes).map_err(|error| Error::new(member, error))
        }
    }

    pub(crate) fn user_verification(&self) -> UserVerification {
        self.user_verification.unwrap_or_default()
    }

    /// The algorithms listed, those unknown to the engine left out as clients leave them out.
    pub(crate) fn algorithms(&self, member: &str) -> Result<Option<Vec<Algorithm>>, Error> {
        let Some(ids) = &self.algorithms else {
            let all = self.accepts(Accepted::Rs1).then(|| Algorithm::ALL.to_vec());
            return Ok(all);
        };
        let known = ids.iter().copied().filter_map(Algorithm::from_id);
        let known: Vec<_> = known.collect();
        if known.is_empty() && !ids.is_empty() {
            return Err(Error::new(member, "none of these is known"));
        }
        Ok(Some(known))
    }

    fn formats(&self, member: &str) -> Result<Option<Vec<Format>>, Error> {
        let Some(names) = &self.formats else {
            return Ok(None);
        };
        let format = |name: &String| {
            let unknown = || Error::new(member, format_args!("{name:?} is not registered"));
            Format::from_identifier(name).ok_or_else(unknown)
        };
        names.iter().map(format).collect::<Result<_, _>>().map(Some)
    }

    fn extensions<T: DeserializeOwned + Default>(&self) -> Result<T, Error> {
        let Some(inputs) = &self.extensions else {
            return Ok(T::default());
        };
        serde_json::from_value(Value::Object(inputs.clone()))
            .map_err(|error| Error::new("request.extensions", error))
    }

    /// The extension inputs of a registration.
    pub(crate) fn creation_extensions(&self) -> Result<CreationExtensions, Error> {
        self.extensions()
    }

    /// The extension inputs of an authentication.
    pub(crate) fn request_extensions(&self) -> Result<RequestExtensions, Error> {
        self.extensions()
    }

    fn unsolicited_extensions(&self) -> UnsolicitedExtensions {
        if self.refuses(Refused::UnsolicitedExtensions) {
            UnsolicitedExtensions::refused()
        } else {
            UnsolicitedExtensions::Reported
        }
    }

    fn backup_eligibility(&self) -> BackupEligibility {
        if self.refuses(Refused::SingleDevice) {
            BackupEligibility::Required
        } else if self.refuses(Refused::MultiDevice) {
            BackupEligibility::Forbidden
        } else {
            BackupEligibility::Any
        }
    }

    fn backup_state(&self) -> BackupState {
        if self.refuses(Refused::NotBackedUp) {
            BackupState::Required
        } else {
            BackupState::Any
        }
    }

    /// What becomes of attestations without a certificate chain.
    pub(crate) fn without_chain<'p>(&self) -> AttestationTrust<'p> {
        let acceptance = |refused| {
            if self.refuses(refused) {
                Acceptance::Refused
            } else {
                Acceptance::Accepted
            }
        };
        AttestationTrust::default()
            .none(acceptance(Refused::NoAttestation))
            .self_attestation(acceptance(Refused::SelfAttestation))
    }

    fn attestation(&self, time: UnixTime) -> AttestationPolicy<'static> {
        let mut policy = AttestationPolicy::default();
        if self.refuses(Refused::Sha1) {
            policy.sha1 = Sha1::Refused;
        }
        policy.android_key.lists =
            if self.accepts(Accepted::SoftwareKey) && !self.refuses(Refused::SoftwareKey) {
                AuthorizationLists::Union
            } else {
                AuthorizationLists::TeeEnforced
            };
        if self.accepts(Accepted::AndroidSafetynet) && !self.refuses(Refused::AndroidSafetynet) {
            policy.safety_net = SafetyNet::Accepted(self.safety_net(time));
        }
        if self.refuses(Refused::U2fAaguid) {
            policy.fido_u2f_aaguid = FidoU2fAaguid::Zeros;
        }
        policy.compound = self.compound.map_or(Compound::All, Compound::AtLeast);
        policy
    }

    fn safety_net(&self, time: UnixTime) -> SafetyNetRules {
        let accepts = |accepted, refused| self.accepts(accepted) && !self.refuses(refused);
        let mut rules = SafetyNetRules::at(time);
        if accepts(Accepted::SafetynetTime, Refused::SafetynetTime) {
            rules.time = ResponseTime::Reported;
        }
        if accepts(Accepted::NoCtsProfileMatch, Refused::NoCtsProfileMatch) {
            rules.device = CtsProfile::Reported;
        }
        rules
    }
}

/// What a registration is expected to be, apart from what began the ceremony.
pub(crate) struct RegistrationPolicy<'r> {
    request: &'r Request,
    formats: Option<Vec<Format>>,
    /// The time at which attestation is judged.
    time: UnixTime,
}

impl<'r> RegistrationPolicy<'r> {
    pub(crate) fn new(request: &'r Request, time: UnixTime) -> Result<Self, Error> {
        Ok(Self {
            request,
            formats: request.formats("request.formats")?,
            time,
        })
    }

    pub(crate) fn apply<'p>(
        &self,
        expected: RegistrationExpectations<'p>,
        trust: AttestationTrust<'p>,
    ) -> RegistrationExpectations<'p> {
        let request = self.request;
        let expected = expected
            .backup_eligibility(request.backup_eligibility())
            .backup_state(request.backup_state())
            .attestation(request.attestation(self.time))
            .attestation_form(if request.refuses(Refused::CborNotCanonical) {
                Form::Canonical
            } else {
                Form::Tolerant
            })
            .unsolicited_extensions(request.unsolicited_extensions())
            .already_registered(request.refuses(Refused::Registered))
            .trust(trust);
        match &self.formats {
            Some(formats) => expected.formats(formats),
            None => expected,
        }
    }

    /// The expectations of a registration that was begun elsewhere.
    pub(crate) fn whole<'p>(&self) -> Result<RegistrationExpectations<'p>, Error> {
        let request = self.request;
        let expected = RegistrationExpectations::new(request.challenge()?)
            .mediation(request.modal())
            .user_verification(request.user_verification())
            .extensions(request.creation_extensions()?);
        Ok(match request.algorithms("request.algorithms")? {
            Some(algorithms) => expected.algorithms(&algorithms),
            None => expected,
        })
    }
}

impl Request {
    const fn modal(&self) -> Mediation {
        match self.mediation {
            Some(CallMediation::Conditional) => Mediation::Conditional,
            _ => Mediation::Modal,
        }
    }

    /// What an authentication is expected to be, apart from what began the ceremony.
    pub(crate) fn apply_to_authentication<'a>(
        &self,
        expected: AuthenticationExpectations<'a>,
    ) -> AuthenticationExpectations<'a> {
        expected
            .backup_eligibility(self.backup_eligibility())
            .backup_state(self.backup_state())
            .unsolicited_extensions(self.unsolicited_extensions())
            .counter(if self.refuses(Refused::CounterNotGrown) {
                CounterPolicy::Refuse
            } else {
                CounterPolicy::Report
            })
    }
}
