//! Key pairs, the same on every run.

use ed25519_dalek::Signer as _;
use rsa::BoxedUint;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::traits::PublicKeyParts;
use sha2::{Digest, Sha256, Sha384};
use signature::hazmat::PrehashSigner;

use super::cbor;
use super::certificate::{der_integer, oid, sequence, tlv};

pub(crate) const RS256: i64 = -257;
pub(crate) const PS256: i64 = -37;
pub(crate) const RS1: i64 = -65535;
pub(crate) const ES384: i64 = -35;
pub(crate) const ESP256: i64 = -9;
pub(crate) const EDDSA: i64 = -8;

pub(crate) enum Key {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    Rsa(Box<rsa::RsaPrivateKey>),
}

impl Key {
    pub(crate) fn p256(seed: u8) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).expect("a scalar"))
    }

    pub(crate) fn p384(seed: u8) -> Self {
        Self::P384(p384::ecdsa::SigningKey::from_slice(&[seed; 48]).expect("a scalar"))
    }

    pub(crate) fn ed25519(seed: u8) -> Self {
        Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(&[seed; 32]))
    }

    /// 2048 bits, of two primes that `tests/data/README.md` tells about.
    pub(crate) fn rsa() -> Self {
        let mut primes = include_str!("../../data/rsa-2048-primes.hex")
            .lines()
            .map(|prime| BoxedUint::from_be_slice_vartime(&hex::decode(prime).expect("hex")));
        let mut prime = || primes.next().expect("two primes");
        let key = rsa::RsaPrivateKey::from_p_q(prime(), prime(), 65537_u64.into());
        Self::Rsa(Box::new(key.expect("a key")))
    }

    /// `COSE_Key`, in canonical order.
    pub(crate) fn cose(&self, alg: i64) -> Vec<u8> {
        let entry = |label, value| (cbor::integer(label), value);
        let head = |kty| vec![entry(1, cbor::integer(kty)), entry(3, cbor::integer(alg))];
        let rest = match self {
            Self::P256(_) | Self::P384(_) => {
                let curve = if matches!(self, Self::P256(_)) { 1 } else { 2 };
                let point = self.point();
                let (x, y) = point[1..].split_at(point.len() / 2);
                let (x, y) = (cbor::bytes(x), cbor::bytes(y));
                [
                    head(2),
                    vec![entry(-1, cbor::integer(curve)), entry(-2, x), entry(-3, y)],
                ]
            }
            Self::Ed25519(_) => [
                head(1),
                vec![
                    entry(-1, cbor::integer(6)),
                    entry(-2, cbor::bytes(&self.point())),
                ],
            ],
            Self::Rsa(key) => {
                let n = cbor::bytes(&key.n().to_be_bytes_trimmed_vartime());
                [
                    head(3),
                    vec![entry(-1, n), entry(-2, cbor::bytes(&[1, 0, 1]))],
                ]
            }
        };
        cbor::map_of(&rest.concat())
    }

    /// The encoded point of a curve key.
    pub(crate) fn point(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
            Self::Rsa(_) => panic!("an RSA key is no point"),
        }
    }

    /// `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
    pub(crate) fn public_key_info(&self) -> Vec<u8> {
        let ec = oid("1.2.840.10045.2.1");
        let (algorithm, key) = match self {
            Self::P256(_) => ([ec, oid("1.2.840.10045.3.1.7")].concat(), self.point()),
            Self::P384(_) => ([ec, oid("1.3.132.0.34")].concat(), self.point()),
            Self::Ed25519(_) => (oid("1.3.101.112"), self.point()),
            Self::Rsa(key) => (
                [oid("1.2.840.113549.1.1.1"), tlv(0x05, &[])].concat(),
                sequence(&[
                    der_integer(&key.n().to_be_bytes_trimmed_vartime()),
                    der_integer(&[1, 0, 1]),
                ]),
            ),
        };
        sequence(&[
            tlv(0x30, &algorithm),
            tlv(0x03, &[&[0], key.as_slice()].concat()),
        ])
    }

    /// Signs as the COSE algorithm `alg` says.
    pub(crate) fn sign(&self, alg: i64, message: &[u8]) -> Vec<u8> {
        let digest = match alg {
            ES384 => Sha384::digest(message).to_vec(),
            RS1 => sha1::Sha1::digest(message).to_vec(),
            _ => Sha256::digest(message).to_vec(),
        };
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.sign_prehash(&digest).expect("a signature");
                signature.to_der().as_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature =
                    key.sign_prehash(&digest).expect("a signature");
                signature.to_der().as_bytes().to_vec()
            }
            Self::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Self::Rsa(key) => {
                let padding = match alg {
                    RS1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
                    _ => Pkcs1v15Sign::new::<Sha256>(),
                };
                key.sign(padding, &digest).expect("a signature")
            }
        }
    }
}
