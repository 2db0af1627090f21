//! Each parser alone, on what the vectors have of its kind.

use std::hint::black_box;

use countersign::{
    AuthenticationResponseJson, AuthenticatorData, Certificate, ClientData, Form, Key,
    RegistrationResponseJson,
};
use countersign_authdata::AttestationObject;
use countersign_benches::{Authentication, Registration};
use criterion::{Criterion, criterion_group, criterion_main};

criterion_group!(benches, parsers);
criterion_main!(benches);

fn parsers(criterion: &mut Criterion) {
    let authentication = Authentication::all().swap_remove(0);
    let packed = Registration::all().swap_remove(1);
    let response = packed.response();
    let response = response.response();
    let object = AttestationObject::parse(response.attestation_object, Form::Tolerant)
        .expect("it is accepted");
    let auth_data = AuthenticatorData::parse(object.authenticator_data).expect("it is accepted");
    let key = auth_data.credential().expect("there is one").key.bytes();
    let certificate = packed.certificate().expect("there is one");

    let mut group = criterion.benchmark_group("parse");
    let mut bench = |name: &str, bytes: &[u8], parse: &dyn Fn(&[u8])| {
        let name = format!("{name}, {} bytes", bytes.len());
        group.bench_function(name, |b| b.iter(|| parse(black_box(bytes))));
    };
    bench("client data", response.client_data_json, &|bytes| {
        black_box(ClientData::parse(bytes).is_ok());
    });
    bench(
        "attestation object",
        response.attestation_object,
        &|bytes| {
            black_box(AttestationObject::parse(bytes, Form::Tolerant).is_ok());
        },
    );
    bench("authenticator data", object.authenticator_data, &|bytes| {
        black_box(AuthenticatorData::parse(bytes).is_ok());
    });
    bench("COSE key", key, &|bytes| {
        black_box(Key::parse(bytes).is_ok());
    });
    bench("certificate", &certificate, &|bytes| {
        black_box(Certificate::parse(bytes).is_ok());
    });
    bench("registration as JSON", packed.json().as_bytes(), &|bytes| {
        let text = str::from_utf8(bytes).expect("it is a string");
        black_box(RegistrationResponseJson::parse(text).is_ok());
    });
    bench(
        "authentication as JSON",
        authentication.json().as_bytes(),
        &|bytes| {
            let text = str::from_utf8(bytes).expect("it is a string");
            black_box(AuthenticationResponseJson::parse(text).is_ok());
        },
    );
    group.finish();
}
