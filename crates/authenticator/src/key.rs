use countersign_cose::{Algorithm, Curve, MlDsa, Scheme};
use ml_dsa::Keypair as _;

use crate::algorithm::{curve_id, of};
use crate::ecdsa::{EcdsaSignature, field_length, is_scalar, public_point};
use crate::rsa::hash_oid;
use crate::{Cbor, RsaKey, Seed, der, ecdsa};

/// A private key of any kind; what it signs with is chosen at each signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PrivateKey {
    /// A scalar on a Weierstrass curve.
    Ec {
        /// The curve.
        curve: Curve,
        /// Big-endian, of the curve's length.
        scalar: Vec<u8>,
    },
    /// The 32 bytes of an Ed25519 key.
    Ed25519([u8; 32]),
    /// The 57 bytes of an Ed448 key.
    Ed448([u8; 57]),
    /// An RSA key.
    Rsa(RsaKey),
    /// The 32-byte seed of an ML-DSA key.
    MlDsa(MlDsa, [u8; 32]),
}

/// The public half of a [`PrivateKey`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublicKey {
    /// A point of a Weierstrass curve, coordinates of the curve's length.
    Ec {
        /// The curve.
        curve: Curve,
        /// Big-endian.
        x: Vec<u8>,
        /// Big-endian.
        y: Vec<u8>,
    },
    /// An encoded Edwards point.
    Edwards {
        /// `Ed25519` or `Ed448`.
        curve: Curve,
        /// The encoded point.
        point: Vec<u8>,
    },
    /// An RSA key.
    Rsa {
        /// The modulus, big-endian.
        n: Vec<u8>,
        /// The exponent, big-endian.
        e: Vec<u8>,
    },
    /// An ML-DSA key.
    MlDsa {
        /// The parameter set.
        set: MlDsa,
        /// The encoded key.
        key: Vec<u8>,
    },
}

impl PrivateKey {
    /// The key for an algorithm that belongs to a label of a seed; RSA keys have 2048 bits.
    #[must_use]
    pub fn derive(algorithm: Algorithm, seed: &Seed, label: &str) -> Self {
        let row = of(algorithm);
        match (row.scheme, row.curve) {
            (Scheme::Ecdsa(_), Some(curve)) => Self::derive_ec(curve, seed, label),
            (Scheme::Ed25519, _) => Self::Ed25519(seed.array(label)),
            (Scheme::Ed448, _) => Self::Ed448(seed.array(label)),
            (Scheme::MlDsa(set), _) => Self::MlDsa(set, seed.array(label)),
            _ => Self::Rsa(RsaKey::derive(seed, label, 2048)),
        }
    }

    /// The key on a curve that belongs to a label of a seed.
    #[must_use]
    pub fn derive_ec(curve: Curve, seed: &Seed, label: &str) -> Self {
        // One byte less keeps a P-521 scalar under the order, as in the W3C vectors.
        let length = if curve == Curve::P521 {
            65
        } else {
            field_length(curve)
        };
        let candidates = (0_u32..).map(|round| match round {
            0 => seed.bytes(label, length),
            round => seed.bytes(&format!("{label}, round {round}"), length),
        });
        let mut scalars = candidates.map(|scalar| ecdsa::pad(&scalar, field_length(curve)));
        let scalar = scalars.find(|scalar| is_scalar(curve, scalar));
        Self::Ec {
            curve,
            scalar: scalar.expect("safe: the search does not end without one"),
        }
    }

    /// The key with this scalar, big-endian.
    ///
    /// # Panics
    ///
    /// If it is zero or not under the curve's order.
    #[must_use]
    pub fn ec(curve: Curve, scalar: &[u8]) -> Self {
        let scalar = ecdsa::pad(scalar, field_length(curve));
        assert!(
            is_scalar(curve, &scalar),
            "a scalar from 1 to the order of {curve:?}"
        );
        Self::Ec { curve, scalar }
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        match self {
            Self::Ec { curve, scalar } => {
                let (x, y) = public_point(*curve, scalar);
                PublicKey::Ec {
                    curve: *curve,
                    x,
                    y,
                }
            }
            Self::Ed25519(secret) => {
                let point = ed25519_dalek::SigningKey::from_bytes(secret).verifying_key();
                PublicKey::Edwards {
                    curve: Curve::Ed25519,
                    point: point.to_bytes().to_vec(),
                }
            }
            Self::Ed448(secret) => {
                let point = ed448(secret).verifying_key().to_bytes().to_vec();
                PublicKey::Edwards {
                    curve: Curve::Ed448,
                    point,
                }
            }
            Self::Rsa(key) => PublicKey::Rsa {
                n: key.modulus().to_vec(),
                e: key.exponent().to_vec(),
            },
            Self::MlDsa(set, seed) => PublicKey::MlDsa {
                set: *set,
                key: ml_dsa_key(*set, seed),
            },
        }
    }

