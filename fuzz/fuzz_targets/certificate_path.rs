//! Runs [`countersign_fuzz::certificate_path`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::certificate_path(data));
