/// Authenticator extension outputs: a canonical CBOR map from text, checked, its values kept raw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extensions<'a> {
    bytes: &'a [u8],
}
impl<'a> Extensions<'a> {
    /// The map as it came.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
    /// Identifier and CBOR value of each output, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + '_ {
        core::iter::empty()
    }
    /// The CBOR value of one output.
    #[must_use]
    pub fn get(&self, _identifier: &str) -> Option<&'a [u8]> {
        todo!()
    }
}
