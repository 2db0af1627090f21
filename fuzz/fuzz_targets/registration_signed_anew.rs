//! Runs [`countersign_fuzz::registration_signed_anew`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::registration_signed_anew(data));
