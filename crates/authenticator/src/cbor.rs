//! CBOR writing, right and wrong: an encoder that does what it is told, as attacks need heads
//! that are too wide, maps with duplicate keys and lengths that lie.

/// A CBOR item ([RFC 8949](https://www.rfc-editor.org/rfc/rfc8949)), written exactly as it stands.
///
/// Maps keep the order and the duplicates they were given; [`Cbor::sorted`] puts them in the
/// order of CTAP2 canonical form. The last variants make encodings that canonical form forbids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cbor {
    /// An integer from -2^64 to 2^64 - 1.
    Integer(i128),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A text string.
    Text(String),
    /// An array.
    Array(Vec<Self>),
    /// A map, in this order.
    Map(Vec<(Self, Self)>),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// `undefined`.
    Undefined,
    /// A tagged item.
    Tag(u64, Box<Self>),
    /// The item with its head in this many argument bytes (1, 2, 4 or 8), needed or not.
    Wide(u8, Box<Self>),
    /// A string, array or map of indefinite length; a string goes in two chunks.
    Indefinite(Box<Self>),
    /// A string, array or map whose head claims this length, whatever follows.
    Claimed(u64, Box<Self>),
    /// These bytes, whatever they mean.
    Raw(Vec<u8>),
}

impl Cbor {
    /// A map of these entries in canonical order.
    pub fn map<K: Into<Self>, V: Into<Self>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        Self::Map(
            entries
                .into_iter()
                .map(|(k, v)| (k.into(), v.into()))
                .collect(),
        )
        .sorted()
    }

    /// The entries of a map.
    ///
    /// # Panics
    ///
    /// If this is no map.
    #[must_use]
    pub fn entries(&self) -> &Vec<(Self, Self)> {
        match self {
            Self::Map(entries) => entries,
            other => panic!("{other:?} is no map"),
        }
    }

    /// The entries of a map, to be changed.
    ///
    /// # Panics
    ///
    /// If this is no map.
    pub fn entries_mut(&mut self) -> &mut Vec<(Self, Self)> {
        match self {
            Self::Map(entries) => entries,
            other => panic!("{other:?} is no map"),
        }
    }

    /// The value of the first entry with this key.
    ///
    /// # Panics
    ///
    /// If this is no map.
    pub fn get(&self, key: impl Into<Self>) -> Option<&Self> {
        let key = key.into();
        self.entries()
            .iter()
            .find(|(k, _)| *k == key)
            .map(|(_, v)| v)
    }

    /// Replaces the value of a key, or adds the entry at its canonical place.
    ///
    /// # Panics
    ///
    /// If this is no map.
    pub fn set(&mut self, key: impl Into<Self>, value: impl Into<Self>) {
        let (key, value) = (key.into(), value.into());
        let entries = self.entries_mut();
        if let Some(entry) = entries.iter_mut().find(|(k, _)| *k == key) {
            entry.1 = value;
            return;
        }
        let place = entries.partition_point(|(k, _)| k.canonical_place() < key.canonical_place());
        entries.insert(place, (key, value));
    }

    /// Adds an entry at the end, duplicate or not.
    ///
    /// # Panics
    ///
    /// If this is no map.
    pub fn push(&mut self, key: impl Into<Self>, value: impl Into<Self>) {
        self.entries_mut().push((key.into(), value.into()));
    }

    /// Removes every entry with this key; gives the last one's value.
    ///
    /// # Panics
    ///
    /// If this is no map.
    pub fn remove(&mut self, key: impl Into<Self>) -> Option<Self> {
        let key = key.into();
        let mut removed = None;
        self.entries_mut().retain(|(k, v)| {
            let keep = *k != key;
            if !keep {
                removed = Some(v.clone());
            }
            keep
        });
        removed
    }

    /// The map with its entries in the order of CTAP2 canonical form; other items unchanged.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        if let Self::Map(entries) = &mut self {
            entries.sort_by_key(|(key, _)| key.canonical_place());
        }
        self
    }

    /// This item with a head of `width` argument bytes.
    #[must_use]
    pub fn wide(self, width: u8) -> Self {
        Self::Wide(width, Box::new(self))
    }

    /// This item with an indefinite length.
    #[must_use]
    pub fn indefinite(self) -> Self {
        Self::Indefinite(Box::new(self))
    }

    /// This item with a head that claims another length.
    #[must_use]
    pub fn claiming(self, length: u64) -> Self {
        Self::Claimed(length, Box::new(self))
    }

    /// This item under a tag.
    #[must_use]
    pub fn tagged(self, tag: u64) -> Self {
        Self::Tag(tag, Box::new(self))
    }

    /// The encoding.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, Head::Shortest);
        out
    }

    fn write(&self, out: &mut Vec<u8>, head: Head) {
        match self {
            Self::Integer(n) if *n >= 0 => head.write(out, 0, unsigned(*n)),
            Self::Integer(n) => head.write(out, 1, unsigned(-1 - *n)),
            Self::Bytes(bytes) => write_string(out, head, 2, bytes),
            Self::Text(text) => write_string(out, head, 3, text.as_bytes()),
            Self::Array(items) => {
                head.write(out, 4, length(items.len()));
                for item in items {
                    item.write(out, Head::Shortest);
                }
                head.end(out);
            }
            Self::Map(entries) => {
                head.write(out, 5, length(entries.len()));
                for (key, value) in entries {
                    key.write(out, Head::Shortest);
                    value.write(out, Head::Shortest);
                }
                head.end(out);
            }
            Self::Bool(value) => head.write(out, 7, if *value { 21 } else { 20 }),
            Self::Null => head.write(out, 7, 22),
            Self::Undefined => head.write(out, 7, 23),
            Self::Tag(tag, item) => {
                head.write(out, 6, *tag);
                item.write(out, Head::Shortest);
            }
            Self::Wide(width, item) => item.write(out, Head::Wide(*width)),
            Self::Indefinite(item) => item.write(out, Head::Indefinite),
            Self::Claimed(length, item) => item.write(out, Head::Claimed(*length)),
            Self::Raw(bytes) => out.extend_from_slice(bytes),
        }
    }

    /// CTAP2 canonical order: major type, then length, then bytes.
    fn canonical_place(&self) -> (u8, usize, Vec<u8>) {
        let encoded = self.encode();
        (
            encoded.first().map_or(0, |byte| byte >> 5),
            encoded.len(),
            encoded,
        )
    }
}

