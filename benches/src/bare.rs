use countersign_cose::{PublicKey, Scheme};
use countersign_signature::VerifyingKey;

use crate::Backend;

/// A signature check and nothing else: what a signature library would be given.
pub struct Bare {
    pub(crate) backend: Backend,
    pub(crate) key: PublicKey<'static>,
    pub(crate) scheme: Scheme,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Bare {
    /// The key, made ready.
    #[must_use]
    pub fn key(&self) -> VerifyingKey {
        VerifyingKey::with_backend(&self.key, self.backend).expect("the key is valid")
    }

    /// The signature, by a key made from its numbers, as in a ceremony.
    pub fn verify(&self) {
        self.verify_by(&self.key());
    }

    /// The signature, by a key that is ready.
    pub fn verify_by(&self, key: &VerifyingKey) {
        key.verify(self.scheme, &[&self.message], &self.signature)
            .map(drop)
            .expect("the signature is valid");
    }
}
