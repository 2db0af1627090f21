#![expect(unsafe_code, reason = "the functions of a C interface")]

use countersign_json::{Error, Verdict, Verifier as Made};
use serde::Serialize;

use crate::boundary::{BadArgument, Bytes, clear, give, guarded, handle};
use crate::{COUNTERSIGN_ERROR, COUNTERSIGN_OK, Text, Verifier};

/// A response that is not UTF-8, for the step that refuses what is no JSON.
const NO_JSON: &str = "\u{fffd}";

/// # Safety
///
/// As of its callers.
unsafe fn begun<T: Serialize>(
    verifier: *const Verifier,
    call: Bytes,
    result: *mut *mut Text,
    begin: fn(&Made, &str) -> Result<T, Error>,
) -> Result<i32, BadArgument> {
    // SAFETY: the caller says what can be read and written.
    unsafe {
        clear(result);
        handle(result)?;
        let verifier = handle(verifier)?;
        let (status, text) = match str::from_utf8(call.required()?) {
            Err(_) => (COUNTERSIGN_ERROR, Text::not_utf8("the call")),
            Ok(call) => match begin(&verifier.0, call) {
                Ok(done) => (COUNTERSIGN_OK, Text::json(&done)),
                Err(error) => (COUNTERSIGN_ERROR, Text::json(&error)),
            },
        };
        give(result, text);
        Ok(status)
    }
}

/// # Safety
///
/// As of its callers.
unsafe fn verified<T: Serialize>(
    verifier: *const Verifier,
    call: Bytes,
    response: Bytes,
    result: *mut *mut Text,
    verify: fn(&Made, &str, &str) -> Result<Verdict<T>, Error>,
) -> Result<i32, BadArgument> {
    // SAFETY: the caller says what can be read and written.
    unsafe {
        clear(result);
        handle(result)?;
        let verifier = handle(verifier)?;
        let response = str::from_utf8(response.required()?).unwrap_or(NO_JSON);
        let (status, text) = match str::from_utf8(call.required()?) {
            Err(_) => (COUNTERSIGN_ERROR, Text::not_utf8("the call")),
            Ok(call) => Text::verdict(verify(&verifier.0, call, response)),
        };
        give(result, text);
        Ok(status)
    }
}

/// Begins a registration: in `result`, `options`, `ceremony` and `expires`, or the error.
///
/// # Safety
///
/// `verifier` is one; `call` can be read; `result` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_begin_registration(
    verifier: *const Verifier,
    call: Bytes,
    result: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller says what can be read and written.
    guarded(|| unsafe { begun(verifier, call, result, Made::begin_registration) })
}

/// Verifies the response to a registration that was begun here: in `result` the verdict, or the error.
///
/// # Safety
///
/// `verifier` is one; `call` and `response` can be read; `result` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_finish_registration(
    verifier: *const Verifier,
    call: Bytes,
    response: Bytes,
    result: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller says what can be read and written.
    guarded(|| unsafe { verified(verifier, call, response, result, Made::finish_registration) })
}

/// Verifies the response to a registration that was begun elsewhere: in `result` the verdict, or the error.
///
/// # Safety
///
/// `verifier` is one; `call` and `response` can be read; `result` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_verify_registration(
    verifier: *const Verifier,
    call: Bytes,
    response: Bytes,
    result: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller says what can be read and written.
    guarded(|| unsafe { verified(verifier, call, response, result, Made::verify_registration) })
}

/// Begins an authentication: in `result`, `options`, `ceremony` and `expires`, or the error.
///
/// # Safety
///
/// `verifier` is one; `call` can be read; `result` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_begin_authentication(
    verifier: *const Verifier,
    call: Bytes,
    result: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller says what can be read and written.
    guarded(|| unsafe { begun(verifier, call, result, Made::begin_authentication) })
}

/// Verifies the response to an authentication that was begun here: in `result` the verdict, or the error.
///
/// # Safety
///
/// `verifier` is one; `call` and `response` can be read; `result` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_finish_authentication(
    verifier: *const Verifier,
    call: Bytes,
    response: Bytes,
    result: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller says what can be read and written.
    guarded(|| unsafe {
        verified(
            verifier,
            call,
            response,
            result,
            Made::finish_authentication,
        )
    })
}

/// Verifies the response to an authentication that was begun elsewhere: in `result` the verdict, or the error.
///
/// # Safety
///
/// `verifier` is one; `call` and `response` can be read; `result` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_verify_authentication(
    verifier: *const Verifier,
    call: Bytes,
    response: Bytes,
    result: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller says what can be read and written.
    guarded(|| unsafe {
        verified(
            verifier,
            call,
            response,
            result,
            Made::verify_authentication,
        )
    })
}
