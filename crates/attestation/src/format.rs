use core::fmt;

/// An attestation statement format: one of the eight registered with IANA, or the caller's own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Format {
    /// [§8.2](https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation), most security keys.
    Packed,
    /// [§8.3](https://www.w3.org/TR/webauthn-3/#sctn-tpm-attestation), Windows.
    Tpm,
    /// [§8.4](https://www.w3.org/TR/webauthn-3/#sctn-android-key-attestation), Android.
    AndroidKey,
    /// [§8.5](https://www.w3.org/TR/webauthn-3/#sctn-android-safetynet-attestation), older
    /// Android; deprecated.
    AndroidSafetyNet,
    /// [§8.6](https://www.w3.org/TR/webauthn-3/#sctn-fido-u2f-attestation), U2F security keys.
    FidoU2f,
    /// [§8.7](https://www.w3.org/TR/webauthn-3/#sctn-none-attestation), no attestation.
    None,
    /// [§8.8](https://www.w3.org/TR/webauthn-3/#sctn-apple-anonymous-attestation), Apple devices.
    Apple,
    /// [§8.9](https://www.w3.org/TR/webauthn-3/#sctn-compound-attestation), several statements.
    Compound,
    /// A [`CustomFormat`](crate::CustomFormat) of the caller, by its identifier.
    Custom(&'static str),
}

impl Format {
    /// The registered formats, in the order of their sections.
    pub const ALL: &[Self] = &[
        Self::Packed,
        Self::Tpm,
        Self::AndroidKey,
        Self::AndroidSafetyNet,
        Self::FidoU2f,
        Self::None,
        Self::Apple,
        Self::Compound,
    ];

    /// The registered format of an identifier ("fmt"), compared byte by byte as [§8.1][1] demands;
    /// `None` for any other.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-attstn-fmt-ids
    ///
    /// ```
    /// use countersign_attestation::Format;
    ///
    /// assert_eq!(Format::from_identifier("packed"), Some(Format::Packed));
    /// assert_eq!(Format::from_identifier("Packed"), None);
    /// ```
    #[must_use]
    pub fn from_identifier(identifier: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.identifier() == identifier)
    }

    /// The identifier ("fmt").
    #[must_use]
    pub const fn identifier(self) -> &'static str {
        match self {
            Self::Packed => "packed",
            Self::Tpm => "tpm",
            Self::AndroidKey => "android-key",
            Self::AndroidSafetyNet => "android-safetynet",
            Self::FidoU2f => "fido-u2f",
            Self::None => "none",
            Self::Apple => "apple",
            Self::Compound => "compound",
            Self::Custom(identifier) => identifier,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.identifier())
    }
}

#[cfg(test)]
mod tests {
    use super::Format;
    use alloc::string::ToString;

    #[test]
    fn identifiers_lead_back_to_their_formats() {
        assert_eq!(Format::ALL.len(), 8);
        for &format in Format::ALL {
            assert_eq!(Format::from_identifier(format.identifier()), Some(format));
            assert_eq!(format.to_string(), format.identifier());
        }
    }

    #[test]
    fn identifiers_are_compared_byte_by_byte() {
        for other in ["Packed", "none ", "fido_u2f", "", "packed2", "tpm\0"] {
            assert_eq!(Format::from_identifier(other), None, "{other:?}");
        }
    }
}
