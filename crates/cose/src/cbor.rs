use ciborium_ll::{Decoder, Header};
use countersign_spec::Reason;

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
            Header::Positive(_) | Header::Negative(_) => Kind::Integer,
            Header::Bytes(_) => Kind::Bytes,
            Header::Text(_) => Kind::Text,
            Header::Array(_) => Kind::Array,
            Header::Map(_) => Kind::Map,
            Header::Simple(FALSE | TRUE) => Kind::Boolean,
            Header::Simple(NULL) => Kind::Null,
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
            Header::Positive(n) => i64::try_from(n).ok(),
            // RFC 8949 §3.1: the value is -1 - n, which is n with all bits inverted.
            Header::Negative(n) => i64::try_from(n).ok().map(|n| !n),
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
            Header::Bytes(Some(length)) => self.take(length).ok_or(refused),
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
            Header::Text(Some(length)) => {
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
            Header::Simple(FALSE) => Ok(false),
            Header::Simple(TRUE) => Ok(true),
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
            Header::Array(Some(length)) if length <= self.rest().len() => length,
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
            Header::Map(Some(length)) if length <= self.rest().len() / 2 => length,
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
    /// statement in its envelope is: it has [`Reader::DEPTH`] levels to itself, the same as when
    /// its bytes are read again by a [`Reader::new`].
    ///
    /// # Errors
    ///
    /// As [`item`](Self::item).
    pub fn embedded(&mut self, what: &'static str) -> Result<&'a [u8], Reason> {
        // LAXER: CTAP 2.1 §8 allows a message four levels in all; we count an attestation
        // statement from its own head, as a compound statement (§8.9) with a certificate chain in
        // it needs a fifth level.
        let depth = core::mem::replace(&mut self.depth, 0);
        let item = self.item(what);
        self.depth = depth;
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
        let (header, size) = self.head(what)?;
        let (refused, start) = (self.malformed(what), self.position);
        let key = match header {
            // STRICTER: An array or map that is itself a map key must be canonical even where a
            // client may re-encode, so that equal keys have equal bytes; WebAuthn has no such keys.
            Header::Array(_) | Header::Map(_) => self.canonical(&mut read)?,
            _ => read(self)?,
        };
        let place = keys.place(Key::new(header, size, self.since(start)));
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
                found: wide(keys.length),
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

    /// The next head, of definite length and no tag, and how many bytes it has.
    fn head(&self, what: &'static str) -> Result<(Header, usize), Reason> {
        let mut decoder = Decoder::from(self.rest());
        let Ok(header) = decoder.pull() else {
            return Err(self.malformed(what));
        };
        match (header, decoder.offset()) {
            (
                Header::Tag(_)
                | Header::Break
                | Header::Bytes(None)
                | Header::Text(None)
                | Header::Array(None)
                | Header::Map(None),
                _,
            )
            // RFC 8949 §3.3: a simple value below 32 in two bytes is not well formed.
            | (Header::Simple(..32), 2) => Err(self.malformed(what)),
            head => Ok(head),
        }
    }

    /// Reads the next head, checking that it is as short as can be.
    fn take_head(&mut self, what: &'static str) -> Result<Header, Reason> {
        let (header, size) = self.head(what)?;
        if argument(header).is_some_and(|argument| size > shortest(argument)) {
            if self.form == Form::Canonical {
                return Err(self.malformed(what));
            }
            self.departures.length.get_or_insert(self.position);
        }
        self.position = self.position.saturating_add(size);
        Ok(header)
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

/// The keys of a map read so far.
struct Keys<'a> {
    /// How many the map has in all.
    length: usize,
    /// How many have been read.
    count: usize,
    greatest: Option<Key<'a>>,
    /// Those read so far, if the map has no more than these.
    read: [Option<Key<'a>>; Reader::UNORDERED],
}

/// Where a key sorts among those before it.
enum Place {
    /// After all of them.
    Last,
    /// Before one of them, and equal to none.
    Earlier,
    /// Equal to one of them.
    Duplicate,
    /// Before one of them, in a map too large to look for duplicates.
    Unknown,
}

/// A map key by its value, so that the derived order is that of CTAP2: major type, then length,
/// then bytes, each as the canonical encoding would have them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    major: u8,
    /// The value of an integer's head, the length of a string, the size of anything else.
    size: u64,
    /// Nothing for an integer, the contents of a string, the encoding of anything else.
    body: &'a [u8],
}

impl<'a> Keys<'a> {
    const fn new(length: usize) -> Self {
        Self {
            length,
            count: 0,
            greatest: None,
            read: [None; Reader::UNORDERED],
        }
    }

    /// Adds a key.
    fn place(&mut self, key: Key<'a>) -> Place {
        let place = match self.greatest {
            Some(greatest) if key == greatest => Place::Duplicate,
            Some(greatest) if key < greatest && self.length > self.read.len() => Place::Unknown,
            Some(greatest) if key < greatest && self.read.contains(&Some(key)) => Place::Duplicate,
            Some(greatest) if key < greatest => Place::Earlier,
            _ => {
                self.greatest = Some(key);
                Place::Last
            }
        };
        if let Some(read) = self.read.get_mut(self.count) {
            *read = Some(key);
        }
        self.count = self.count.saturating_add(1);
        place
    }
}

impl<'a> Key<'a> {
    /// The key that is `encoded`, which starts with `header` of `head` bytes.
    fn new(header: Header, head: usize, encoded: &'a [u8]) -> Self {
        let body = || encoded.get(head..).unwrap_or_default();
        let (major, size, body) = match header {
            Header::Positive(value) => (0, value, [].as_slice()),
            Header::Negative(value) => (1, value, [].as_slice()),
            Header::Bytes(_) => (2, wide(body().len()), body()),
            Header::Text(_) => (3, wide(body().len()), body()),
            Header::Array(_) => (4, wide(encoded.len()), encoded),
            Header::Map(_) => (5, wide(encoded.len()), encoded),
            _ => (7, wide(encoded.len()), encoded),
        };
        Self { major, size, body }
    }
}

/// The number in a head that has a shortest form, which is every one but floating-point numbers
/// and simple values.
fn argument(header: Header) -> Option<u64> {
    match header {
        Header::Positive(value) | Header::Negative(value) => Some(value),
        Header::Bytes(length)
        | Header::Text(length)
        | Header::Array(length)
        | Header::Map(length) => length.map(wide),
        _ => None,
    }
}

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
fn wide(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
