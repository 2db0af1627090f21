use countersign_cose::MlDsa;
use countersign_spec::{Reason, Value};

use crate::backend::{self, Backend};

/// An ML-DSA public key, its matrix expanded.
pub(crate) struct MlDsaKey {
    set: MlDsa,
    key: backend::MlDsaKey,
}

impl MlDsaKey {
    pub(crate) fn new(backend: Backend, set: MlDsa, bytes: &[u8]) -> Result<Self, Reason> {
        Self::check(set, bytes)?;
        let key = backend::MlDsaKey::new(backend, set, bytes).ok_or(Reason::NotAllowed(
            "an ML-DSA key that the back end refuses",
        ))?;
        Ok(Self { set, key })
    }

    /// Every string of the right length is a key (FIPS 204 §7.2, algorithm 23).
    pub(crate) fn check(set: MlDsa, bytes: &[u8]) -> Result<(), Reason> {
        let (length, _) = lengths(set)?;
        check_length("public key", bytes, length)
    }

    pub(crate) const fn set(&self) -> MlDsa {
        self.set
    }

    /// FIPS 204 §5.3 algorithm 3 with an empty context, as RFC 9964 wants.
    pub(crate) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<bool, Reason> {
        let (_, length) = lengths(self.set)?;
        check_length("signature", signature, length)?;
        // A hint or a vector out of bounds is, in FIPS 204 §6.3, a signature that is not valid.
        Ok(self.key.verify(message, signature))
    }
}

/// FIPS 204 §4 table 2: bytes of a public key and of a signature.
const fn lengths(set: MlDsa) -> Result<(usize, usize), Reason> {
    match set {
        MlDsa::MlDsa44 => Ok((1312, 2420)),
        MlDsa::MlDsa65 => Ok((1952, 3309)),
        MlDsa::MlDsa87 => Ok((2592, 4627)),
        _ => Err(Reason::Unsupported("parameter set", Value::Name("new"))),
    }
}

fn check_length(what: &'static str, bytes: &[u8], length: usize) -> Result<(), Reason> {
    if bytes.len() == length {
        return Ok(());
    }
    let offset = bytes.len().min(length);
    Err(Reason::Malformed { what, offset })
}
