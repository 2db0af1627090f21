use crate::Reader;
use crate::cbor::wide;
use crate::head::Head;

/// The keys of a map read so far.
pub(crate) struct Keys<'a> {
    /// How many the map has in all.
    length: usize,
    /// How many have been read.
    count: usize,
    greatest: Option<MapKey<'a>>,
    /// Those read so far, if the map has no more than these.
    read: [Option<MapKey<'a>>; Reader::UNORDERED],
}

/// Where a key sorts among those before it.
pub(crate) enum Place {
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
pub(crate) struct MapKey<'a> {
    major: u8,
    /// The value of an integer's head, the length of a string, the size of anything else.
    size: u64,
    /// Nothing for an integer, the contents of a string, the encoding of anything else.
    body: &'a [u8],
}

impl<'a> Keys<'a> {
    /// For a map of `length` entries.
    pub(crate) const fn new(length: usize) -> Self {
        Self {
            length,
            count: 0,
            greatest: None,
            read: [None; Reader::UNORDERED],
        }
    }

    /// How many keys the map has in all.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// Adds a key.
    pub(crate) fn place(&mut self, key: MapKey<'a>) -> Place {
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

impl<'a> MapKey<'a> {
    /// The key that is `encoded`, which starts with `head` of `size` bytes.
    pub(crate) fn new(head: Head, size: usize, encoded: &'a [u8]) -> Self {
        let body = || encoded.get(size..).unwrap_or_default();
        let (major, size, body) = match head {
            Head::Positive(value) => (0, value, [].as_slice()),
            Head::Negative(value) => (1, value, [].as_slice()),
            Head::Bytes(_) => (2, wide(body().len()), body()),
            Head::Text(_) => (3, wide(body().len()), body()),
            Head::Array(_) => (4, wide(encoded.len()), encoded),
            Head::Map(_) => (5, wide(encoded.len()), encoded),
            _ => (7, wide(encoded.len()), encoded),
        };
        Self { major, size, body }
    }
}
