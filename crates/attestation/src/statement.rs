use countersign_authdata::{AttestedCredential, AuthenticatorData};
use countersign_signature::sha256;

/// SHA-256 of the client data as it came: the hash of the serialized client data,
/// "clientDataHash".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClientDataHash(pub [u8; 32]);

/// What every verification procedure takes: [§6.5.2][1] "verification procedure inputs".
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-attestation-formats
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// The statement ("attStmt") with its format ("fmt").
    pub statement: countersign_authdata::Statement<'a>,
    /// "authenticatorData".
    pub authenticator_data: AuthenticatorData<'a>,
    /// The attested credential data of `authenticator_data`.
    pub credential: AttestedCredential<'a>,
    /// "clientDataHash".
    pub client_data_hash: ClientDataHash,
}

impl ClientDataHash {
    /// Hashes "clientDataJSON", byte for byte as it came.
    #[must_use]
    pub fn of(client_data_json: &[u8]) -> Self {
        Self(sha256(&[client_data_json]))
    }
}

impl Statement<'_> {
    /// The concatenation of authenticatorData and clientDataHash, in its two parts: what most
    /// formats sign, or hash into a nonce.
    #[must_use]
    pub const fn message(&self) -> [&[u8]; 2] {
        [self.authenticator_data.bytes(), &self.client_data_hash.0]
    }
}
