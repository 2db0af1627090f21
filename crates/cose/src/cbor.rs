use countersign_spec::Reason;

use crate::head::Head;
use crate::map_key::{Keys, MapKey, Place};

/// How strict a [`Reader`] is about what a re-encoding client may have changed.
///
/// Both forms refuse duplicate map keys, bytes left over, indefinite lengths, tags, text that is
/// not UTF-8, heads that [RFC 8949 §3][1] reserves, and nesting deeper than [`Reader::DEPTH`].
///
/// [1]: https://www.rfc-editor.org/rfc/rfc8949#section-3
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// CTAP2 canonical CBOR, nothing else: every head as short as can be, map keys sorted by
    /// major type, then length, then bytes ([CTAP 2.1 §8][1]). Widths of floating-point numbers
    /// are free, as they are there.
    ///
    /// [1]: https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-20210615.html#message-encoding
    Canonical,
    /// Key order and longer-than-needed heads are accepted and reported as [`Departures`].
    Tolerant,
}

/// Where a tolerant reader first met what canonical form forbids, as byte offsets.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Departures {
    /// A map key that does not sort after the one before.
    pub order: Option<usize>,
    /// A head longer than needed.
    pub length: Option<usize>,
}

/// What kind of item comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// A positive or negative integer.
    Integer,
    /// A byte string.
    Bytes,
    /// A text string.
    Text,
    /// An array.
    Array,
    /// A map.
    Map,
    /// True or false.
    Boolean,
    /// Null.
    Null,
    /// A floating-point number, undefined, or another simple value.
    Other,
}

/// Reads CBOR items from a byte slice, borrowing strings from it.
///
/// What the callbacks of [`array`](Self::array) and [`map`](Self::map) are given is the reader
/// itself, so depth, form, departures and offsets go on through them. After an error the reader
/// stands somewhere inside the item that was refused, and is of no more use.
///
/// It allocates nothing, and takes no length on trust: a string must lie within the input, and an
/// array or map announce no more items than bytes are left.
///
/// ```
/// use countersign_cose::{Form, Reader};
///
/// // {"ok": true, "fmt": "none", "attStmt": {}, "n": 7}; the last key is out of order.
/// let bytes = b"\xa4\x62ok\xf5\x63fmt\x64none\x67attStmt\xa0\x61n\x07";
/// let (mut fmt, mut statement, mut number) = (None, None, None);
/// let mut reader = Reader::new(bytes, Form::Tolerant);
/// reader.text_map("example", |r, key| {
///     match key {
///         "fmt" => fmt = Some(r.text("fmt")?),
///         "attStmt" => statement = Some(r.embedded("attStmt")?),
///         "n" => number = Some(r.integer("n")?),
///         _ => assert!(r.boolean("ok")?),
///     }
///     Ok::<(), countersign_spec::Reason>(())
/// })?;
/// assert!(reader.rest().is_empty());
/// assert_eq!(reader.departures().order, Some(23));
/// assert_eq!((fmt, statement, number), (Some("none"), Some(&[0xa0][..]), Some(7)));
///
/// let refused = Reader::read_all(bytes, Form::Canonical, "example", |r| r.item("example"));
/// assert!(refused.is_err());
/// # Ok::<(), countersign_spec::Reason>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    input: &'a [u8],
    position: usize,
    depth: u8,
    form: Form,
    departures: Departures,
}

impl<'a> Reader<'a> {
    /// The most arrays and maps around an item: [CTAP 2.1 §8][1], "limited to at most four (4)
    /// levels of any combination of CBOR maps and/or CBOR arrays". It also bounds the recursion
    /// of [`item`](Self::item).
    ///
    /// [1]: https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-20210615.html#message-encoding
    pub const DEPTH: u8 = 4;

    /// The most entries of a map whose keys a tolerant reader accepts out of order. Each such key
    /// is compared with all before it, so this bounds that work; the largest map that a client
    /// re-encodes, a `tpm` statement, has 6.
    pub const UNORDERED: usize = 16;

    /// A reader at the start of `input`.
    #[must_use]
    pub const fn new(input: &'a [u8], form: Form) -> Self {
        Self::at(input, 0, form)
    }

