/// The head of an item (RFC 8949 §3): what it is and the number in it. Tags, indefinite lengths and
/// what the RFC reserves are not among them, as every [`Reader`](crate::Reader) refuses those.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Head {
    Positive(u64),
    /// The number n of the value -1 - n.
    Negative(u64),
    Bytes(usize),
    Text(usize),
    Array(usize),
    Map(usize),
    Simple(u8),
    Float,
}

impl Head {
    /// The head that `input` begins with, and how many bytes it has.
    pub(crate) fn read(input: &[u8]) -> Option<(Self, usize)> {
        let (first, rest) = input.split_first()?;
        // RFC 8949 §3: the major type is in the upper 3 bits; the lower 5 are the number, or say
        // how many bytes of it follow.
        let (number, size) = match first & 0x1f {
            short @ 0..=23 => (short.into(), 1),
            24 => ((*rest.first()?).into(), 2),
            25 => (u16::from_be_bytes(*rest.first_chunk()?).into(), 3),
            26 => (u32::from_be_bytes(*rest.first_chunk()?).into(), 5),
            27 => (u64::from_be_bytes(*rest.first_chunk()?), 9),
            _reserved_or_indefinite => return None,
        };
        let length = || usize::try_from(number).ok();
        let head = match first >> 5 {
            0 => Self::Positive(number),
            1 => Self::Negative(number),
            2 => Self::Bytes(length()?),
            3 => Self::Text(length()?),
            4 => Self::Array(length()?),
            5 => Self::Map(length()?),
            7 => Self::simple_or_float(number, size)?,
            _tag => return None,
        };
        Some((head, size))
    }

    fn simple_or_float(number: u64, size: usize) -> Option<Self> {
        match (number, size) {
            // RFC 8949 §3.3: a simple value below 32 in two bytes is not well formed.
            (..32, 2) => None,
            (simple, 1 | 2) => u8::try_from(simple).ok().map(Self::Simple),
            _ => Some(Self::Float),
        }
    }

    /// The number, where a head has a shortest form: in every one but those of simple values and
    /// floating-point numbers.
    pub(crate) fn argument(self) -> Option<u64> {
        match self {
            Self::Positive(value) | Self::Negative(value) => Some(value),
            Self::Bytes(length) | Self::Text(length) | Self::Array(length) | Self::Map(length) => {
                u64::try_from(length).ok()
            }
            Self::Simple(_) | Self::Float => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Head;
    use ciborium_ll::{Decoder, Header};

    /// What another reader makes of the same bytes.
    fn by_library(input: &[u8]) -> Option<(Head, usize)> {
        let mut decoder = Decoder::from(input);
        let head = match decoder.pull().ok()? {
            Header::Positive(number) => Head::Positive(number),
            Header::Negative(number) => Head::Negative(number),
            Header::Bytes(length) => Head::Bytes(length?),
            Header::Text(length) => Head::Text(length?),
            Header::Array(length) => Head::Array(length?),
            Header::Map(length) => Head::Map(length?),
            Header::Simple(..32) if decoder.offset() == 2 => return None,
            Header::Simple(value) => Head::Simple(value),
            Header::Float(_) => Head::Float,
            Header::Tag(_) | Header::Break => return None,
        };
        Some((head, decoder.offset()))
    }

    #[test]
    fn every_head_is_read_as_by_the_library() {
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                let input = [first, second, 3, 4, 5, 6, 7, 8, 9];
                for length in 0..=input.len() {
                    let input = &input[..length];
                    assert_eq!(Head::read(input), by_library(input), "{input:02x?}");
                }
            }
        }
    }
}
