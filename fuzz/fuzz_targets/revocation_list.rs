//! Runs [`countersign_fuzz::revocation_list`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::revocation_list(data));
