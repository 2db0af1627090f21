#![expect(unsafe_code, reason = "the functions of a C interface")]

use countersign::{ReadyRecord, Rejection};
use countersign_json::{Error, Verdict};
use serde::Serialize;

use crate::boundary::{Bytes, clear, give, guarded, handle, take};
use crate::{COUNTERSIGN_ERROR, COUNTERSIGN_OK, COUNTERSIGN_REJECTED};

/// A relying party, made once and used from any thread.
pub struct Verifier(pub(crate) countersign_json::Verifier);

/// A credential record whose key is ready, used from any thread.
pub struct Record(pub(crate) ReadyRecord);

/// Why a response was refused.
pub struct Refusal(countersign_json::Refusal);

/// A text in UTF-8, without a NUL at its end.
pub struct Text(String);

const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<Verifier>();
    is_shared::<Record>();
    is_shared::<Refusal>();
    is_shared::<Text>();
};

impl Text {
    pub(crate) fn json<T: Serialize>(value: &T) -> Self {
        // Nothing that is written here has a Serialize that fails.
        Self(serde_json::to_string(value).unwrap_or_default())
    }

    pub(crate) fn verdict<T: Serialize>(verdict: Result<Verdict<T>, Error>) -> (i32, Self) {
        match verdict {
            Ok(verdict) if verdict.is_accept() => (COUNTERSIGN_OK, Self(verdict.to_json())),
            Ok(verdict) => (COUNTERSIGN_REJECTED, Self(verdict.to_json())),
            Err(error) => (COUNTERSIGN_ERROR, Self::json(&error)),
        }
    }

    /// The error of a text that is not UTF-8.
    pub(crate) fn not_utf8(what: &str) -> Self {
        let error = serde_json::json!({ "member": "", "message": format!("{what} is not UTF-8") });
        Self(error.to_string())
    }
}

impl Refusal {
    pub(crate) fn new(rejection: &Rejection) -> Self {
        Self(countersign_json::Refusal::new(rejection))
    }
}

/// Makes a verifier from its configuration, and in `error` says what is wrong with that.
///
/// # Safety
///
/// `configuration` can be read; `verifier` can be written; `error` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_verifier_new(
    configuration: Bytes,
    verifier: *mut *mut Verifier,
    error: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller says what can be read and written.
    guarded(|| unsafe {
        clear(verifier);
        clear(error);
        handle(verifier)?;
        let Ok(text) = str::from_utf8(configuration.required()?) else {
            give(error, Text::not_utf8("the configuration"));
            return Ok(COUNTERSIGN_ERROR);
        };
        match countersign_json::Verifier::new(text) {
            Ok(made) => {
                give(verifier, Verifier(made));
                Ok(COUNTERSIGN_OK)
            }
            Err(wrong) => {
                give(error, Text::json(&wrong));
                Ok(COUNTERSIGN_ERROR)
            }
        }
    })
}

/// Frees a verifier; NULL is nothing.
///
/// # Safety
///
/// It is of `countersign_verifier_new`, and not used or freed again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_verifier_free(verifier: *mut Verifier) {
    // SAFETY: the caller says so.
    unsafe { take(verifier) }
}

/// Reads a record, as a verdict has it in `record`, and makes its key ready.
///
/// # Safety
///
/// `verifier` is one; `json` can be read; `record` can be written; `error` is NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_record_new(
    verifier: *const Verifier,
    json: Bytes,
    record: *mut *mut Record,
    error: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller says what can be read and written.
    guarded(|| unsafe {
        clear(record);
        clear(error);
        handle(record)?;
        let verifier = handle(verifier)?;
        let Ok(text) = str::from_utf8(json.required()?) else {
            give(error, Text::not_utf8("the record"));
            return Ok(COUNTERSIGN_ERROR);
        };
        match verifier.0.record(text) {
            Ok(made) => {
                give(record, Record(made));
                Ok(COUNTERSIGN_OK)
            }
            Err(wrong) => {
                give(error, Text::json(&wrong));
                Ok(COUNTERSIGN_ERROR)
            }
        }
    })
}

/// Frees a record; NULL is nothing.
///
/// # Safety
///
/// It is of `countersign_record_new`, and not used or freed again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_record_free(record: *mut Record) {
    // SAFETY: the caller says so.
    unsafe { take(record) }
}

/// The bytes of a text, which are there until it is freed. NULL has none.
///
/// # Safety
///
/// `text` is NULL or one that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_text_bytes(text: *const Text) -> Bytes {
    // SAFETY: the caller says so.
    unsafe { handle(text) }.map_or(Bytes::NONE, |text| Bytes::of(text.0.as_bytes()))
}

/// Frees a text; NULL is nothing.
///
/// # Safety
///
/// It is not used or freed again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_text_free(text: *mut Text) {
    // SAFETY: the caller says so.
    unsafe { take(text) }
}

/// Frees a refusal; NULL is nothing.
///
/// # Safety
///
/// It is not used or freed again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_refusal_free(refusal: *mut Refusal) {
    // SAFETY: the caller says so.
    unsafe { take(refusal) }
}

/// # Safety
///
/// As of its callers.
unsafe fn part(refusal: *const Refusal, part: fn(&countersign_json::Refusal) -> &str) -> Bytes {
    // SAFETY: the caller says so.
    unsafe { handle(refusal) }.map_or(Bytes::NONE, |refusal| {
        Bytes::of(part(&refusal.0).as_bytes())
    })
}

/// The step that refused, as `AuthenticationOrigin`. The bytes are there until the refusal is freed.
///
/// # Safety
///
/// `refusal` is NULL or one that was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_refusal_step(refusal: *const Refusal) -> Bytes {
    // SAFETY: the caller says so.
    unsafe { part(refusal, |refusal| refusal.step) }
}

/// Where the step stands, as `§7.2 step 13`.
///
/// # Safety
///
/// As `countersign_refusal_step`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_refusal_section(refusal: *const Refusal) -> Bytes {
    // SAFETY: the caller says so.
    unsafe { part(refusal, |refusal| &refusal.section) }
}

/// What the step demands.
///
/// # Safety
///
/// As `countersign_refusal_step`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_refusal_title(refusal: *const Refusal) -> Bytes {
    // SAFETY: the caller says so.
    unsafe { part(refusal, |refusal| refusal.title) }
}

/// The section's address.
///
/// # Safety
///
/// As `countersign_refusal_step`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_refusal_link(refusal: *const Refusal) -> Bytes {
    // SAFETY: the caller says so.
    unsafe { part(refusal, |refusal| &refusal.link) }
}

/// How it failed, as `Mismatch`.
///
/// # Safety
///
/// As `countersign_refusal_step`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_refusal_reason(refusal: *const Refusal) -> Bytes {
    // SAFETY: the caller says so.
    unsafe { part(refusal, |refusal| refusal.reason) }
}

/// How it failed, in words.
///
/// # Safety
///
/// As `countersign_refusal_step`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_refusal_message(refusal: *const Refusal) -> Bytes {
    // SAFETY: the caller says so.
    unsafe { part(refusal, |refusal| &refusal.message) }
}
