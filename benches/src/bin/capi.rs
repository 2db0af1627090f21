//! What the C interface adds to an authentication from bytes: `countersign_authenticate` and the
//! engine's own call, in turns with the bare signature check, by the back end that the C library is
//! built with.

#![expect(unsafe_code, reason = "calls through a C interface")]

use std::hint::black_box;
use std::ptr;

use countersign::{Account, AuthenticationExpectations, AuthenticationResponseJson, Challenge};
use countersign_authenticator::{Registration, RelyingParty};
use countersign_benches::{Backend, authentications, in_turns};
use countersign_capi::{
    Accepted, Assertion, Bytes, COUNTERSIGN_OK, countersign_authenticate, countersign_record_new,
    countersign_verifier_new,
};
use serde_json::json;

/// Rounds, of which the quartiles are taken.
const ROUNDS: usize = 101;

fn bytes(slice: &[u8]) -> Bytes {
    Bytes {
        data: slice.as_ptr(),
        length: slice.len(),
    }
}

fn main() {
    let backend = Backend::default();
    let configuration = json!({
        "rp": { "id": "example.org", "origins": ["https://example.org"] },
        "backend": backend.name(),
    });
    let configuration = configuration.to_string();
    let registered = Registration::new(&RelyingParty::new("example.org")).make();
    let made = registered.credential.authenticate().sign_count(1).make();
    let account = made.credential.user_handle.clone().unwrap_or_default();
    let record = countersign::CredentialRecord {
        id: made.credential.id.clone(),
        public_key: made.credential.public_key.encode(),
        sign_count: 0,
        uv_initialized: true,
        transports: Vec::new(),
        backup_eligible: Some(false),
        backup_state: false,
        aaguid: countersign::Aaguid::ZERO,
    };
    let stored = serde_json::to_string(&record).expect("it has a JSON form");

    // The engine.
    let engine = countersign_json::Verifier::new(&configuration).expect("it is well formed");
    let ready = engine.record(&stored).expect("it is well formed");
    let text = made.to_json().to_string();
    let response = AuthenticationResponseJson::parse(&text).expect("it is a response");
    let by_engine = || {
        let challenge = Challenge::new(&made.challenge).expect("it is long enough");
        let user_handle = &account;
        let expected =
            AuthenticationExpectations::new(challenge, Account::Identified { user_handle });
        let verified = engine.relying_party().verify_authentication_with(
            black_box(&response.response()),
            &ready,
            &expected,
        );
        drop(black_box(verified.expect("it is accepted")));
    };

    // The same through C.
    let (mut verifier, mut record) = (ptr::null_mut(), ptr::null_mut());
    let assertion = Assertion {
        challenge: bytes(&made.challenge),
        account: bytes(&account),
        credential_id: bytes(&made.credential.id),
        client_data_json: bytes(&made.client_data_json),
        authenticator_data: bytes(&made.authenticator_data),
        signature: bytes(&made.signature),
        user_handle: bytes(made.user_handle.as_deref().unwrap_or_default()),
    };
    let none = ptr::null_mut();
    // SAFETY: the texts can be read, and the handles written.
    unsafe {
        let status =
            countersign_verifier_new(bytes(configuration.as_bytes()), &raw mut verifier, none);
        assert_eq!(status, COUNTERSIGN_OK);
        let status =
            countersign_record_new(verifier, bytes(stored.as_bytes()), &raw mut record, none);
        assert_eq!(status, COUNTERSIGN_OK);
    }
    let by_c = || {
        let mut accepted = Accepted::default();
        // SAFETY: both handles are such and live on; all of the assertion does, too.
        let status = unsafe {
            black_box(countersign_authenticate)(
                verifier,
                record,
                black_box(&raw const assertion),
                &raw mut accepted,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        assert_eq!(status, COUNTERSIGN_OK);
        black_box(accepted);
    };

    let bare = authentications(backend).swap_remove(0);
    let bare = || bare.verify_bare();
    let measured = in_turns(&[&bare, &by_engine, &by_c], ROUNDS);
    println!("ES256 by {}, medians of {ROUNDS} rounds\n", backend.name());
    println!("| | µs | to the bare check (quartiles) |");
    println!("|---|---:|---:|");
    for (name, (time, ratio)) in ["bare check", "engine", "C interface"].iter().zip(measured) {
        println!(
            "| {name} | {:.2} | {:.3} ({:.3}-{:.3}) |",
            time.median, ratio.median, ratio.low, ratio.high
        );
    }
}
