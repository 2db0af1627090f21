//! The native part of the Python package `countersign-webauthn`: texts in, texts out. What people
//! call is in `python/countersign_webauthn`.

use countersign_json::{Error, Verdict, Verifier};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::Serialize;

/// A relying party, made once; any thread may use it.
#[pyclass(name = "Verifier", module = "countersign_webauthn._native", frozen)]
struct PyVerifier(Verifier);

#[pymethods]
impl PyVerifier {
    #[new]
    fn new(configuration: &str) -> PyResult<Self> {
        Verifier::new(configuration)
            .map(Self)
            .map_err(|error| mistake(&error))
    }

    /// The name of the back end that verifies signatures.
    #[getter]
    fn backend(&self) -> &'static str {
        self.0.backend().name()
    }

    fn begin_registration(&self, call: &str) -> PyResult<String> {
        text(
            &self
                .0
                .begin_registration(call)
                .map_err(|error| mistake(&error))?,
        )
    }

    fn begin_authentication(&self, call: &str) -> PyResult<String> {
        text(
            &self
                .0
                .begin_authentication(call)
                .map_err(|error| mistake(&error))?,
        )
    }

    fn finish_registration(&self, py: Python<'_>, call: &str, response: &[u8]) -> PyResult<String> {
        verdict(py, response, |text| self.0.finish_registration(call, text))
    }

    fn finish_authentication(
        &self,
        py: Python<'_>,
        call: &str,
        response: &[u8],
    ) -> PyResult<String> {
        verdict(py, response, |text| {
            self.0.finish_authentication(call, text)
        })
    }

    fn verify_registration(&self, py: Python<'_>, call: &str, response: &[u8]) -> PyResult<String> {
        verdict(py, response, |text| self.0.verify_registration(call, text))
    }

    fn verify_authentication(
        &self,
        py: Python<'_>,
        call: &str,
        response: &[u8],
    ) -> PyResult<String> {
        verdict(py, response, |text| {
            self.0.verify_authentication(call, text)
        })
    }
}

/// Verifies while other threads of Python go on. A response that is not UTF-8 is no JSON either
/// where it matters, and is refused as such.
fn verdict<Accepted: Serialize>(
    py: Python<'_>,
    response: &[u8],
    verify: impl FnOnce(&str) -> Result<Verdict<Accepted>, Error> + Send,
) -> PyResult<String> {
    let verdict = py.detach(|| {
        let text = String::from_utf8_lossy(response);
        verify(&text).map(|verdict| verdict.to_json())
    });
    verdict.map_err(|error| mistake(&error))
}

fn text(begun: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(begun).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The caller's mistake: the member at fault, and what is wrong with it.
fn mistake(error: &Error) -> PyErr {
    PyValueError::new_err((error.member().to_owned(), error.message().to_owned()))
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyVerifier>()
}
