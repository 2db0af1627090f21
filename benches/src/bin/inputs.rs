//! Writes the responses that `peers/compare.py` has all verifiers verify: `inputs FILE`.
//!
//! All come from the software authenticator, so they are the same bytes wherever they are made.
//! What is unusual about them some peer insists on: a challenge of 16 bytes, a user handle of 16,
//! and a user who was verified.

use std::path::PathBuf;

use countersign::Algorithm;
use countersign_authenticator::{
    Authentication, Credential, Format, Pki, Registration, RegistrationResponse, RelyingParty,
    Seed, base64url,
};
use countersign_runner::{Case, Ceremony, Inputs, Twin};

const CHALLENGE: &[u8; 16] = b"sixteen bytes in";
const USER: &[u8; 16] = b"and as many here";

fn main() {
    let path = PathBuf::from(std::env::args_os().nth(1).expect("usage: inputs FILE"));
    let text = serde_json::to_string_pretty(&inputs()).expect("it is JSON");
    std::fs::write(path, text).expect("the folder is there");
}

fn inputs() -> Inputs {
    let rp = relying_party();
    Inputs {
        challenge: base64url(CHALLENGE),
        user_handle: base64url(USER),
        anchor: base64url(&Pki::default().root("packed").certificate),
        cases: vec![
            authentication("ES256", Algorithm::Es256),
            authentication("RS256", Algorithm::Rs256),
            authentication("EdDSA", Algorithm::EdDsa),
            authentication("ES384", Algorithm::Es384),
            authentication("ML-DSA-44", Algorithm::MlDsa44),
            registration("none", Format::None, &[flipped_rp_id_hash()]),
            registration("packed, self", Format::PackedSelf, &[flipped_signature()]),
            registration(
                "packed, chain",
                Format::Packed,
                &[flipped_signature(), stranger()],
            ),
        ],
        rp_id: rp.id,
        origin: rp.origin,
    }
}

fn relying_party() -> RelyingParty {
    RelyingParty::new("example.org")
}

fn authentication(name: &str, algorithm: Algorithm) -> Case {
    let registered = register(Format::None).algorithm(algorithm).make();
    let make = || authenticate(&registered.credential);
    Case {
        json: make().make().to_json().to_string(),
        refused: vec![Twin {
            why: "a signature with one bit flipped".to_owned(),
            json: make()
                .signature(|bytes| flip_last(bytes))
                .make()
                .to_json()
                .to_string(),
        }],
        ..case(name, Ceremony::Authentication, &registered)
    }
}

fn authenticate<'a>(credential: &Credential) -> Authentication<'a> {
    let authentication = credential.authenticate().challenge(CHALLENGE);
    authentication.user_handle(Some(USER)).sign_count(1)
}

type Bend = fn(Registration<'_>) -> Registration<'_>;

fn registration(name: &str, format: Format, refused: &[(&str, Bend)]) -> Case {
    let twin = |(why, bend): &(&str, Bend)| Twin {
        why: (*why).to_owned(),
        json: bend(register(format.clone())).make().to_json().to_string(),
    };
    let refused = refused.iter().map(twin).collect();
    let accepted = register(format).make();
    Case {
        json: accepted.to_json().to_string(),
        refused,
        ..case(name, Ceremony::Registration, &accepted)
    }
}

fn register<'a>(format: Format) -> Registration<'a> {
    Registration::new(&relying_party())
        .challenge(CHALLENGE)
        .user_handle(USER)
        .format(format)
}

fn flipped_signature() -> (&'static str, Bend) {
    ("a signature with one bit flipped", |registration| {
        registration.signature(|bytes| flip_last(bytes))
    })
}

fn flipped_rp_id_hash() -> (&'static str, Bend) {
    ("an RP ID hash with one bit flipped", |registration| {
        registration.auth_data(|data| data.rp_id_hash[0] ^= 1)
    })
}

fn stranger() -> (&'static str, Bend) {
    ("a chain to a root that is not the anchor", |registration| {
        registration.pki(Pki::new(Seed::new("stranger")))
    })
}

fn flip_last(signature: &mut [u8]) {
    *signature.last_mut().expect("it is not empty") ^= 1;
}

fn case(name: &str, ceremony: Ceremony, registered: &RegistrationResponse) -> Case {
    let credential = &registered.credential;
    let without_attestation = register(Format::None)
        .algorithm(credential.algorithm)
        .make();
    Case {
        name: name.to_owned(),
        ceremony,
        alg: credential.algorithm.id(),
        json: String::new(),
        public_key: base64url(&credential.public_key.encode()),
        credential_id: base64url(&credential.id),
        registration: without_attestation.to_json().to_string(),
        refused: Vec::new(),
    }
}