    /// Signs: ECDSA in DER with the nonce of RFC 6979, PSS with a salt derived from key and
    /// message, ML-DSA in its deterministic variant, so that the same call gives the same bytes.
    ///
    /// # Panics
    ///
    /// If the scheme is not one for this kind of key.
    #[must_use]
    pub fn sign(&self, scheme: Scheme, message: &[u8]) -> Vec<u8> {
        match (self, scheme) {
            (Self::Ec { .. }, Scheme::Ecdsa(hash)) => self.sign_ecdsa(hash, message).to_der(),
            (Self::Ed25519(secret), Scheme::Ed25519) => {
                use ed25519_dalek::Signer as _;
                ed25519_dalek::SigningKey::from_bytes(secret)
                    .sign(message)
                    .to_bytes()
                    .to_vec()
            }
            (Self::Ed448(secret), Scheme::Ed448) => {
                ed448(secret).sign_raw(message).to_bytes().to_vec()
            }
            (Self::Rsa(key), Scheme::RsaPkcs1(hash)) => key.sign_pkcs1(hash, message),
            (Self::Rsa(key), Scheme::RsaPss(hash)) => key.sign_pss_derived(hash, message),
            (Self::MlDsa(set, seed), Scheme::MlDsa(asked)) if *set == asked => {
                sign_ml_dsa(*set, seed, message, &[])
            }
            (_, scheme) => panic!("{scheme:?} does not go with this key"),
        }
    }

    /// Signs with ECDSA and leaves the two numbers apart.
    ///
    /// # Panics
    ///
    /// If this is no key on a Weierstrass curve.
    #[must_use]
    pub fn sign_ecdsa(&self, hash: countersign_cose::Hash, message: &[u8]) -> EcdsaSignature {
        match self {
            Self::Ec { curve, scalar } => ecdsa::sign(*curve, scalar, hash, message),
            _ => panic!("ECDSA does not go with this key"),
        }
    }

    /// Signs with ML-DSA under a context, which WebAuthn leaves empty.
    ///
    /// # Panics
    ///
    /// If this is no ML-DSA key, or the context is longer than 255 bytes.
    #[must_use]
    pub fn sign_ml_dsa(&self, message: &[u8], context: &[u8]) -> Vec<u8> {
        match self {
            Self::MlDsa(set, seed) => sign_ml_dsa(*set, seed, message, context),
            _ => panic!("ML-DSA does not go with this key"),
        }
    }

    /// Signs with HashML-DSA (FIPS 204 §5.4) over SHA-512, which WebAuthn does not use.
    ///
    /// # Panics
    ///
    /// If this is no ML-DSA key.
    #[must_use]
    pub fn sign_hash_ml_dsa(&self, message: &[u8]) -> Vec<u8> {
        use countersign_cose::Hash::Sha512;
        let Self::MlDsa(set, seed) = self else {
            panic!("ML-DSA does not go with this key");
        };
        let head = [&[1, 0][..], &der::oid(hash_oid(Sha512))].concat();
        let input = [head, ecdsa::digest(Sha512, message)].concat();
        sign_ml_dsa_internal(*set, seed, &input)
    }

