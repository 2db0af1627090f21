//! Runs [`countersign_fuzz::page_json`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::page_json(data));
