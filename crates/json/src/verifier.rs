use countersign::{
    Aaguid, Account, AccountCredential, AttestationTrust, AuthenticationCeremony,
    AuthenticationExpectations, AuthenticationResponse, AuthenticationResponseJson, Backend,
    CredentialRecord, Explanation, RegistrationCeremony, RegistrationResponse,
    RegistrationResponseJson, Rejection, RelyingParty, SealingKeys, UnixTime, UserHandle,
    VerifiedRegistration,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::begin::{BeginAuthentication, BeginRegistration};
use crate::bytes::Bytes;
use crate::configuration::Configuration;
use crate::explanation::Said;
use crate::policy::{Accepted, AccountKnown, Refused, RegistrationPolicy, Request};
use crate::read::read;
use crate::response::{AuthenticationParts, RegistrationParts};
use crate::time::{self, Time};
use crate::trust::without_anchors;
use crate::{Authentication, BegunAuthentication, BegunRegistration, Error, Registration, Verdict};

#[doc = include_str!("../documents.md")]
#[derive(Debug)]
pub struct Verifier(Configuration);

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyRegistration {
    request: Request,
    response: Option<RegistrationParts>,
    #[serde(default)]
    explain: bool,
    time: Option<Time>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct FinishRegistration {
    ceremony: String,
    #[serde(default)]
    request: Request,
    response: Option<RegistrationParts>,
    #[serde(default)]
    explain: bool,
    #[serde(default)]
    session: String,
    time: Option<Time>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyAuthentication {
    request: Request,
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::schema::CredentialRecord>")
    )]
    record: Option<CredentialRecord>,
    credential: Option<StoredCredential>,
    user_handle: Option<Bytes>,
    response: Option<AuthenticationParts>,
    #[serde(default)]
    explain: bool,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct FinishAuthentication {
    ceremony: String,
    /// `null` where the server found none.
    #[serde(deserialize_with = "Option::deserialize")]
    #[cfg_attr(
        feature = "schema",
        schemars(schema_with = "crate::schema::nullable::<crate::schema::CredentialRecord>")
    )]
    record: Option<CredentialRecord>,
    user_handle: Option<Bytes>,
    #[serde(default)]
    request: Request,
    response: Option<AuthenticationParts>,
    #[serde(default)]
    explain: bool,
    #[serde(default)]
    session: String,
    time: Option<Time>,
}

/// A stored credential as a vector has it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct StoredCredential {
    /// `null` where whoever recorded the response did not keep it.
    #[serde(deserialize_with = "Option::deserialize")]
    #[cfg_attr(
        feature = "schema",
        schemars(schema_with = "crate::schema::nullable::<Bytes>")
    )]
    public_key: Option<Bytes>,
    sign_count: u32,
    id: Option<Bytes>,
    user_handle: Option<Bytes>,
    backup_eligible: Option<bool>,
}

impl Verifier {
    /// Makes a relying party from its configuration.
    ///
    /// # Errors
    ///
    /// The member at fault; [`Error::refusal`] has more where the metadata BLOB was refused.
    pub fn new(configuration: &str) -> Result<Self, Error> {
        Configuration::parse(configuration).map(Self)
    }

    /// The relying party itself, for what this crate has no document for.
    #[must_use]
    pub const fn relying_party(&self) -> &RelyingParty {
        &self.0.rp
    }

    pub(crate) const fn policy(&self) -> &Request {
        &self.0.policy
    }

    pub(crate) fn app_id(&self) -> Option<&str> {
        self.0.app_id.as_deref()
    }

    /// Who verifies signatures.
    #[must_use]
    pub const fn backend(&self) -> Backend {
        self.0.backend
    }

    /// Begins a registration.
    ///
    /// # Errors
    ///
    /// The member at fault, or what the system's generator says.
    pub fn begin_registration(&self, call: &str) -> Result<BegunRegistration, Error> {
        read::<BeginRegistration>(call)?.begin(&self.0)
    }

    /// Begins an authentication.
    ///
    /// # Errors
    ///
    /// As [`Verifier::begin_registration`].
    pub fn begin_authentication(&self, call: &str) -> Result<BegunAuthentication, Error> {
        read::<BeginAuthentication>(call)?.begin(&self.0)
    }

