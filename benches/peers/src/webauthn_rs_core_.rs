use std::time::Duration;

use base64ct::{Base64, Encoding as _};
use countersign_runner::{Case, Ceremony, Inputs, Verify};
use serde_json::Value;
use webauthn_rs_core::WebauthnCore;

use webauthn_rs_core::proto::{
    AttestationCaList, AuthenticationState, COSEAlgorithm, Credential, PublicKeyCredential,
    RegisterPublicKeyCredential, RegistrationState,
};

use crate::{decode, text};

pub(crate) struct Server {
    core: WebauthnCore,
    registration: RegistrationState,
    anchors: AttestationCaList,
    challenge: String,
}

impl Server {
    pub(crate) fn new(inputs: &Inputs) -> Self {
        let origin = inputs.origin.parse().expect("it is a URL");
        let timeout = Duration::from_secs(60);
        let core = WebauthnCore::new_unsafe_experts_only(
            "Example",
            &inputs.rp_id,
            vec![origin],
            timeout,
            None,
            None,
        );
        let builder = core
            .new_challenge_register_builder(&decode(&inputs.user_handle), "user", "User")
            .expect("there is a name")
            .credential_algorithms(COSEAlgorithm::all_possible_algs());
        let (_, state) = core
            .generate_challenge_register(builder)
            .expect("there is nothing odd");
        let state = serde_json::to_value(state).expect("it can be stored");
        Self {
            core,
            registration: answering(state, &inputs.challenge),
            anchors: pem(&decode(&inputs.anchor))
                .as_bytes()
                .try_into()
                .expect("it is a root"),
            challenge: inputs.challenge.clone(),
        }
    }

    pub(crate) fn prepare<'a>(&'a self, case: &Case) -> Result<Verify<'a>, String> {
        if case.ceremony == Ceremony::Registration {
            let anchors = (case.name == "packed, chain").then_some(&self.anchors);
            return Ok(Box::new(move |json| self.register(json, anchors).map(drop)));
        }
        let credential = self.register(&case.registration, None)?;
        let builder = self
            .core
            .new_challenge_authenticate_builder(vec![credential], None)
            .map_err(text)?;
        let (_, state) = self
            .core
            .generate_challenge_authenticate(builder)
            .map_err(text)?;
        let state = serde_json::to_value(state).map_err(text)?;
        let state = answering(state, &self.challenge);
        Ok(Box::new(move |json| self.authenticate(json, &state)))
    }

    fn register(
        &self,
        json: &str,
        anchors: Option<&AttestationCaList>,
    ) -> Result<Credential, String> {
        let response: RegisterPublicKeyCredential = serde_json::from_str(json).map_err(text)?;
        let verified = self
            .core
            .register_credential(&response, &self.registration, anchors);
        verified.map_err(text)
    }

    fn authenticate(&self, json: &str, state: &AuthenticationState) -> Result<(), String> {
        let response: PublicKeyCredential = serde_json::from_str(json).map_err(text)?;
        let verified = self.core.authenticate_credential(&response, state);
        verified.map(drop).map_err(text)
    }
}

/// The state of a ceremony, with our challenge in place of a random one.
fn answering<T: serde::de::DeserializeOwned>(mut state: Value, challenge: &str) -> T {
    state["challenge"] = challenge.into();
    serde_json::from_value(state).expect("it was stored like this")
}

fn pem(der: &[u8]) -> String {
    let body = Base64::encode_string(der);
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .map(|line| str::from_utf8(line).expect("base64 is ASCII"))
        .collect();
    let body = lines.join("\n");
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}
