use alloc::vec::Vec;

use countersign_cose::Algorithm;

/// A COSE_Key by its numbers: RFC 9053 §7, RFC 8230 §4. It is written in canonical form and then
/// read by the strict reader, like every other.
pub(super) enum CoseKey {
    /// Both coordinates, with the curve's COSE identifier.
    Ec2 { curve: i64, x: Vec<u8>, y: Vec<u8> },
    /// An encoded point, with the curve's COSE identifier.
    Okp { curve: i64, x: Vec<u8> },
    /// Modulus and exponent.
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

// CBOR major types: RFC 8949 §3.1.
const UNSIGNED: u8 = 0x00;
const NEGATIVE: u8 = 0x20;
const BYTES: u8 = 0x40;
const MAP: u8 = 0xa0;

impl CoseKey {
    pub(super) fn encode(&self, algorithm: Algorithm) -> Vec<u8> {
        let mut key = Vec::new();
        let (size, kty) = match self {
            Self::Ec2 { .. } => (5, 2),
            Self::Okp { .. } => (4, 1),
            Self::Rsa { .. } => (4, 3),
        };
        head(&mut key, MAP, size);
        integers(&mut key, [1, kty, 3, algorithm.id()]);
        match self {
            Self::Ec2 { curve, x, y } => {
                integers(&mut key, [-1, *curve]);
                bytes(&mut key, -2, x);
                bytes(&mut key, -3, y);
            }
            Self::Okp { curve, x } => {
                integers(&mut key, [-1, *curve]);
                bytes(&mut key, -2, x);
            }
            Self::Rsa { n, e } => {
                bytes(&mut key, -1, n);
                bytes(&mut key, -2, e);
            }
        }
        key
    }
}

fn bytes(to: &mut Vec<u8>, label: i64, bytes: &[u8]) {
    integers(to, [label]);
    head(to, BYTES, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    to.extend_from_slice(bytes);
}

fn integers<const N: usize>(to: &mut Vec<u8>, integers: [i64; N]) {
    for integer in integers {
        // A negative integer n stands as -1 - n, which is its complement (RFC 8949 §3.1).
        match u64::try_from(integer) {
            Ok(argument) => head(to, UNSIGNED, argument),
            Err(_) => head(to, NEGATIVE, (!integer).unsigned_abs()),
        }
    }
}

/// The head of an item, its argument in the shortest form: RFC 8949 §3.
fn head(to: &mut Vec<u8>, major: u8, argument: u64) {
    let [.., b3, b2, b1, b0] = argument.to_be_bytes();
    match argument {
        0..=23 => to.push(major | b0),
        24..=0xff => to.extend([major | 0x18, b0]),
        0x100..=0xffff => to.extend([major | 0x19, b1, b0]),
        _ => to.extend([major | 0x1a, b3, b2, b1, b0]),
    }
}
