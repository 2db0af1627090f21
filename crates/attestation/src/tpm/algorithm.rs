//! Algorithm identifiers (`TPM_ALG_ID`), TPM 2.0 Part 2 §6.3.

use countersign_cose::{Curve, Hash};

pub(super) const RSA: u16 = 0x0001;
pub(super) const TDES: u16 = 0x0003;
pub(super) const SHA1: u16 = 0x0004;
pub(super) const AES: u16 = 0x0006;
pub(super) const MGF1: u16 = 0x0007;
pub(super) const SHA256: u16 = 0x000b;
pub(super) const SHA384: u16 = 0x000c;
pub(super) const SHA512: u16 = 0x000d;
pub(super) const NULL: u16 = 0x0010;
pub(super) const SM4: u16 = 0x0013;
pub(super) const RSASSA: u16 = 0x0014;
pub(super) const RSAES: u16 = 0x0015;
pub(super) const RSAPSS: u16 = 0x0016;
pub(super) const OAEP: u16 = 0x0017;
pub(super) const ECDSA: u16 = 0x0018;
pub(super) const ECDH: u16 = 0x0019;
pub(super) const ECDAA: u16 = 0x001a;
pub(super) const SM2: u16 = 0x001b;
pub(super) const ECSCHNORR: u16 = 0x001c;
pub(super) const ECMQV: u16 = 0x001d;
pub(super) const KDF1_SP800_56A: u16 = 0x0020;
pub(super) const KDF2: u16 = 0x0021;
pub(super) const KDF1_SP800_108: u16 = 0x0022;
pub(super) const ECC: u16 = 0x0023;
pub(super) const CAMELLIA: u16 = 0x0026;

/// The hash of a `TPMI_ALG_HASH`, of those that WebAuthn's algorithms use.
pub(super) const fn hash(id: u16) -> Option<Hash> {
    match id {
        SHA1 => Some(Hash::Sha1),
        SHA256 => Some(Hash::Sha256),
        SHA384 => Some(Hash::Sha384),
        SHA512 => Some(Hash::Sha512),
        _ => None,
    }
}

/// The curve of a `TPM_ECC_CURVE`, TPM 2.0 Part 2 §6.4.
pub(super) const fn curve(id: u16) -> Option<Curve> {
    match id {
        0x0003 => Some(Curve::P256), // TPM_ECC_NIST_P256
        0x0004 => Some(Curve::P384), // TPM_ECC_NIST_P384
        0x0005 => Some(Curve::P521), // TPM_ECC_NIST_P521
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Curve, curve};

    #[test]
    fn curves_have_the_identifiers_of_part_2() {
        for (id, expected) in [
            (0x0002, None), // TPM_ECC_NIST_P224
            (0x0003, Some(Curve::P256)),
            (0x0004, Some(Curve::P384)),
            (0x0005, Some(Curve::P521)),
            (0x0010, None), // TPM_ECC_BN_P256
        ] {
            assert_eq!(curve(id), expected, "{id:#06x}");
        }
    }
}
