//! WebAuthn verification behind a C ABI: a verifier is made once from a JSON configuration, and
//! each call gives a status and what there is to say, as JSON text or in parts. The header is
//! `include/countersign.h`; `README.md` shows the way from C.
//!
//! It adds nothing to [`countersign_json`] but the boundary: pointers and sizes are checked, text
//! is UTF-8 or refused, no panic crosses. It keeps no state, and what it handed out is used from
//! any thread and freed by the caller, once.
//!
//! ```
//! assert_eq!(countersign_capi::countersign_abi_version(), 1);
//! ```

mod accept;
mod boundary;
mod calls;
mod handles;
mod raw;

pub use accept::Accepted;
pub use boundary::Bytes;
pub use calls::{
    countersign_begin_authentication, countersign_begin_registration,
    countersign_finish_authentication, countersign_finish_registration,
    countersign_verify_authentication, countersign_verify_registration,
};
pub use handles::{
    Record, Refusal, Text, Verifier, countersign_record_free, countersign_record_new,
    countersign_refusal_free, countersign_refusal_link, countersign_refusal_message,
    countersign_refusal_reason, countersign_refusal_section, countersign_refusal_step,
    countersign_refusal_title, countersign_text_bytes, countersign_text_free,
    countersign_verifier_free, countersign_verifier_new,
};
pub use raw::{Assertion, countersign_authenticate};

/// Done: begun, made, or accepted.
pub const COUNTERSIGN_OK: i32 = 0;
/// The response was refused.
pub const COUNTERSIGN_REJECTED: i32 = 1;
/// A mistake of the server in a configuration or a call: the text has `member` and `message`.
pub const COUNTERSIGN_ERROR: i32 = 2;
/// A pointer is NULL that must not be, or a length is greater than memory.
pub const COUNTERSIGN_ARGUMENT: i32 = 3;
/// A defect of the library, which was caught. Nothing was accepted.
pub const COUNTERSIGN_PANIC: i32 = 4;

/// The version of this interface: it changes when a function that is there changes, and not when
/// one is added.
#[expect(
    unsafe_code,
    reason = "the name is the interface's, and no other has it"
)]
#[unsafe(no_mangle)]
pub extern "C" fn countersign_abi_version() -> u32 {
    1
}
