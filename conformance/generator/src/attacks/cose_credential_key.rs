//! The credential public key: its form (§6.5.1, §5.8.5) and its numbers.

use countersign_authenticator::{
    Cbor, Credential, Format, PrivateKey, Registration, RsaKey, Seed, rsa,
};
use countersign_cose::{Algorithm, Curve, Hash, MlDsa, Scheme};
use countersign_spec::ReasonKind::Unsupported;
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{flip, of_format};
use crate::rows::{accepted, refused};
use crate::standard::registration;
use crate::{Group, Twin};

type Made = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("es256", || none(Algorithm::Es256));
    points(group, &twin);
    leading_zeros(group);
    curves(group);
    labels(group, &twin);
    algorithms(group, &twin);
    others(group, &twin);
    rsa_forms(group);
    rsa_sizes(group);
    rsa_exponents(group);
    edwards(group);
    ml_dsa(group);
    stored_again(group);
}

/// A registration without attestation, in which nothing but the key's own form speaks for it.
fn none(algorithm: Algorithm) -> Registration<'static> {
    of_format(Format::None).algorithm(algorithm)
}

/// A registration in which the key signed.
fn own(algorithm: Algorithm) -> Registration<'static> {
    registration().algorithm(algorithm)
}

fn seed() -> Seed {
    Seed::new("countersign vectors")
}

/// Sets a parameter of the key.
fn with(r: Registration<'static>, label: i64, value: impl Into<Cbor>) -> Registration<'static> {
    let value = value.into();
    r.public_key(move |key| key.set(label, value.clone()))
}

/// Bends a parameter that is a byte string.
fn number(
    r: Registration<'static>,
    label: i64,
    bend: impl Fn(&mut Vec<u8>) + 'static,
) -> Registration<'static> {
    r.public_key(move |key| {
        if let Some(Cbor::Bytes(mut number)) = key.get(label).cloned() {
            bend(&mut number);
            key.set(label, number);
        }
    })
}

fn points(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "COS-001", "the last bit of y is flipped", |r| number(r, -3, |y| flip(y)),
            CredentialPublicKeyOnCurve NotAllowed;
        "COS-003", "x and y are zero",
            |r| with(with(r, -2, vec![0_u8; 32]), -3, vec![0_u8; 32]),
            CredentialPublicKeyOnCurve NotAllowed;
        "COS-006", "x has 33 bytes, the first of them zero", |r| number(r, -2, |x| x.insert(0, 0)),
            CredentialAlgorithmCurve Mismatch;
        "COS-007", "x has no bytes", |r| number(r, -2, Vec::clear),
            CredentialAlgorithmCurve Mismatch;
        "COS-008/false", "y is false, as in a compressed point", |r| with(r, -3, false),
            CredentialAlgorithmCurve NotAllowed;
        "COS-008/true", "y is true, as in a compressed point", |r| with(r, -3, true),
            CredentialAlgorithmCurve NotAllowed;
        "COS-009", "no y", |r| r.public_key(|k| drop(k.remove(-3))),
            CredentialPublicKeyParameters Missing;
    }
    let es384 = group.twin("es384", || none(Algorithm::Es384));
    let es512 = group.twin("es512", || none(Algorithm::Es512));
    refused! { group, &es384;
        "COS-002/p-384", "the last bit of y is flipped", |r| number(r, -3, |y| flip(y)),
            CredentialPublicKeyOnCurve NotAllowed;
    }
    refused! { group, &es512;
        "COS-002/p-521", "the last bit of y is flipped", |r| number(r, -3, |y| flip(y)),
            CredentialPublicKeyOnCurve NotAllowed;
        "COS-004", "p is added to x, which 66 bytes have room for", |r| number(r, -2, |x| {
                // p is 2^521 - 1.
                x[0] |= 0x02;
                x[65] = x[65].checked_sub(1).expect("no borrow for this key");
            }), CredentialPublicKeyOnCurve Malformed;
    }
}

