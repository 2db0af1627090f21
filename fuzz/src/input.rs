/// What is left of a fuzzer's input, for targets that need more than one thing from it.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    /// All of the input.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    /// The next byte.
    pub fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    /// The next two bytes as a number, the greater first.
    pub fn number(&mut self) -> Option<usize> {
        self.array().map(u16::from_be_bytes).map(usize::from)
    }

    /// The next bytes, as many as the array has.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    /// A string with its length before it, as [`with_length`] writes it; what is left where that
    /// is less.
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let (string, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        Some(string)
    }

    /// What is left.
    #[must_use]
    pub fn rest(self) -> &'a [u8] {
        self.0
    }
}

/// A string as [`Input::string`] reads it.
#[must_use]
pub fn with_length(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("seeds have strings of less than 64 KiB");
    [&length.to_be_bytes(), bytes].concat()
}

/// A bit of `bytes`, chosen by what they are, flipped; none of no bytes.
pub(crate) fn one_bit_flipped(bytes: &[u8], choice: usize) -> Option<Vec<u8>> {
    let mut flipped = bytes.to_vec();
    let bit = choice % bytes.len().checked_mul(8).filter(|bits| *bits > 0)?;
    flipped[bit / 8] ^= 1 << (bit % 8);
    Some(flipped)
}

/// A number that depends on every byte: which bit to flip, where to cut.
pub(crate) fn choice(data: &[u8]) -> usize {
    data.iter().fold(data.len(), |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
    })
}
