use countersign_runner::{Case, Ceremony, Inputs, Verify};
use passki::{
    AttestationTrustPolicy, AuthenticationCredential, AuthenticationOptions, AuthenticationState,
    Passki, RegistrationCredential, RegistrationOptions, RegistrationState, StoredPasskey,
};

use crate::{decode, text};

pub(crate) struct Server {
    passki: Passki,
    registration: RegistrationState,
    challenge: Vec<u8>,
}

impl Server {
    pub(crate) fn new(inputs: &Inputs) -> Self {
        let policy = AttestationTrustPolicy::VerifyWhenPresent;
        let passki = Passki::new(&inputs.rp_id, &[&inputs.origin], "Example")
            .with_attestation_trust(&[decode(&inputs.anchor)], policy)
            .expect("the root is a certificate");
        let user = decode(&inputs.user_handle);
        let options = RegistrationOptions::default();
        let (_, mut registration) = passki
            .start_passkey_registration(&user, "user", "User", options)
            .expect("the user handle is long enough");
        registration.challenge = decode(&inputs.challenge);
        Self {
            passki,
            challenge: registration.challenge.clone(),
            registration,
        }
    }

    pub(crate) fn prepare<'a>(&'a self, case: &Case) -> Result<Verify<'a>, String> {
        if case.ceremony == Ceremony::Registration {
            return Ok(Box::new(|json| self.register(json).map(drop)));
        }
        let stored = self.register(&case.registration)?;
        let options = AuthenticationOptions::default();
        let (_, mut state) = self
            .passki
            .start_passkey_authentication(std::slice::from_ref(&stored), options)
            .map_err(text)?;
        state.challenge.clone_from(&self.challenge);
        Ok(Box::new(move |json| {
            self.authenticate(json, &state, &stored)
        }))
    }

    fn register(&self, json: &str) -> Result<StoredPasskey, String> {
        let response: RegistrationCredential = serde_json::from_str(json).map_err(text)?;
        let verified = self
            .passki
            .finish_passkey_registration(&response, &self.registration);
        verified.map_err(text)
    }

    fn authenticate(
        &self,
        json: &str,
        state: &AuthenticationState,
        stored: &StoredPasskey,
    ) -> Result<(), String> {
        let response: AuthenticationCredential = serde_json::from_str(json).map_err(text)?;
        let verified = self
            .passki
            .finish_passkey_authentication(&response, state, stored);
        verified.map(drop).map_err(text)
    }
}