    /// The scheme this key is used with when nothing else is asked: the digest of the curve's
    /// size, PKCS #1 with SHA-256 for RSA.
    ///
    /// # Panics
    ///
    /// If the key is on a curve that has no scheme of its own.
    #[must_use]
    pub fn usual_algorithm(&self) -> Algorithm {
        match self {
            Self::Ec {
                curve: Curve::P256, ..
            } => Algorithm::Es256,
            Self::Ec {
                curve: Curve::P384, ..
            } => Algorithm::Es384,
            Self::Ec {
                curve: Curve::P521, ..
            } => Algorithm::Es512,
            Self::Ec {
                curve: Curve::Secp256k1,
                ..
            } => Algorithm::Es256k,
            Self::Ec { curve, .. } => panic!("{curve:?} is no curve for ECDSA"),
            Self::Ed25519(_) => Algorithm::EdDsa,
            Self::Ed448(_) => Algorithm::Ed448,
            Self::Rsa(_) => Algorithm::Rs256,
            Self::MlDsa(MlDsa::MlDsa44, _) => Algorithm::MlDsa44,
            Self::MlDsa(MlDsa::MlDsa65, _) => Algorithm::MlDsa65,
            Self::MlDsa(..) => Algorithm::MlDsa87,
        }
    }
}

impl PublicKey {
    /// The `COSE_Key` of [§6.5.1.1][1] in canonical form, to be bent as a map.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-encoded-credPubKey-examples
    #[must_use]
    pub fn to_cose(&self, alg: i64) -> Cbor {
        let (kty, parameters): (i64, Vec<(i64, Cbor)>) = match self {
            Self::Ec { curve, x, y } => (
                2,
                vec![
                    (-1, curve_id(*curve).into()),
                    (-2, x.clone().into()),
                    (-3, y.clone().into()),
                ],
            ),
            Self::Edwards { curve, point } => (
                1,
                vec![(-1, curve_id(*curve).into()), (-2, point.clone().into())],
            ),
            Self::Rsa { n, e } => (3, vec![(-1, n.clone().into()), (-2, e.clone().into())]),
            Self::MlDsa { key, .. } => (7, vec![(-1, key.clone().into())]),
        };
        Cbor::map(
            [(1, kty.into()), (3, alg.into())]
                .into_iter()
                .chain(parameters),
        )
    }

    /// The `SubjectPublicKeyInfo` of RFC 5280 §4.1.2.7.
    #[must_use]
    pub fn to_spki(&self) -> Vec<u8> {
        let identifier = match self {
            Self::Ec { curve, .. } => {
                der::sequence(&[der::oid("1.2.840.10045.2.1"), der::oid(curve_oid(*curve))])
            }
            Self::Edwards { curve, .. } => der::sequence(&[der::oid(curve_oid(*curve))]),
            Self::Rsa { .. } => der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::null()]),
            Self::MlDsa { set, .. } => der::sequence(&[der::oid(ml_dsa_oid(*set))]),
        };
        der::sequence(&[identifier, der::bit_string(0, &self.key_bits())])
    }

    /// The content of the key's BIT STRING in a certificate.
    #[must_use]
    pub fn key_bits(&self) -> Vec<u8> {
        match self {
            Self::Ec { x, y, .. } => [&[0x04], x.as_slice(), y].concat(),
            Self::Edwards { point, .. } => point.clone(),
            Self::Rsa { n, e } => der::sequence(&[der::unsigned(n), der::unsigned(e)]),
            Self::MlDsa { key, .. } => key.clone(),
        }
    }
}

/// The X.509 `AlgorithmIdentifier` of a signature scheme.
///
/// # Panics
///
/// If X.509 has no identifier for it.
#[must_use]
pub fn signature_algorithm(scheme: Scheme) -> Vec<u8> {
    use countersign_cose::Hash;
    let only = |dotted| der::sequence(&[der::oid(dotted)]);
    let with_null = |dotted| der::sequence(&[der::oid(dotted), der::null()]);
    match scheme {
        Scheme::Ecdsa(Hash::Sha1) => only("1.2.840.10045.4.1"),
        Scheme::Ecdsa(Hash::Sha256) => only("1.2.840.10045.4.3.2"),
        Scheme::Ecdsa(Hash::Sha384) => only("1.2.840.10045.4.3.3"),
        Scheme::Ecdsa(Hash::Sha512) => only("1.2.840.10045.4.3.4"),
        Scheme::Ed25519 => only("1.3.101.112"),
        Scheme::Ed448 => only("1.3.101.113"),
        Scheme::RsaPkcs1(Hash::Sha1) => with_null("1.2.840.113549.1.1.5"),
        Scheme::RsaPkcs1(Hash::Sha256) => with_null("1.2.840.113549.1.1.11"),
        Scheme::RsaPkcs1(Hash::Sha384) => with_null("1.2.840.113549.1.1.12"),
        Scheme::RsaPkcs1(Hash::Sha512) => with_null("1.2.840.113549.1.1.13"),
        Scheme::RsaPss(hash) => pss_identifier(hash),
        Scheme::MlDsa(set) => only(ml_dsa_oid(set)),
        other => panic!("{other:?} has no identifier in X.509"),
    }
}

