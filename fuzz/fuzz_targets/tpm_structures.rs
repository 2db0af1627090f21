//! Runs [`countersign_fuzz::tpm_structures`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::tpm_structures(data));