/// One key in 256 has a zero in front of x.
fn leading_zeros(group: &mut Group) {
    let mut labels = (0_u32..).map(|n| format!("zero {n}"));
    let begins_with_zero = |label: &String| {
        let registration = none(Algorithm::Es256).label(label).make();
        let x = registration.credential.public_key.get(-2).cloned();
        matches!(x, Some(Cbor::Bytes(x)) if x[0] == 0)
    };
    let label = labels.find(begins_with_zero).expect("one in 256");
    let twin = group.twin("x-with-a-zero-in-front", move || {
        none(Algorithm::Es256).label(&label)
    });
    refused! { group, &twin;
        "COS-005", "the zero in front of x is left out", |r| number(r, -2, |x| *x = x.split_off(1)),
            CredentialAlgorithmCurve Mismatch,
            "RFC 9053 §7.1.1: leading zero octets must be preserved";
    }
}

/// Keys whose curve is not that of their algorithm, each of which has signed.
fn curves(group: &mut Group) {
    let ec = |curve| {
        move |r: Registration<'static>| {
            r.credential_key(PrivateKey::derive_ec(
                curve,
                &seed(),
                "key of another curve",
            ))
        }
    };
    let es256 = group.twin("self-es256", || own(Algorithm::Es256));
    let es384 = group.twin("self-es384", || own(Algorithm::Es384));
    let es512 = group.twin("self-es512", || own(Algorithm::Es512));
    let es256k = group.twin("self-es256k", || own(Algorithm::Es256k));
    let eddsa = group.twin("self-eddsa", || own(Algorithm::EdDsa));
    let ed448 = PrivateKey::derive(Algorithm::Ed448, &seed(), "key of another curve");
    let ed25519 = PrivateKey::derive(Algorithm::EdDsa, &seed(), "key of another curve");
    refused! { group, &es256;
        "COS-010", "alg ES256, the key is on P-384", ec(Curve::P384),
            CredentialAlgorithmCurve Mismatch;
        "COS-011", "alg ES256, the key is on secp256k1", ec(Curve::Secp256k1),
            CredentialAlgorithmCurve Mismatch;
        "COS-016", "alg ES256, the key is an Ed25519 key",
            |r| r.credential_key(ed25519).attestation_scheme(Scheme::Ed25519),
            CredentialAlgorithmCurve Mismatch;
    }
    refused! { group, &es256k;
        "COS-012", "alg ES256K, the key is on P-256", ec(Curve::P256),
            CredentialAlgorithmCurve Mismatch;
    }
    refused! { group, &es384;
        "COS-013/es384", "alg ES384, the key is on P-256", ec(Curve::P256),
            CredentialAlgorithmCurve Mismatch;
    }
    refused! { group, &es512;
        "COS-013/es512", "alg ES512, the key is on P-384", ec(Curve::P384),
            CredentialAlgorithmCurve Mismatch;
    }
    refused! { group, &eddsa;
        "COS-014", "alg EdDSA, the curve is X25519", |r| with(r, -1, 4),
            CredentialAlgorithmCurve Mismatch;
        "COS-015", "alg EdDSA, the key is an Ed448 key",
            |r| r.credential_key(ed448).attestation_scheme(Scheme::Ed448),
            CredentialAlgorithmCurve Mismatch, "§5.8.5 binds Ed25519 to EdDSA";
    }
}

fn labels(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "COS-017", "kty is RSA", |r| with(r, 1, 3), CredentialAlgorithmCurve Mismatch;
        "COS-018", "kty is the text EC2", |r| with(r, 1, "EC2"), CredentialPublicKey Malformed;
        "COS-019", "the key is a symmetric one",
            |r| r.public_key(|k| {
                *k = Cbor::map([(1, 4.into()), (3, (-7).into()), (-1, Cbor::Bytes(vec![7; 32]))]);
            }), CredentialAlgorithmCurve Mismatch;
        "COS-045", "kty is OKP", |r| with(r, 1, 1), CredentialAlgorithmCurve Mismatch;
        "COS-017/missing", "no kty", |r| r.public_key(|k| drop(k.remove(1))),
            CredentialPublicKey Missing;
    }
}

fn algorithms(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "COS-020", "no alg", |r| r.public_key(|k| drop(k.remove(3))),
            CredentialPublicKeyParameters Missing;
        "COS-021/zero", "alg is 0", |r| with(r, 3, 0), CredentialPublicKeyParameters Unsupported;
        "COS-021/null", "alg is null", |r| with(r, 3, Cbor::Null), CredentialPublicKey Malformed;
        "COS-022", "alg is that of HMAC with SHA-256", |r| with(r, 3, 5),
            CredentialPublicKeyParameters Unsupported;
        "COS-023", "alg is -65000, which is not assigned", |r| with(r, 3, -65000),
            CredentialPublicKeyParameters Unsupported;
    }
    let rs1 = group.twin("self-rs1", || own(Algorithm::Rs1));
    group
        .case(
            "COS-049",
            "RS1 is not among the algorithms asked for",
            &rs1,
            |r| r,
        )
        .request("algorithms", json!([-7, -257]))
        .refuse(Step::RegistrationAlgorithm, Unsupported);
}

