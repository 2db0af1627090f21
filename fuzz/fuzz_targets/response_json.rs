//! Runs [`countersign_fuzz::response_json`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::response_json(data));
