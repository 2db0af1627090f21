//! Ed25519 signatures taken apart.

/// The order L of the group of Ed25519 (RFC 8032 §5.1), little-endian: 2^252 and what follows.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// An Ed25519 signature with L added to its second half: the same number modulo L, out of range.
///
/// # Panics
///
/// If the signature has not 64 bytes.
#[must_use]
pub fn ed25519_beyond_order(signature: &[u8]) -> Vec<u8> {
    assert_eq!(signature.len(), 64, "an Ed25519 signature");
    let (r, s) = signature.split_at(32);
    let mut carry = 0_u16;
    let mut sum = r.to_vec();
    for (s, l) in s.iter().zip(ORDER) {
        let [high, low] = (u16::from(*s) + u16::from(l) + carry).to_be_bytes();
        sum.push(low);
        carry = high.into();
    }
    sum
}
