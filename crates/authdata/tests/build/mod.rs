//! Builds authenticator data byte by byte.

/// Authenticator data to be.
#[derive(Clone, Debug)]
pub(crate) struct AuthData {
    flags: u8,
    rest: Vec<u8>,
}

impl AuthData {
    /// Data with these flags, and with nothing that they announce.
    pub(crate) fn new(flags: u8) -> Self {
        Self {
            flags,
            rest: Vec::new(),
        }
    }

    /// Adds a credential with an ES256 key, and sets AT.
    pub(crate) fn credential(mut self, id: &[u8]) -> Self {
        self.flags |= 0x40;
        self.rest.extend([0x22; 16]);
        self.rest
            .extend(u16::try_from(id.len()).unwrap().to_be_bytes());
        self.rest.extend(id);
        self.rest.extend(es256_key());
        self
    }

    /// Adds extensions, and sets ED.
    pub(crate) fn extensions(mut self, map: &[u8]) -> Self {
        self.flags |= 0x80;
        self.rest.extend(map);
        self
    }

    /// All of it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0x11; 32];
        bytes.push(self.flags);
        bytes.extend([1, 2, 3, 4]);
        bytes.extend(&self.rest);
        bytes
    }
}

/// A `COSE_Key` for ES256, whose point is on no curve.
pub(crate) fn es256_key() -> Vec<u8> {
    let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01];
    for label in [0x21, 0x22] {
        key.extend([label, 0x58, 0x20]);
        key.extend([0x33; 32]);
    }
    key
}
