//! Deterministic keys of every kind, and their signatures.
#![allow(dead_code, reason = "each test file uses its part")]

use countersign_cose::{Curve, Hash, MlDsa, PublicKey, Scheme};
use countersign_signature::digest;
use ml_dsa::{ExpandedSigningKey, MlDsa44, MlDsa65, MlDsa87};
use p256::elliptic_curve::bigint::{NonZero, Resize};
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPrivateKey};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use crate::backends::EveryKey;

pub(crate) const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
pub(crate) const CURVES: [Curve; 4] = [Curve::P256, Curve::P384, Curve::P521, Curve::Secp256k1];
pub(crate) const SETS: [MlDsa; 3] = [MlDsa::MlDsa44, MlDsa::MlDsa65, MlDsa::MlDsa87];

/// A key pair, made from one byte.
pub(crate) enum Signer {
    Ec(Curve, u8),
    Ed25519(u8),
    Ed448(u8),
    Rsa(Box<RsaPrivateKey>),
    MlDsa(MlDsa, u8),
}

/// The numbers of a public key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Numbers {
    Ec(Curve, Vec<u8>, Vec<u8>),
    Edwards(Curve, Vec<u8>),
    Rsa(Vec<u8>, Vec<u8>),
    MlDsa(MlDsa, Vec<u8>),
}

/// Runs `$body` with `$key` of the curve's library.
macro_rules! with_curve {
    ($curve:expr, $seed:expr, |$key:ident| $body:expr) => {
        match $curve {
            Curve::P256 => {
                let $key = p256::ecdsa::SigningKey::from_slice(&[$seed; 32]).unwrap();
                $body
            }
            Curve::P384 => {
                let $key = p384::ecdsa::SigningKey::from_slice(&[$seed; 48]).unwrap();
                $body
            }
            Curve::P521 => {
                let mut secret = [$seed; 66];
                secret[0] = 0;
                let $key = p521::ecdsa::SigningKey::from_slice(&secret).unwrap();
                $body
            }
            Curve::Secp256k1 => {
                let $key = k256::ecdsa::SigningKey::from_slice(&[$seed; 32]).unwrap();
                $body
            }
            _ => panic!("ECDSA has four curves"),
        }
    };
}

/// Runs `$body` with `$key` of the parameter set.
macro_rules! with_set {
    ($set:expr, $seed:expr, |$key:ident| $body:expr) => {
        match $set {
            MlDsa::MlDsa44 => {
                let $key = ExpandedSigningKey::<MlDsa44>::from_seed(&[$seed; 32].into());
                $body
            }
            MlDsa::MlDsa65 => {
                let $key = ExpandedSigningKey::<MlDsa65>::from_seed(&[$seed; 32].into());
                $body
            }
            MlDsa::MlDsa87 => {
                let $key = ExpandedSigningKey::<MlDsa87>::from_seed(&[$seed; 32].into());
                $body
            }
            _ => panic!("ML-DSA has three parameter sets"),
        }
    };
}

impl Signer {
    /// An RSA key of Mersenne primes, 2^`p`-1 and 2^`q`-1: nothing to generate.
    pub(crate) fn rsa(p: u32, q: u32, exponent: u64) -> Self {
        let precision = p + q;
        let one = BoxedUint::one_with_precision(precision);
        let less_one = |number: BoxedUint| number.wrapping_sub(&one);
        let (p, q) = (less_one(one.shl(p)), less_one(one.shl(q)));
        let modulus = p.wrapping_mul(&q);
        let phi = less_one(p.clone()).wrapping_mul(less_one(q.clone()));
        let exponent = BoxedUint::from(exponent).resize(precision);
        let secret = exponent.invert_mod(&NonZero::new(phi).unwrap()).unwrap();
        let primes = vec![p, q];
        let key =
            RsaPrivateKey::from_components_with_wide_primes(modulus, exponent, secret, primes);
        Self::Rsa(Box::new(key.unwrap()))
    }

