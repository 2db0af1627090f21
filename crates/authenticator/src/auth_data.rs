use crate::Cbor;

/// The flag bits of [§6.1][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#authdata-flags
pub mod flags {
    /// User present.
    pub const UP: u8 = 0x01;
    /// Reserved for future use.
    pub const RFU1: u8 = 0x02;
    /// User verified.
    pub const UV: u8 = 0x04;
    /// Backup eligible.
    pub const BE: u8 = 0x08;
    /// Backed up.
    pub const BS: u8 = 0x10;
    /// Reserved for future use.
    pub const RFU2: u8 = 0x20;
    /// Attested credential data included.
    pub const AT: u8 = 0x40;
    /// Extension data included.
    pub const ED: u8 = 0x80;
}

/// Authenticator data of [§6.1][1], each field for itself: a flag does not make the data appear
/// that it announces, nor the data its flag.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthData {
    /// SHA-256 of the RP ID (`rpIdHash`), of any length.
    pub rp_id_hash: Vec<u8>,
    /// The flags, see [`flags`].
    pub flags: u8,
    /// The signature counter.
    pub sign_count: u32,
    /// Attested credential data, written if there.
    pub credential: Option<AttestedCredential>,
    /// Extension outputs, written if there.
    pub extensions: Option<Cbor>,
    /// Bytes after the end.
    pub after: Vec<u8>,
}

/// Attested credential data of [§6.5.1][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttestedCredential {
    /// The model of authenticator, 16 bytes.
    pub aaguid: Vec<u8>,
    /// What `credentialIdLength` says, if not the length of the identifier.
    pub claimed_length: Option<u16>,
    /// The credential's identifier.
    pub id: Vec<u8>,
    /// The credential public key, a `COSE_Key`.
    pub public_key: Cbor,
}

impl AuthData {
    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.rp_id_hash.clone();
        out.push(self.flags);
        out.extend(self.sign_count.to_be_bytes());
        if let Some(credential) = &self.credential {
            out.extend(credential.encode());
        }
        if let Some(extensions) = &self.extensions {
            out.extend(extensions.encode());
        }
        out.extend_from_slice(&self.after);
        out
    }

    /// The attested credential data, to be changed.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn credential_mut(&mut self) -> &mut AttestedCredential {
        self.credential.as_mut().expect("attested credential data")
    }
}

impl AttestedCredential {
    /// The bytes.
    ///
    /// # Panics
    ///
    /// If the identifier is longer than 65535 bytes and no other length is claimed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let length = self.claimed_length.unwrap_or_else(|| {
            u16::try_from(self.id.len()).expect("a credential ID of at most 65535 bytes")
        });
        [
            &self.aaguid[..],
            &length.to_be_bytes(),
            &self.id,
            &self.public_key.encode(),
        ]
        .concat()
    }
}
