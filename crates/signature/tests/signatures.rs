//! Signatures of every scheme: what is accepted, and each refusal beside an accepted twin that
//! differs from it in one thing.

mod backends;
mod signer;

use countersign_cose::{Curve, Hash, MlDsa, Scheme};
use countersign_signature::{SignatureValid, is_supported};
use countersign_spec::Reason;
use signer::{CURVES, HASHES, Numbers, SETS, Signer};

const MESSAGE: &[u8] = b"authenticator data and a hash";

fn malformed(offset: usize) -> Reason {
    let what = "signature";
    Reason::Malformed { what, offset }
}

fn verify(signer: &Signer, scheme: Scheme, signature: &[u8]) -> Result<SignatureValid, Reason> {
    signer.verifying_key().verify(scheme, &[MESSAGE], signature)
}

/// A modulus of 3482 bits, which is not a whole number of bytes.
fn rsa() -> Signer {
    Signer::rsa(1279, 2203, 65537)
}

/// One signer for each scheme and, for ECDSA, curve.
fn all() -> Vec<(Signer, Scheme)> {
    let mut all = Vec::new();
    for hash in HASHES {
        all.extend(CURVES.map(|curve| (Signer::Ec(curve, 1), Scheme::Ecdsa(hash))));
        all.extend([
            (rsa(), Scheme::RsaPkcs1(hash)),
            (rsa(), Scheme::RsaPss(hash)),
        ]);
    }
    all.push((Signer::Ed25519(1), Scheme::Ed25519));
    all.extend(SETS.map(|set| (Signer::MlDsa(set, 1), Scheme::MlDsa(set))));
    if is_supported(Scheme::Ed448) {
        all.push((Signer::Ed448(1), Scheme::Ed448));
    }
    all
}

#[test]
fn every_scheme_verifies_its_message_and_no_other() {
    for (signer, scheme) in all() {
        assert!(is_supported(scheme));
        let key = signer.verifying_key();
        let signature = signer.sign(scheme, MESSAGE);
        assert!(
            key.verify(scheme, &[MESSAGE], &signature).is_ok(),
            "{scheme:?}"
        );
        // Where the parts meet makes no difference, not even where there is nothing in one.
        let (head, tail) = MESSAGE.split_at(7);
        assert!(
            key.verify(scheme, &[head, b"", tail], &signature).is_ok(),
            "{scheme:?}"
        );
        let other = key.verify(scheme, &[head], &signature);
        assert_eq!(other, Err(Reason::BadSignature), "{scheme:?}");
        let other = key.verify(scheme, &[tail, head], &signature);
        assert_eq!(other, Err(Reason::BadSignature), "{scheme:?}");
    }
}

#[test]
fn a_signature_by_another_key_is_refused() {
    let mut pairs = vec![
        (Signer::Ed25519(1), Signer::Ed25519(2), Scheme::Ed25519),
        (
            rsa(),
            Signer::rsa(1279, 2203, 5),
            Scheme::RsaPkcs1(Hash::Sha256),
        ),
        (
            rsa(),
            Signer::rsa(1279, 2203, 5),
            Scheme::RsaPss(Hash::Sha256),
        ),
    ];
    for curve in CURVES {
        pairs.push((
            Signer::Ec(curve, 1),
            Signer::Ec(curve, 2),
            Scheme::Ecdsa(Hash::Sha256),
        ));
    }
    for set in SETS {
        pairs.push((
            Signer::MlDsa(set, 1),
            Signer::MlDsa(set, 2),
            Scheme::MlDsa(set),
        ));
    }
    if is_supported(Scheme::Ed448) {
        pairs.push((Signer::Ed448(1), Signer::Ed448(2), Scheme::Ed448));
    }
    for (one, other, scheme) in pairs {
        let signature = other.sign(scheme, MESSAGE);
        assert!(verify(&other, scheme, &signature).is_ok());
        assert_eq!(
            verify(&one, scheme, &signature),
            Err(Reason::BadSignature),
            "{scheme:?}"
        );
    }
}

