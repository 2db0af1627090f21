//! Runs [`countersign_fuzz::certificate`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::certificate(data));
