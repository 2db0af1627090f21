//! Runs [`countersign_fuzz::metadata`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::metadata(data));
