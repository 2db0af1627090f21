//! The native part of the package `@countersign/webauthn`: texts in, texts out. What people call is
//! in `index.js`.

#![expect(
    clippy::needless_pass_by_value,
    clippy::must_use_candidate,
    reason = "the functions are called from JavaScript, whose texts arrive as a String"
)]

use std::sync::Arc;

use countersign_json::{Error, Verdict, Verifier};
use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Result, Status, Task};
use napi_derive::napi;
use serde::Serialize;

/// A relying party, made once; verification is done by the threads of libuv's pool.
#[napi(js_name = "Verifier")]
pub struct JsVerifier(Arc<Verifier>);

#[napi]
impl JsVerifier {
    #[napi(constructor)]
    pub fn new(configuration: String) -> Result<Self> {
        let verifier = Verifier::new(&configuration).map_err(|error| mistake(&error))?;
        Ok(Self(Arc::new(verifier)))
    }

    /// The name of the back end that verifies signatures.
    #[napi(getter)]
    pub fn backend(&self) -> &'static str {
        self.0.backend().name()
    }

    #[napi]
    pub fn begin_registration(&self, call: String) -> Result<String> {
        text(self.0.begin_registration(&call))
    }

    #[napi]
    pub fn begin_authentication(&self, call: String) -> Result<String> {
        text(self.0.begin_authentication(&call))
    }

    #[napi]
    pub fn finish_registration(&self, call: String, response: String) -> AsyncTask<Verification> {
        self.verification(call, response, |by, call, response| {
            json(by.finish_registration(call, response))
        })
    }

    #[napi]
    pub fn finish_authentication(&self, call: String, response: String) -> AsyncTask<Verification> {
        self.verification(call, response, |by, call, response| {
            json(by.finish_authentication(call, response))
        })
    }

    #[napi]
    pub fn verify_registration(&self, call: String, response: String) -> AsyncTask<Verification> {
        self.verification(call, response, |by, call, response| {
            json(by.verify_registration(call, response))
        })
    }

    #[napi]
    pub fn verify_authentication(&self, call: String, response: String) -> AsyncTask<Verification> {
        self.verification(call, response, |by, call, response| {
            json(by.verify_authentication(call, response))
        })
    }

    fn verification(
        &self,
        call: String,
        response: String,
        verify: Verify,
    ) -> AsyncTask<Verification> {
        AsyncTask::new(Verification {
            verifier: Arc::clone(&self.0),
            call,
            response,
            verify,
        })
    }
}

type Verify = fn(&Verifier, &str, &str) -> Result<String>;

/// A verification, off the main thread.
pub struct Verification {
    verifier: Arc<Verifier>,
    call: String,
    response: String,
    verify: Verify,
}

impl Task for Verification {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Result<String> {
        (self.verify)(&self.verifier, &self.call, &self.response)
    }

    fn resolve(&mut self, _: Env, verdict: String) -> Result<String> {
        Ok(verdict)
    }
}

fn json<Accepted: Serialize>(
    verdict: std::result::Result<Verdict<Accepted>, Error>,
) -> Result<String> {
    verdict
        .map(|verdict| verdict.to_json())
        .map_err(|error| mistake(&error))
}

fn text<Begun: Serialize>(begun: std::result::Result<Begun, Error>) -> Result<String> {
    let begun = begun.map_err(|error| mistake(&error))?;
    Ok(serde_json::to_string(&begun)?)
}

/// The caller's mistake, as the JSON that `index.js` makes a `UsageError` from.
fn mistake(error: &Error) -> napi::Error {
    match serde_json::to_string(error) {
        Ok(json) => napi::Error::new(Status::InvalidArg, json),
        Err(error) => error.into(),
    }
}
