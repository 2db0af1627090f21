use countersign_spec::Reason;

use crate::number::is_less;

/// An ECDSA signature as WebAuthn and X.509 carry it: the DER of `ECDSA-Sig-Value`
/// (RFC 3279 §2.2.3), a SEQUENCE of two INTEGERs.
///
/// Read here and not by a DER library: it is one fixed form of at most 139 bytes, on which back
/// ends differ in what else they let pass, and each refusal names its byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct EcdsaSignature<'a> {
    /// The whole, as it came.
    pub(crate) der: &'a [u8],
    /// Big-endian, 1 to n-1, without leading zeros.
    pub(crate) r: &'a [u8],
    /// Big-endian, 1 to n-1, without leading zeros.
    pub(crate) s: &'a [u8],
}

const INTEGER: u8 = 0x02; // X.690 §8.3
const SEQUENCE: u8 = 0x30; // X.690 §8.9, constructed

impl<'a> EcdsaSignature<'a> {
    /// Parses a signature whose numbers are less than the `order` of the curve's group.
    pub(crate) fn parse(bytes: &'a [u8], order: &[u8]) -> Result<Self, Reason> {
        let mut reader = Reader { bytes, rest: bytes };
        let sequence = reader.element(SEQUENCE)?;
        reader.end()?;
        reader.rest = sequence;
        let r = reader.number(order)?;
        let s = reader.number(order)?;
        // The sequence ends where the signature does.
        reader.end()?;
        Ok(Self { der: bytes, r, s })
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    /// A tail of `bytes`.
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// An element's contents, the element being in DER.
    fn element(&mut self, tag: u8) -> Result<&'a [u8], Reason> {
        if self.rest.first() != Some(&tag) {
            return Err(self.malformed(self.rest));
        }
        let _tag = self.byte()?;
        let start = self.rest;
        // X.690 §10.1: the shortest form. 138 bytes are the most, so two bytes of length are.
        let length = match self.byte()? {
            length @ 0..=0x7f => length,
            0x81 => match self.byte()? {
                length @ 0x80.. => length,
                _ => return Err(self.malformed(start)),
            },
            _ => return Err(self.malformed(start)),
        };
        let (contents, rest) = self
            .rest
            .split_at_checked(usize::from(length))
            .ok_or_else(|| self.malformed(start))?;
        self.rest = rest;
        Ok(contents)
    }

    /// An INTEGER in its shortest form that is 1 to n-1 (FIPS 186-5 §6.4.2 step 1).
    fn number(&mut self, order: &[u8]) -> Result<&'a [u8], Reason> {
        let start = self.rest;
        let number = match self.element(INTEGER)? {
            // A zero byte is there only where the next would be taken for a sign.
            [0, number @ ..] if matches!(number, [0x80..=0xff, ..]) => number,
            number @ [0x01..=0x7f, ..] => number,
            _ => return Err(self.malformed(start)),
        };
        if is_less(number, order) {
            Ok(number)
        } else {
            Err(self.malformed(start))
        }
    }

    fn byte(&mut self) -> Result<u8, Reason> {
        let (byte, rest) = self
            .rest
            .split_first()
            .ok_or_else(|| self.malformed(self.rest))?;
        self.rest = rest;
        Ok(*byte)
    }

    fn end(&self) -> Result<(), Reason> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.malformed(self.rest))
        }
    }

    /// Malformed where `at`, a tail of the signature, begins.
    fn malformed(&self, at: &[u8]) -> Reason {
        let offset = self.bytes.len().saturating_sub(at.len());
        let what = "signature";
        Reason::Malformed { what, offset }
    }
}

#[cfg(test)]
mod tests {
    use super::{EcdsaSignature, Reason};
    use alloc::vec::Vec;

    /// A group of two bytes, so that a case fits in a line.
    const ORDER: &[u8] = &[0xf0, 0x05];

    fn offset(bytes: &[u8]) -> Option<usize> {
        match EcdsaSignature::parse(bytes, ORDER) {
            Ok(_) => None,
            Err(Reason::Malformed {
                what: "signature",
                offset,
            }) => Some(offset),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn r_and_s_are_read() {
        let bytes = [0x30, 0x08, 0x02, 0x01, 0x7f, 0x02, 0x03, 0x00, 0xf0, 0x04];
        let signature = EcdsaSignature::parse(&bytes, ORDER).unwrap();
        assert_eq!((signature.r, signature.s), (&[0x7f][..], &[0xf0, 0x04][..]));
    }

    #[test]
    fn each_departure_is_refused_at_its_byte() {
        // Accepted: 30 06 02 01 05 02 01 06.
        assert_eq!(offset(&[0x30, 6, 2, 1, 5, 2, 1, 6]), None);
        let cases: &[(&str, usize, &[u8])] = &[
            ("nothing", 0, &[]),
            ("a set", 0, &[0x31, 6, 2, 1, 5, 2, 1, 6]),
            ("no length", 1, &[0x30]),
            (
                "indefinite length",
                1,
                &[0x30, 0x80, 2, 1, 5, 2, 1, 6, 0, 0],
            ),
            (
                "length not in its shortest form",
                1,
                &[0x30, 0x81, 6, 2, 1, 5, 2, 1, 6],
            ),
            (
                "length in three bytes",
                1,
                &[0x30, 0x82, 0, 6, 2, 1, 5, 2, 1, 6],
            ),
            ("length past the end", 1, &[0x30, 7, 2, 1, 5, 2, 1, 6]),
            (
                "a byte after the sequence",
                8,
                &[0x30, 6, 2, 1, 5, 2, 1, 6, 0],
            ),
            ("a byte after s", 8, &[0x30, 7, 2, 1, 5, 2, 1, 6, 0]),
            ("a third integer", 8, &[0x30, 9, 2, 1, 5, 2, 1, 6, 2, 1, 1]),
            ("no s", 5, &[0x30, 3, 2, 1, 5]),
            ("r of another type", 2, &[0x30, 6, 3, 1, 5, 2, 1, 6]),
            ("r of no bytes", 2, &[0x30, 5, 2, 0, 2, 1, 6]),
            ("r is zero", 2, &[0x30, 6, 2, 1, 0, 2, 1, 6]),
            ("r is negative", 2, &[0x30, 6, 2, 1, 0x85, 2, 1, 6]),
            ("r with a needless zero", 2, &[0x30, 7, 2, 2, 0, 5, 2, 1, 6]),
            ("r is n", 2, &[0x30, 8, 2, 3, 0, 0xf0, 5, 2, 1, 6]),
            ("r is longer than n", 2, &[0x30, 8, 2, 3, 1, 0, 0, 2, 1, 6]),
            ("s is zero", 5, &[0x30, 6, 2, 1, 5, 2, 1, 0]),
            ("s is n", 5, &[0x30, 8, 2, 1, 5, 2, 3, 0, 0xf0, 5]),
            (
                "s past the end of the sequence",
                6,
                &[0x30, 6, 2, 1, 5, 2, 2, 6],
            ),
        ];
        for (name, at, bytes) in cases {
            assert_eq!(offset(bytes), Some(*at), "{name}");
        }
    }

    #[test]
    fn a_length_of_128_or_more_takes_two_bytes() {
        let order = [0xff; 66];
        let mut bytes = Vec::from([0x30, 0x81, 0x88]);
        for _ in 0..2 {
            bytes.extend([0x02, 0x42]);
            bytes.extend([0x01; 66]);
        }
        assert!(EcdsaSignature::parse(&bytes, &order).is_ok());
        bytes.splice(1..3, [0x88]);
        assert!(EcdsaSignature::parse(&bytes, &order).is_err());
    }
}
