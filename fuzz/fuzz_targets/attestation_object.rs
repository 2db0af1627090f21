//! Runs [`countersign_fuzz::attestation_object`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::attestation_object(data));
