//! The examples run, and what they promise is so.

#[path = "../examples/evidence.rs"]
mod evidence;

#[test]
fn evidence_of_every_format() {
    evidence::main().unwrap();
}
