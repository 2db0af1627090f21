//! DER writing, right and wrong: small functions that put a tag and a length before bytes.
//!
//! Nothing checks what is written, so a certificate or an Android key description can be bent
//! anywhere. Each function gives the encoding of one whole element.

/// An element of any tag: one identifier byte, the length, the content.
#[must_use]
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    push_length(&mut out, content.len());
    out.extend_from_slice(content);
    out
}

/// A `SEQUENCE` of elements.
#[must_use]
pub fn sequence<T: AsRef<[u8]>>(items: &[T]) -> Vec<u8> {
    tlv(0x30, &concat(items))
}

/// A `SET` of elements, in the order given (DER wants them sorted).
#[must_use]
pub fn set<T: AsRef<[u8]>>(items: &[T]) -> Vec<u8> {
    tlv(0x31, &concat(items))
}

/// An `INTEGER` of a small number.
#[must_use]
pub fn integer(value: i64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let sign = if value < 0 { 0xff } else { 0 };
    let mut start = 0;
    while start < 7 && bytes[start] == sign && (bytes[start + 1] & 0x80 == sign & 0x80) {
        start += 1;
    }
    tlv(0x02, &bytes[start..])
}

/// An `INTEGER` of a non-negative number given as big-endian bytes, in its shortest form.
#[must_use]
pub fn unsigned(big_endian: &[u8]) -> Vec<u8> {
    tlv(0x02, &unsigned_content(big_endian))
}

/// The content of [`unsigned`], without tag and length.
#[must_use]
pub fn unsigned_content(big_endian: &[u8]) -> Vec<u8> {
    let zeros = big_endian.iter().take_while(|byte| **byte == 0).count();
    let digits = &big_endian[zeros..];
    let mut content = Vec::new();
    if digits.first().is_none_or(|byte| byte & 0x80 != 0) {
        content.push(0);
    }
    content.extend_from_slice(digits);
    content
}

/// An `ENUMERATED` of one byte.
#[must_use]
pub fn enumerated(value: u8) -> Vec<u8> {
    tlv(0x0a, &[value])
}

/// A `BOOLEAN`.
#[must_use]
pub fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, &[if value { 0xff } else { 0 }])
}

/// `NULL`.
#[must_use]
pub fn null() -> Vec<u8> {
    tlv(0x05, &[])
}

/// An `OCTET STRING`.
#[must_use]
pub fn octet_string(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

/// A `BIT STRING` with this many unused bits in its last byte.
#[must_use]
pub fn bit_string(unused: u8, content: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[unused], content].concat())
}

/// A `UTF8String`.
#[must_use]
pub fn utf8_string(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}

