//! Runs [`countersign_fuzz::statement`] for a format under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::run("statement_none", data));
