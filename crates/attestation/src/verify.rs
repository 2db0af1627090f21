use crate::{Evidence, Format};
use countersign_authdata::{AttestedCredential, AuthenticatorData};
use countersign_spec::Rejection;
/// SHA-256 of the client data as it came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClientDataHash(pub [u8; 32]);
/// What every verification procedure takes (§6.5.2).
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// The statement ("attStmt").
    pub statement: countersign_authdata::Statement<'a>,
    /// "authenticatorData".
    pub authenticator_data: &'a AuthenticatorData<'a>,
    /// Its attested credential data.
    pub credential: &'a AttestedCredential<'a>,
    /// "clientDataHash".
    pub client_data_hash: &'a ClientDataHash,
}
/// Verifies an attestation statement by its format's verification procedure.
/// # Errors
/// The rejection names the step of the format's section.
pub fn verify<'a>(_format: Format, _input: &Statement<'a>) -> Result<Evidence<'a>, Rejection> {
    todo!()
}
