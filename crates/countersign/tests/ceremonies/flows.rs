//! The examples run as tests.

#[path = "../../examples/conditional_create.rs"]
mod conditional_create;
#[path = "../../examples/conditional_get.rs"]
mod conditional_get;
#[path = "../../examples/immediate_get.rs"]
mod immediate_get;
#[cfg(feature = "sealed")]
#[path = "../../examples/stateless_server.rs"]
mod stateless_server;
#[path = "../../examples/whole_flow.rs"]
mod whole_flow;

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
