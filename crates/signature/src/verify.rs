use countersign_cose::{PublicKey, Scheme};
use countersign_spec::Reason;

/// The signature was valid over exactly this message under exactly this key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub struct SignatureValid(());

/// A public key that was checked: the point is on its curve, the numbers are in bounds.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    _private: (),
}

/// Whether this build verifies signatures of this scheme with this kind of key.
#[must_use]
pub fn is_supported(_scheme: Scheme) -> bool {
    todo!()
}

impl VerifyingKey {
    /// Checks a public key.
    /// # Errors
    /// `Malformed`, `NotAllowed`, `TooLarge`, `Unsupported`.
    pub fn new(_key: &PublicKey<'_>) -> Result<Self, Reason> {
        todo!()
    }
    /// Verifies `signature` over the concatenation of `message`.
    /// # Errors
    /// `BadSignature`, `Malformed` for a signature not of the scheme's form, `NotAllowed` where
    /// key and scheme do not go together, `Unsupported`.
    pub fn verify(
        &self,
        _scheme: Scheme,
        _message: &[&[u8]],
        _signature: &[u8],
    ) -> Result<SignatureValid, Reason> {
        todo!()
    }
}
