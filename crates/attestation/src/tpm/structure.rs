use countersign_spec::Reason;

/// Reads the fields of a TPM structure, which follow one another big-endian and without padding
/// (TPM 2.0 Part 2 §4.6 and Part 1 §5.1).
pub(super) struct Structure<'a> {
    what: &'static str,
    length: usize,
    rest: &'a [u8],
}

impl<'a> Structure<'a> {
    pub(super) const fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self {
            what,
            length: bytes.len(),
            rest: bytes,
        }
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Reason> {
        let (array, rest) = self.rest.split_first_chunk().ok_or(self.malformed())?;
        self.rest = rest;
        Ok(*array)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Reason> {
        self.array().map(u8::from_be_bytes)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Reason> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Reason> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Reason> {
        self.array().map(u64::from_be_bytes)
    }

    /// A sized buffer (`TPM2B_…`): two bytes of length and as many bytes.
    pub(super) fn sized(&mut self) -> Result<&'a [u8], Reason> {
        let length = usize::from(self.u16()?);
        let (buffer, rest) = self.rest.split_at_checked(length).ok_or(self.malformed())?;
        self.rest = rest;
        Ok(buffer)
    }

    /// Refuses bytes left over.
    pub(super) const fn end(&self) -> Result<(), Reason> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.malformed())
        }
    }

    /// The structure is not what it must be at the next byte.
    pub(super) const fn malformed(&self) -> Reason {
        Reason::Malformed {
            what: self.what,
            offset: self.length.saturating_sub(self.rest.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Structure;
    use countersign_spec::Reason;

    #[test]
    fn fields_are_read_up_to_the_end_and_no_further() {
        let mut structure = Structure::new(&[0x01, 0x02, 0x03, 0x00, 0x02, 0xaa, 0xbb], "test");
        assert_eq!(structure.u8(), Ok(1));
        assert_eq!(structure.u16(), Ok(0x0203));
        assert_eq!(structure.sized(), Ok(&[0xaa, 0xbb][..]));
        assert_eq!(structure.end(), Ok(()));
        let refused = Reason::Malformed {
            what: "test",
            offset: 7,
        };
        assert_eq!(structure.u8(), Err(refused));
    }

    #[test]
    fn a_length_past_the_end_is_refused_at_its_buffer() {
        let mut structure = Structure::new(&[0xff, 0xff, 0x00], "test");
        let refused = Reason::Malformed {
            what: "test",
            offset: 2,
        };
        assert_eq!(structure.sized(), Err(refused));
    }
}