    /// Verifies the response to a registration that was begun here.
    ///
    /// # Errors
    ///
    /// The member of the call at fault; never the response's.
    pub fn finish_registration(
        &self,
        call: &str,
        response: &str,
    ) -> Result<Verdict<Registration>, Error> {
        let call: FinishRegistration = read(call)?;
        call.request.check_finish()?;
        let request = call.request.over(&self.0.policy);
        let now = time::of_call(call.time);
        let judged_at = self.judged_at(now);
        let policy = RegistrationPolicy::new(&request, judged_at)?;
        let open = || self.open::<RegistrationCeremony>(&call.ceremony, &call.session);
        let user_handle = match open()? {
            Ok(ceremony) => ceremony.user_handle().clone(),
            Err(rejection) => {
                return Ok(Verdict::of(Said::not_opened(rejection, call.explain)));
            }
        };
        let attempt = Attempt {
            verifier: self,
            time: judged_at,
            request: &request,
            explain: call.explain,
            user_handle: Some(&user_handle),
            verify: &|response, trust| {
                // A ceremony is consumed, and where untrusted attestation is accepted it is
                // finished twice, so it is opened anew; what opened once opens again.
                let ceremony = open().unwrap_or_else(|_never| Err(RegistrationCeremony::unknown()));
                let apply = |expected| policy.apply(expected, trust);
                let (ceremony, rp) = (ceremony?, self.rp(&request));
                Ok(if call.explain {
                    ceremony.explain_with(rp, response, now, apply).into()
                } else {
                    ceremony.finish_with(rp, response, now, apply).into()
                })
            },
        };
        attempt.verdict(call.response.as_ref(), response)
    }

    /// Verifies the response to a registration that was begun elsewhere.
    ///
    /// # Errors
    ///
    /// As [`Verifier::finish_registration`].
    pub fn verify_registration(
        &self,
        call: &str,
        response: &str,
    ) -> Result<Verdict<Registration>, Error> {
        let call: VerifyRegistration = read(call)?;
        let request = call.request.over(&self.0.policy);
        let judged_at = self.judged_at(time::of_call(call.time));
        let policy = RegistrationPolicy::new(&request, judged_at)?;
        let expected = policy.whole()?;
        let attempt = Attempt {
            verifier: self,
            time: judged_at,
            request: &request,
            explain: call.explain,
            user_handle: None,
            verify: &|response, trust| {
                let expected = policy.apply(expected.clone(), trust);
                let rp = self.rp(&request);
                Ok(if call.explain {
                    rp.explain_registration(response, &expected).into()
                } else {
                    rp.verify_registration(response, &expected).into()
                })
            },
        };
        attempt.verdict(call.response.as_ref(), response)
    }

    /// Verifies the response to an authentication that was begun here.
    ///
    /// # Errors
    ///
    /// The member of the call at fault; never the response's.
    pub fn finish_authentication(
        &self,
        call: &str,
        response: &str,
    ) -> Result<Verdict<Authentication>, Error> {
        let call: FinishAuthentication = read(call)?;
        call.request.check_finish()?;
        let request = call.request.over(&self.0.policy);
        let now = time::of_call(call.time);
        let ceremony = self.open::<AuthenticationCeremony>(&call.ceremony, &call.session)?;
        let found = match (&call.record, &call.user_handle) {
            (None, _) => None,
            (Some(_), None) => return Err(Error::new("user_handle", "missing")),
            (Some(record), Some(Bytes(user_handle))) => Some(AccountCredential {
                user_handle,
                record,
            }),
        };
        authentication(call.response.as_ref(), response, call.explain, |response| {
            let rp = self.rp(&request);
            let said: Said<_> = match ceremony {
                Err(rejection) => return Said::not_opened(rejection, call.explain),
                Ok(ceremony) if call.explain => ceremony
                    .explain_with(rp, response, found, now, |expected| {
                        request.apply_to_authentication(expected)
                    })
                    .into(),
                Ok(ceremony) => ceremony
                    .finish_with(rp, response, found, now, |expected| {
                        request.apply_to_authentication(expected)
                    })
                    .into(),
            };
            let stored = call.record.as_ref().map_or(0, |record| record.sign_count);
            said.map(|verified| Authentication::new(&verified, stored))
        })
    }