/// How the head of the next item is written.
#[derive(Clone, Copy)]
enum Head {
    Shortest,
    Wide(u8),
    Indefinite,
    Claimed(u64),
}

impl Head {
    fn write(self, out: &mut Vec<u8>, major: u8, value: u64) {
        let (value, width) = match self {
            Self::Indefinite => return out.push(major << 5 | 31),
            Self::Shortest => (value, shortest(value)),
            Self::Claimed(claimed) => (claimed, shortest(claimed)),
            Self::Wide(width) => (value, width),
        };
        let bytes = value.to_be_bytes();
        let info = match width {
            0 => bytes[7],
            1 => 24,
            2 => 25,
            4 => 26,
            8 => 27,
            other => panic!("a CBOR head has 1, 2, 4 or 8 argument bytes, not {other}"),
        };
        out.push(major << 5 | info);
        out.extend_from_slice(&bytes[8 - usize::from(width)..]);
    }

    fn end(self, out: &mut Vec<u8>) {
        if matches!(self, Self::Indefinite) {
            out.push(0xff);
        }
    }
}

fn write_string(out: &mut Vec<u8>, head: Head, major: u8, bytes: &[u8]) {
    if matches!(head, Head::Indefinite) {
        head.write(out, major, 0);
        let (first, second) = bytes.split_at(bytes.len() / 2);
        write_string(out, Head::Shortest, major, first);
        write_string(out, Head::Shortest, major, second);
        return head.end(out);
    }
    head.write(out, major, length(bytes.len()));
    out.extend_from_slice(bytes);
}

