use countersign_spec::Reason;
use der::asn1::AnyRef;
use der::{Decode, Length, Reader as _, SliceReader, Tag, Tagged as _};

use crate::Oid;

/// Reads DER values (X.690 §10) one after the other from a byte slice, borrowing from it.
///
/// The `der` crate takes tags, lengths and values apart; this gives its refusals as [`Reason`]s
/// whose offsets count from the start of the outermost structure. The crates above use it for the
/// ASN.1 that attestation statements put into certificate extensions.
#[derive(Clone, Debug)]
pub struct DerReader<'a> {
    inner: SliceReader<'a>,
    start: usize,
}

impl<'a> DerReader<'a> {
    /// Reads all of `bytes` with `read`.
    ///
    /// # Errors
    ///
    /// What `read` returns, or `Malformed` for bytes left over.
    pub fn read_all<T>(
        bytes: &'a [u8],
        what: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, Reason>,
    ) -> Result<T, Reason> {
        Self::new(bytes, 0, what)?.read_to_end(what, read)
    }

    /// Reads one thing from the start of `bytes`, and says how many bytes it took.
    pub(crate) fn read_some<T>(
        bytes: &'a [u8],
        what: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, Reason>,
    ) -> Result<(T, usize), Reason> {
        let mut reader = Self::new(bytes, 0, what)?;
        let value = read(&mut reader)?;
        Ok((value, reader.offset()))
    }

