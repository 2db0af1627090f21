//! Runs [`countersign_fuzz::cbor_reader`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::cbor_reader(data));