const fn shortest(value: u64) -> u8 {
    match value {
        0..24 => 0,
        24..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x1_0000_0000 => 4,
        _ => 8,
    }
}

fn length(length: usize) -> u64 {
    u64::try_from(length).expect("safe: usize has at most 64 bits")
}

fn unsigned(value: i128) -> u64 {
    u64::try_from(value).expect("CBOR integers are from -2^64 to 2^64 - 1")
}

impl From<i64> for Cbor {
    fn from(value: i64) -> Self {
        Self::Integer(value.into())
    }
}

impl From<bool> for Cbor {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Cbor {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Cbor {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&[u8]> for Cbor {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<Vec<u8>> for Cbor {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<Vec<Self>> for Cbor {
    fn from(value: Vec<Self>) -> Self {
        Self::Array(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(item: &Cbor) -> String {
        hex::encode(item.encode())
    }

    #[test]
    fn heads_are_the_shortest_unless_told_otherwise() {
        for (n, encoded) in [
            (0, "00"),
            (23, "17"),
            (24, "1818"),
            (256, "190100"),
            (65536, "1a00010000"),
            (1 << 32, "1b0000000100000000"),
            (-1, "20"),
            (-257, "390100"),
        ] {
            assert_eq!(hex(&Cbor::Integer(n)), encoded);
        }
        assert_eq!(hex(&Cbor::Integer(-(1 << 64))), "3bffffffffffffffff");
        assert_eq!(hex(&Cbor::from(7).wide(2)), "190007");
        assert_eq!(hex(&Cbor::from(false).wide(1)), "f814");
    }

    #[test]
    fn maps_are_sorted_by_type_length_and_bytes() {
        let map = Cbor::map([("fmt", 1), ("authData", 2), ("attStmt", 3)]);
        assert_eq!(
            hex(&map),
            "a363666d740167617474 53746d740368617574684461746102".replace(' ', "")
        );
        let mut key = Cbor::map([(-2, 1), (3, 2), (1, 3)]);
        key.set(-1, 4);
        assert_eq!(hex(&key), "a401030302200421 01".replace(' ', ""));
        key.push(3, 9);
        assert_eq!(key.remove(3), Some(Cbor::from(9)));
        assert_eq!(key.entries().len(), 3);
    }

    #[test]
    fn what_canonical_form_forbids_can_be_written() {
        assert_eq!(hex(&Cbor::from("ab").indefinite()), "7f61616162ff");
        assert_eq!(hex(&Cbor::Array(vec![Cbor::Null]).indefinite()), "9ff6ff");
        assert_eq!(hex(&Cbor::from("ab").claiming(300)), "79012c6162");
        assert_eq!(hex(&Cbor::Undefined.tagged(24)), "d818f7");
        assert_eq!(hex(&Cbor::Raw(vec![0xf9, 0xc7, 0x00])), "f9c700");
    }

    #[test]
    fn ciborium_reads_back_what_was_written() {
        let item = Cbor::map([
            (
                "a",
                Cbor::from(vec![Cbor::from(-300), Cbor::Null, Cbor::from(true)]),
            ),
            ("b", Cbor::from(vec![1_u8, 2, 3]).wide(4)),
            ("c", Cbor::from("text").indefinite()),
        ]);
        let read: ciborium::Value = ciborium::from_reader(item.encode().as_slice()).unwrap();
        let map = read.into_map().unwrap();
        assert_eq!(map[0].1.as_array().unwrap()[0], ciborium::Value::from(-300));
        assert_eq!(map[1].1.as_bytes().unwrap(), &[1, 2, 3]);
        assert_eq!(map[2].1.as_text().unwrap(), "text");
    }
}