    /// A reader at byte `offset` of `input`, for CBOR inside a larger structure: offsets are those
    /// of the structure.
    #[must_use]
    pub const fn at(input: &'a [u8], offset: usize, form: Form) -> Self {
        Self {
            input,
            position: offset,
            depth: 0,
            form,
            departures: Departures {
                order: None,
                length: None,
            },
        }
    }

    /// Reads all of `input` with `read`; bytes left over are malformed.
    ///
    /// # Errors
    ///
    /// What `read` returns, or `Malformed { what, offset }` for bytes left over.
    pub fn read_all<T, E: From<Reason>>(
        input: &'a [u8],
        form: Form,
        what: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut reader = Self::new(input, form);
        let value = read(&mut reader)?;
        reader.end(what)?;
        Ok(value)
    }

    /// The offset of the next byte.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.position
    }

    /// What canonical form forbids and was met so far.
    #[must_use]
    pub const fn departures(&self) -> Departures {
        self.departures
    }

    /// The bytes that have not been read.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.input.get(self.position..).unwrap_or_default()
    }

    /// Checks that everything has been read.
    ///
    /// # Errors
    ///
    /// `Malformed { what, offset }` at the first byte left over.
    pub fn end(&self, what: &'static str) -> Result<(), Reason> {
        if self.rest().is_empty() {
            Ok(())
        } else {
            Err(self.malformed(what))
        }
    }

    /// The kind of the next item.
    ///
    /// # Errors
    ///
    /// `Malformed` at the end of the input or where no item starts.
    pub fn kind(&self, what: &'static str) -> Result<Kind, Reason> {
        Ok(match self.head(what)?.0 {
            Head::Positive(_) | Head::Negative(_) => Kind::Integer,
            Head::Bytes(_) => Kind::Bytes,
            Head::Text(_) => Kind::Text,
            Head::Array(_) => Kind::Array,
            Head::Map(_) => Kind::Map,
            Head::Simple(FALSE | TRUE) => Kind::Boolean,
            Head::Simple(NULL) => Kind::Null,
            _ => Kind::Other,
        })
    }

    /// An integer in the range of `i64`.
    ///
    /// # Errors
    ///
    /// `Malformed` if the next item is anything else, at its offset.
    pub fn integer(&mut self, what: &'static str) -> Result<i64, Reason> {
        let refused = self.malformed(what);
        let integer = match self.take_head(what)? {
            Head::Positive(n) => i64::try_from(n).ok(),
            // RFC 8949 §3.1: the value is -1 - n, which is n with all bits inverted.
            Head::Negative(n) => i64::try_from(n).ok().map(|n| !n),
            _ => None,
        };
        integer.ok_or(refused)
    }

    /// A byte string.
    ///
    /// # Errors
    ///
    /// `Malformed` if the next item is anything else or reaches beyond the input, at its offset.
    pub fn bytes(&mut self, what: &'static str) -> Result<&'a [u8], Reason> {
        let refused = self.malformed(what);
        match self.take_head(what)? {
            Head::Bytes(length) => self.take(length).ok_or(refused),
            _ => Err(refused),
        }
    }

    /// A text string.
    ///
    /// # Errors
    ///
    /// `Malformed` if the next item is anything else or reaches beyond the input, at its offset;
    /// if it is not UTF-8, at the first byte that is wrong.
    pub fn text(&mut self, what: &'static str) -> Result<&'a str, Reason> {
        let refused = self.malformed(what);
        match self.take_head(what)? {
            Head::Text(length) => {
                let start = self.position;
                utf8(self.take(length).ok_or(refused)?, what, start)
            }
            _ => Err(refused),
        }
    }

    /// True or false.
    ///
    /// # Errors
    ///
    /// `Malformed` if the next item is anything else, at its offset.
    pub fn boolean(&mut self, what: &'static str) -> Result<bool, Reason> {
        let refused = self.malformed(what);
        match self.take_head(what)? {
            Head::Simple(FALSE) => Ok(false),
            Head::Simple(TRUE) => Ok(true),
            _ => Err(refused),
        }
    }

    /// An array: calls `element` once for each element, which must read exactly that. Gives the
    /// number of elements.
    ///
    /// # Errors
    ///
    /// `Malformed` if the next item is anything else or announces more than the input can hold,
    /// `TooLarge` below [`Reader::DEPTH`] levels, or what `element` returns.
    pub fn array<E: From<Reason>>(
        &mut self,
        what: &'static str,
        mut element: impl FnMut(&mut Self) -> Result<(), E>,
    ) -> Result<usize, E> {
        let refused = self.malformed(what);
        let length = match self.take_head(what)? {
            // Every element has a head of one byte at least.
            Head::Array(length) if length <= self.rest().len() => length,
            _ => return Err(refused.into()),
        };
        self.nested(|reader| (0..length).try_for_each(|_| element(reader)))?;
        Ok(length)
    }

    /// A map: for each entry reads the key with `key`, then calls `entry` with it, which must
    /// read exactly the value. Gives the number of entries. Duplicates are refused, order is
    /// checked as the form says.
    ///
    /// # Errors
    ///
    /// `Malformed` if the next item is anything else or announces more than the input can hold,
    /// and at a key that was there before or is out of order; `TooLarge` below
    /// [`Reader::DEPTH`] levels, and for a map of more than [`Reader::UNORDERED`] entries that
    /// is out of order; or what `key` and `entry` return.
    pub fn map<K, E: From<Reason>>(
        &mut self,
        what: &'static str,
        mut key: impl FnMut(&mut Self) -> Result<K, E>,
        mut entry: impl FnMut(&mut Self, K) -> Result<(), E>,
    ) -> Result<usize, E> {
        let refused = self.malformed(what);
        let length = match self.take_head(what)? {
            // Every entry has two heads of one byte at least.
            Head::Map(length) if length <= self.rest().len() / 2 => length,
            _ => return Err(refused.into()),
        };
        self.nested(|reader| {
            let mut keys = Keys::new(length);
            (0..length).try_for_each(|_| {
                let key = reader.key(what, &mut keys, &mut key)?;
                entry(reader, key)
            })
        })?;
        Ok(length)
    }

    /// A map whose keys are all text, as every map of WebAuthn but the COSE key: as
    /// [`map`](Self::map).
    ///
    /// # Errors
    ///
    /// As [`map`](Self::map).
    pub fn text_map<E: From<Reason>>(
        &mut self,
        what: &'static str,
        entry: impl FnMut(&mut Self, &'a str) -> Result<(), E>,
    ) -> Result<usize, E> {
        self.map(what, |reader| Ok(reader.text(what)?), entry)
    }

    /// Any one item, checked to its end; gives its bytes.
    ///
    /// # Errors
    ///
    /// `Malformed` or `TooLarge`, as for an item of its kind.
    pub fn item(&mut self, what: &'static str) -> Result<&'a [u8], Reason> {
        let start = self.position;
        match self.kind(what)? {
            Kind::Bytes => {
                self.bytes(what)?;
            }
            Kind::Text => {
                self.text(what)?;
            }
            Kind::Array => {
                self.array(what, |reader| reader.item(what).map(drop))?;
            }
            Kind::Map => {
                self.map(
                    what,
                    |reader| reader.item(what),
                    |reader, _| reader.item(what).map(drop),
                )?;
            }
            Kind::Integer | Kind::Boolean | Kind::Null | Kind::Other => {
                self.take_head(what)?;
            }
        }
        Ok(self.since(start))
    }

    /// As [`item`](Self::item), for an item that is a structure of its own, as an attestation
    /// statement in its envelope is: it has [`Reader::DEPTH`] levels and [`Departures`] to itself,
    /// the same as when its bytes are read again by a [`Reader::new`].
    ///
    /// # Errors
    ///
    /// As [`item`](Self::item).
    pub fn embedded(&mut self, what: &'static str) -> Result<&'a [u8], Reason> {
        // LAXER: CTAP 2.1 §8 allows a message four levels in all; we count an attestation
        // statement from its own head, as a compound statement (§8.9) with a certificate chain in
        // it needs a fifth level.
        let outside = (self.depth, self.departures);
        self.depth = 0;
        let item = self.item(what);
        (self.depth, self.departures) = outside;
        item
    }

    /// Reads with `read` as if this reader were canonical.
    pub(crate) fn canonical<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let form = core::mem::replace(&mut self.form, Form::Canonical);
        let value = read(self);
        self.form = form;
        value
    }

    /// What was read since `start`.
    pub(crate) fn since(&self, start: usize) -> &'a [u8] {
        self.input.get(start..self.position).unwrap_or_default()
    }

    /// That `what` is malformed here.
    pub(crate) const fn malformed(&self, what: &'static str) -> Reason {
        Reason::Malformed {
            what,
            offset: self.position,
        }
    }

    /// Reads a map key with `read`, and checks its place among the keys before it.
    fn key<K, E: From<Reason>>(
        &mut self,
        what: &'static str,
        keys: &mut Keys<'a>,
        mut read: impl FnMut(&mut Self) -> Result<K, E>,
    ) -> Result<K, E> {
        let (head, size) = self.head(what)?;
        let (refused, start) = (self.malformed(what), self.position);
        let key = match head {
            // STRICTER: An array or map that is itself a map key must be canonical even where a
            // client may re-encode, so that equal keys have equal bytes; WebAuthn has no such keys.
            Head::Array(_) | Head::Map(_) => self.canonical(&mut read)?,
            _ => read(self)?,
        };
        let place = keys.place(MapKey::new(head, size, self.since(start)));
        match (place, self.form) {
            (Place::Last, _) => Ok(key),
            (Place::Duplicate, _) | (_, Form::Canonical) => Err(refused.into()),
            (Place::Earlier, Form::Tolerant) => {
                self.departures.order.get_or_insert(start);
                Ok(key)
            }
            // STRICTER: Keys out of order are accepted only in maps of at most 16 entries, so that
            // looking for duplicates stays cheap; no map of WebAuthn comes near that.
            (Place::Unknown, _) => Err(Reason::TooLarge {
                what,
                limit: wide(Self::UNORDERED),
                found: wide(keys.length()),
            }
            .into()),
        }
    }

    /// Reads the inside of an array or map with `read`, one level deeper.
    fn nested<E: From<Reason>>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let outside = self.depth;
        let inside = outside.saturating_add(1);
        if inside > Self::DEPTH {
            return Err(Reason::TooLarge {
                what: "CBOR nesting",
                limit: Self::DEPTH.into(),
                found: inside.into(),
            }
            .into());
        }
        self.depth = inside;
        read(self)?;
        self.depth = outside;
        Ok(())
    }

    /// The next head, and how many bytes it has.
    fn head(&self, what: &'static str) -> Result<(Head, usize), Reason> {
        Head::read(self.rest()).ok_or_else(|| self.malformed(what))
    }

    /// Reads the next head, checking that it is as short as can be.
    fn take_head(&mut self, what: &'static str) -> Result<Head, Reason> {
        let (head, size) = self.head(what)?;
        if head
            .argument()
            .is_some_and(|argument| size > shortest(argument))
        {
            if self.form == Form::Canonical {
                return Err(self.malformed(what));
            }
            self.departures.length.get_or_insert(self.position);
        }
        self.position = self.position.saturating_add(size);
        Ok(head)
    }

    /// The next `length` bytes, if there are so many.
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.rest().get(..length)?;
        self.position = self.position.saturating_add(length);
        Some(taken)
    }
}

