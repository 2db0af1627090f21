//! Runs [`countersign_fuzz::key_description`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::key_description(data));
