//! An authentication allocates nothing of its own: what is allocated at all, the cryptography
//! library allocates, as the bare signature check shows, which is counted beside it.

use allocation_counter::measure;
use countersign::{
    Account, AuthenticationExpectations, AuthenticationResponse, AuthenticationResponseJson,
    Backend, Challenge, CredentialRecord, Key, OriginRule, ReadyRecord, RelyingParty,
};
use countersign_authenticator as authenticator;
use countersign_authenticator::{AuthenticationResponse as Made, Registration, algorithms};
use countersign_signature::{VerifyingKey, sha256};

const CHALLENGE: &[u8] = b"a challenge of the relying party";
const USER: &[u8] = b"user handle";

fn relying_party(backend: Backend) -> RelyingParty {
    let origin = OriginRule::exact("https://example.org").unwrap();
    RelyingParty::new("example.org", [origin])
        .unwrap()
        .backend(backend)
}

fn expected<'a>() -> AuthenticationExpectations<'a> {
    let account = Account::Identified { user_handle: USER };
    AuthenticationExpectations::new(Challenge::new(CHALLENGE).unwrap(), account)
}

/// An authentication with a key of each algorithm that this build verifies.
fn authentications() -> impl Iterator<Item = (Made, CredentialRecord)> {
    let is_verified = |algorithm: &countersign::Algorithm| {
        countersign_signature::is_supported(algorithm.scheme())
    };
    algorithms()
        .into_iter()
        .filter(is_verified)
        .map(|algorithm| {
            let rp = authenticator::RelyingParty::new("example.org");
            let registration = Registration::new(&rp)
                .algorithm(algorithm)
                .user_handle(USER);
            let credential = registration.make().credential;
            let made = credential.authenticate().challenge(CHALLENGE).make();
            let record = CredentialRecord {
                id: credential.id,
                public_key: credential.public_key.encode(),
                sign_count: 0,
                uv_initialized: false,
                transports: vec!["internal".to_owned()],
                backup_eligible: None,
                backup_state: false,
                aaguid: countersign::Aaguid([0; 16]),
            };
            (made, record)
        })
}

fn allocations(of: impl FnOnce()) -> u64 {
    measure(of).count_total
}

/// What the library allocates: for the key, and for one signature with it.
fn bare(backend: Backend, made: &Made, record: &CredentialRecord) -> (u64, u64) {
    let hash = sha256(&[&made.client_data_json]);
    let message: [&[u8]; 2] = [&made.authenticator_data, &hash];
    let key = Key::parse(&record.public_key).unwrap();
    let prepare = || VerifyingKey::with_backend(key.public_key(), backend).unwrap();
    let ready = prepare();
    let scheme = key.algorithm().scheme();
    let for_key = allocations(|| drop(prepare()));
    let for_signature = allocations(|| {
        let _valid = ready.verify(scheme, &message, &made.signature).unwrap();
    });
    (for_key, for_signature)
}

#[test]
fn an_authentication_allocates_nothing_of_its_own() {
    let expected = expected();
    let mut free = Vec::new();
    for (made, record) in authentications() {
        let json = made.to_json().to_string();
        let parsed = AuthenticationResponseJson::parse(&json).unwrap();
        let algorithm = Key::parse(&record.public_key).unwrap().algorithm();
        for backend in Backend::available() {
            let rp = relying_party(backend);
            let ready = ReadyRecord::new(record.clone(), backend).unwrap();
            let verify = |response: &AuthenticationResponse<'_>| {
                let verified = rp.verify_authentication(response, &record, &expected);
                drop(verified.unwrap());
            };
            let verify_with = |response: &AuthenticationResponse<'_>| {
                let verified = rp.verify_authentication_with(response, &ready, &expected);
                drop(verified.unwrap());
            };
            // What is set up once, on first use, is not counted.
            verify(&parsed.response());
            let (for_key, for_signature) = bare(backend, &made, &record);
            let whole = allocations(|| verify(&parsed.response()));
            assert_eq!(whole, for_key + for_signature, "{algorithm:?} by {backend}");
            let whole_ready = allocations(|| verify_with(&parsed.response()));
            assert_eq!(whole_ready, for_signature, "{algorithm:?} by {backend}");
            println!("{algorithm:?} by {backend}: {for_key} for the key, {for_signature} after");
            if whole == 0 {
                free.push((algorithm, backend));
            }
        }
    }
    for algorithm in [countersign::Algorithm::Es256, countersign::Algorithm::EdDsa] {
        let reference = (algorithm, Backend::RustCrypto);
        assert!(
            free.contains(&reference),
            "{algorithm:?} needs no allocation at all"
        );
    }
}
