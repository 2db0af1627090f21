use countersign::{
    AttestationTrust, Challenge, RegistrationExpectations, RegistrationResponse,
    RegistrationResponseJson, RelyingParty, VerifiedRegistration, danger,
};

use crate::{challenge, relying_party, vector};

/// A registration with all that is known on the server before it comes.
pub struct Registration {
    /// The format and the algorithm.
    pub name: &'static str,
    json: String,
    relying_party: RelyingParty,
    expected: Challenge,
}

impl Registration {
    /// One without attestation, and one with a certificate, whose chain is not assessed.
    #[must_use]
    pub fn all() -> Vec<Self> {
        [
            ("none ES256", "chromium/none-es256-internal/registration"),
            ("packed ES256", "chromium/packed-es256-usb/registration"),
        ]
        .map(|(name, id)| Self::new(name, id))
        .into()
    }

    fn new(name: &'static str, id: &str) -> Self {
        let vector = vector(id);
        Self {
            name,
            relying_party: relying_party(&vector),
            expected: challenge(&vector),
            json: vector.json.expect("it has its JSON form"),
        }
    }

    /// The response, parsed as far as its JSON goes.
    #[must_use]
    pub fn response(&self) -> RegistrationResponseJson<'_> {
        RegistrationResponseJson::parse(&self.json).expect("it is a response")
    }

    /// The response as text.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// From the JSON text to the verdict.
    pub fn verify_json(&self) {
        self.verify_bytes(&self.response().response());
    }

    /// From the parts of the response to the verdict.
    pub fn verify_bytes(&self, response: &RegistrationResponse<'_>) {
        drop(self.verified(response));
    }

    /// The first certificate of the statement, if there is one.
    #[must_use]
    pub fn certificate(&self) -> Option<Vec<u8>> {
        let response = self.response();
        let response = response.response();
        let path = self.verified(&response).evidence.trust_path;
        path.der().next().map(<[u8]>::to_vec)
    }

    fn verified<'a>(&self, response: &RegistrationResponse<'a>) -> VerifiedRegistration<'a> {
        let expected = RegistrationExpectations::new(self.expected.clone())
            .trust(danger::unassessed_chains(AttestationTrust::default()));
        self.relying_party
            .verify_registration(response, &expected)
            .expect("it is accepted")
    }
}
