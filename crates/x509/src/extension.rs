/// An extension: criticality and the DER inside its OCTET STRING, uninterpreted.
#[derive(Clone, Copy, Debug)]
pub struct Extension<'a> {
    /// Whether one who does not know it must refuse the certificate.
    pub critical: bool,
    /// The content of extnValue.
    pub value: &'a [u8],
}
/// RFC 5280 §4.2.1.9.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BasicConstraints {
    /// "cA".
    pub ca: bool,
    /// "pathLenConstraint".
    pub path_length: Option<u32>,
}
