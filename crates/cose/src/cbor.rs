use countersign_spec::Reason;

/// How strict a [`Reader`] is about what a re-encoding client may have changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// CTAP2 canonical CBOR, nothing else.
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
#[expect(missing_docs, reason = "skeleton")]
pub enum Kind {
    Integer,
    Bytes,
    Text,
    Array,
    Map,
    Boolean,
    Null,
    Other,
}

/// Reads CBOR items from a byte slice, borrowing strings from it.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    input: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the start of `input`.
    #[must_use]
    pub fn new(_input: &'a [u8], _form: Form) -> Self {
        todo!()
    }
    /// Reads all of `input` with `read`; bytes left over are malformed.
    ///
    /// # Errors
    /// What `read` returns, or `Malformed { what, offset }` for bytes left over.
    pub fn read_all<T, E: From<Reason>>(
        _input: &'a [u8],
        _form: Form,
        _what: &'static str,
        _read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        todo!()
    }
    /// The offset of the next byte.
    #[must_use]
    pub fn offset(&self) -> usize {
        todo!()
    }
    /// What canonical form forbids and was met so far.
    #[must_use]
    pub fn departures(&self) -> Departures {
        todo!()
    }
    /// The kind of the next item.
    /// # Errors
    /// `Malformed` at the end of the input or where no item starts.
    pub fn kind(&self, _what: &'static str) -> Result<Kind, Reason> {
        todo!()
    }
    /// An integer in the range of `i64`.
    /// # Errors
    /// `Malformed`.
    pub fn integer(&mut self, _what: &'static str) -> Result<i64, Reason> {
        todo!()
    }
    /// A byte string.
    /// # Errors
    /// `Malformed`.
    pub fn bytes(&mut self, _what: &'static str) -> Result<&'a [u8], Reason> {
        todo!()
    }
    /// A text string.
    /// # Errors
    /// `Malformed`.
    pub fn text(&mut self, _what: &'static str) -> Result<&'a str, Reason> {
        todo!()
    }
    /// A boolean.
    /// # Errors
    /// `Malformed`.
    pub fn boolean(&mut self, _what: &'static str) -> Result<bool, Reason> {
        todo!()
    }
    /// The head of an array: calls `element` once for each.
    /// # Errors
    /// `Malformed`, or what `element` returns.
    pub fn array<E: From<Reason>>(
        &mut self,
        _what: &'static str,
        _element: impl FnMut(&mut Self) -> Result<(), E>,
    ) -> Result<usize, E> {
        todo!()
    }
    /// A map: for each entry reads the key with `key`, then calls `entry` with it, which must
    /// consume exactly the value. Duplicates are refused, order is checked as the form says.
    /// # Errors
    /// `Malformed`, or what `entry` returns.
    pub fn map<K, E: From<Reason>>(
        &mut self,
        _what: &'static str,
        _key: impl FnMut(&mut Self) -> Result<K, E>,
        _entry: impl FnMut(&mut Self, K) -> Result<(), E>,
    ) -> Result<usize, E> {
        todo!()
    }
    /// Any one item, checked to its end; gives its bytes.
    /// # Errors
    /// `Malformed`.
    pub fn item(&mut self, _what: &'static str) -> Result<&'a [u8], Reason> {
        todo!()
    }
}