    /// Verifies the response to an authentication that was begun elsewhere.
    ///
    /// # Errors
    ///
    /// As [`Verifier::finish_authentication`].
    pub fn verify_authentication(
        &self,
        call: &str,
        response: &str,
    ) -> Result<Verdict<Authentication>, Error> {
        let call: VerifyAuthentication = read(call)?;
        let request = call.request.over(&self.0.policy);
        let challenge = request.challenge()?;
        let extensions = request.request_extensions()?;
        let account = Known::new(call.record, call.credential, call.user_handle)?;
        if account.user_handle.is_none() && !request.accepts(Accepted::AnyAccount) {
            return Err(Error::new("user_handle", "missing"));
        }
        let allowed = request.allow_credentials.as_deref().unwrap_or_default();
        let allowed: Vec<_> = allowed.iter().map(|id| id.0.as_slice()).collect();
        authentication(call.response.as_ref(), response, call.explain, |response| {
            let record = account.record(response.credential_id);
            let user_handle = account.user_handle.as_deref().or(response.user_handle);
            let user_handle = user_handle.unwrap_or_default();
            let known = match request.account.unwrap_or_default() {
                AccountKnown::Identified => Account::Identified { user_handle },
                AccountKnown::Discovered => Account::Discovered { user_handle },
            };
            let expected = AuthenticationExpectations::new(challenge, known)
                .allow_credentials(&allowed)
                .user_verification(request.user_verification())
                .extensions(extensions);
            let mut expected = request.apply_to_authentication(expected);
            if let Some(app_id) = &self.0.app_id {
                expected = expected.app_id(app_id);
            }
            let rp = self.rp(&request);
            let said: Said<_> = if call.explain {
                rp.explain_authentication(response, &record, &expected)
                    .into()
            } else {
                rp.verify_authentication(response, &record, &expected)
                    .into()
            };
            said.map(|verified| Authentication::new(&verified, record.sign_count))
        })
    }

    /// The relying party, with what the request says of token binding.
    fn rp(&self, request: &Request) -> &RelyingParty {
        if request.refuses(Refused::TokenBinding) {
            &self.0.rp_with_token_binding
        } else {
            &self.0.rp
        }
    }

    /// When attestation is judged.
    fn judged_at(&self, call: UnixTime) -> UnixTime {
        let trust = self.0.trust.as_ref();
        trust.map_or(call, |trust| trust.time(call))
    }

    /// A ceremony that was kept: the server's own text, or one that it sealed and the browser
    /// held, which can be refused.
    fn open<C: Kept>(&self, ceremony: &str, session: &str) -> Result<Result<C, Rejection>, Error> {
        match &self.0.sealing_keys {
            Some(keys) => Ok(C::open(ceremony, keys, &self.0.rp, session.as_bytes())),
            None => serde_json::from_str(ceremony)
                .map(Ok)
                .map_err(|error| Error::new("ceremony", error)),
        }
    }
}

/// Both ceremonies, as they are kept.
trait Kept: DeserializeOwned {
    fn open(
        sealed: &str,
        keys: &SealingKeys,
        rp: &RelyingParty,
        session: &[u8],
    ) -> Result<Self, Rejection>;
}

impl Kept for RegistrationCeremony {
    fn open(
        sealed: &str,
        keys: &SealingKeys,
        rp: &RelyingParty,
        session: &[u8],
    ) -> Result<Self, Rejection> {
        Self::open(sealed, keys, rp, session)
    }
}

impl Kept for AuthenticationCeremony {
    fn open(
        sealed: &str,
        keys: &SealingKeys,
        rp: &RelyingParty,
        session: &[u8],
    ) -> Result<Self, Rejection> {
        Self::open(sealed, keys, rp, session)
    }
}

/// Verifies a registration response under what is trusted.
type VerifyUnder<'v> = dyn for<'a, 'p> Fn(
        &RegistrationResponse<'a>,
        AttestationTrust<'p>,
    ) -> Result<Said<VerifiedRegistration<'a>>, Rejection>
    + 'v;

/// A registration about to be verified.
struct Attempt<'v> {
    verifier: &'v Verifier,
    request: &'v Request,
    /// When attestation is judged.
    time: UnixTime,
    explain: bool,
    user_handle: Option<&'v UserHandle>,
    verify: &'v VerifyUnder<'v>,
}

