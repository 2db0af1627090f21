use std::hint::black_box;

use countersign::{Certificate, ClientData, Form, RegistrationResponseJson};
use countersign_authdata::AttestationObject;

use crate::{Parser, leak};

/// What costs a parser most for its length: each is refused or accepted in the end, after as much
/// work as its bounds allow.
#[must_use]
pub fn worst_cases() -> Vec<Parser> {
    let members: Vec<String> = (0..4000).map(|n| format!(r#""m{n}":0,"#)).collect();
    let members = members.concat();
    let client_data = format!(r#"{{{members}"type":"webauthn.create"}}"#);
    let nested = format!(r#"{{"a":{}{}}}"#, "[".repeat(32_000), "]".repeat(32_000));
    // A map that says it has 60,000 members.
    let map = [&[0xb9, 0xea, 0x60][..], &[0x61, 0x61, 0x00].repeat(20_000)].concat();
    let json = format!(r#"{{"id":"{}"}}"#, "A".repeat(1_000_000));
    vec![
        case(
            "client data of 4000 members",
            client_data.into_bytes(),
            |bytes| ClientData::parse(bytes).is_ok(),
        ),
        case(
            "client data nested 32,000 deep",
            nested.into_bytes(),
            |bytes| ClientData::parse(bytes).is_ok(),
        ),
        case("attestation object of one key 20,000 times", map, |bytes| {
            AttestationObject::parse(bytes, Form::Tolerant).is_ok()
        }),
        case(
            "attestation object nested 60,000 deep",
            vec![0x81; 60_000],
            |bytes| AttestationObject::parse(bytes, Form::Tolerant).is_ok(),
        ),
        case(
            "certificate nested 60,000 bytes deep",
            nested_der(),
            |bytes| Certificate::parse(bytes).is_ok(),
        ),
        case(
            "registration as JSON, an ID of a million characters",
            json.into_bytes(),
            |bytes| {
                let text = str::from_utf8(bytes).expect("it is text");
                RegistrationResponseJson::parse(text).is_ok()
            },
        ),
    ]
}

fn case(name: &'static str, bytes: Vec<u8>, parse: fn(&[u8]) -> bool) -> Parser {
    let bytes: &'static [u8] = leak(bytes);
    Parser {
        name,
        length: bytes.len(),
        run: Box::new(move || {
            black_box(parse(black_box(bytes)));
        }),
    }
}

/// Sequences in sequences, each of all that is left.
fn nested_der() -> Vec<u8> {
    let mut der = Vec::new();
    let mut left: u16 = 60_000;
    while left > 4 {
        left -= 4;
        der.extend([0x30, 0x82]);
        der.extend(left.to_be_bytes());
    }
    der.resize(60_000, 0);
    der
}
