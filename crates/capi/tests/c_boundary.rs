//! Any bytes in any place: a status that is known, and no acceptance.
#![expect(unsafe_code, reason = "calls the C interface")]

use std::ptr;

use countersign_capi::{
    Bytes, COUNTERSIGN_ERROR, COUNTERSIGN_OK, COUNTERSIGN_REJECTED, Text, Verifier,
    countersign_begin_authentication, countersign_finish_authentication,
    countersign_finish_registration, countersign_record_new, countersign_text_bytes,
    countersign_text_free, countersign_verifier_free, countersign_verifier_new,
    countersign_verify_authentication, countersign_verify_registration,
};
use proptest::collection::vec;
use proptest::prelude::*;

const CONFIGURATION: &[u8] =
    br#"{ "rp": { "id": "example.org", "origins": ["https://example.org"] } }"#;
const CALL: &[u8] = br#"{ "request": { "challenge": "AAAAAAAAAAAAAAAAAAAAAA" } }"#;

fn bytes(of: &[u8]) -> Bytes {
    Bytes {
        data: of.as_ptr(),
        length: of.len(),
    }
}

type Verify = unsafe extern "C" fn(*const Verifier, Bytes, Bytes, *mut *mut Text) -> i32;

/// What a call says, and its text, which is freed.
fn said(call: impl FnOnce(*mut *mut Text) -> i32) -> (i32, Vec<u8>) {
    let mut text = ptr::null_mut();
    let status = call(&raw mut text);
    // SAFETY: the text is the call's, and is freed once, after it was copied.
    unsafe {
        let read = countersign_text_bytes(text);
        let copied = if read.data.is_null() {
            Vec::new()
        } else {
            std::slice::from_raw_parts(read.data, read.length).to_vec()
        };
        countersign_text_free(text);
        (status, copied)
    }
}

proptest! {
    #[test]
    fn any_bytes_get_a_status_and_a_text_and_no_acceptance(
        any in vec(any::<u8>(), 0..400),
        json in "[{}\\[\\]\":,a-z0-9 ]{0,80}",
    ) {
        let mut verifier = ptr::null_mut();
        // SAFETY: all that is given can be read and written, for as long as the calls last.
        unsafe {
            let made = countersign_verifier_new(bytes(CONFIGURATION), &raw mut verifier, ptr::null_mut());
            prop_assert_eq!(made, COUNTERSIGN_OK);
            for input in [any.as_slice(), json.as_bytes()] {
                let finishes: [Verify; 4] = [
                    countersign_finish_registration, countersign_finish_authentication,
                    countersign_verify_registration, countersign_verify_authentication,
                ];
                for verify in finishes {
                    let (status, text) = said(|place| verify(verifier, bytes(input), bytes(input), place));
                    prop_assert_eq!(status, COUNTERSIGN_ERROR);
                    prop_assert!(str::from_utf8(&text).unwrap().contains("\"message\""));
                }
                let (status, text) = said(|place| {
                    countersign_verify_registration(verifier, bytes(CALL), bytes(input), place)
                });
                prop_assert_eq!(status, COUNTERSIGN_REJECTED);
                prop_assert!(str::from_utf8(&text).unwrap().contains("\"step\":\"RegistrationResponse\""));
                let mut none = ptr::null_mut();
                let (status, _) = said(|place| {
                    countersign_verifier_new(bytes(input), &raw mut none, place)
                });
                prop_assert_eq!(status, COUNTERSIGN_ERROR);
                let mut none = ptr::null_mut();
                let (status, _) = said(|place| {
                    countersign_record_new(verifier, bytes(input), &raw mut none, place)
                });
                prop_assert_eq!(status, COUNTERSIGN_ERROR);
                let (status, _) = said(|place| countersign_begin_authentication(verifier, bytes(input), place));
                let is_empty = input.iter().filter(|byte| **byte != b' ').eq(b"{}");
                prop_assert_eq!(status == COUNTERSIGN_OK, is_empty);
            }
            countersign_verifier_free(verifier);
        }
    }
}