/// A `PrintableString`.
#[must_use]
pub fn printable_string(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

/// An `OBJECT IDENTIFIER` from its dotted text.
///
/// # Panics
///
/// If the text is not two or more numbers between dots.
#[must_use]
pub fn oid(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted
        .split('.')
        .map(|arc| arc.parse::<u64>().expect("a dotted OID"));
    let (first, second) = (
        arcs.next().unwrap_or(0),
        arcs.next().expect("an OID has two arcs"),
    );
    let mut content = base_128(first * 40 + second);
    arcs.for_each(|arc| content.extend(base_128(arc)));
    tlv(0x06, &content)
}

/// An explicitly tagged element, `[number] EXPLICIT`; numbers over 30 take the long form.
#[must_use]
pub fn explicit(number: u32, element: &[u8]) -> Vec<u8> {
    context(number, 0xa0, element)
}

/// An implicitly tagged primitive, `[number] IMPLICIT`.
#[must_use]
pub fn implicit(number: u32, content: &[u8]) -> Vec<u8> {
    context(number, 0x80, content)
}

/// The same element with its length in `extra` bytes more than needed, which BER allows and DER
/// does not.
///
/// # Panics
///
/// If the element has no single-byte tag and length.
#[must_use]
pub fn overlong(element: &[u8], extra: u8) -> Vec<u8> {
    let (tag, content) = split(element);
    let mut minimal = Vec::new();
    push_length(&mut minimal, content.len());
    let digits = if minimal.len() == 1 {
        &minimal[..]
    } else {
        &minimal[1..]
    };
    let count = u8::try_from(digits.len()).expect("safe: at most 8 bytes") + extra;
    let mut out = vec![tag, 0x80 | count];
    out.extend(core::iter::repeat_n(0, extra.into()));
    out.extend_from_slice(digits);
    out.extend_from_slice(content);
    out
}

/// The same element with an indefinite length and end-of-contents bytes.
///
/// # Panics
///
/// If the element has no single-byte tag and length.
#[must_use]
pub fn indefinite(element: &[u8]) -> Vec<u8> {
    let (tag, content) = split(element);
    [&[tag, 0x80], content, &[0, 0]].concat()
}

/// The tag and the content of an element that this module wrote.
///
/// # Panics
///
/// If the element has no single-byte tag and length.
#[must_use]
pub fn split(element: &[u8]) -> (u8, &[u8]) {
    let length_bytes = match element[1] {
        0..0x80 => 0,
        long => usize::from(long & 0x7f),
    };
    (element[0], &element[2 + length_bytes..])
}

fn context(number: u32, class: u8, content: &[u8]) -> Vec<u8> {
    if number < 31 {
        let low = u8::try_from(number).expect("safe: under 31");
        return tlv(class | low, content);
    }
    let mut out = vec![class | 0x1f];
    out.extend(base_128(number.into()));
    push_length(&mut out, content.len());
    out.extend_from_slice(content);
    out
}

fn base_128(mut value: u64) -> Vec<u8> {
    let mut digits = Vec::new();
    loop {
        let digit = u8::try_from(value & 0x7f).expect("safe: 7 bits");
        digits.push(if digits.is_empty() {
            digit
        } else {
            digit | 0x80
        });
        value >>= 7;
        if value == 0 {
            digits.reverse();
            return digits;
        }
    }
}

fn push_length(out: &mut Vec<u8>, length: usize) {
    let bytes = length.to_be_bytes();
    if length < 0x80 {
        return out.push(bytes[bytes.len() - 1]);
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let count = u8::try_from(bytes.len() - zeros).expect("safe: at most 8 bytes");
    out.push(0x80 | count);
    out.extend_from_slice(&bytes[zeros..]);
}

fn concat<T: AsRef<[u8]>>(items: &[T]) -> Vec<u8> {
    items
        .iter()
        .flat_map(|item| item.as_ref().iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use der::Encode as _;

    use super::*;

    #[test]
    fn integers_are_what_the_der_crate_writes() {
        for value in [0, 1, 127, 128, 255, 256, -1, -128, -129, i64::MAX, i64::MIN] {
            assert_eq!(integer(value), value.to_der().unwrap(), "{value}");
        }
        assert_eq!(unsigned(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(unsigned(&[0]), [2, 1, 0]);
    }

    #[test]
    fn object_identifiers_are_what_the_der_crate_writes() {
        for dotted in [
            "1.2.840.10045.2.1",
            "2.23.133.8.3",
            "1.3.6.1.4.1.11129.2.1.17",
        ] {
            let read: der::asn1::ObjectIdentifier = der::Decode::from_der(&oid(dotted)).unwrap();
            assert_eq!(read.to_string(), dotted);
        }
        assert_eq!(oid("2.999.1"), [6, 3, 0x88, 0x37, 1]);
    }

    #[test]
    fn long_lengths_and_tags_have_the_shortest_form() {
        assert_eq!(tlv(4, &[7; 200])[..3], [4, 0x81, 200]);
        assert_eq!(tlv(4, &[7; 300])[..4], [4, 0x82, 1, 44]);
        assert_eq!(explicit(702, &integer(0)), [0xbf, 0x85, 0x3e, 3, 2, 1, 0]);
        assert_eq!(explicit(3, &null()), [0xa3, 2, 5, 0]);
    }

    #[test]
    fn what_der_forbids_can_be_written() {
        assert_eq!(overlong(&integer(5), 0), [2, 0x81, 1, 5]);
        assert_eq!(overlong(&tlv(4, &[1; 130]), 1)[..5], [4, 0x82, 0, 130, 1]);
        assert_eq!(indefinite(&sequence(&[null()])), [0x30, 0x80, 5, 0, 0, 0]);
    }
}
