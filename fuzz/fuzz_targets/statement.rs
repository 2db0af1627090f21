//! Runs [`countersign_fuzz::statement`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::statement(data));
