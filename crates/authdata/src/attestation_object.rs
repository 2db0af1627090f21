use countersign_cose::{Departures, Form};
use countersign_spec::Reason;
/// An attestation object, §6.5.4, taken apart: authenticator data and statement are still bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AttestationObject<'a> {
    /// The statement with its format.
    pub statement: Statement<'a>,
    /// "authData": parse it with [`AuthenticatorData::parse`](crate::AuthenticatorData::parse).
    pub authenticator_data: &'a [u8],
    /// What of the envelope and the statement was not canonical.
    pub departures: Departures,
}
/// An attestation statement as it came: its format and one CBOR item, whole and well formed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Statement<'a> {
    /// "fmt", as it came.
    pub format: &'a str,
    /// "attStmt", one CBOR item.
    pub bytes: &'a [u8],
    /// How strictly `bytes` is to be read.
    pub form: Form,
}
impl<'a> AttestationObject<'a> {
    /// Parses an attestation object: exactly the members fmt, attStmt and authData.
    /// # Errors
    /// `Malformed`, `Missing`, `NotAllowed`; the step is the ceremony's.
    pub fn parse(_bytes: &'a [u8], _form: Form) -> Result<Self, Reason> {
        todo!()
    }
}
