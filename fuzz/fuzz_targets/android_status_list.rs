//! Runs [`countersign_fuzz::android_status_list`] under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_fuzz::android_status_list(data));
