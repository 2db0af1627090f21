use crate::Format;
use alloc::vec::Vec;
use countersign_x509::Certificate;
/// §6.5.3 Attestation Types, as far as the statement alone tells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "skeleton")]
pub enum AttestationType {
    None,
    SelfAttestation,
    Basic,
    BasicOrAttCa,
    AttCa,
    AnonCa,
}
/// What a correct attestation statement says. Nothing in it is trusted yet.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Evidence<'a> {
    /// The format.
    pub format: Format,
    /// The type.
    pub attestation_type: AttestationType,
    /// The attestation trust path ("x5c"), leaf first; empty for none and self.
    pub trust_path: Vec<Certificate<'a>>,
    /// What only this format tells.
    pub details: Details<'a>,
}
/// What only one format tells.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "skeleton")]
pub enum Details<'a> {
    None,
    Packed {
        serial_number: Option<&'a [u8]>,
        firmware_version: Option<u64>,
    },
}
