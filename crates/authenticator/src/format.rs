/// An attestation statement format of [§8][1], with `packed` in its two ways.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-defined-attestation-formats
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// `none`: no statement.
    None,
    /// `packed`, signed with an attestation key that has a certificate.
    Packed,
    /// `packed`, signed with the credential key itself.
    PackedSelf,
    /// `tpm`.
    Tpm,
    /// `android-key`.
    AndroidKey,
    /// `android-safetynet`.
    AndroidSafetyNet,
    /// `fido-u2f`.
    FidoU2f,
    /// `apple`.
    Apple,
    /// `compound` of these.
    Compound(Vec<Self>),
}

impl Format {
    /// Every format that is not made of others.
    pub const SIMPLE: &[Self] = &[
        Self::None,
        Self::Packed,
        Self::PackedSelf,
        Self::Tpm,
        Self::AndroidKey,
        Self::AndroidSafetyNet,
        Self::FidoU2f,
        Self::Apple,
    ];

    /// The attestation statement format identifier.
    #[must_use]
    pub const fn identifier(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Packed | Self::PackedSelf => "packed",
            Self::Tpm => "tpm",
            Self::AndroidKey => "android-key",
            Self::AndroidSafetyNet => "android-safetynet",
            Self::FidoU2f => "fido-u2f",
            Self::Apple => "apple",
            Self::Compound(_) => "compound",
        }
    }

    /// Whether a statement of this format carries certificates.
    #[must_use]
    pub fn has_chain(&self) -> bool {
        match self {
            Self::None | Self::PackedSelf => false,
            Self::Compound(members) => members.iter().any(Self::has_chain),
            _ => true,
        }
    }
}
