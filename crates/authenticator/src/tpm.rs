//! The structures of TPM 2.0 Part 2 that `tpm` statements carry, written as they stand.

use countersign_cose::{Curve, Hash};

use crate::PublicKey;
use crate::ecdsa::digest;

/// `TPM_GENERATED_VALUE`.
pub const GENERATED: u32 = 0xff54_4347;
/// `TPM_ST_ATTEST_CERTIFY`.
pub const ATTEST_CERTIFY: u16 = 0x8017;
/// `TPM_ALG_RSA`.
pub const ALG_RSA: u16 = 0x0001;
/// `TPM_ALG_SHA1`.
pub const ALG_SHA1: u16 = 0x0004;
/// `TPM_ALG_SHA256`.
pub const ALG_SHA256: u16 = 0x000b;
/// `TPM_ALG_SHA384`.
pub const ALG_SHA384: u16 = 0x000c;
/// `TPM_ALG_SHA512`.
pub const ALG_SHA512: u16 = 0x000d;
/// `TPM_ALG_NULL`.
pub const ALG_NULL: u16 = 0x0010;
/// `TPM_ALG_ECC`.
pub const ALG_ECC: u16 = 0x0023;
/// `TPM_ALG_KEYEDHASH`, for a public area that no credential key matches.
pub const ALG_KEYEDHASH: u16 = 0x0008;

/// `TPMT_PUBLIC` of TPM 2.0 Part 2 §12.2.4: the key a TPM attests (`pubArea`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PubArea {
    /// The kind of key.
    pub kind: u16,
    /// The digest that names it (`nameAlg`).
    pub name_alg: u16,
    /// `objectAttributes`.
    pub attributes: u32,
    /// `authPolicy`.
    pub auth_policy: Vec<u8>,
    /// `parameters`, by kind of key.
    pub parameters: Parameters,
    /// `unique`: the modulus, the two coordinates, or a digest, each with its length in front.
    pub unique: Vec<Vec<u8>>,
    /// Bytes after the end.
    pub after: Vec<u8>,
}

/// `TPMU_PUBLIC_PARMS`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Parameters {
    /// `TPMS_RSA_PARMS`.
    Rsa {
        /// The symmetric algorithm, null for a signing key.
        symmetric: u16,
        /// The signature scheme, null for any.
        scheme: u16,
        /// Size of the modulus.
        key_bits: u16,
        /// Exponent, zero for 65537.
        exponent: u32,
    },
    /// `TPMS_ECC_PARMS`.
    Ecc {
        /// The symmetric algorithm, null for a signing key.
        symmetric: u16,
        /// The signature scheme, null for any.
        scheme: u16,
        /// `curveID`.
        curve_id: u16,
        /// The key derivation, null.
        kdf: u16,
    },
    /// These bytes.
    Raw(Vec<u8>),
}

impl PubArea {
    /// The public area of a signing key made in the TPM. An Edwards or ML-DSA key, which a TPM
    /// has not, becomes a keyed hash that holds its bytes.
    #[must_use]
    pub fn new(key: &PublicKey) -> Self {
        let (kind, parameters, unique) = match key {
            PublicKey::Rsa { n, e } => (ALG_RSA, rsa_parameters(n, e), vec![n.clone()]),
            PublicKey::Ec { curve, x, y } => {
                (ALG_ECC, ecc_parameters(*curve), vec![x.clone(), y.clone()])
            }
            other => {
                let null = Parameters::Raw(ALG_NULL.to_be_bytes().to_vec());
                (
                    ALG_KEYEDHASH,
                    null,
                    vec![digest(Hash::Sha256, &other.key_bits())],
                )
            }
        };
        Self {
            kind,
            name_alg: ALG_SHA256,
            // fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, noDA, sign
            attributes: 0x0004_0472,
            auth_policy: vec![],
            parameters,
            unique,
            after: vec![],
        }
    }

    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(self.kind.to_be_bytes());
        out.extend(self.name_alg.to_be_bytes());
        out.extend(self.attributes.to_be_bytes());
        out.extend(sized(&self.auth_policy));
        match &self.parameters {
            Parameters::Rsa {
                symmetric,
                scheme,
                key_bits,
                exponent,
            } => {
                for number in [symmetric, scheme, key_bits] {
                    out.extend(number.to_be_bytes());
                }
                out.extend(exponent.to_be_bytes());
            }
            Parameters::Ecc {
                symmetric,
                scheme,
                curve_id,
                kdf,
            } => {
                for number in [symmetric, scheme, curve_id, kdf] {
                    out.extend(number.to_be_bytes());
                }
            }
            Parameters::Raw(bytes) => out.extend(bytes),
        }
        for part in &self.unique {
            out.extend(sized(part));
        }
        out.extend(&self.after);
        out
    }

    /// The name: the digest's identifier and the digest of these bytes. An identifier that is
    /// no digest names with SHA-256.
    #[must_use]
    pub fn name(&self) -> Vec<u8> {
        let hash = match self.name_alg {
            ALG_SHA1 => Hash::Sha1,
            ALG_SHA384 => Hash::Sha384,
            ALG_SHA512 => Hash::Sha512,
            _ => Hash::Sha256,
        };
        [
            &self.name_alg.to_be_bytes()[..],
            &digest(hash, &self.encode()),
        ]
        .concat()
    }
}

