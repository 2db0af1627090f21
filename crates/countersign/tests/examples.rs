//! The examples run, and what they promise is so.

#[path = "../examples/accounts.rs"]
mod accounts;
#[path = "../examples/android_app.rs"]
mod android_app;
#[path = "../examples/conditional_create.rs"]
mod conditional_create;
#[path = "../examples/conditional_get.rs"]
mod conditional_get;
#[path = "../examples/enterprise_attestation.rs"]
mod enterprise_attestation;
#[path = "../examples/evidence.rs"]
mod evidence;
#[path = "../examples/immediate_get.rs"]
mod immediate_get;
#[path = "../examples/migrating.rs"]
mod migrating;
#[path = "../examples/related_origins.rs"]
mod related_origins;
#[path = "../examples/signal.rs"]
mod signal;
#[cfg(feature = "sealed")]
#[path = "../examples/stateless_server.rs"]
mod stateless_server;
#[path = "../examples/whole_flow.rs"]
mod whole_flow;

#[test]
fn every_flow_of_a_server_with_accounts() {
    accounts::main().unwrap();
}

#[test]
fn rows_of_other_libraries() {
    migrating::main().unwrap();
}

#[test]
fn evidence_of_every_format() {
    evidence::main().unwrap();
}

#[test]
fn keys_of_one_model_by_metadata() {
    enterprise_attestation::main().unwrap();
}

#[test]
fn registration_authentication_deletion() {
    whole_flow::main().unwrap();
}

#[test]
fn conditional_creation() {
    conditional_create::main().unwrap();
}

#[test]
fn conditional_sign_in() {
    conditional_get::main().unwrap();
}

#[test]
fn immediate_sign_in_and_its_fallback() {
    immediate_get::main().unwrap();
}

#[test]
#[cfg(feature = "sealed")]
fn a_server_without_a_store() {
    stateless_server::main().unwrap();
}

#[test]
fn origins_on_other_domains() {
    related_origins::main().unwrap();
}

#[test]
fn an_android_app() {
    android_app::main().unwrap();
}

#[test]
fn signals_after_a_failed_registration() {
    signal::main().unwrap();
}