impl Attempt<'_> {
    fn verdict(
        &self,
        parts: Option<&RegistrationParts>,
        text: &str,
    ) -> Result<Verdict<Registration>, Error> {
        let unread =
            |rejection| Said::unread(rejection, self.explain, Explanation::unread_registration);
        let Some(parts) = parts else {
            return Ok(Verdict::of(match RegistrationResponseJson::parse(text) {
                Ok(parsed) => self.registration(&parsed.response()),
                Err(rejection) => unread(rejection),
            }));
        };
        no_text(text)?;
        let outputs = parts.outputs();
        Ok(Verdict::of(match parts.response(&outputs) {
            Ok(response) => self.registration(&response),
            Err(rejection) => unread(rejection),
        }))
    }

    fn registration(&self, response: &RegistrationResponse<'_>) -> Said<Registration> {
        let Some(trust) = &self.verifier.0.trust else {
            return self.accepted(
                self.under(response, without_anchors(self.request)),
                None,
                None,
            );
        };
        let assessed = trust.assessing(self.request, self.time, |trust| {
            (self.verify)(response, trust)
        });
        let assessed = assessed.unwrap_or_else(|rejection| Err(rejection).into());
        let untrusted = match &assessed.verdict {
            Err(untrusted) if self.request.accepts_untrusted() => untrusted.clone(),
            _ => return self.accepted(assessed, Some(true), None),
        };
        let verified = self.under(response, without_anchors(self.request));
        self.accepted(verified, Some(false), Some(&untrusted))
    }

    fn under<'a>(
        &self,
        response: &RegistrationResponse<'a>,
        trust: AttestationTrust<'_>,
    ) -> Said<VerifiedRegistration<'a>> {
        (self.verify)(response, trust).unwrap_or_else(|rejection| Err(rejection).into())
    }

    fn accepted(
        &self,
        said: Said<VerifiedRegistration<'_>>,
        trusted: Option<bool>,
        untrusted: Option<&Rejection>,
    ) -> Said<Registration> {
        said.map(|verified| Registration::new(&verified, self.user_handle, trusted, untrusted))
    }
}

fn authentication(
    parts: Option<&AuthenticationParts>,
    text: &str,
    explain: bool,
    verify: impl FnOnce(&AuthenticationResponse<'_>) -> Said<Authentication>,
) -> Result<Verdict<Authentication>, Error> {
    let unread = |rejection| Said::unread(rejection, explain, Explanation::unread_authentication);
    let Some(parts) = parts else {
        return Ok(Verdict::of(match AuthenticationResponseJson::parse(text) {
            Ok(parsed) => verify(&parsed.response()),
            Err(rejection) => unread(rejection),
        }));
    };
    no_text(text)?;
    let outputs = parts.outputs();
    Ok(Verdict::of(match parts.response(&outputs) {
        Ok(response) => verify(&response),
        Err(rejection) => unread(rejection),
    }))
}

/// Where the parts are given, the text is empty.
fn no_text(text: &str) -> Result<(), Error> {
    if text.is_empty() {
        Ok(())
    } else {
        Err(Error::new("response", "stands beside a response as text"))
    }
}

/// The stored credential and its account, from either form.
struct Known {
    stored: Stored,
    user_handle: Option<Vec<u8>>,
}

enum Stored {
    Record(CredentialRecord),
    Credential(StoredCredential),
}

impl Known {
    fn new(
        record: Option<CredentialRecord>,
        credential: Option<StoredCredential>,
        user_handle: Option<Bytes>,
    ) -> Result<Self, Error> {
        let (stored, of_credential) = match (record, credential) {
            (Some(record), None) => (Stored::Record(record), None),
            (None, Some(mut credential)) => {
                let handle = credential.user_handle.take();
                (Stored::Credential(credential), handle)
            }
            (None, None) => return Err(Error::new("record", "missing")),
            (Some(_), Some(_)) => return Err(Error::new("credential", "stands beside record")),
        };
        let user_handle = user_handle.or(of_credential).map(|Bytes(bytes)| bytes);
        Ok(Self {
            stored,
            user_handle,
        })
    }

    /// The record; a vector's is by default under the ID that the response names.
    fn record(&self, named: &[u8]) -> CredentialRecord {
        let stored = match &self.stored {
            Stored::Record(record) => return record.clone(),
            Stored::Credential(stored) => stored,
        };
        let id = stored.id.as_ref().map_or(named, |id| &id.0);
        CredentialRecord {
            id: id.to_vec(),
            public_key: stored.public_key.clone().unwrap_or_default().0,
            sign_count: stored.sign_count,
            uv_initialized: false,
            transports: Vec::new(),
            backup_eligible: stored.backup_eligible,
            backup_state: false,
            aaguid: Aaguid::ZERO,
        }
    }
}
