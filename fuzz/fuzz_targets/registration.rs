//! Runs [`countersign_fuzz::registration`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::registration(data));
