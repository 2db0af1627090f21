use base64ct::{Base64UrlUnpadded, Encoding};
use countersign::{
    Aaguid, Account, AuthenticationExpectations, AuthenticationResponse,
    AuthenticationResponseJson, CredentialRecord, Key, RelyingParty,
};
use countersign_conformance::{Ceremony, Direct, DirectAuthentication};
use countersign_signature::{VerifyingKey, sha256};
use serde_json::json;

use crate::{challenge, relying_party, vector};

/// An authentication with all that is known on the server before it comes.
pub struct Authentication {
    /// The algorithm.
    pub name: &'static str,
    json: String,
    relying_party: RelyingParty,
    record: CredentialRecord,
    user_handle: Vec<u8>,
    expected: countersign::Challenge,
}

/// What of an authentication a signature library alone would be given.
pub struct Bare {
    public_key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Authentication {
    /// One of each algorithm that is measured.
    #[must_use]
    pub fn all() -> Vec<Self> {
        [
            ("ES256", "chromium/none-es256-internal/authentication"),
            ("RS256", "chromium/none-rs256-internal/authentication"),
            ("EdDSA", "chromium/none-eddsa-internal/authentication"),
            ("ES384", "w3c/packed-es384/authentication"),
            ("ML-DSA-44", "chromium/none-mldsa44-internal/authentication"),
        ]
        .map(|(name, id)| Self::new(name, id))
        .into()
    }

    fn new(name: &'static str, id: &str) -> Self {
        let vector = vector(id);
        let Ceremony::Authentication(stored, Some(parts)) = &vector.ceremony else {
            panic!("{id} is not an authentication in parts");
        };
        let record = CredentialRecord {
            id: parts.credential_id.0.clone(),
            public_key: stored.public_key.clone().expect("its key is known").0,
            sign_count: stored.sign_count,
            uv_initialized: true,
            transports: Vec::new(),
            backup_eligible: stored.backup_eligible,
            backup_state: false,
            aaguid: Aaguid::ZERO,
        };
        let handle = parts.parts.user_handle.as_ref();
        Self {
            name,
            json: vector.json.clone().unwrap_or_else(|| to_json(parts)),
            relying_party: relying_party(&vector),
            record,
            user_handle: handle.map_or(b"user".to_vec(), |handle| handle.0.clone()),
            expected: challenge(&vector),
        }
    }

    /// The response, parsed as far as its JSON goes.
    #[must_use]
    pub fn response(&self) -> AuthenticationResponseJson<'_> {
        AuthenticationResponseJson::parse(&self.json).expect("it is a response")
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
    pub fn verify_bytes(&self, response: &AuthenticationResponse<'_>) {
        let user_handle = &self.user_handle;
        let account = Account::Identified { user_handle };
        let expected = AuthenticationExpectations::new(self.expected.clone(), account);
        self.relying_party
            .verify_authentication(response, &self.record, &expected)
            .map(drop)
            .expect("it is accepted");
    }

    /// The same for a signature library.
    #[must_use]
    pub fn bare(&self) -> Bare {
        let response = self.response();
        let response = response.response();
        let hash = sha256(&[response.client_data_json]);
        Bare {
            public_key: self.record.public_key.clone(),
            message: [response.authenticator_data, &hash].concat(),
            signature: response.signature.to_vec(),
        }
    }
}

impl Bare {
    /// The stored key, made ready.
    #[must_use]
    pub fn key(&self) -> VerifyingKey {
        VerifyingKey::new(self.parsed().public_key()).expect("the key is valid")
    }

    /// The signature alone, by a key that is ready.
    pub fn verify(&self, key: &VerifyingKey) {
        let scheme = self.parsed().algorithm().scheme();
        key.verify(scheme, &[&self.message], &self.signature)
            .map(drop)
            .expect("the signature is valid");
    }

    fn parsed(&self) -> Key<'_> {
        Key::parse(&self.public_key).expect("the key is well formed")
    }
}

/// `AuthenticationResponseJSON`, for vectors that do not come with it.
fn to_json(response: &Direct<DirectAuthentication>) -> String {
    let text = Base64UrlUnpadded::encode_string;
    let id = text(&response.credential_id.0);
    json!({
        "id": id,
        "rawId": id,
        "type": "public-key",
        "response": {
            "clientDataJSON": text(&response.client_data_json.0),
            "authenticatorData": text(&response.parts.authenticator_data.0),
            "signature": text(&response.parts.signature.0),
        },
        "clientExtensionResults": {},
    })
    .to_string()
}
