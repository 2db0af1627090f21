//! Responses as vectors: the JSON that the conformance runner replays.

use serde_json::{Value, json};

use crate::certificate::pem;
use crate::{AuthenticationResponse, RegistrationResponse, RelyingParty, base64url};

/// The time at which trust is assessed unless a vector says otherwise.
pub const TIME: &str = "2026-01-01T00:00:00Z";

/// A suite of vectors: the content of one file.
#[must_use]
pub fn suite(name: &str, vectors: &[Vector]) -> Value {
    let vectors: Vec<_> = vectors.iter().map(|vector| vector.json.clone()).collect();
    json!({ "format": "countersign-vectors/1", "suite": name, "vectors": vectors })
}

/// One response with what was asked and what is expected.
#[derive(Clone, PartialEq, Debug)]
pub struct Vector {
    json: Value,
}

impl Vector {
    /// A registration that is to be accepted, its chain trusted if it has one.
    #[must_use]
    pub fn registration(id: &str, response: &RegistrationResponse) -> Self {
        let mut sent = json!({
            "client_data_json": base64url(&response.client_data_json),
            "attestation_object": base64url(&response.attestation_object),
            "credential_id": base64url(&response.credential.id),
        });
        add_results(&mut sent, &response.client_extension_results);
        let challenge = &response.challenge;
        let mut vector = Self::new(
            id,
            "registration",
            &response.credential.rp,
            challenge,
            &sent,
        );
        if !response.anchors.is_empty() {
            vector = vector.trust(&response.anchors, TIME, Some(true));
        }
        vector
    }

    /// An authentication that is to be accepted.
    #[must_use]
    pub fn authentication(id: &str, response: &AuthenticationResponse) -> Self {
        let mut sent = json!({
            "client_data_json": base64url(&response.client_data_json),
            "authenticator_data": base64url(&response.authenticator_data),
            "signature": base64url(&response.signature),
            "credential_id": base64url(&response.credential.id),
        });
        if let Some(handle) = &response.user_handle {
            sent["user_handle"] = base64url(handle).into();
        }
        add_results(&mut sent, &response.client_extension_results);
        let credential = &response.credential;
        let challenge = &response.challenge;
        let mut vector = Self::new(id, "authentication", &credential.rp, challenge, &sent);
        vector.json["credential"] = json!({
            "public_key": base64url(&credential.public_key.encode()),
            "sign_count": credential.sign_count,
        });
        vector
    }

    fn new(id: &str, ceremony: &str, rp: &RelyingParty, challenge: &[u8], sent: &Value) -> Self {
        let mut asking = json!({ "id": rp.id, "origins": [rp.origin] });
        if rp.cross_origin {
            asking["cross_origin"] = true.into();
        }
        if let Some(top_origin) = &rp.top_origin {
            asking["top_origins"] = json!([top_origin]);
        }
        let request =
            json!({ "challenge": base64url(challenge), "user_verification": "preferred" });
        Self {
            json: json!({
                "id": id,
                "ceremony": ceremony,
                "rp": asking,
                "request": request,
                "response": sent,
                "expect": { "verdict": "accept", "why": "" },
            }),
        }
    }

    /// Expects a refusal at this step for this reason.
    #[must_use]
    pub fn rejected(mut self, based_on: &str, step: &str, reason: &str, why: &str) -> Self {
        self.json["based_on"] = based_on.into();
        self.json["expect"] =
            json!({ "verdict": "reject", "step": step, "reason": reason, "why": why });
        self
    }

    /// The anchors and the time of path validation, and what it is to find: trusted, not
    /// trusted, or anything.
    #[must_use]
    pub fn trust(mut self, anchors: &[Vec<u8>], time: &str, expect: Option<bool>) -> Self {
        let mut anchors: Vec<_> = anchors.iter().map(|der| pem(der)).collect();
        anchors.dedup();
        self.json["trust"] = json!({ "anchors_pem": anchors, "time": time, "expect": expect });
        self
    }

    /// Sets any member, by its path of names: `["request", "user_verification"]`.
    #[must_use]
    pub fn with(mut self, path: &[&str], value: Value) -> Self {
        let place = path
            .iter()
            .fold(&mut self.json, |place, name| &mut place[*name]);
        *place = value;
        self
    }

    /// The vector.
    #[must_use]
    pub const fn json(&self) -> &Value {
        &self.json
    }
}

/// Client extension outputs, where there are any.
fn add_results(response: &mut Value, results: &Value) {
    if results
        .as_object()
        .is_none_or(|results| !results.is_empty())
    {
        response["client_extension_results"] = results.clone();
    }
}