/// Parameters that a credential public key must not have: §6.5.1.
fn others(group: &mut Group, twin: &Made) {
    const CLOSED: &str = "§6.5.1: the key MUST NOT contain any other optional parameters";
    let eddsa = group.twin("eddsa", || none(Algorithm::EdDsa));
    let rs256 = group.twin("rs256", || none(Algorithm::Rs256));
    refused! { group, twin;
        "COS-024", "d", |r| with(r, -4, vec![7_u8; 32]), CredentialPublicKeyParameters NotAllowed;
        "COS-026/kid", "kid", |r| with(r, 2, b"kid".to_vec()),
            CredentialPublicKeyParameters NotAllowed, CLOSED;
        "COS-026/key-ops", "key_ops, which allows to verify",
            |r| with(r, 4, Cbor::Array(vec![2.into()])),
            CredentialPublicKeyParameters NotAllowed, CLOSED;
        "COS-026/base-iv", "Base IV", |r| with(r, 5, vec![7_u8; 8]),
            CredentialPublicKeyParameters NotAllowed, CLOSED;
        "COS-027", "key_ops, which allows to sign alone",
            |r| with(r, 4, Cbor::Array(vec![1.into()])), CredentialPublicKeyParameters NotAllowed;
    }
    refused! { group, &eddsa;
        "COS-025/okp", "d", |r| with(r, -4, vec![7_u8; 32]),
            CredentialPublicKeyParameters NotAllowed;
        "COS-044", "y", |r| with(r, -3, vec![7_u8; 32]), CredentialPublicKeyParameters NotAllowed;
    }
    refused! { group, &rs256;
        "COS-025/rsa-d", "d", |r| with(r, -3, vec![7_u8; 256]),
            CredentialPublicKeyParameters NotAllowed;
        "COS-025/rsa-p-q", "p and q",
            |r| with(with(r, -4, vec![7_u8; 128]), -5, vec![7_u8; 128]),
            CredentialPublicKeyParameters NotAllowed;
        "COS-025/rsa-dp", "dP", |r| with(r, -6, vec![7_u8; 128]),
            CredentialPublicKeyParameters NotAllowed;
        "COS-039", "more primes", |r| with(r, -12, Cbor::Array(vec![])),
            CredentialPublicKeyParameters NotAllowed;
    }
}

fn rsa_forms(group: &mut Group) {
    const MINIMUM: &str =
        "RFC 8230 §4: the minimum number of octets, so that one number has one form";
    let twin = group.twin("rs256-for-forms", || none(Algorithm::Rs256));
    refused! { group, &twin;
        "COS-036", "n is even", |r| number(r, -1, |n| flip(n)),
            CredentialPublicKeyOnCurve NotAllowed;
        "COS-037/n", "a zero in front of n", |r| number(r, -1, |n| n.insert(0, 0)),
            CredentialPublicKey NotAllowed, MINIMUM;
        "COS-037/e", "a zero in front of e", |r| number(r, -2, |e| e.insert(0, 0)),
            CredentialPublicKey NotAllowed, MINIMUM;
        "COS-033", "e is 65536", |r| with(r, -2, vec![1_u8, 0, 0]),
            CredentialPublicKeyOnCurve NotAllowed;
        "COS-034/zero", "e is 0, in one byte", |r| with(r, -2, vec![0_u8]),
            CredentialPublicKey NotAllowed;
        "COS-034/empty", "e has no bytes", |r| number(r, -2, Vec::clear),
            CredentialPublicKey Malformed;
        "COS-035/nine-bytes", "e has nine bytes", |r| with(r, -2, vec![1_u8; 9]),
            CredentialPublicKeyOnCurve TooLarge;
        "COS-035/257-bytes", "e has more bytes than n", |r| with(r, -2, vec![1_u8; 257]),
            CredentialPublicKeyOnCurve TooLarge;
    }
    accepted! { group, &twin;
        "COS-038", "n has the fingerprint of a library that made weak keys",
            |r| with(r, -1, with_fingerprint()),
            "no step asks how a modulus was made";
    }
}

