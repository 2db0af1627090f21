/// An attestation statement format registered with IANA.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "skeleton")]
pub enum Format {
    Packed,
    Tpm,
    AndroidKey,
    AndroidSafetyNet,
    FidoU2f,
    None,
    Apple,
    Compound,
}
impl Format {
    /// All of them.
    pub const ALL: &[Self] = &[];
    /// The format of an identifier, compared byte by byte.
    #[must_use]
    pub fn from_identifier(_identifier: &str) -> Option<Self> {
        todo!()
    }
    /// The registered identifier.
    #[must_use]
    pub const fn identifier(self) -> &'static str {
        todo!()
    }
}
