use core::fmt;

use hkdf::Hkdf;
use sha2::Sha256;

/// What every key, identifier and salt is derived from: the same seed gives the same bytes.
///
/// Values are `HKDF-SHA-256(IKM = seed, salt = empty, info = label)` of [RFC 5869][1], so that
/// each label has its own value and any other program can derive it as well. Everything that
/// comes from here is public knowledge: these are test keys.
///
/// [1]: https://www.rfc-editor.org/rfc/rfc5869
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Seed(Vec<u8>);

impl Seed {
    /// A seed of any bytes; text will do.
    pub fn new(material: impl AsRef<[u8]>) -> Self {
        Self(material.as_ref().to_vec())
    }

    /// The first `length` bytes (at most 8160) under `label`.
    #[must_use]
    pub fn bytes(&self, label: &str, length: usize) -> Vec<u8> {
        self.salted(&[], label, length)
    }

    /// `N` bytes under `label`.
    #[must_use]
    pub fn array<const N: usize>(&self, label: &str) -> [u8; N] {
        self.bytes(label, N)
            .try_into()
            .expect("safe: bytes gives the length asked for")
    }

    /// As [`Seed::bytes`], with an HKDF salt, as the [W3C vectors](crate::w3c) need it.
    ///
    /// # Panics
    ///
    /// If more than 8160 bytes are asked for, which is all HKDF-SHA-256 can give.
    #[must_use]
    pub fn salted(&self, salt: &[u8], info: impl AsRef<[u8]>, length: usize) -> Vec<u8> {
        let mut okm = vec![0; length];
        Hkdf::<Sha256>::new(Some(salt), &self.0)
            .expand(info.as_ref(), &mut okm)
            .expect("HKDF-SHA-256 gives at most 8160 bytes");
        okm
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self::new("countersign authenticator")
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seed({:?})", String::from_utf8_lossy(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_5869_test_case_1_is_reproduced() {
        let salt: Vec<u8> = (0..=12).collect();
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        let okm = Seed::new([0x0b; 22]).salted(&salt, info, 42);
        assert_eq!(
            hex::encode(okm),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
    }

    #[test]
    fn a_label_has_its_own_value() {
        let seed = Seed::default();
        assert_eq!(seed.bytes("a", 32), seed.bytes("a", 32));
        assert_ne!(seed.bytes("a", 32), seed.bytes("b", 32));
        assert_ne!(seed.bytes("a", 32), Seed::new("other").bytes("a", 32));
    }
}