/// One more than a multiple of the first 126 primes: modulo each of them it is a power of 65537,
/// as the moduli are that the library made.
fn with_fingerprint() -> Vec<u8> {
    let is_prime = |n: &u32| {
        (2..*n)
            .take_while(|d| d.saturating_mul(*d) <= *n)
            .all(|d| !n.is_multiple_of(d))
    };
    let primes = (2_u32..).filter(is_prime).take(126);
    let more = core::iter::repeat(0x8001_u32);
    let mut little_endian = vec![1_u8];
    for factor in primes.chain(more) {
        let mut carry = 0_u32;
        for byte in &mut little_endian {
            let product = factor.wrapping_mul((*byte).into()).wrapping_add(carry);
            let [low, ..] = product.to_le_bytes();
            (*byte, carry) = (low, product >> 8);
        }
        while carry > 0 {
            little_endian.push(carry.to_le_bytes()[0]);
            carry >>= 8;
        }
        if little_endian.len() >= 256 {
            break;
        }
    }
    little_endian[0] |= 1;
    little_endian.reverse();
    little_endian
}

/// The key of two primes of which one knows.
fn mersenne(p: usize, q: usize, e: &[u8]) -> PrivateKey {
    PrivateKey::Rsa(RsaKey::from_primes(&rsa::mersenne(p), &rsa::mersenne(q), e))
}

fn rsa_sizes(group: &mut Group) {
    let of_bits = |bits| {
        move |r: Registration<'static>| {
            r.credential_key(PrivateKey::Rsa(RsaKey::derive(&seed(), "short key", bits)))
        }
    };
    let twin = group.twin("self-rs256", || own(Algorithm::Rs256));
    refused! { group, &twin;
        "COS-028/512", "the key has 512 bits", of_bits(512), CredentialPublicKeyOnCurve NotAllowed;
        "COS-028/1024", "the key has 1024 bits", of_bits(1024),
            CredentialPublicKeyOnCurve NotAllowed, "fewer than 2048 are not secure (STRICTER)";
        "COS-029", "the key has 8676 bits, and signed",
            |r| r.credential_key(mersenne(4253, 4423, &[1, 0, 1])),
            CredentialPublicKeyOnCurve TooLarge, "more than 8192 only cost time (STRICTER)";
    }
    let plain = group.twin("rs256-for-sizes", || none(Algorithm::Rs256));
    refused! { group, &plain;
        "COS-029/16384", "n has 16384 bits", |r| with(r, -1, vec![0xff_u8; 2048]),
            CredentialPublicKeyOnCurve TooLarge;
        "COS-030", "n has 100000 bits", |r| with(r, -1, vec![0xff_u8; 12_500]),
            CredentialPublicKeyOnCurve TooLarge;
    }
}

fn rsa_exponents(group: &mut Group) {
    let twin = group.twin("self-rs256-of-3482-bits", || {
        own(Algorithm::Rs256).credential_key(mersenne(1279, 2203, &[1, 0, 1]))
    });
    refused! { group, &twin;
        "COS-031", "e is 1, with which the signature is the padded message",
            |r| r.credential_key(mersenne(1279, 2203, &[1])),
            CredentialPublicKeyOnCurve NotAllowed;
    }
    let twin = group.twin("self-rs256-for-exponents", || own(Algorithm::Rs256));
    accepted! { group, &twin;
        "COS-032", "e is 3", |r| r.credential_key(rsa_of_3()),
            "RFC 8017 allows it, and signatures are compared whole";
    }
}

fn rsa_of_3() -> PrivateKey {
    PrivateKey::Rsa(RsaKey::derive_with_exponent(&seed(), "e is 3", 2048, 3))
}

/// Encodings of points of small order, by their y: RFC 8032 §5.1.3 with its sign bit clear.
const SMALL_ORDER: [(&str, [u8; 32]); 5] = [
    ("order-1", little_endian(1)),
    ("order-2", below_prime(1)),
    ("order-4", little_endian(0)),
    (
        "order-8",
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef,
            0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88,
            0x6d, 0x53, 0xfc, 0x05,
        ],
    ),
    (
        "order-8-too",
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10,
            0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77,
            0x92, 0xac, 0x03, 0x7a,
        ],
    ),
];

const fn little_endian(number: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = number;
    bytes
}

