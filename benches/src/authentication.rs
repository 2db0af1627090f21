use countersign::{
    Aaguid, Account, Algorithm, AuthenticationExpectations, AuthenticationResponse,
    AuthenticationResponseJson, CredentialRecord, Key, RelyingParty,
};
use countersign_authenticator::{AuthenticationResponse as Made, Registration};
use countersign_signature::sha256;

use crate::{Backend, Bare, CHALLENGE, Ceremony, USER, challenge, leak, relying_party};

/// An authentication of each algorithm.
#[must_use]
pub fn authentications(backend: Backend) -> Vec<Ceremony> {
    [
        ("ES256", Algorithm::Es256),
        ("RS256", Algorithm::Rs256),
        ("EdDSA", Algorithm::EdDsa),
        ("ES384", Algorithm::Es384),
        ("ES512", Algorithm::Es512),
        ("ES256K", Algorithm::Es256k),
        ("PS256", Algorithm::Ps256),
        ("ML-DSA-44", Algorithm::MlDsa44),
        ("ML-DSA-65", Algorithm::MlDsa65),
        ("ML-DSA-87", Algorithm::MlDsa87),
    ]
    .map(|(name, algorithm)| ceremony(backend, name, algorithm))
    .into()
}

fn ceremony(backend: Backend, name: &str, algorithm: Algorithm) -> Ceremony {
    let made = authenticate(algorithm);
    let (rp, record) = (leak(relying_party(backend)), leak(record(&made)));
    let json: &'static str = leak(made.to_json().to_string());
    let parsed = leak(AuthenticationResponseJson::parse(json).expect("it is a response"));
    Ceremony {
        name: name.to_owned(),
        from_json: Box::new(|| {
            let response = AuthenticationResponseJson::parse(json).expect("it is a response");
            verify(rp, record, &response.response());
        }),
        from_bytes: Box::new(|| verify(rp, record, &parsed.response())),
        bare: vec![bare(backend, record, &made)],
    }
}

/// An authentication, by a credential registered before.
pub(crate) fn authenticate(algorithm: Algorithm) -> Made {
    let rp = countersign_authenticator::RelyingParty::new("example.org");
    let registered = Registration::new(&rp).algorithm(algorithm).make();
    let authentication = registered.credential.authenticate();
    authentication
        .challenge(CHALLENGE)
        .user_handle(Some(USER))
        .sign_count(1)
        .make()
}

fn record(made: &Made) -> CredentialRecord {
    CredentialRecord {
        id: made.credential.id.clone(),
        public_key: made.credential.public_key.encode(),
        sign_count: 0,
        uv_initialized: true,
        transports: Vec::new(),
        backup_eligible: Some(false),
        backup_state: false,
        aaguid: Aaguid::ZERO,
    }
}

fn verify(rp: &RelyingParty, record: &CredentialRecord, response: &AuthenticationResponse<'_>) {
    let account = Account::Discovered { user_handle: USER };
    let expected = AuthenticationExpectations::new(challenge(), account);
    rp.verify_authentication(response, record, &expected)
        .map(drop)
        .expect("it is accepted");
}

fn bare(backend: Backend, record: &'static CredentialRecord, made: &Made) -> Bare {
    let key = Key::parse(&record.public_key).expect("the key is well formed");
    let hash = sha256(&[&made.client_data_json]);
    Bare {
        backend,
        key: *key.public_key(),
        scheme: key.algorithm().scheme(),
        message: [made.authenticator_data.as_slice(), &hash].concat(),
        signature: made.signature.clone(),
    }
}