#[test]
fn a_scheme_goes_with_its_kind_of_key() {
    let all = all();
    let kind = |signer: &Signer| match signer.numbers() {
        Numbers::Ec(..) => 0,
        Numbers::Rsa(..) => 1,
        Numbers::Edwards(Curve::Ed25519, _) => 2,
        Numbers::Edwards(..) => 3,
        Numbers::MlDsa(MlDsa::MlDsa44, _) => 4,
        Numbers::MlDsa(MlDsa::MlDsa65, _) => 5,
        Numbers::MlDsa(..) => 6,
    };
    let mut refused = 0;
    for (signer, scheme) in &all {
        let signature = signer.sign(*scheme, MESSAGE);
        for (other, _) in &all {
            if kind(signer) != kind(other) {
                let not_allowed = Reason::NotAllowed("this scheme with this kind of key");
                assert_eq!(verify(other, *scheme, &signature), Err(not_allowed));
                refused += 1;
            }
        }
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn a_hash_other_than_the_signed_one_is_refused() {
    let makers: [fn(Hash) -> Scheme; 3] = [Scheme::Ecdsa, Scheme::RsaPkcs1, Scheme::RsaPss];
    for (signer, scheme) in [
        (Signer::Ec(Curve::P256, 1), makers[0]),
        (rsa(), makers[1]),
        (rsa(), makers[2]),
    ] {
        let signature = signer.sign(scheme(Hash::Sha256), MESSAGE);
        for hash in [Hash::Sha1, Hash::Sha384, Hash::Sha512] {
            let refused = verify(&signer, scheme(hash), &signature);
            assert_eq!(refused, Err(Reason::BadSignature));
        }
    }
}

#[test]
fn every_flipped_bit_of_a_short_signature_is_refused() {
    let signers = [
        (Signer::Ec(Curve::P256, 1), Scheme::Ecdsa(Hash::Sha256)),
        (Signer::Ec(Curve::Secp256k1, 1), Scheme::Ecdsa(Hash::Sha256)),
        (Signer::Ed25519(1), Scheme::Ed25519),
    ];
    for (signer, scheme) in signers {
        let key = signer.verifying_key();
        let signature = signer.sign(scheme, MESSAGE);
        for bit in 0..signature.len() * 8 {
            let mut flipped = signature.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(
                key.verify(scheme, &[MESSAGE], &flipped).is_err(),
                "{scheme:?} bit {bit}"
            );
        }
    }
}

#[test]
fn every_length_but_the_right_one_is_refused() {
    for (signer, scheme) in all() {
        let key = signer.verifying_key();
        let signature = signer.sign(scheme, MESSAGE);
        let length = signature.len();
        let ecdsa = matches!(scheme, Scheme::Ecdsa(_));
        for short in [0, 1, length / 2, length - 1] {
            // DER says at its first byte how long it is.
            let at = if ecdsa { short.min(1) } else { short };
            let refused = key.verify(scheme, &[MESSAGE], &signature[..short]);
            assert_eq!(refused, Err(malformed(at)), "{scheme:?} {short}");
        }
        let long = [&signature[..], &[0]].concat();
        let refused = key.verify(scheme, &[MESSAGE], &long);
        assert_eq!(refused, Err(malformed(length)), "{scheme:?}");
    }
}

/// r and s of a signature in DER whose length takes one byte.
fn split(der: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let r = usize::from(der[3]);
    (minimal(&der[4..4 + r]), minimal(&der[4 + r + 2..]))
}

/// The signature of r and s, and the offset of s.
fn join(r: &[u8], s: &[u8]) -> (Vec<u8>, usize) {
    let integer = |number: &[u8]| {
        let sign = number.first().is_none_or(|first| *first >= 0x80);
        let contents = [&[0][..usize::from(sign)], number].concat();
        [&[2, u8::try_from(contents.len()).unwrap()][..], &contents].concat()
    };
    let (r, s) = (integer(r), integer(s));
    let length = u8::try_from(r.len() + s.len()).unwrap();
    ([&[0x30, length][..], &r, &s].concat(), 2 + r.len())
}

const P256_ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const SECP256K1_ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

#[test]
fn ecdsa_takes_both_s_and_n_minus_s() {
    for (curve, order) in [
        (Curve::P256, P256_ORDER),
        (Curve::Secp256k1, SECP256K1_ORDER),
    ] {
        let signer = Signer::Ec(curve, 1);
        let scheme = Scheme::Ecdsa(Hash::Sha256);
        let order = hex::decode(order).unwrap();
        let (r, s) = split(&signer.sign(scheme, MESSAGE));
        let other = subtract(&order, &s);
        assert_ne!(s, other);
        assert!(verify(&signer, scheme, &join(&r, &s).0).is_ok());
        assert!(verify(&signer, scheme, &join(&r, &other).0).is_ok());
        // The same number modulo n, out of range.
        let (unreduced, at) = join(&r, &add(&s, &order));
        assert_eq!(verify(&signer, scheme, &unreduced), Err(malformed(at)));
    }
}

#[test]
fn ecdsa_numbers_are_1_to_n_minus_1() {
    let signer = Signer::Ec(Curve::P256, 1);
    let scheme = Scheme::Ecdsa(Hash::Sha256);
    let (r, s) = split(&signer.sign(scheme, MESSAGE));
    let n = hex::decode(P256_ORDER).unwrap();
    let last = subtract(&n, &[1]);
    assert!(verify(&signer, scheme, &join(&r, &s).0).is_ok());
    for in_range in [&[1][..], &last] {
        let signature = join(in_range, &s).0;
        assert_eq!(
            verify(&signer, scheme, &signature),
            Err(Reason::BadSignature)
        );
        let signature = join(&r, in_range).0;
        assert_eq!(
            verify(&signer, scheme, &signature),
            Err(Reason::BadSignature)
        );
    }
    for out_of_range in [&[][..], &n] {
        let signature = join(out_of_range, &s).0;
        assert_eq!(verify(&signer, scheme, &signature), Err(malformed(2)));
        let (signature, at) = join(&r, out_of_range);
        assert_eq!(verify(&signer, scheme, &signature), Err(malformed(at)));
    }
}

#[test]
fn an_rsa_signature_is_less_than_the_modulus() {
    let signer = rsa();
    let Numbers::Rsa(n, _) = signer.numbers() else {
        panic!("another kind of key")
    };
    for scheme in [Scheme::RsaPkcs1(Hash::Sha256), Scheme::RsaPss(Hash::Sha256)] {
        let signature = signer.sign(scheme, MESSAGE);
        assert!(verify(&signer, scheme, &signature).is_ok());
        // The same number modulo n; there is room for it as n has 3482 of 3488 bits.
        let unreduced = add(&signature, &n);
        assert_eq!(unreduced.len(), n.len());
        assert_eq!(verify(&signer, scheme, &unreduced), Err(malformed(0)));
        assert_eq!(verify(&signer, scheme, &n), Err(malformed(0)));
    }
}

#[test]
fn a_pss_salt_has_the_length_of_the_hash() {
    for (hash, length) in HASHES.into_iter().zip([20, 32, 48, 64]) {
        let signer = rsa();
        let scheme = Scheme::RsaPss(hash);
        assert!(verify(&signer, scheme, &signer.sign_pss(hash, length, MESSAGE)).is_ok());
        for other in [0, length - 1, length + 1] {
            let signature = signer.sign_pss(hash, other, MESSAGE);
            assert_eq!(
                verify(&signer, scheme, &signature),
                Err(Reason::BadSignature)
            );
        }
    }
}

#[test]
fn rsa_sizes_of_every_kind_verify() {
    // 2810 and 7470 bits, and 2888, a whole number of bytes. 2^33-3 is the largest exponent that
    // is coprime to what is one less than these primes.
    for (p, q, e) in [
        (607, 2203, 5),
        (3217, 4253, 65537),
        (607, 2281, (1 << 33) - 3),
    ] {
        let signer = Signer::rsa(p, q, e);
        for scheme in [Scheme::RsaPkcs1(Hash::Sha1), Scheme::RsaPss(Hash::Sha512)] {
            let signature = signer.sign(scheme, MESSAGE);
            assert!(
                verify(&signer, scheme, &signature).is_ok(),
                "{p} {q} {e} {scheme:?}"
            );
        }
    }
}

#[test]
fn an_ed25519_signature_is_reduced_and_has_no_r_of_small_order() {
    let signer = Signer::Ed25519(1);
    let signature = signer.sign(Scheme::Ed25519, MESSAGE);
    let (r, s) = signature.split_at(32);
    let verify = |r: &[u8], s: &[u8]| verify(&signer, Scheme::Ed25519, &[r, s].concat());
    assert!(verify(r, s).is_ok());

    let order =
        hex::decode("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed").unwrap();
    assert_eq!(verify(r, &add_reversed(s, &order)), Err(malformed(32)));
    // p + 3: the y of a point, not reduced.
    assert_eq!(
        verify(&[&[0xf0][..], &[0xff; 30], &[0x7f]].concat(), s),
        Err(malformed(0))
    );
    let small = Reason::NotAllowed("a signature with R of small order");
    assert_eq!(verify(&[&[1][..], &[0; 31]].concat(), s), Err(small));
    // 3 is the y of a point and 2 is not: either is just not R.
    assert_eq!(
        verify(&[&[3][..], &[0; 31]].concat(), s),
        Err(Reason::BadSignature)
    );
    assert_eq!(
        verify(&[&[2][..], &[0; 31]].concat(), s),
        Err(Reason::BadSignature)
    );
}

#[cfg(feature = "ed448")]
#[test]
fn an_ed448_signature_is_reduced_and_has_no_r_of_small_order() {
    let signer = Signer::Ed448(1);
    let signature = signer.sign(Scheme::Ed448, MESSAGE);
    let (r, s) = signature.split_at(57);
    let verify = |r: &[u8], s: &[u8]| verify(&signer, Scheme::Ed448, &[r, s].concat());
    assert!(verify(r, s).is_ok());

    let order = hex::decode(concat!(
        "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3",
    ))
    .unwrap();
    assert_eq!(verify(r, &add_reversed(s, &order)), Err(malformed(57)));
    let not_allowed = |what| Err(Reason::NotAllowed(what));
    assert_eq!(
        verify(r, &[0; 57]),
        not_allowed("a signature with S of zero")
    );
    let mut unused_bits = r.to_vec();
    unused_bits[56] |= 0x01;
    assert_eq!(verify(&unused_bits, s), Err(malformed(0)));
    let small = "a signature with R of small order";
    assert_eq!(
        verify(&[&[1][..], &[0; 56]].concat(), s),
        not_allowed(small)
    );
}

/// Big-endian a - b, without leading zeros.
fn subtract(a: &[u8], b: &[u8]) -> Vec<u8> {
    digits(a, b, |a, b, borrow| i16::from(a) - i16::from(b) - borrow)
}

/// Big-endian a + b, without leading zeros.
fn add(a: &[u8], b: &[u8]) -> Vec<u8> {
    digits(a, b, |a, b, carry| i16::from(a) + i16::from(b) + carry)
}

/// Little-endian a + b of a's length, b big-endian.
fn add_reversed(a: &[u8], b: &[u8]) -> Vec<u8> {
    let reversed: Vec<u8> = a.iter().rev().copied().collect();
    let mut sum = add(&reversed, b);
    sum.reverse();
    sum.resize(a.len(), 0);
    sum
}

/// Combines two numbers byte by byte from the end; what is over goes to the next as 0 or 1.
fn digits(a: &[u8], b: &[u8], combine: impl Fn(u8, u8, i16) -> i16) -> Vec<u8> {
    let byte = |number: &[u8], i| number.iter().rev().nth(i).copied().unwrap_or(0);
    let mut over = 0;
    let mut result = Vec::new();
    for i in 0..=a.len().max(b.len()) {
        let digit = combine(byte(a, i), byte(b, i), over);
        over = i16::from(!(0..256).contains(&digit));
        result.push(u8::try_from(digit.rem_euclid(256)).unwrap());
    }
    result.reverse();
    minimal(&result)
}

fn minimal(number: &[u8]) -> Vec<u8> {
    number
        .iter()
        .copied()
        .skip_while(|byte| *byte == 0)
        .collect()
}