    /// Whether all has been read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inner.is_finished()
    }

    /// The offset of the next byte.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.start.saturating_add(to_usize(self.inner.position()))
    }

    /// The tag of the next value, if there is one and its tag is known.
    #[must_use]
    pub fn tag(&self) -> Option<Tag> {
        Tag::peek(&self.inner).ok()
    }

    /// Tag and content of the next value, of any tag that `der` knows.
    ///
    /// # Errors
    ///
    /// `Malformed` where there is none.
    pub fn any(&mut self, what: &'static str) -> Result<(Tag, &'a [u8]), Reason> {
        let any: AnyRef<'a> = self.decode(what)?;
        Ok((any.tag(), any.value()))
    }

    /// The content of the next value, which must have `tag`.
    ///
    /// # Errors
    ///
    /// `Malformed` where there is none.
    pub fn value(&mut self, tag: Tag, what: &'static str) -> Result<&'a [u8], Reason> {
        let offset = self.offset();
        let (found, content) = self.any(what)?;
        if found == tag {
            Ok(content)
        } else {
            Err(Reason::Malformed { what, offset })
        }
    }

    /// The content of the next value if it has `tag`, and nothing read otherwise.
    ///
    /// # Errors
    ///
    /// `Malformed` where the value does not end before the input does.
    pub fn optional(&mut self, tag: Tag, what: &'static str) -> Result<Option<&'a [u8]>, Reason> {
        (self.tag() == Some(tag))
            .then(|| self.value(tag, what))
            .transpose()
    }

    /// The next value, tag and length included, as it stands in the input.
    ///
    /// # Errors
    ///
    /// `Malformed` where there is none.
    pub fn whole(&mut self, what: &'static str) -> Result<&'a [u8], Reason> {
        let read = self.inner.tlv_bytes();
        read.map_err(|error| self.malformed(what, error))
    }

    /// Reads with `read` all that a value of `tag` holds.
    ///
    /// # Errors
    ///
    /// What `read` returns, or `Malformed`.
    pub fn nested<T>(
        &mut self,
        tag: Tag,
        what: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, Reason>,
    ) -> Result<T, Reason> {
        let content = self.value(tag, what)?;
        let start = self.offset().saturating_sub(content.len());
        Self::new(content, start, what)?.read_to_end(what, read)
    }

    /// As [`nested`](Self::nested) if the next value has `tag`, and nothing read otherwise.
    ///
    /// # Errors
    ///
    /// What `read` returns, or `Malformed`.
    pub fn optional_nested<T>(
        &mut self,
        tag: Tag,
        what: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, Reason>,
    ) -> Result<Option<T>, Reason> {
        (self.tag() == Some(tag))
            .then(|| self.nested(tag, what, read))
            .transpose()
    }

    /// An OBJECT IDENTIFIER.
    ///
    /// # Errors
    ///
    /// `Malformed`.
    pub fn oid(&mut self, what: &'static str) -> Result<Oid<'a>, Reason> {
        self.value(Tag::ObjectIdentifier, what).map(Oid)
    }

    /// A value of a type that `der` knows.
    ///
    /// # Errors
    ///
    /// `Malformed`.
    pub fn decode<T: Decode<'a, Error = der::Error>>(
        &mut self,
        what: &'static str,
    ) -> Result<T, Reason> {
        let read = self.inner.decode();
        read.map_err(|error| self.malformed(what, error))
    }

    /// A BIT STRING of whole bytes.
    ///
    /// # Errors
    ///
    /// `Malformed`, also where bits of the last byte are unused.
    pub fn bit_string(&mut self, what: &'static str) -> Result<&'a [u8], Reason> {
        let offset = self.offset();
        let bits: der::asn1::BitStringRef<'a> = self.decode(what)?;
        bits.as_bytes().ok_or(Reason::Malformed { what, offset })
    }

    /// The identifier octet and content of the next value, also where `der` has no name for the
    /// tag: `UniversalString` (28) is one that names may use and `Tag` does not list.
    pub(crate) fn primitive(&mut self, what: &'static str) -> Result<(u8, &'a [u8]), Reason> {
        let inner = &mut self.inner;
        let read = inner.read_byte().and_then(|identifier| {
            let length = Length::decode(inner)?;
            Ok((identifier, inner.read_slice(length)?))
        });
        read.map_err(|error| self.malformed(what, error))
    }

    fn new(bytes: &'a [u8], start: usize, what: &'static str) -> Result<Self, Reason> {
        match SliceReader::new(bytes) {
            Ok(inner) => Ok(Self { inner, start }),
            Err(_too_long) => Err(Reason::too_large(what, to_usize(Length::MAX), bytes.len())),
        }
    }

    fn read_to_end<T>(
        mut self,
        what: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, Reason>,
    ) -> Result<T, Reason> {
        let value = read(&mut self)?;
        if self.is_empty() {
            Ok(value)
        } else {
            Err(Reason::Malformed {
                what,
                offset: self.offset(),
            })
        }
    }

    fn malformed(&self, what: &'static str, error: der::Error) -> Reason {
        let position = error.position().map_or_else(
            || self.offset(),
            |at| self.start.saturating_add(to_usize(at)),
        );
        Reason::Malformed {
            what,
            offset: position,
        }
    }
}

/// A length as a size. It is at most 2^28, which `usize` holds wherever this compiles.
fn to_usize(length: Length) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::DerReader;
    use countersign_spec::Reason;
    use der::Tag;

    #[test]
    fn offsets_count_from_the_outermost_start() {
        // SEQUENCE { SEQUENCE { INTEGER of two bytes, of which one is there } }
        let bytes = [0x30, 0x05, 0x30, 0x03, 0x02, 0x02, 0x01];
        let refused = DerReader::read_all(&bytes, "outer", |r| {
            r.nested(Tag::Sequence, "outer", |r| {
                r.nested(Tag::Sequence, "inner", |r| r.value(Tag::Integer, "number"))
            })
        });
        assert_eq!(
            refused,
            Err(Reason::Malformed {
                what: "number",
                offset: 6
            })
        );
    }

    #[test]
    fn bytes_left_over_are_refused_where_they_begin() {
        let bytes = [0x30, 0x03, 0x05, 0x00, 0x00];
        let refused = DerReader::read_all(&bytes, "outer", |r| {
            r.nested(Tag::Sequence, "inner", |r| r.value(Tag::Null, "null"))
        });
        assert_eq!(
            refused,
            Err(Reason::Malformed {
                what: "inner",
                offset: 4
            })
        );
    }

    #[test]
    fn indefinite_and_padded_lengths_are_refused() {
        for bytes in [
            &[0x30, 0x80, 0x00, 0x00][..],
            &[0x30, 0x81, 0x00],
            &[0x24, 0x02, 0x04, 0x00],
        ] {
            let refused = DerReader::read_all(bytes, "value", |r| r.any("value").map(|_| ()));
            assert!(
                matches!(refused, Err(Reason::Malformed { what: "value", .. })),
                "{bytes:x?}"
            );
        }
    }
}