/// 2^255 - 19 less a small number; a negative one is added.
const fn below_prime(number: i16) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    [bytes[0], _] = (0xed_i16.wrapping_sub(number)).to_le_bytes();
    bytes[31] = 0x7f;
    bytes
}

fn edwards(group: &mut Group) {
    let twin = group.twin("eddsa-for-points", || none(Algorithm::EdDsa));
    for (name, point) in SMALL_ORDER {
        let id = format!("COS-040/{name}");
        let draft = group.case(&id, "the key is a point of small order", &twin, |r| {
            with(r, -2, point.to_vec())
        });
        draft
            .why("one signature by it fits nearly every message (STRICTER)")
            .refuse(
                Step::CredentialPublicKeyOnCurve,
                countersign_spec::ReasonKind::NotAllowed,
            );
    }
    refused! { group, &twin;
        "COS-041/order-4", "the key is a point of order 4, its y written as p",
            |r| with(r, -2, below_prime(0).to_vec()), CredentialPublicKeyOnCurve Malformed;
        "COS-041/order-1", "the key is the neutral point, its y written as p + 1",
            |r| with(r, -2, below_prime(-1).to_vec()), CredentialPublicKeyOnCurve Malformed;
        "COS-041/other", "y of the key is p + 3", |r| with(r, -2, below_prime(-3).to_vec()),
            CredentialPublicKeyOnCurve Malformed;
        "COS-042/31", "the key has 31 bytes", |r| number(r, -2, |x| x.truncate(31)),
            CredentialAlgorithmCurve Mismatch;
        "COS-042/33", "the key has 33 bytes", |r| number(r, -2, |x| x.push(0)),
            CredentialAlgorithmCurve Mismatch;
        "COS-043", "no point has the key's y, which is 2",
            |r| with(r, -2, little_endian(2).to_vec()), CredentialPublicKeyOnCurve NotAllowed;
    }
}

fn ml_dsa(group: &mut Group) {
    let ml44 = group.twin("ml-dsa-44", || none(Algorithm::MlDsa44));
    let ml65 = group.twin("self-ml-dsa-65", || own(Algorithm::MlDsa65));
    refused! { group, &ml44;
        "COS-046/1311", "pub has 1311 bytes", |r| number(r, -1, |key| key.truncate(1311)),
            CredentialAlgorithmCurve Mismatch;
        "COS-046/1313", "pub has 1313 bytes", |r| number(r, -1, |key| key.push(0)),
            CredentialAlgorithmCurve Mismatch;
        "COS-048", "priv, the seed", |r| with(r, -2, vec![7_u8; 32]),
            CredentialPublicKeyParameters NotAllowed;
    }
    refused! { group, &ml65;
        "COS-047", "alg ML-DSA-65, the key is one for ML-DSA-44",
            |r| r
                .credential_key(PrivateKey::derive(Algorithm::MlDsa44, &seed(), "44"))
                .attestation_scheme(Scheme::MlDsa(MlDsa::MlDsa44)),
            CredentialAlgorithmCurve Mismatch;
    }
}

/// What registration takes authentication takes: keys at the limits, read again from the record.
fn stored_again(group: &mut Group) {
    type Key = (&'static str, fn() -> Credential);
    let keys: [Key; 3] = [
        ("e-of-3", || credential(rsa_of_3())),
        ("modulus-of-2048-bits", || {
            credential(PrivateKey::Rsa(RsaKey::derive(&seed(), "2048", 2048)))
        }),
        ("modulus-of-6626-bits", || {
            credential(mersenne(2203, 4423, &[1, 0, 1]))
        }),
    ];
    for (name, credential) in keys {
        let twin = group.twin(&format!("authentication-with-{name}"), move || {
            credential().authenticate()
        });
        group.same_as(
            "COS-050",
            &format!("attacks/cose-credential-key/authentication-with-{name}"),
        );
        let mutation = "the signature is over SHA-512, in place of the algorithm's SHA-256";
        group
            .case(&format!("COS-050/{name}"), mutation, &twin, |a| {
                a.scheme(Scheme::RsaPkcs1(Hash::Sha512))
            })
            .refuse(
                Step::AuthenticationSignature,
                countersign_spec::ReasonKind::BadSignature,
            );
    }
}

fn credential(key: PrivateKey) -> Credential {
    own(Algorithm::Rs256).credential_key(key).make().credential
}
