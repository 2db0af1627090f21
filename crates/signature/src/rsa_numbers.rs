/// The numbers of an RSA public key: as large as we accept them, and no larger, so that no
/// allocation is needed to keep them.
pub(crate) struct RsaNumbers {
    n: Bytes<MODULUS_MAX>,
    e: Bytes<EXPONENT_MAX>,
}

const MODULUS_MAX: usize = 1024; // 8192 bits
const EXPONENT_MAX: usize = 5; // 33 bits

impl RsaNumbers {
    /// Keeps modulus and exponent, big-endian without leading zeros; `None` if one is too long.
    pub(crate) fn new(n: &[u8], e: &[u8]) -> Option<Self> {
        Some(Self {
            n: Bytes::new(n)?,
            e: Bytes::new(e)?,
        })
    }

    /// The modulus, big-endian, without leading zeros.
    pub(crate) fn n(&self) -> &[u8] {
        self.n.as_ref()
    }

    /// The exponent, big-endian, without leading zeros.
    pub(crate) fn e(&self) -> &[u8] {
        self.e.as_ref()
    }

    /// The DER of `RSAPublicKey` (RFC 8017 §A.1.1), in which a library may want a key.
    #[cfg(all(
        feature = "graviola",
        any(target_arch = "x86_64", target_arch = "aarch64")
    ))]
    pub(crate) fn to_der(&self) -> Option<Bytes<DER_MAX>> {
        const SEQUENCE: u8 = 0x30; // X.690 §8.9, constructed
        let mut numbers = Bytes::<DER_MAX>::new(&[])?;
        integer(&mut numbers, self.n())?;
        integer(&mut numbers, self.e())?;
        let mut der = Bytes::new(&[])?;
        element(&mut der, SEQUENCE, &[], numbers.as_ref())?;
        Some(der)
    }
}

/// Both numbers, and the most that tags, lengths and signs add to them.
#[cfg(all(
    feature = "graviola",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
const DER_MAX: usize = MODULUS_MAX + EXPONENT_MAX + 4 + 5 + 3;

/// X.690 §8.3: a zero byte stands where the first would be taken for a sign.
#[cfg(all(
    feature = "graviola",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
fn integer(der: &mut Bytes<DER_MAX>, number: &[u8]) -> Option<()> {
    const INTEGER: u8 = 0x02;
    let sign: &[u8] = match number.first()? {
        0x80.. => &[0],
        _ => &[],
    };
    element(der, INTEGER, sign, number)
}

/// X.690 §10.1: a length in its shortest form, and contents in two parts.
#[cfg(all(
    feature = "graviola",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
fn element(der: &mut Bytes<DER_MAX>, tag: u8, one: &[u8], two: &[u8]) -> Option<()> {
    let [high, low] = u16::try_from(one.len().checked_add(two.len())?)
        .ok()?
        .to_be_bytes();
    match (high, low) {
        (0, 0..0x80) => der.push(&[tag, low])?,
        (0, _) => der.push(&[tag, 0x81, low])?,
        _ => der.push(&[tag, 0x82, high, low])?,
    }
    der.push(one)?;
    der.push(two)
}

/// At most `N` bytes.
pub(crate) struct Bytes<const N: usize> {
    room: [u8; N],
    length: usize,
}

impl<const N: usize> Bytes<N> {
    fn new(bytes: &[u8]) -> Option<Self> {
        let mut all = Self {
            room: [0; N],
            length: 0,
        };
        all.push(bytes)?;
        Some(all)
    }

    fn push(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.length.checked_add(bytes.len())?;
        self.room.get_mut(self.length..end)?.copy_from_slice(bytes);
        self.length = end;
        Some(())
    }
}

impl<const N: usize> AsRef<[u8]> for Bytes<N> {
    fn as_ref(&self) -> &[u8] {
        self.room.get(..self.length).unwrap_or_default()
    }
}

#[cfg(all(
    test,
    feature = "graviola",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod tests {
    use super::{EXPONENT_MAX, MODULUS_MAX, RsaNumbers};
    use alloc::vec;
    use alloc::vec::Vec;

    fn der(n: &[u8], e: &[u8]) -> Option<Vec<u8>> {
        let numbers = RsaNumbers::new(n, e)?;
        Some(numbers.to_der()?.as_ref().into())
    }

    #[test]
    fn small_numbers_are_written_as_in_the_standard() {
        let short = [0x30, 6, 2, 1, 5, 2, 1, 3];
        assert_eq!(der(&[5], &[3]).unwrap(), short);
        let signs = [0x30, 8, 2, 2, 0, 0x85, 2, 2, 0, 0x83];
        assert_eq!(der(&[0x85], &[0x83]).unwrap(), signs);
    }

    #[test]
    fn lengths_take_one_to_three_bytes() {
        for (length, head) in [
            (0x7f, &[0x30, 0x81, 0x84, 2, 0x7f, 1][..]),
            (0x80, &[0x30, 0x81, 0x86, 2, 0x81, 0x80, 1]),
            (0x100, &[0x30, 0x82, 1, 7, 2, 0x82, 1, 0, 1]),
        ] {
            let der = der(&vec![1; length], &[3]).unwrap();
            assert!(der.starts_with(head), "{length}");
            assert!(der.ends_with(&[1, 2, 1, 3]), "{length}");
        }
    }

    #[test]
    fn the_largest_numbers_fit_and_larger_ones_do_not() {
        assert!(der(&[0xff; MODULUS_MAX], &[0xff; EXPONENT_MAX]).is_some());
        assert!(RsaNumbers::new(&[0xff; MODULUS_MAX + 1], &[3]).is_none());
        assert!(RsaNumbers::new(&[0xff], &[1; EXPONENT_MAX + 1]).is_none());
    }
}
