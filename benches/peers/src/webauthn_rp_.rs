use countersign_runner::{Case, Ceremony, Inputs, Verify};
use webauthn_rp::bin::{Decode as _, Encode as _};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle16,
};
use webauthn_rp::request::{AsciiDomain, RpId};
use webauthn_rp::response::CredentialId;
use webauthn_rp::response::auth::DiscoverableAuthentication16;
use webauthn_rp::response::register::{DynamicState, StaticState};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
};

use crate::{decode, text};

pub(crate) struct Server {
    rp_id: RpId,
    user: UserHandle16,
    challenge: Vec<u8>,
}

impl Server {
    pub(crate) fn new(inputs: &Inputs) -> Self {
        let domain = AsciiDomain::try_from(inputs.rp_id.clone()).expect("it is a domain");
        let user = decode(&inputs.user_handle)
            .try_into()
            .expect("it has 16 bytes");
        Self {
            rp_id: RpId::Domain(domain),
            user: UserHandle16::decode(user).expect("it takes any bytes"),
            challenge: decode(&inputs.challenge),
        }
    }

    pub(crate) fn prepare<'a>(&'a self, case: &Case) -> Result<Verify<'a>, String> {
        if case.ceremony == Ceremony::Registration {
            let state = self.registration_state();
            return Ok(Box::new(move |json| self.register(json, &state).map(drop)));
        }
        let key = self.register(&case.registration, &self.registration_state())?;
        let id = decode(&case.credential_id);
        let state = self.authentication_state();
        Ok(Box::new(move |json| {
            self.authenticate(json, &state, &id, &key)
        }))
    }

    /// The stored state of a registration, with our challenge in place of a random one. It is used
    /// up by a verification, so it is read each time, as it would be from a store.
    fn registration_state(&self) -> Vec<u8> {
        let user = PublicKeyCredentialUserEntity {
            name: "user".try_into().expect("it is a name"),
            id: &self.user,
            display_name: None,
        };
        let options = PublicKeyCredentialCreationOptions::passkey(&self.rp_id, user, Vec::new());
        let (state, _) = options.start_ceremony().expect("there is nothing odd");
        let mut state = state.encode().expect("the time is after 1970");
        // The mediation, one byte, is in front.
        state[1..17].copy_from_slice(&self.challenge);
        state
    }

    fn authentication_state(&self) -> Vec<u8> {
        let options = DiscoverableCredentialRequestOptions::passkey(&self.rp_id);
        let (state, _) = options.start_ceremony().expect("there is nothing odd");
        let mut state = state.encode().expect("the time is after 1970");
        state[..16].copy_from_slice(&self.challenge);
        state
    }

    /// What is stored of the credential: the part that never changes, and the part that does.
    fn register(&self, json: &str, state: &[u8]) -> Result<(Vec<u8>, DynamicState), String> {
        let state = RegistrationServerState::<16>::decode(state).map_err(text)?;
        let response = Registration::from_json_relaxed(json.as_bytes()).map_err(text)?;
        let options = RegistrationVerificationOptions::<&str, &str>::default();
        let verified = state
            .verify(&self.rp_id, &response, &options)
            .map_err(text)?;
        let key = verified.static_state().encode().map_err(text)?;
        Ok((key, verified.dynamic_state()))
    }

    fn authenticate(
        &self,
        json: &str,
        state: &[u8],
        id: &[u8],
        (key, dynamic): &(Vec<u8>, DynamicState),
    ) -> Result<(), String> {
        let state = DiscoverableAuthenticationServerState::decode(state).map_err(text)?;
        let response =
            DiscoverableAuthentication16::from_json_relaxed(json.as_bytes()).map_err(text)?;
        let id = CredentialId::decode(id).map_err(text)?;
        let key = StaticState::decode(key).map_err(text)?;
        let mut credential =
            AuthenticatedCredential::new(id, &self.user, key, *dynamic).map_err(text)?;
        let options = AuthenticationVerificationOptions::<&str, &str>::default();
        let verified = state.verify(&self.rp_id, &response, &mut credential, &options);
        verified.map(drop).map_err(text)
    }
}