/// `TPMS_ATTEST` of TPM 2.0 Part 2 §10.12.8 with a `TPMS_CERTIFY_INFO` (`certInfo`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertInfo {
    /// `magic`.
    pub magic: u32,
    /// `type`.
    pub kind: u16,
    /// `qualifiedSigner`.
    pub qualified_signer: Vec<u8>,
    /// `extraData`.
    pub extra_data: Vec<u8>,
    /// `clockInfo.clock`.
    pub clock: u64,
    /// `clockInfo.resetCount`.
    pub reset_count: u32,
    /// `clockInfo.restartCount`.
    pub restart_count: u32,
    /// `clockInfo.safe`.
    pub safe: u8,
    /// `firmwareVersion`.
    pub firmware_version: u64,
    /// `attested.name`.
    pub name: Vec<u8>,
    /// `attested.qualifiedName`.
    pub qualified_name: Vec<u8>,
    /// Bytes after the end.
    pub after: Vec<u8>,
}

impl CertInfo {
    /// What a TPM says that certifies the key of `pub_area` over `extra_data`.
    #[must_use]
    pub fn new(extra_data: Vec<u8>, pub_area: &PubArea) -> Self {
        Self {
            magic: GENERATED,
            kind: ATTEST_CERTIFY,
            qualified_signer: vec![],
            extra_data,
            clock: 0x0011_2233,
            reset_count: 1,
            restart_count: 1,
            safe: 1,
            firmware_version: 0x2026_0000_0000_0001,
            name: pub_area.name(),
            qualified_name: vec![],
            after: vec![],
        }
    }

    /// The bytes, which are what the attestation key signs.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.magic.to_be_bytes().to_vec();
        out.extend(self.kind.to_be_bytes());
        out.extend(sized(&self.qualified_signer));
        out.extend(sized(&self.extra_data));
        out.extend(self.clock.to_be_bytes());
        out.extend(self.reset_count.to_be_bytes());
        out.extend(self.restart_count.to_be_bytes());
        out.push(self.safe);
        out.extend(self.firmware_version.to_be_bytes());
        out.extend(sized(&self.name));
        out.extend(sized(&self.qualified_name));
        out.extend(&self.after);
        out
    }
}

/// A `TPM2B`: two bytes of length, then the bytes.
///
/// # Panics
///
/// If there are more than 65535.
#[must_use]
pub fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a TPM2B of at most 65535 bytes");
    [&length.to_be_bytes()[..], bytes].concat()
}

fn rsa_parameters(n: &[u8], e: &[u8]) -> Parameters {
    let exponent = e
        .iter()
        .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    Parameters::Rsa {
        symmetric: ALG_NULL,
        scheme: ALG_NULL,
        key_bits: u16::try_from(n.len() * 8).expect("an RSA key of sane size"),
        exponent: if exponent == 65537 { 0 } else { exponent },
    }
}

fn ecc_parameters(curve: Curve) -> Parameters {
    let curve_id = match curve {
        Curve::P256 => 0x0003,
        Curve::P384 => 0x0004,
        Curve::P521 => 0x0005,
        _ => 0x0000, // TPM_ECC_NONE: the registry has no such curve
    };
    Parameters::Ecc {
        symmetric: ALG_NULL,
        scheme: ALG_NULL,
        curve_id,
        kdf: ALG_NULL,
    }
}
