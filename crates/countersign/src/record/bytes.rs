use alloc::string::String;
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::Reason;

use crate::CredentialRecord;

const RECORD: &str = "stored credential record";
const VERSION: u8 = 1;

// The flags of the stored form.
const UV_INITIALIZED: u8 = 0x01;
const ELIGIBILITY_KNOWN: u8 = 0x02;
const ELIGIBLE: u8 = 0x04;
const BACKED_UP: u8 = 0x08;

impl CredentialRecord {
    /// The record in a compact form of bytes, to be stored: about 30 bytes besides ID and key.
    ///
    /// Version (1 byte, 1), flags (1 byte), signature counter (4, big-endian), AAGUID (16), then
    /// credential ID, public key, and each transport, with its length before it as LEB128. There
    /// is one form for each record.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let flag = |holds: bool, flag: u8| if holds { flag } else { 0 };
        let flags = flag(self.uv_initialized, UV_INITIALIZED)
            | flag(self.backup_eligible.is_some(), ELIGIBILITY_KNOWN)
            | flag(self.backup_eligible == Some(true), ELIGIBLE)
            | flag(self.backup_state, BACKED_UP);
        let mut bytes = Vec::from([VERSION, flags]);
        bytes.extend(self.sign_count.to_be_bytes());
        bytes.extend(self.aaguid.0);
        write(&mut bytes, &self.id);
        write(&mut bytes, &self.public_key);
        for transport in &self.transports {
            write(&mut bytes, transport.as_bytes());
        }
        bytes
    }

    /// The record of that form.
    ///
    /// # Errors
    ///
    /// [`Reason::Unsupported`] for a version that this build does not know;
    /// [`Reason::Malformed`] for bytes that [`CredentialRecord::to_bytes`] does not write; what
    /// else makes a record that no registration can have made.
    ///
    /// ```
    /// use countersign::{CredentialRecord, Reason};
    ///
    /// /// The record of a row, as `to_bytes` wrote it into one column.
    /// fn load(column: &[u8]) -> Result<CredentialRecord, Reason> {
    ///     CredentialRecord::from_bytes(column)
    /// }
    /// assert!(load(&[]).is_err());
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Reason> {
        let mut stored = Stored {
            all: bytes,
            rest: bytes,
        };
        let [version] = stored.array()?;
        if version != VERSION {
            return Err(Reason::Unsupported(
                "version of a stored credential record",
                u32::from(version).into(),
            ));
        }
        let [flags] = stored.array()?;
        if flags & !(UV_INITIALIZED | ELIGIBILITY_KNOWN | ELIGIBLE | BACKED_UP) != 0
            || flags & (ELIGIBILITY_KNOWN | ELIGIBLE) == ELIGIBLE
        {
            return Err(Reason::Malformed {
                what: RECORD,
                offset: 1,
            });
        }
        let record = Self {
            uv_initialized: flags & UV_INITIALIZED != 0,
            backup_eligible: (flags & ELIGIBILITY_KNOWN != 0).then_some(flags & ELIGIBLE != 0),
            backup_state: flags & BACKED_UP != 0,
            sign_count: u32::from_be_bytes(stored.array()?),
            aaguid: Aaguid(stored.array()?),
            id: stored.bytes()?.to_vec(),
            public_key: stored.bytes()?.to_vec(),
            transports: stored.transports()?,
        };
        record.checked()
    }
}

fn write(to: &mut Vec<u8>, bytes: &[u8]) {
    let mut length = bytes.len();
    while length > 0x7f {
        to.push(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
        length >>= 7;
    }
    to.push(u8::try_from(length).unwrap_or_default());
    to.extend_from_slice(bytes);
}

/// The stored form, and what is left of it.
struct Stored<'a> {
    all: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Stored<'a> {
    fn malformed(&self) -> Reason {
        Reason::Malformed {
            what: RECORD,
            offset: self.all.len().saturating_sub(self.rest.len()),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Reason> {
        let (array, rest) = self
            .rest
            .split_first_chunk()
            .ok_or_else(|| self.malformed())?;
        self.rest = rest;
        Ok(*array)
    }

    /// A length in at most three bytes, the last of them not zero, unless it is the only one.
    fn length(&mut self) -> Result<usize, Reason> {
        let mut length = 0;
        for shift in [0, 7, 14] {
            let [byte] = self.array()?;
            if byte == 0 && shift > 0 {
                return Err(self.malformed());
            }
            length |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(length);
            }
        }
        Err(self.malformed())
    }

    fn bytes(&mut self) -> Result<&'a [u8], Reason> {
        let length = self.length()?;
        let (bytes, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| self.malformed())?;
        self.rest = rest;
        Ok(bytes)
    }

    fn transports(&mut self) -> Result<Vec<String>, Reason> {
        let mut transports = Vec::new();
        while !self.rest.is_empty() {
            let refused = self.malformed();
            let text = str::from_utf8(self.bytes()?).map_err(|_says_the_same| refused)?;
            transports.push(text.into());
        }
        Ok(transports)
    }
}
