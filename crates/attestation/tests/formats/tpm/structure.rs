//! Writes the structures of TPM 2.0 Part 2, as they stand.

use crate::registration::Key;
use rsa::traits::PublicKeyParts;
use sha2::{Digest, Sha256, Sha384, Sha512};

pub(crate) const SHA1: u16 = 0x0004;
pub(crate) const SHA256: u16 = 0x000b;
pub(crate) const SHA384: u16 = 0x000c;
pub(crate) const SHA512: u16 = 0x000d;
pub(crate) const NULL: u16 = 0x0010;
pub(crate) const RSASSA: u16 = 0x0014;
pub(crate) const RSAPSS: u16 = 0x0016;
pub(crate) const ECDSA: u16 = 0x0018;

/// `TPMT_PUBLIC`.
#[derive(Clone)]
pub(crate) struct PubArea {
    pub(crate) kind: u16,
    pub(crate) name_alg: u16,
    pub(crate) attributes: u32,
    /// `parameters` up to the scheme.
    pub(crate) symmetric: Vec<u16>,
    pub(crate) scheme: Vec<u16>,
    /// `keyBits` or `curveID`.
    pub(crate) size: u16,
    pub(crate) exponent: Option<u32>,
    pub(crate) key_derivation: Vec<u16>,
    pub(crate) unique: Vec<Vec<u8>>,
    /// Bytes in front of it and after it.
    pub(crate) before: Vec<u8>,
    pub(crate) after: Vec<u8>,
}

impl PubArea {
    pub(crate) fn of(key: &Key) -> Self {
        let mut area = Self {
            kind: 0x0023,
            name_alg: SHA256,
            attributes: 0x0004_0072,
            symmetric: vec![NULL],
            scheme: vec![NULL],
            size: 0x0003,
            exponent: None,
            key_derivation: vec![NULL],
            unique: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
        };
        if let Key::Rsa(key) = key {
            area.kind = 0x0001;
            area.size = 2048;
            area.exponent = Some(0);
            area.key_derivation.clear();
            let modulus = key.n().to_be_bytes_trimmed_vartime();
            area.unique.push(modulus.to_vec());
        } else {
            let point = key.point();
            let (x, y) = point[1..].split_at(point.len() / 2);
            area.size = if x.len() == 32 { 0x0003 } else { 0x0004 };
            area.unique.extend([x.to_vec(), y.to_vec()]);
        }
        area
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let words = |words: &[u16]| {
            words
                .iter()
                .flat_map(|word| word.to_be_bytes())
                .collect::<Vec<_>>()
        };
        [
            self.before.clone(),
            words(&[self.kind, self.name_alg]),
            self.attributes.to_be_bytes().to_vec(),
            sized(&[0x11; 32]),
            words(&self.symmetric),
            words(&self.scheme),
            words(&[self.size]),
            self.exponent
                .map(|e| e.to_be_bytes().to_vec())
                .unwrap_or_default(),
            words(&self.key_derivation),
            self.unique
                .iter()
                .flat_map(|number| sized(number))
                .collect(),
            self.after.clone(),
        ]
        .concat()
    }

    /// The Name: `nameAlg` and the digest.
    pub(crate) fn name(&self) -> Vec<u8> {
        [
            self.name_alg.to_be_bytes().to_vec(),
            hash(self.name_alg, &self.bytes()),
        ]
        .concat()
    }
}

/// `TPMS_ATTEST` with a `TPMS_CERTIFY_INFO`.
#[derive(Clone)]
pub(crate) struct CertInfo {
    pub(crate) magic: Vec<u8>,
    pub(crate) kind: u16,
    pub(crate) qualified_signer: Vec<u8>,
    pub(crate) extra_data: Vec<u8>,
    pub(crate) safe: u8,
    pub(crate) name: Vec<u8>,
    pub(crate) after: Vec<u8>,
}

impl CertInfo {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [
            self.magic.clone(),
            self.kind.to_be_bytes().to_vec(),
            self.qualified_signer.clone(),
            sized(&self.extra_data),
            9_u64.to_be_bytes().to_vec(),
            10_u32.to_be_bytes().to_vec(),
            11_u32.to_be_bytes().to_vec(),
            vec![self.safe],
            0x0102_0304_0506_0708_u64.to_be_bytes().to_vec(),
            sized(&self.name),
            sized(&[0x33; 34]),
            self.after.clone(),
        ]
        .concat()
    }
}

/// `TPM2B_…`.
pub(crate) fn sized(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a short buffer");
    [&length.to_be_bytes(), content].concat()
}

/// The digest of a `TPM_ALG_ID`; nothing for what is not a hash.
pub(crate) fn hash(algorithm: u16, message: &[u8]) -> Vec<u8> {
    match algorithm {
        SHA1 => sha1::Sha1::digest(message).to_vec(),
        SHA256 => Sha256::digest(message).to_vec(),
        SHA384 => Sha384::digest(message).to_vec(),
        SHA512 => Sha512::digest(message).to_vec(),
        _ => Vec::new(),
    }
}