/// `RSASSA-PSS-params` of RFC 4055 §3.1.
fn pss_identifier(hash: countersign_cose::Hash) -> Vec<u8> {
    let identifier = der::sequence(&[der::oid(hash_oid(hash)), der::null()]);
    let mgf = der::sequence(&[der::oid("1.2.840.113549.1.1.8"), identifier.clone()]);
    let salt = i64::try_from(ecdsa::digest(hash, &[]).len()).expect("safe: at most 64");
    let parameters = der::sequence(&[
        der::explicit(0, &identifier),
        der::explicit(1, &mgf),
        der::explicit(2, &der::integer(salt)),
    ]);
    der::sequence(&[der::oid("1.2.840.113549.1.1.10"), parameters])
}

fn curve_oid(curve: Curve) -> &'static str {
    match curve {
        Curve::P256 => "1.2.840.10045.3.1.7",
        Curve::P384 => "1.3.132.0.34",
        Curve::P521 => "1.3.132.0.35",
        Curve::Secp256k1 => "1.3.132.0.10",
        Curve::Ed25519 => "1.3.101.112",
        Curve::Ed448 => "1.3.101.113",
        other => panic!("{other:?} is no curve this authenticator knows"),
    }
}

fn ml_dsa_oid(set: MlDsa) -> &'static str {
    match set {
        MlDsa::MlDsa44 => "2.16.840.1.101.3.4.3.17",
        MlDsa::MlDsa65 => "2.16.840.1.101.3.4.3.18",
        MlDsa::MlDsa87 => "2.16.840.1.101.3.4.3.19",
        other => panic!("{other:?} is no parameter set this authenticator knows"),
    }
}

fn ed448(secret: &[u8; 57]) -> ed448_goldilocks::SigningKey {
    ed448_goldilocks::SigningKey::try_from(secret.as_slice()).expect("safe: 57 bytes")
}

macro_rules! with_ml_dsa {
    ($set:expr, $seed:expr, $key:ident => $body:expr) => {
        match $set {
            MlDsa::MlDsa44 => {
                let $key = ml_dsa::SigningKey::<ml_dsa::MlDsa44>::from_seed(&(*$seed).into());
                $body
            }
            MlDsa::MlDsa65 => {
                let $key = ml_dsa::SigningKey::<ml_dsa::MlDsa65>::from_seed(&(*$seed).into());
                $body
            }
            MlDsa::MlDsa87 => {
                let $key = ml_dsa::SigningKey::<ml_dsa::MlDsa87>::from_seed(&(*$seed).into());
                $body
            }
            other => panic!("{other:?} is no parameter set this authenticator knows"),
        }
    };
}

fn ml_dsa_key(set: MlDsa, seed: &[u8; 32]) -> Vec<u8> {
    with_ml_dsa!(set, seed, key => key.verifying_key().encode().to_vec())
}

fn sign_ml_dsa(set: MlDsa, seed: &[u8; 32], message: &[u8], context: &[u8]) -> Vec<u8> {
    with_ml_dsa!(set, seed, key => {
        let signature = key.expanded_key().sign_deterministic(message, context);
        signature.expect("a context of at most 255 bytes").encode().to_vec()
    })
}

/// `ML-DSA.Sign_internal` of FIPS 204 §6.2, the deterministic variant.
fn sign_ml_dsa_internal(set: MlDsa, seed: &[u8; 32], input: &[u8]) -> Vec<u8> {
    with_ml_dsa!(set, seed, key => {
        let random = ml_dsa::B32::default();
        key.expanded_key().sign_internal(&[input], &random).encode().to_vec()
    })
}
