use countersign::RelyingParty;
use countersign_cose::PublicKey;
use countersign_signature::VerifyingKey;

/// Stub until the back ends are there.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Backend {
    /// The reference.
    #[default]
    RustCrypto,
}

impl Backend {
    /// Those of this build.
    pub fn available() -> impl Iterator<Item = Self> {
        [Self::RustCrypto].into_iter()
    }
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        "rustcrypto"
    }
    /// Set.
    #[must_use]
    pub fn applied_to(self, rp: RelyingParty) -> RelyingParty {
        rp
    }
    pub(crate) fn path_validation(
        self,
        validation: countersign::trust::PathValidation<'_>,
    ) -> countersign::trust::PathValidation<'_> {
        validation
    }
    pub(crate) fn key(self, key: &PublicKey<'_>) -> VerifyingKey {
        VerifyingKey::new(key).expect("the key is valid")
    }
}
