//! Runs [`countersign_fuzz::authentication`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::authentication(data));
