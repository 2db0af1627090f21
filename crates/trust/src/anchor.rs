use countersign_spec::Reason;
use countersign_x509::{Certificate, Name};

use crate::issuer::Issuer;

/// A trust anchor (RFC 5280 §6.1.1 (d)): a name, a key, and what the anchor may certify. It comes
/// from the caller, never from a response.
///
/// An anchor made from a certificate is held to what that certificate says about itself: its
/// validity, path length, key usage and name constraints, and its critical extensions. If it is a
/// certificate of version 3 that is no CA, such as a leaf listed in metadata, it issues nothing
/// and trusts exactly one certificate: itself, byte for byte.
#[derive(Clone, Debug)]
pub struct Anchor<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) validity: AnchorValidity,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    Certificate(Certificate<'a>),
    Key(KeyAnchor<'a>),
}

/// An anchor without a certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyAnchor<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) public_key_info: &'a [u8],
    pub(crate) path_length: Option<u32>,
    /// The content of a name constraints extension.
    pub(crate) name_constraints: Option<&'a [u8]>,
}

/// Whether the dates of an anchor's certificate count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AnchorValidity {
    Checked,
    Ignored,
}

impl<'a> Anchor<'a> {
    /// A certificate as an anchor. Its own signature is not looked at.
    #[must_use]
    pub const fn from_certificate(certificate: Certificate<'a>) -> Self {
        Self {
            source: Source::Certificate(certificate),
            validity: AnchorValidity::Checked,
        }
    }

    /// A name and a key as an anchor: `name` is a DER-encoded `Name`, `public_key_info` a
    /// DER-encoded `SubjectPublicKeyInfo`.
    ///
    /// ```
    /// use countersign_trust::{Anchor, anchors};
    ///
    /// let root = anchors::apple::WEBAUTHN_ROOT.anchor()?;
    /// let same = Anchor::new(root.name().der(), root.public_key_info())?.with_path_length(1);
    /// assert_eq!(same.name().der(), root.name().der());
    /// let for_ever = root.at_any_time(); // the dates of its certificate do not count
    /// # let _ = for_ever;
    /// # Ok::<(), countersign_spec::Reason>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Malformed` if `name` is none; `NotAllowed` if it is empty.
    pub fn new(name: &'a [u8], public_key_info: &'a [u8]) -> Result<Self, Reason> {
        let name = Name::parse(name)?;
        if name.is_empty() {
            return Err(Reason::NotAllowed("empty name of an anchor"));
        }
        let key = KeyAnchor {
            name,
            public_key_info,
            path_length: None,
            name_constraints: None,
        };
        Ok(Self {
            source: Source::Key(key),
            validity: AnchorValidity::Ignored,
        })
    }

    /// Allows at most so many intermediates under an anchor made by [`new`](Self::new), not
    /// counting self-issued ones. A certificate's own path length cannot be changed.
    #[must_use]
    pub const fn with_path_length(mut self, path_length: u32) -> Self {
        if let Source::Key(ref mut key) = self.source {
            key.path_length = Some(path_length);
        }
        self
    }

    /// Confines the names under an anchor made by [`new`](Self::new): the DER of `NameConstraints`
    /// (RFC 5280 §4.2.1.10). A certificate's own constraints cannot be changed.
    ///
    /// ```
    /// use countersign_spec::Reason;
    /// use countersign_trust::Anchor;
    /// use countersign_x509::Certificate;
    ///
    /// /// Trusts a root for the names of `constraints` only.
    /// fn confined<'a>(root: &Certificate<'a>, constraints: &'a [u8]) -> Result<Anchor<'a>, Reason> {
    ///     let anchor = Anchor::new(root.subject().der(), root.public_key_info())?;
    ///     Ok(anchor.with_name_constraints(constraints))
    /// }
    /// # let _ = confined;
    /// ```
    #[must_use]
    pub const fn with_name_constraints(mut self, name_constraints: &'a [u8]) -> Self {
        if let Source::Key(ref mut key) = self.source {
            key.name_constraints = Some(name_constraints);
        }
        self
    }

    /// Keeps trusting the anchor before and after the dates of its certificate, as RFC 5280
    /// §6.1.1 (d) does, for which an anchor is a name and a key.
    #[must_use]
    pub const fn at_any_time(mut self) -> Self {
        self.validity = AnchorValidity::Ignored;
        self
    }

    /// The anchor's name: the issuer of the certificate that it certifies.
    #[must_use]
    pub const fn name(&self) -> Name<'a> {
        match self.source {
            Source::Certificate(certificate) => certificate.subject(),
            Source::Key(key) => key.name,
        }
    }

    /// The anchor's key, as `SubjectPublicKeyInfo`.
    #[must_use]
    pub const fn public_key_info(&self) -> &'a [u8] {
        match self.source {
            Source::Certificate(certificate) => certificate.public_key_info(),
            Source::Key(key) => key.public_key_info,
        }
    }

    /// The certificate that the anchor was made from, if it was.
    #[must_use]
    pub const fn certificate(&self) -> Option<Certificate<'a>> {
        match self.source {
            Source::Certificate(certificate) => Some(certificate),
            Source::Key(_) => None,
        }
    }

    /// Whether the anchor is this very certificate.
    #[must_use]
    pub fn is(&self, certificate: &Certificate<'_>) -> bool {
        self.certificate()
            .is_some_and(|own| own.der() == certificate.der())
    }

    pub(crate) const fn issuer(&self) -> Issuer<'a> {
        Issuer {
            name: self.name(),
            public_key_info: self.public_key_info(),
            certificate: self.certificate(),
        }
    }
}
