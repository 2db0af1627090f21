//! skeleton
/// A distinguished name as it stands in the certificate.
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    der: &'a [u8],
}
/// One attribute of a name.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    pub(crate) _value: &'a [u8],
}
impl<'a> Name<'a> {
    /// The DER encoding.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.der
    }
}
