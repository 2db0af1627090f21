#![expect(unsafe_code, reason = "the functions of a C interface")]

use countersign::{AuthenticationResponse, ClientExtensionResults};
use countersign_json::Issued;

use crate::boundary::{BadArgument, Bytes, clear, give, guarded, handle};
use crate::{
    Accepted, COUNTERSIGN_ERROR, COUNTERSIGN_OK, COUNTERSIGN_REJECTED, Record, Refusal, Text,
    Verifier,
};

/// An authentication response in bytes, and what it is held against.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Assertion {
    /// The challenge that was sent.
    pub challenge: Bytes,
    /// The user handle of the account that has the record.
    pub account: Bytes,
    /// The response's `rawId`.
    pub credential_id: Bytes,
    /// `response.clientDataJSON`.
    pub client_data_json: Bytes,
    /// `response.authenticatorData`.
    pub authenticator_data: Bytes,
    /// `response.signature`.
    pub signature: Bytes,
    /// `response.userHandle`; NULL if there is none.
    pub user_handle: Bytes,
}

impl Assertion {
    /// # Safety
    ///
    /// The bytes can be read.
    unsafe fn read<'a>(&self) -> Result<(Issued<'a>, AuthenticationResponse<'a>), BadArgument> {
        // SAFETY: the caller says so.
        unsafe {
            let issued = Issued {
                challenge: self.challenge.required()?,
                user_handle: self.account.slice()?,
            };
            let response = AuthenticationResponse {
                credential_id: self.credential_id.required()?,
                client_data_json: self.client_data_json.required()?,
                authenticator_data: self.authenticator_data.required()?,
                signature: self.signature.required()?,
                user_handle: self.user_handle.slice()?,
                client_extension_results: ClientExtensionResults::default(),
            };
            Ok((issued, response))
        }
    }
}

/// Verifies an authentication from bytes, under the configuration's policy and without extensions.
/// Nothing is handed out where it is accepted; `refusal` is to be freed where it is rejected, and
/// `error` where there is one.
///
/// # Safety
///
/// `verifier` and `record` are such; `assertion` and its bytes can be read; the others are NULL or
/// can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn countersign_authenticate(
    verifier: *const Verifier,
    record: *const Record,
    assertion: *const Assertion,
    accepted: *mut Accepted,
    refusal: *mut *mut Refusal,
    error: *mut *mut Text,
) -> i32 {
    // SAFETY: the caller says what can be read and written.
    guarded(|| unsafe {
        clear(refusal);
        clear(error);
        if let Some(accepted) = accepted.as_mut() {
            *accepted = Accepted::default();
        }
        let (verifier, record) = (handle(verifier)?, handle(record)?);
        let (issued, response) = handle(assertion)?.read()?;
        Ok(
            match verifier.0.verify_ready(&record.0, issued, &response) {
                Ok(Ok(passed)) => {
                    if let Some(accepted) = accepted.as_mut() {
                        *accepted = Accepted::new(&passed);
                    }
                    COUNTERSIGN_OK
                }
                Ok(Err(rejection)) => {
                    give(refusal, Refusal::new(&rejection));
                    COUNTERSIGN_REJECTED
                }
                Err(wrong) => {
                    give(error, Text::json(&wrong));
                    COUNTERSIGN_ERROR
                }
            },
        )
    })
}
