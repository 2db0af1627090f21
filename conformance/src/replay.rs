use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use countersign::{
    AuthenticationResponse, AuthenticationResponseJson, Backend, ClientExtensionResults,
    Explanation, RegistrationResponse, RegistrationResponseJson, Rejection, RelyingParty, Step,
};
use serde_json::{Map, Value};

use crate::assessment::Assessed;
use crate::vector::{Direct, DirectAuthentication, DirectRegistration, Refusal};
use crate::{Ceremony, Outcome, StoredCredential, Vector, assessment, setting};

/// Why there is no verdict on a vector.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoVerdict {
    /// The engine takes no such relying party, and says why. Only this can have an exception.
    NotConfigurable(String),
    /// The engine panicked, with this message.
    Panic(String),
    /// The parts of the response and its JSON form came out differently.
    FormsDiffer {
        /// What came of the parts.
        parts: String,
        /// What came of the JSON form.
        json: String,
    },
    /// The vector has no response.
    NoResponse,
}

/// Replays a vector: its parts, its JSON form, or both, which must then come out the same.
///
/// # Errors
///
/// Where the relying party of the vector is no valid configuration, where both forms come out
/// differently, or where the engine panics.
pub fn replay(vector: &Vector) -> Result<Outcome, NoVerdict> {
    replay_by(Backend::default(), vector)
}

/// As [`replay`], signatures verified by `backend`.
///
/// # Errors
///
/// As [`replay`].
pub fn replay_by(backend: Backend, vector: &Vector) -> Result<Outcome, NoVerdict> {
    catch_unwind(AssertUnwindSafe(|| verdict(backend, vector)))
        .unwrap_or_else(|panic| Err(NoVerdict::Panic(words(&*panic).to_owned())))
}

fn verdict(backend: Backend, vector: &Vector) -> Result<Outcome, NoVerdict> {
    let replay = Replay {
        vector,
        rp: setting::relying_party(&vector.rp, &vector.request)
            .map_err(NoVerdict::NotConfigurable)?
            .backend(backend),
        backend,
    };
    let json = vector.json.as_deref();
    let (parts, text) = match &vector.ceremony {
        Ceremony::Registration(parts) => (
            parts
                .as_ref()
                .map(|parts| replay.registration(parts))
                .transpose()?,
            json.map(|json| replay.registration_json(json))
                .transpose()?,
        ),
        Ceremony::Authentication(stored, parts) => (
            parts
                .as_ref()
                .map(|parts| replay.authentication(stored, parts)),
            json.map(|json| replay.authentication_json(stored, json)),
        ),
    };
    match (parts, text) {
        (Some(parts), Some(text)) => both(parts, &text),
        (Some(one), None) | (None, Some(one)) => Ok(one),
        (None, None) => Err(NoVerdict::NoResponse),
    }
}

/// The outcome of the parts, if that of the text is the same: step and reason included, though
/// not the details of the reason.
fn both(parts: Outcome, text: &Outcome) -> Result<Outcome, NoVerdict> {
    let refusal = |outcome: &Outcome| {
        let refused = outcome.refused.as_ref();
        refused.map(|rejection| (rejection.step(), rejection.reason().kind()))
    };
    if refusal(&parts) == refusal(text) && parts.trusted == text.trusted {
        return Ok(parts);
    }
    let say = |outcome: &Outcome| {
        outcome
            .refused
            .as_ref()
            .map_or("accepted".to_owned(), Rejection::to_string)
    };
    Err(NoVerdict::FormsDiffer {
        parts: say(&parts),
        json: say(text),
    })
}

/// A vector with the relying party that it is replayed against.
struct Replay<'v> {
    vector: &'v Vector,
    rp: RelyingParty,
    backend: Backend,
}

