use countersign_cose::Key;
/// The identifier of an authenticator model.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Aaguid(pub [u8; 16]);
/// A credential ID.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CredentialId<'a>(pub &'a [u8]);
/// Attested credential data, §6.5.1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AttestedCredential<'a> {
    /// The authenticator's model.
    pub aaguid: Aaguid,
    /// The credential's identifier, of any length up to 65535: §7.1 step 25 bounds it.
    pub id: CredentialId<'a>,
    /// The credential's public key.
    pub key: Key<'a>,
}
