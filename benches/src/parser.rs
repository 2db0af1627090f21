use std::hint::black_box;

use countersign::{
    Algorithm, AuthenticationResponseJson, AuthenticatorData, Certificate, ClientData, Form, Key,
    RegistrationResponseJson,
};
use countersign_authdata::AttestationObject;
use countersign_authenticator::Format;
use countersign_cose::Reader;

use crate::authentication::authenticate;
use crate::registration::register;
use crate::{Run, leak};

/// A parser, with what it parses.
pub struct Parser {
    /// What it parses.
    pub name: &'static str,
    /// How many bytes that is.
    pub length: usize,
    /// Parses it.
    pub run: Run,
}

/// Each parser, on the parts of a `packed` registration and of an authentication.
#[must_use]
pub fn parsers() -> Vec<Parser> {
    let (made, _) = register(&Format::Packed, Algorithm::Es256);
    let auth_data = AuthenticatorData::parse(&made.authenticator_data).expect("it is accepted");
    let key = auth_data
        .credential()
        .expect("there is one")
        .key
        .bytes()
        .to_vec();
    let (rsa, _) = register(&Format::None, Algorithm::Rs256);
    let json = made.to_json().to_string();
    let authentication = authenticate(Algorithm::Es256).to_json().to_string();
    vec![
        parser("client data", &made.client_data_json, |bytes| {
            ClientData::parse(bytes).is_ok()
        }),
        parser("authenticator data", &made.authenticator_data, |bytes| {
            AuthenticatorData::parse(bytes).is_ok()
        }),
        parser("attestation object", &made.attestation_object, |bytes| {
            AttestationObject::parse(bytes, Form::Tolerant).is_ok()
        }),
        parser("CBOR item", &made.attestation_object, cbor),
        parser("COSE key, P-256", &key, |bytes| Key::parse(bytes).is_ok()),
        parser(
            "COSE key, RSA",
            &rsa.credential.public_key.encode(),
            |bytes| Key::parse(bytes).is_ok(),
        ),
        parser("certificate", &made.chain[0], |bytes| {
            Certificate::parse(bytes).is_ok()
        }),
        parser("registration as JSON", json.as_bytes(), |bytes| {
            RegistrationResponseJson::parse(text(bytes)).is_ok()
        }),
        parser(
            "authentication as JSON",
            authentication.as_bytes(),
            |bytes| AuthenticationResponseJson::parse(text(bytes)).is_ok(),
        ),
    ]
}

fn parser(name: &'static str, bytes: &[u8], parse: fn(&[u8]) -> bool) -> Parser {
    let bytes: &'static [u8] = leak(bytes.to_vec());
    Parser {
        name,
        length: bytes.len(),
        run: Box::new(move || assert!(parse(black_box(bytes)), "it is well formed")),
    }
}

fn cbor(bytes: &[u8]) -> bool {
    let item = Reader::read_all(bytes, Form::Tolerant, "item", |reader| reader.item("item"));
    item.is_ok()
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("it is text")
}