impl Replay<'_> {
    fn registration(&self, parts: &Direct<DirectRegistration>) -> Result<Outcome, NoVerdict> {
        let outputs = outputs(&parts.client_extension_results);
        let step = Step::RegistrationClientExtensionResults;
        let outputs = match ClientExtensionResults::parse(&outputs, step) {
            Ok(outputs) => outputs,
            Err(rejection) => return Ok(unread_registration(rejection)),
        };
        let mut response = RegistrationResponse::new(
            &parts.credential_id.0,
            &parts.client_data_json.0,
            &parts.parts.attestation_object.0,
        );
        response.transports = parts.parts.transports.iter().map(String::as_str).collect();
        response.client_extension_results = outputs;
        self.verify_registration(&response)
    }

    fn registration_json(&self, json: &str) -> Result<Outcome, NoVerdict> {
        match RegistrationResponseJson::parse(json) {
            Ok(response) => self.verify_registration(&response.response()),
            Err(rejection) => Ok(unread_registration(rejection)),
        }
    }

    /// Verifies, and assesses the chain where the vector says under which anchors. What comes of
    /// that is the verdict where the vector's relying party refuses what is not trusted, and is
    /// reported beside it otherwise.
    fn verify_registration(
        &self,
        response: &RegistrationResponse<'_>,
    ) -> Result<Outcome, NoVerdict> {
        let request = &self.vector.request;
        let trust = self.vector.trust.as_ref();
        let time = trust.map(|trust| trust.time);
        let expected = setting::registration(request, time).map_err(NoVerdict::NotConfigurable)?;
        let explained = self.rp.explain_registration(response, &expected);
        let outcome = outcome(explained.verdict.err(), explained.explanation);
        let Some(trust) = trust.filter(|_| outcome.refused.is_none()) else {
            return Ok(outcome);
        };
        let assessed = assessment::assess(self.backend, &self.rp, response, request, trust);
        let Assessed {
            untrusted,
            explanation,
            before,
        } = assessed.map_err(NoVerdict::NotConfigurable)?;
        let trusted = Some(untrusted.is_none());
        if untrusted.is_some() && !request.refuse.contains(&Refusal::Untrusted) {
            return Ok(Outcome { trusted, ..outcome });
        }
        Ok(Outcome {
            refused: untrusted,
            trusted,
            explanation,
            before,
        })
    }

    fn authentication(
        &self,
        stored: &StoredCredential,
        parts: &Direct<DirectAuthentication>,
    ) -> Outcome {
        let outputs = outputs(&parts.client_extension_results);
        let step = Step::AuthenticationClientExtensionResults;
        let outputs = match ClientExtensionResults::parse(&outputs, step) {
            Ok(outputs) => outputs,
            Err(rejection) => return unread_authentication(rejection),
        };
        let response = AuthenticationResponse {
            credential_id: &parts.credential_id.0,
            client_data_json: &parts.client_data_json.0,
            authenticator_data: &parts.parts.authenticator_data.0,
            signature: &parts.parts.signature.0,
            user_handle: parts
                .parts
                .user_handle
                .as_ref()
                .map(|handle| handle.0.as_slice()),
            client_extension_results: outputs,
        };
        self.verify_authentication(stored, &response)
    }

    fn authentication_json(&self, stored: &StoredCredential, json: &str) -> Outcome {
        match AuthenticationResponseJson::parse(json) {
            Ok(response) => self.verify_authentication(stored, &response.response()),
            Err(rejection) => unread_authentication(rejection),
        }
    }

    fn verify_authentication(
        &self,
        stored: &StoredCredential,
        response: &AuthenticationResponse<'_>,
    ) -> Outcome {
        let record = setting::record(stored, response.credential_id);
        let known = stored
            .user_handle
            .as_ref()
            .map(|handle| handle.0.as_slice());
        let handle = known.or(response.user_handle).unwrap_or_default();
        let expected = setting::authentication(&self.vector.rp, &self.vector.request, handle);
        let explained = self.rp.explain_authentication(response, &record, &expected);
        outcome(explained.verdict.err(), explained.explanation)
    }
}

/// The client extension outputs as the text that the engine reads.
fn outputs(map: &Map<String, Value>) -> String {
    Value::Object(map.clone()).to_string()
}

fn unread_registration(rejection: Rejection) -> Outcome {
    let explanation = Explanation::unread_registration(&rejection);
    outcome(Some(rejection), explanation)
}

fn unread_authentication(rejection: Rejection) -> Outcome {
    let explanation = Explanation::unread_authentication(&rejection);
    outcome(Some(rejection), explanation)
}

/// Without a word on trust.
const fn outcome(refused: Option<Rejection>, explanation: Explanation) -> Outcome {
    Outcome {
        refused,
        trusted: None,
        explanation: Some(explanation),
        before: Vec::new(),
    }
}

/// The message of a panic.
fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

impl fmt::Display for NoVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConfigurable(why) => {
                write!(f, "the engine takes no such relying party: {why}")
            }
            Self::Panic(message) => write!(f, "the engine panicked: {message}"),
            Self::FormsDiffer { parts, json } => {
                write!(f, "the parts and the JSON form differ: {parts}; {json}")
            }
            Self::NoResponse => f.write_str("the vector has no response"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{NoVerdict, replay};
    use crate::{Outcome, Vector, Verdict};

    /// A vector that ships, with its parts and its JSON form, after `change`.
    fn replayed(change: impl FnOnce(&mut Value)) -> Result<Outcome, NoVerdict> {
        let text = include_str!("../vectors/chromium/algorithms.json");
        let file: Value = serde_json::from_str(text).unwrap();
        let mut vector = file["vectors"][0].clone();
        change(&mut vector);
        replay(&Vector::parse(&vector.to_string(), &mut |_| {}).unwrap())
    }

    fn verdict(outcome: Result<Outcome, NoVerdict>) -> Verdict {
        outcome.unwrap().verdict()
    }

    #[test]
    fn parts_and_json_are_accepted_alone_and_together() {
        assert_eq!(verdict(replayed(|_| {})), Verdict::Accept);
        let parts = replayed(|vector| {
            vector["response"].as_object_mut().unwrap().remove("json");
        });
        assert_eq!(verdict(parts), Verdict::Accept);
        let text = replayed(|vector| {
            vector["response"] = json!({ "json": vector["response"]["json"] });
        });
        assert_eq!(verdict(text), Verdict::Accept);
    }

    #[test]
    fn forms_that_come_out_differently_have_no_verdict() {
        let outcome = replayed(|vector| vector["response"]["json"] = json!("{}"));
        let Err(NoVerdict::FormsDiffer { parts, json }) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(parts, "accepted");
        assert_eq!(json, "§7.1 step 3: type is missing");
    }

    #[test]
    fn a_fault_in_both_forms_is_one_refusal() {
        let outcome = replayed(|vector| vector["request"]["challenge"] = json!("AAAA")).unwrap();
        let step = outcome.refused.unwrap().step();
        assert_eq!(step, countersign::Step::RegistrationChallenge);
    }

    #[test]
    fn a_relying_party_that_can_not_be_has_no_verdict() {
        let outcome = replayed(|vector| vector["rp"]["id"] = json!("127.0.0.1"));
        assert!(
            matches!(outcome, Err(NoVerdict::NotConfigurable(_))),
            "{outcome:?}"
        );
    }

    #[test]
    fn policy_refuses_what_the_vector_says() {
        let outcome = replayed(|vector| vector["request"]["refuse"] = json!(["no-attestation"]));
        let step = outcome.unwrap().refused.unwrap().step();
        assert_eq!(step, countersign::Step::RegistrationTrust);
    }
}
