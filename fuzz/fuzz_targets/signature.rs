//! Runs [`countersign_fuzz::signature`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::signature(data));
