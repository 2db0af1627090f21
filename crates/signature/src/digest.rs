use countersign_cose::Hash;

/// A digest of up to 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Digest {
    bytes: [u8; 64],
    length: usize,
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        todo!()
    }
}

/// SHA-256 over the concatenation of `parts`.
#[must_use]
pub fn sha256(_parts: &[&[u8]]) -> [u8; 32] {
    todo!()
}

/// The digest over the concatenation of `parts`.
#[must_use]
pub fn digest(_hash: Hash, _parts: &[&[u8]]) -> Digest {
    todo!()
}
