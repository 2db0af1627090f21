use core::cmp::Ordering;

/// A constant of `N` bytes from its hex digits, as standards print it.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "called for constants only: what fails here fails to compile"
)]
pub(crate) const fn hex<const N: usize>(digits: &str) -> [u8; N] {
    const fn nibble(digit: u8) -> u8 {
        match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => panic!("not a hex digit"),
        }
    }
    let digits = digits.as_bytes();
    assert!(digits.len() == 2 * N, "not the length of the constant");
    let mut bytes = [0; N];
    let mut i = 0;
    while i < N {
        bytes[i] = nibble(digits[2 * i]) << 4 | nibble(digits[2 * i + 1]);
        i += 1;
    }
    bytes
}

/// Whether a big-endian number is less than another; neither has leading zeros.
pub(crate) fn is_less(number: &[u8], limit: &[u8]) -> bool {
    match number.len().cmp(&limit.len()) {
        Ordering::Less => true,
        Ordering::Equal => number < limit,
        Ordering::Greater => false,
    }
}

/// Whether a little-endian number is less than a big-endian one of the same length.
pub(crate) fn is_less_reversed<const N: usize>(number: &[u8; N], limit: &[u8; N]) -> bool {
    number.iter().rev().lt(limit.iter())
}

/// How many bits a big-endian number without leading zeros has.
pub(crate) fn bit_length(number: &[u8]) -> u64 {
    let Some((first, rest)) = number.split_first() else {
        return 0;
    };
    let whole = u64::try_from(rest.len()).unwrap_or(u64::MAX);
    let top = u8::BITS.saturating_sub(first.leading_zeros());
    whole.saturating_mul(8).saturating_add(u64::from(top))
}

#[cfg(test)]
mod tests {
    use super::{bit_length, hex, is_less, is_less_reversed};

    #[test]
    fn hex_reads_both_digits() {
        const BYTES: [u8; 3] = hex("00af10");
        assert_eq!(BYTES, [0x00, 0xaf, 0x10]);
    }

    #[test]
    fn less_means_less_and_not_equal() {
        assert!(is_less(&[], &[1]));
        assert!(is_less(&[0xff], &[1, 0]));
        assert!(is_less(&[1, 0], &[1, 1]));
        assert!(!is_less(&[1, 1], &[1, 1]));
        assert!(!is_less(&[1, 2], &[1, 1]));
        assert!(!is_less(&[1, 0, 0], &[0xff, 0xff]));
        assert!(is_less_reversed(&[0xff, 0x00], &[0x01, 0x00]));
        assert!(!is_less_reversed(&[0x00, 0x01], &[0x01, 0x00]));
        assert!(!is_less_reversed(&[0x01, 0x01], &[0x01, 0x00]));
    }

    #[test]
    fn bits_are_counted_from_the_first_one() {
        assert_eq!(bit_length(&[]), 0);
        assert_eq!(bit_length(&[1]), 1);
        assert_eq!(bit_length(&[0x80]), 8);
        assert_eq!(bit_length(&[0x01, 0xff]), 9);
    }
}