    pub(crate) fn numbers(&self) -> Numbers {
        match self {
            Self::Ec(curve, seed) => with_curve!(*curve, *seed, |key| {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = point.as_bytes()[1..].split_at(point.len() / 2);
                Numbers::Ec(*curve, x.into(), y.into())
            }),
            Self::Ed25519(seed) => {
                let key = ed25519_dalek::SigningKey::from_bytes(&[*seed; 32]);
                Numbers::Edwards(Curve::Ed25519, key.verifying_key().to_bytes().into())
            }
            #[cfg(feature = "ed448")]
            Self::Ed448(seed) => {
                let key = ed448_goldilocks::SigningKey::try_from(&[*seed; 57][..]).unwrap();
                Numbers::Edwards(Curve::Ed448, key.verifying_key().to_bytes().into())
            }
            #[cfg(not(feature = "ed448"))]
            Self::Ed448(_) => panic!("not in this build"),
            Self::Rsa(key) => {
                let bytes = |number: &BoxedUint| {
                    let bytes = number.to_be_bytes();
                    bytes
                        .iter()
                        .copied()
                        .skip_while(|byte| *byte == 0)
                        .collect()
                };
                Numbers::Rsa(bytes(key.n()), bytes(key.e()))
            }
            Self::MlDsa(set, seed) => with_set!(*set, *seed, |key| {
                Numbers::MlDsa(*set, key.verifying_key().encode().to_vec())
            }),
        }
    }

    pub(crate) fn verifying_key(&self) -> EveryKey {
        self.numbers().verifying_key().unwrap()
    }

    pub(crate) fn sign(&self, scheme: Scheme, message: &[u8]) -> Vec<u8> {
        match (self, scheme) {
            (Self::Ec(curve, seed), Scheme::Ecdsa(hash)) => with_curve!(*curve, *seed, |key| {
                let digest = digest(hash, &[message]);
                let (signature, _) = key.sign_prehash_recoverable(digest.as_ref());
                signature.to_der().as_bytes().to_vec()
            }),
            (Self::Ed25519(seed), Scheme::Ed25519) => {
                use ed25519_dalek::Signer;
                let key = ed25519_dalek::SigningKey::from_bytes(&[*seed; 32]);
                key.sign(message).to_bytes().into()
            }
            #[cfg(feature = "ed448")]
            (Self::Ed448(seed), Scheme::Ed448) => {
                let key = ed448_goldilocks::SigningKey::try_from(&[*seed; 57][..]).unwrap();
                key.sign_raw(message).to_bytes().into()
            }
            (Self::Rsa(key), Scheme::RsaPkcs1(hash)) => key
                .sign(pkcs1(hash), digest(hash, &[message]).as_ref())
                .unwrap(),
            (Self::Rsa(_), Scheme::RsaPss(hash)) => {
                self.sign_pss(hash, digest(hash, &[message]).as_ref().len(), message)
            }
            (Self::MlDsa(set, seed), Scheme::MlDsa(_)) => with_set!(*set, *seed, |key| {
                key.sign_deterministic(message, &[])
                    .unwrap()
                    .encode()
                    .to_vec()
            }),
            _ => panic!("{scheme:?} with another kind of key"),
        }
    }

    /// RSASSA-PSS with a salt of any length.
    pub(crate) fn sign_pss(&self, hash: Hash, salt: usize, message: &[u8]) -> Vec<u8> {
        let Self::Rsa(key) = self else {
            panic!("PSS is RSA")
        };
        let digest = digest(hash, &[message]);
        let digest = digest.as_ref();
        let rng = &mut Repeated(0x5a);
        match hash {
            Hash::Sha1 => key.sign_with_rng(rng, unblinded::<Sha1>(salt), digest),
            Hash::Sha256 => key.sign_with_rng(rng, unblinded::<Sha256>(salt), digest),
            Hash::Sha384 => key.sign_with_rng(rng, unblinded::<Sha384>(salt), digest),
            Hash::Sha512 => key.sign_with_rng(rng, unblinded::<Sha512>(salt), digest),
        }
        .unwrap()
    }
}

impl Numbers {
    pub(crate) fn verifying_key(&self) -> Result<EveryKey, countersign_spec::Reason> {
        EveryKey::new(&match self {
            Self::Ec(curve, x, y) => PublicKey::Ec {
                curve: *curve,
                x,
                y,
            },
            Self::Edwards(curve, point) => PublicKey::Edwards {
                curve: *curve,
                point,
            },
            Self::Rsa(n, e) => PublicKey::Rsa { n, e },
            Self::MlDsa(set, key) => PublicKey::MlDsa { set: *set, key },
        })
    }
}

pub(crate) fn pkcs1(hash: Hash) -> Pkcs1v15Sign {
    match hash {
        Hash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
        Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    }
}

fn unblinded<D: sha2::Digest>(salt: usize) -> Pss<D> {
    let mut scheme = Pss::new_with_salt(salt);
    scheme.blinded = false;
    scheme
}

/// A salt that is the same on every run.
struct Repeated(u8);

impl rsa::rand_core::TryRng for Repeated {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_ne_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_ne_bytes([self.0; 8]))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill(self.0);
        Ok(())
    }
}

impl rsa::rand_core::TryCryptoRng for Repeated {}
