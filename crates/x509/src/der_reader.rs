use countersign_spec::Reason;
use der::asn1::AnyRef;
use der::{Class, Decode, Length, Reader as _, SliceReader, Tag, Tagged as _};

use crate::Oid;

/// Reads DER values (X.690 §10) one after the other from a byte slice, borrowing from it.
///
/// The `der` crate takes tags, lengths and values apart; this gives its refusals as [`Reason`]s
/// whose offsets count from the start of the outermost structure. The crates above use it for the
/// ASN.1 that attestation statements put into certificate extensions.
///
/// After an error the reader is of no more use.
///
/// ```
/// use countersign_x509::{DerReader, Tag};
///
/// let der = [0x30, 0x09, 0x02, 0x01, 0x05, 0x03, 0x04, 0x00, 0xaa, 0xbb, 0xcc];
/// let (number, bits) = DerReader::read_all(&der, "example", |r| {
///     r.nested(Tag::Sequence, "example", |r| {
///         assert_eq!(r.tag(), Some(Tag::Integer));
///         let number = r.value(Tag::Integer, "number")?;
///         let bits = r.bit_string("bits")?;
///         assert_eq!(r.optional(Tag::Null, "nothing")?, None);
///         let more = r.optional_nested(Tag::Set, "more", |r| r.whole("one"))?;
///         assert_eq!(more, None);
///         Ok((number, bits))
///     })
/// })?;
/// assert_eq!((number, bits), (&[5][..], &[0xaa, 0xbb, 0xcc][..]));
/// # Ok::<(), countersign_spec::Reason>(())
/// ```
#[derive(Clone, Debug)]
pub struct DerReader<'a> {
    rest: &'a [u8],
    offset: usize,
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
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The offset of the next byte.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The tag of the next value, if there is one and its tag is known.
    #[must_use]
    pub fn tag(&self) -> Option<Tag> {
        let inner = SliceReader::new(self.rest).ok()?;
        Tag::peek(&inner).ok()
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
        if self.rest.first().copied() == identifier(tag)
            && let Some((_, content)) = self.short()
        {
            return Ok(content);
        }
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
        self.is_next(tag).then(|| self.value(tag, what)).transpose()
    }

    /// The next value, tag and length included, as it stands in the input.
    ///
    /// # Errors
    ///
    /// `Malformed` where there is none.
    pub fn whole(&mut self, what: &'static str) -> Result<&'a [u8], Reason> {
        self.read(what, SliceReader::tlv_bytes)
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
        self.is_next(tag)
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
        self.read(what, SliceReader::decode)
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
        if let Some(value) = self.short() {
            return Ok(value);
        }
        self.read(what, |inner| {
            let identifier = inner.read_byte()?;
            let length = Length::decode(inner)?;
            Ok((identifier, inner.read_slice(length)?))
        })
    }

    fn new(bytes: &'a [u8], offset: usize, what: &'static str) -> Result<Self, Reason> {
        let limit = to_usize(Length::MAX);
        if bytes.len() > limit {
            return Err(Reason::too_large(what, limit, bytes.len()));
        }
        let rest = bytes;
        Ok(Self { rest, offset })
    }

    /// Identifier octet and content of the next value if its head is two bytes, as most are: that
    /// octet and a length below 128. Whatever else comes is for `der` to judge.
    fn short(&mut self) -> Option<(u8, &'a [u8])> {
        const LONG_FORM: u8 = 0x80; // X.690 §8.1.3.5
        let [identifier, length, rest @ ..] = self.rest else {
            return None;
        };
        if *length >= LONG_FORM {
            return None;
        }
        let (content, rest) = rest.split_at_checked(usize::from(*length))?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(content.len()).saturating_add(2);
        Some((*identifier, content))
    }

    /// Whether the next value has this tag.
    fn is_next(&self, tag: Tag) -> bool {
        match identifier(tag) {
            Some(identifier) => self.rest.first() == Some(&identifier),
            None => self.tag() == Some(tag),
        }
    }

    /// Reads with `read` from where the reader stands.
    fn read<T>(
        &mut self,
        what: &'static str,
        read: impl FnOnce(&mut SliceReader<'a>) -> Result<T, der::Error>,
    ) -> Result<T, Reason> {
        let mut inner = SliceReader::new(self.rest).map_err(|error| self.malformed(what, error))?;
        let value = read(&mut inner).map_err(|error| self.malformed(what, error))?;
        let used = to_usize(inner.position());
        self.rest = self.rest.get(used..).unwrap_or_default();
        self.offset = self.offset.saturating_add(used);
        Ok(value)
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
        let inside = error.position().map_or(0, to_usize);
        Reason::Malformed {
            what,
            offset: self.offset.saturating_add(inside),
        }
    }
}

/// The identifier octet of a tag whose number fits in it (X.690 §8.1.2.2).
fn identifier(tag: Tag) -> Option<u8> {
    const CONSTRUCTED: u8 = 0x20;
    const LONG_FORM: u8 = 0x1f; // X.690 §8.1.2.4
    let number = u8::try_from(tag.number().value()).ok()?;
    let form = if tag.is_constructed() { CONSTRUCTED } else { 0 };
    let class = match tag.class() {
        Class::Universal => 0x00,
        Class::Application => 0x40,
        Class::ContextSpecific => 0x80,
        Class::Private => 0xc0,
    };
    (number < LONG_FORM).then_some(class | form | number)
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
    fn short_heads_are_read_as_der_reads_them() {
        let mut bytes = [0; 130];
        for head in 0..=u16::MAX {
            bytes[..2].copy_from_slice(&head.to_be_bytes());
            let mut by_der = DerReader::new(&bytes, 0, "value").unwrap();
            let Ok((tag, content)) = by_der.any("value") else {
                continue;
            };
            let mut reader = DerReader::new(&bytes, 0, "value").unwrap();
            assert_eq!(
                reader.optional(tag, "value"),
                Ok(Some(content)),
                "{head:04x}"
            );
            assert_eq!(reader.offset(), by_der.offset(), "{head:04x}");
            let other = if tag == Tag::Set { Tag::Null } else { Tag::Set };
            let mut reader = DerReader::new(&bytes, 0, "value").unwrap();
            assert_eq!(reader.optional(other, "value"), Ok(None), "{head:04x}");
            assert_eq!(reader.offset(), 0, "{head:04x}");
            assert!(reader.value(other, "value").is_err(), "{head:04x}");
        }
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
