//! One key in every back end that this build has and this processor can run.
#![allow(dead_code, reason = "each test file uses its part")]

use countersign_cose::{PublicKey, Scheme};
use countersign_signature::{Backend, SignatureValid, VerifyingKey};
use countersign_spec::Reason;

/// A key, made ready for each back end: they agree on every verdict, and on its reason.
#[derive(Debug)]
pub(crate) struct EveryKey(Vec<(Backend, VerifyingKey)>);

impl EveryKey {
    pub(crate) fn new(key: &PublicKey<'_>) -> Result<Self, Reason> {
        let checked = VerifyingKey::check(key);
        let mut keys = Vec::new();
        for backend in Backend::available() {
            let made = VerifyingKey::with_backend(key, backend);
            assert_eq!(made.as_ref().err(), checked.as_ref().err(), "{backend}");
            keys.extend(made.map(|key| (backend, key)));
        }
        checked.map(|()| Self(keys))
    }

    pub(crate) fn verify(
        &self,
        scheme: Scheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<SignatureValid, Reason> {
        let mut verdict = None;
        for (backend, key) in &self.0 {
            let this = key.verify(scheme, message, signature);
            let first = verdict.get_or_insert_with(|| this.clone());
            assert_eq!(*first, this, "{backend} {scheme:?}");
        }
        verdict.expect("RustCrypto is always there")
    }
}
