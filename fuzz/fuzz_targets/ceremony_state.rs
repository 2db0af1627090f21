//! Runs [`countersign_fuzz::ceremony_state`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::ceremony_state(data));
