//! Roots that vendors publish for attestation, as data: none is trusted unless the caller puts it
//! among the anchors of a [`PathValidation`](crate::PathValidation).
//!
//! Each root is a constant with its source and the SHA-256 fingerprint of its certificate. To add
//! one's own, make an [`Anchor`] with [`Anchor::from_certificate`], or a [`PublishedRoot`] where
//! a fingerprint is to be kept beside it:
//!
//! ```
//! use countersign_trust::Anchor;
//! use countersign_x509::Certificate;
//!
//! # let my_root = countersign_trust::anchors::apple::WEBAUTHN_ROOT.der;
//! let anchor = Anchor::from_certificate(Certificate::parse(my_root)?);
//! # Ok::<(), countersign_spec::Reason>(())
//! ```

pub mod apple;
pub mod fido;
pub mod google;
pub mod microsoft;

use countersign_spec::Reason;
use countersign_x509::Certificate;

use crate::Anchor;

/// A root certificate that its owner publishes.
///
/// ```
/// use countersign_trust::anchors::{PublishedRoot, fido};
///
/// let is_own = |root: &&PublishedRoot| root.anchor().is_ok();
/// assert_eq!(fido::MDS_ROOTS.iter().filter(is_own).count(), fido::MDS_ROOTS.len());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PublishedRoot {
    /// Whose it is and what it is for.
    pub name: &'static str,
    /// The certificate, in DER.
    pub der: &'static [u8],
    /// The SHA-256 fingerprint of `der`, in hex.
    pub sha256: &'static str,
    /// Where its owner publishes it, and the copies it was compared with.
    pub source: &'static str,
}

impl PublishedRoot {
    /// The root as an anchor.
    ///
    /// # Errors
    ///
    /// `Malformed` if `der` is no certificate. The constants of this module all are.
    pub fn anchor(&self) -> Result<Anchor<'static>, Reason> {
        Certificate::parse(self.der).map(Anchor::from_certificate)
    }
}