// RFC 8949 §3.3, simple values.
const FALSE: u8 = 20;
const TRUE: u8 = 21;
const NULL: u8 = 22;

/// The fewest bytes of a head with this number in it: RFC 8949 §3.
const fn shortest(argument: u64) -> usize {
    match argument {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

fn utf8<'a>(bytes: &'a [u8], what: &'static str, start: usize) -> Result<&'a str, Reason> {
    core::str::from_utf8(bytes).map_err(|error| Reason::Malformed {
        what,
        offset: start.saturating_add(error.valid_up_to()),
    })
}

/// A length as CBOR has it; `usize` has 64 bits at most.
pub(crate) fn wide(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Departures, Form, Kind, Reader};
    use alloc::vec::Vec;
    use countersign_spec::Reason;

    const BOTH: [Form; 2] = [Form::Canonical, Form::Tolerant];

    fn item(input: &[u8], form: Form) -> Result<Departures, Reason> {
        Reader::read_all(input, form, "item", |reader| {
            reader.item("item")?;
            Ok(reader.departures())
        })
    }

    const fn malformed(offset: usize) -> Reason {
        let what = "item";
        Reason::Malformed { what, offset }
    }

    /// Refused in both forms, for what is at `offset`.
    fn refused(input: &[u8], offset: usize) {
        for form in BOTH {
            assert_eq!(item(input, form), Err(malformed(offset)), "{input:02x?}");
        }
    }

    /// Accepted in the tolerant form only.
    fn departs(input: &[u8], departures: Departures) {
        let offset = departures.order.or(departures.length).unwrap();
        assert_eq!(item(input, Form::Canonical), Err(malformed(offset)));
        assert_eq!(item(input, Form::Tolerant), Ok(departures));
    }

    fn accepted(input: &[u8]) {
        for form in BOTH {
            assert_eq!(item(input, form), Ok(Departures::default()), "{input:02x?}");
        }
    }

    const fn length(offset: usize) -> Departures {
        Departures {
            order: None,
            length: Some(offset),
        }
    }

    const fn order(offset: usize) -> Departures {
        Departures {
            order: Some(offset),
            length: None,
        }
    }

    #[test]
    fn integers_reach_to_both_ends_of_i64_and_no_further() {
        let read = |hex| {
            let bytes: Vec<u8> = hex::decode(hex).unwrap();
            Reader::new(&bytes, Form::Canonical).integer("item")
        };
        assert_eq!(read("1b7fffffffffffffff"), Ok(i64::MAX));
        assert_eq!(read("3b7fffffffffffffff"), Ok(i64::MIN));
        assert_eq!(read("1b8000000000000000"), Err(malformed(0)));
        assert_eq!(read("3b8000000000000000"), Err(malformed(0)));
        assert_eq!(read("20"), Ok(-1));
        assert_eq!(read("3863"), Ok(-100));
    }

    #[test]
    fn a_head_longer_than_needed_departs_and_the_least_that_needs_it_does_not() {
        for (long, needed) in [
            (&[0x18, 23][..], &[0x18, 24][..]),
            (&[0x19, 0, 0xff], &[0x19, 1, 0]),
            (&[0x1a, 0, 0, 0xff, 0xff], &[0x1a, 0, 1, 0, 0]),
            (
                &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
                &[0x1b, 0, 0, 0, 1, 0, 0, 0, 0],
            ),
        ] {
            departs(long, length(0));
            accepted(needed);
        }
        departs(&[0x38, 0], length(0));
        departs(&[0x58, 0], length(0));
        departs(&[0x78, 0], length(0));
        departs(&[0x98, 0], length(0));
        departs(&[0xb8, 0], length(0));
        // Only the first is kept.
        departs(&[0x83, 0x00, 0x18, 1, 0x18, 2], length(2));
    }

    #[test]
    fn floats_of_any_width_and_simple_values_are_items() {
        accepted(&[0xf9, 0x3c, 0]);
        accepted(&[0xfa, 0x3f, 0x80, 0, 0]);
        accepted(&[0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]);
        for simple in [&[0xf4][..], &[0xf6], &[0xf7], &[0xe0], &[0xf8, 32]] {
            accepted(simple);
        }
    }

    #[test]
    fn what_no_form_allows_is_refused_where_it_starts() {
        let cases: [&[u8]; 16] = [
            &[0x81, 0x19, 0],          // head cut short
            &[0x81, 0x1c],             // reserved
            &[0x81, 0x1d],             // reserved
            &[0x81, 0x1e],             // reserved
            &[0x81, 0x1f],             // integer without length
            &[0x81, 0x5f, 0x40, 0xff], // indefinite bytes
            &[0x81, 0x7f, 0x60, 0xff], // indefinite text
            &[0x81, 0x9f, 0xff],       // indefinite array
            &[0x81, 0xbf, 0xff],       // indefinite map
            &[0x81, 0xff],             // break
            &[0x81, 0xc1, 0x00],       // tag
            &[0x81, 0xf8, 20],         // false in two bytes
            &[0x81, 0xf8, 31],         // reserved simple value
            &[0x81, 0x42, 0],          // bytes longer than the input
            &[0x81, 0x62, b'a'],       // text longer than the input
            &[0x81, 0xf9, 0],          // float cut short
        ];
        for case in cases {
            refused(case, 1);
        }
    }

    #[test]
    fn no_announced_length_is_trusted() {
        for head in [0x5b, 0x7b, 0x9b, 0xbb] {
            refused(&[head, 0x80, 0, 0, 0, 0, 0, 0, 0, 0], 0);
            refused(&[head, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 0);
        }
        refused(&[], 0);
        refused(&[0x81], 0);
        refused(&[0x82, 0x00], 0);
        refused(&[0xa1, 0x00], 0);
        refused(&[0xa2, 0x00, 0x00, 0x01], 0);
        accepted(&[0xa2, 0x00, 0x00, 0x01, 0x00]);
    }

    #[test]
    fn text_is_refused_at_the_byte_that_is_not_utf8() {
        accepted(&[0x63, b'a', 0xc3, 0xa9]);
        refused(&[0x63, b'a', 0xc3, b'b'], 2);
    }

    #[test]
    fn bytes_left_over_are_refused() {
        refused(&[0x00, 0x00], 1);
        refused(&[0x80, 0xf6], 1);
    }

    #[test]
    fn keys_sort_by_major_type_then_length_then_bytes() {
        accepted(&[0xa3, 0x17, 0, 0x18, 24, 0, 0x20, 0]);
        accepted(&[0xa3, 0x41, 9, 0, 0x60, 0, 0x61, b'z', 0]);
        accepted(&[0xa2, 0x61, b'z', 0, 0x62, b'a', b'a', 0]);
        accepted(&[0xa3, 0x80, 0, 0x81, 0, 0, 0xa0, 0]);
        accepted(&[0xa3, 0xf4, 0, 0xf5, 0, 0xf9, 0, 0, 0]);
        departs(&[0xa2, 0x20, 0, 0x17, 0], order(3));
        departs(&[0xa2, 0x62, b'a', b'a', 0, 0x61, b'z', 0], order(5));
        departs(&[0xa2, 0x61, b'b', 0, 0x61, b'a', 0], order(4));
        // Only the first is kept.
        departs(&[0xa3, 0x03, 0, 0x02, 0, 0x01, 0], order(3));
    }

    #[test]
    fn a_key_out_of_order_is_not_a_head_too_long() {
        let both = Departures {
            order: Some(4),
            length: Some(1),
        };
        let input = [0xa2, 0x18, 2, 0, 0x01, 0];
        assert_eq!(item(&input, Form::Tolerant), Ok(both));
    }

    #[test]
    fn duplicate_keys_are_refused_in_both_forms() {
        refused(&[0xa2, 0x01, 0, 0x01, 0], 3);
        refused(&[0xa2, 0x61, b'a', 0, 0x61, b'a', 0], 4);
        // Equal by value, the second with a long head, which alone refuses it as canonical.
        refused(&[0xa2, 0x01, 0, 0x18, 1, 0], 3);
        refused(&[0xa2, 0x61, b'a', 0, 0x78, 1, b'a', 0], 4);
        // Apart, so only looking at all of the earlier ones finds it.
        let apart = [0xa3, 0x02, 0, 0x01, 0, 0x02, 0];
        assert_eq!(item(&apart, Form::Tolerant), Err(malformed(5)));
        let apart = [0xa4, 0x03, 0, 0x01, 0, 0x02, 0, 0x01, 0];
        assert_eq!(item(&apart, Form::Tolerant), Err(malformed(7)));
    }

    /// A map of `length` entries with the keys 0, 1, 2 … but the last two swapped.
    fn swapped(length: u8) -> Vec<u8> {
        let mut keys: Vec<u8> = (0..length).collect();
        keys.swap(usize::from(length) - 2, usize::from(length) - 1);
        [0xa0 | length]
            .into_iter()
            .chain(keys.into_iter().flat_map(|key| [key, 0]))
            .collect()
    }

    #[test]
    fn a_large_map_out_of_order_is_refused() {
        departs(&swapped(16), order(31));
        assert_eq!(item(&swapped(17), Form::Canonical), Err(malformed(33)));
        let too_large = Reason::TooLarge {
            what: "item",
            limit: 16,
            found: 17,
        };
        assert_eq!(item(&swapped(17), Form::Tolerant), Err(too_large));
        let mut sorted = swapped(17);
        sorted.swap(31, 33);
        accepted(&sorted);
    }

    #[test]
    fn a_key_that_is_a_container_must_be_canonical() {
        accepted(&[0xa1, 0x81, 0x01, 0]);
        refused(&[0xa1, 0x81, 0x18, 1, 0], 2);
        departs(&[0xa1, 0x01, 0x81, 0x18, 1], length(3));
    }

    #[test]
    fn four_levels_are_accepted_and_a_fifth_is_refused() {
        let too_large = Reason::TooLarge {
            what: "CBOR nesting",
            limit: 4,
            found: 5,
        };
        for (container, inside) in [(0x81, &[][..]), (0xa1, &[0x00][..])] {
            let nested = |levels| -> Vec<u8> {
                let level = [&[container], inside].concat();
                [level.repeat(levels), [0x00].to_vec()].concat()
            };
            accepted(&nested(4));
            for form in BOTH {
                assert_eq!(item(&nested(5), form), Err(too_large.clone()));
            }
        }
        accepted(&[0x82, 0x81, 0x81, 0x80, 0x81, 0x81, 0x80]);
    }

    #[test]
    fn an_embedded_item_has_levels_of_its_own() {
        let read = |input: &[u8]| {
            Reader::read_all(input, Form::Canonical, "item", |reader| {
                reader.array("item", |reader| reader.embedded("item").map(drop))?;
                reader.item("item").map(drop)
            })
        };
        let flat = [0x80];
        let four = [0x81, 0x81, 0x81, 0x80];
        let embedded = |inside: &[u8], after: &[u8]| [&[0x81], inside, after].concat();
        assert_eq!(read(&embedded(&four, &flat)), Ok(()));
        assert_eq!(read(&embedded(&four, &four)), Ok(()));
        assert!(read(&embedded(&[&[0x81], &four[..]].concat(), &flat)).is_err());
    }

    #[test]
    fn each_kind_is_read_as_itself_only() {
        let kinds = [
            (&[0x00][..], Kind::Integer),
            (&[0x20], Kind::Integer),
            (&[0x40], Kind::Bytes),
            (&[0x60], Kind::Text),
            (&[0x80], Kind::Array),
            (&[0xa0], Kind::Map),
            (&[0xf4], Kind::Boolean),
            (&[0xf5], Kind::Boolean),
            (&[0xf6], Kind::Null),
            (&[0xf7], Kind::Other),
            (&[0xf9, 0, 0], Kind::Other),
        ];
        for (input, kind) in kinds {
            let reader = || Reader::new(input, Form::Canonical);
            assert_eq!(reader().kind("item"), Ok(kind));
            let read = [
                (Kind::Integer, reader().integer("item").map(drop)),
                (Kind::Bytes, reader().bytes("item").map(drop)),
                (Kind::Text, reader().text("item").map(drop)),
                (Kind::Boolean, reader().boolean("item").map(drop)),
                (
                    Kind::Array,
                    reader().array("item", |_| Ok::<_, Reason>(())).map(drop),
                ),
                (
                    Kind::Map,
                    reader()
                        .text_map("item", |_, _| Ok::<_, Reason>(()))
                        .map(drop),
                ),
            ];
            for (other, result) in read {
                let expected = if other == kind {
                    Ok(())
                } else {
                    Err(malformed(0))
                };
                assert_eq!(result, expected, "{input:02x?} as {other:?}");
            }
        }
    }

    #[test]
    fn offsets_are_those_of_the_whole_input() {
        let input = [0xff, 0xff, 0x82, 0x01, 0x18, 0x02, 0xff];
        let mut reader = Reader::at(&input, 2, Form::Tolerant);
        assert_eq!(reader.item("item"), Ok(&input[2..6]));
        assert_eq!(reader.departures(), length(4));
        assert_eq!((reader.offset(), reader.rest()), (6, &input[6..]));
        assert_eq!(reader.end("item"), Err(malformed(6)));
        let mut beyond = Reader::at(&input, 8, Form::Tolerant);
        assert_eq!(beyond.item("item"), Err(malformed(8)));
    }
}
