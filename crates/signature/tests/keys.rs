//! What is checked of a public key before any signature: each refusal differs in one thing from a
//! key that is accepted.

mod backends;
mod signer;

use countersign_cose::{Curve, MlDsa};
use countersign_spec::Reason;
use signer::{CURVES, Numbers, SETS, Signer};

const OFF_CURVE: Reason = Reason::NotAllowed("a public key that is not on its curve");

fn malformed(what: &'static str, offset: usize) -> Reason {
    Reason::Malformed { what, offset }
}

fn refused(numbers: &Numbers) -> Reason {
    numbers.verifying_key().expect_err("this key is refused")
}

#[test]
fn coordinates_have_the_length_of_the_prime() {
    for (curve, length) in CURVES.into_iter().zip([32, 48, 66, 32]) {
        let Numbers::Ec(_, x, y) = Signer::Ec(curve, 1).numbers() else {
            panic!("another kind of key")
        };
        assert!(
            Numbers::Ec(curve, x.clone(), y.clone())
                .verifying_key()
                .is_ok()
        );

        let short = Numbers::Ec(curve, x[1..].into(), y.clone());
        assert_eq!(refused(&short), malformed("x", length - 1));
        let short = Numbers::Ec(curve, x.clone(), y[1..].into());
        assert_eq!(refused(&short), malformed("y", length - 1));
        let long = Numbers::Ec(curve, [&[0][..], &x].concat(), y.clone());
        assert_eq!(refused(&long), malformed("x", length));
        let long = Numbers::Ec(curve, x, [&[0][..], &y].concat());
        assert_eq!(refused(&long), malformed("y", length));
    }
}

#[test]
fn a_coordinate_is_less_than_the_prime() {
    // On P-256, x = 0 has a point; x = p is the same number modulo p.
    let y = "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4";
    let p = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
    let y = hex::decode(y).unwrap();
    assert!(
        Numbers::Ec(Curve::P256, vec![0; 32], y.clone())
            .verifying_key()
            .is_ok()
    );
    let unreduced = Numbers::Ec(Curve::P256, hex::decode(p).unwrap(), y);
    assert_eq!(refused(&unreduced), malformed("x", 0));

    for curve in CURVES {
        let Numbers::Ec(_, x, y) = Signer::Ec(curve, 1).numbers() else {
            panic!("another kind of key")
        };
        let large = Numbers::Ec(curve, x, vec![0xff; y.len()]);
        assert_eq!(refused(&large), malformed("y", 0));
    }
}

#[test]
fn a_point_is_on_its_curve() {
    for curve in CURVES {
        let Numbers::Ec(_, x, mut y) = Signer::Ec(curve, 1).numbers() else {
            panic!("another kind of key")
        };
        *y.last_mut().unwrap() ^= 1;
        let zero = vec![0; x.len()];
        assert_eq!(refused(&Numbers::Ec(curve, x, y)), OFF_CURVE);
        assert_eq!(refused(&Numbers::Ec(curve, zero.clone(), zero)), OFF_CURVE);
    }
    // A point of the other curve over 256 bits.
    let Numbers::Ec(_, x, y) = Signer::Ec(Curve::P256, 1).numbers() else {
        panic!("another kind of key")
    };
    assert_eq!(refused(&Numbers::Ec(Curve::Secp256k1, x, y)), OFF_CURVE);
}

#[test]
fn a_curve_goes_with_its_form_of_point() {
    let Numbers::Ec(_, x, y) = Signer::Ec(Curve::P256, 1).numbers() else {
        panic!("another kind of key")
    };
    let not_allowed = Reason::NotAllowed("an ECDSA key on this curve");
    assert_eq!(
        refused(&Numbers::Ec(Curve::Ed25519, x.clone(), y)),
        not_allowed
    );
    let not_allowed = Reason::NotAllowed("an Edwards point on this curve");
    assert_eq!(refused(&Numbers::Edwards(Curve::P256, x)), not_allowed);
}

#[test]
fn an_ed25519_key_is_reduced_on_the_curve_and_not_of_small_order() {
    let key = |low: u8, high: u8| {
        let fill = if high == 0 { 0 } else { 0xff };
        Numbers::Edwards(Curve::Ed25519, [&[low][..], &[fill; 30], &[high]].concat())
    };
    // y = 3 is on the curve, and 2 is not. p ends in ed, so p + 3 in f0.
    assert!(key(3, 0).verifying_key().is_ok());
    assert_eq!(refused(&key(2, 0)), OFF_CURVE);
    assert_eq!(refused(&key(0xf0, 0x7f)), malformed("public key", 0));
    assert_eq!(refused(&key(0xf0, 0xff)), malformed("public key", 0));
    // 0, 1 and -1.
    let small = Reason::NotAllowed("a public key of small order");
    assert_eq!(refused(&key(0, 0)), small);
    assert_eq!(refused(&key(1, 0)), small);
    assert_eq!(refused(&key(0xec, 0x7f)), small);
    assert_eq!(refused(&key(0xec, 0xff)), small);

    let Numbers::Edwards(curve, point) = key(3, 0) else {
        panic!("another kind of key")
    };
    let short = Numbers::Edwards(curve, point[..31].into());
    assert_eq!(refused(&short), malformed("public key", 31));
    let long = Numbers::Edwards(curve, [&point[..], &[0]].concat());
    assert_eq!(refused(&long), malformed("public key", 32));
}

#[cfg(feature = "ed448")]
#[test]
fn an_ed448_key_is_reduced_in_its_group_and_not_of_small_order() {
    let Numbers::Edwards(curve, point) = Signer::Ed448(1).numbers() else {
        panic!("another kind of key")
    };
    let key = |point: &[u8]| Numbers::Edwards(curve, point.into());
    assert!(key(&point).verifying_key().is_ok());

    let mut unused_bits = point.clone();
    unused_bits[56] |= 0x01;
    assert_eq!(refused(&key(&unused_bits)), malformed("public key", 0));
    // p itself, which is 0 modulo p.
    let prime = [&[0xff; 28][..], &[0xfe], &[0xff; 27], &[0]].concat();
    assert_eq!(refused(&key(&prime)), malformed("public key", 0));
    // 0, 1 and -1, with either sign.
    let small = Reason::NotAllowed("a public key of small order");
    let mut minus_one = prime.clone();
    minus_one[0] = 0xfe;
    for mut y in [vec![0; 57], [&[1][..], &[0; 56]].concat(), minus_one] {
        assert_eq!(refused(&key(&y)), small);
        y[56] = 0x80;
        assert_eq!(refused(&key(&y)), small);
    }
    // With the point of order 2, (0, -1), added: -x and -y.
    let mut borrow = false;
    let mut moved = prime.clone();
    for (p, y) in moved.iter_mut().zip(&point[..56]) {
        let (difference, borrowed) = p.overflowing_sub(*y);
        let (difference, borrowed_again) = difference.overflowing_sub(u8::from(borrow));
        (*p, borrow) = (difference, borrowed || borrowed_again);
    }
    moved[56] = (point[56] & 0x80) ^ 0x80;
    let outside = Reason::NotAllowed("a public key that is not in the group of its curve");
    assert_eq!(refused(&key(&moved)), outside);

    assert_eq!(refused(&key(&point[..56])), malformed("public key", 56));
    assert_eq!(
        refused(&key(&[&point[..], &[0]].concat())),
        malformed("public key", 57)
    );
}

#[cfg(not(feature = "ed448"))]
#[test]
fn an_ed448_key_is_not_supported_in_this_build() {
    let unsupported = Reason::Unsupported("curve", "Ed448".into());
    assert_eq!(
        refused(&Numbers::Edwards(Curve::Ed448, vec![1; 57])),
        unsupported
    );
    assert!(!countersign_signature::is_supported(
        countersign_cose::Scheme::Ed448
    ));
}

/// An odd modulus of this many bits, and an exponent.
fn rsa(bits: usize, e: u64) -> Numbers {
    let mut n = vec![0xff; bits.div_ceil(8)];
    n[0] = u8::try_from((1_u16 << ((bits - 1) % 8 + 1)) - 1).unwrap();
    let e = e
        .to_be_bytes()
        .into_iter()
        .skip_while(|byte| *byte == 0)
        .collect();
    Numbers::Rsa(n, e)
}

#[test]
fn an_rsa_modulus_has_2048_to_8192_bits() {
    assert!(rsa(2048, 65537).verifying_key().is_ok());
    assert!(rsa(8192, 65537).verifying_key().is_ok());
    let small = Reason::NotAllowed("an RSA modulus of less than 2048 bits");
    assert_eq!(refused(&rsa(2047, 65537)), small);
    let (what, limit) = ("bits of the RSA modulus", 8192);
    assert_eq!(
        refused(&rsa(8193, 65537)),
        Reason::TooLarge {
            what,
            limit,
            found: 8193
        }
    );
}

#[test]
fn an_rsa_modulus_is_odd_and_has_no_leading_zeros() {
    let Numbers::Rsa(n, e) = rsa(2048, 65537) else {
        panic!("another kind of key")
    };
    let mut even = n.clone();
    *even.last_mut().unwrap() &= 0xfe;
    assert_eq!(
        refused(&Numbers::Rsa(even, e.clone())),
        Reason::NotAllowed("an even RSA modulus")
    );
    let padded = Numbers::Rsa([&[0][..], &n].concat(), e.clone());
    assert_eq!(refused(&padded), malformed("n", 0));
    assert_eq!(refused(&Numbers::Rsa(vec![], e)), malformed("n", 0));
}

#[test]
fn an_rsa_exponent_is_odd_and_3_to_33_bits_of_ones() {
    assert!(rsa(2048, 3).verifying_key().is_ok());
    assert!(rsa(2048, (1 << 33) - 1).verifying_key().is_ok());
    assert_eq!(
        refused(&rsa(2048, 1)),
        Reason::NotAllowed("an RSA exponent of 1")
    );
    assert_eq!(
        refused(&rsa(2048, 2)),
        Reason::NotAllowed("an even RSA exponent")
    );
    assert_eq!(
        refused(&rsa(2048, 65536)),
        Reason::NotAllowed("an even RSA exponent")
    );
    let (what, limit) = ("bits of the RSA exponent", 33);
    let large = Reason::TooLarge {
        what,
        limit,
        found: 34,
    };
    assert_eq!(refused(&rsa(2048, (1 << 33) + 1)), large);

    let Numbers::Rsa(n, e) = rsa(2048, 65537) else {
        panic!("another kind of key")
    };
    let padded = Numbers::Rsa(n.clone(), [&[0][..], &e].concat());
    assert_eq!(refused(&padded), malformed("e", 0));
    assert_eq!(refused(&Numbers::Rsa(n.clone(), vec![])), malformed("e", 0));
    let found = 2048;
    assert_eq!(
        refused(&Numbers::Rsa(n.clone(), n)),
        Reason::TooLarge { what, limit, found }
    );
}

#[test]
fn an_ml_dsa_key_has_the_length_of_its_parameter_set() {
    for (set, length) in SETS.into_iter().zip([1312, 1952, 2592]) {
        let Numbers::MlDsa(_, key) = Signer::MlDsa(set, 1).numbers() else {
            panic!("another kind of key")
        };
        assert!(Numbers::MlDsa(set, key.clone()).verifying_key().is_ok());
        let short = Numbers::MlDsa(set, key[1..].into());
        assert_eq!(refused(&short), malformed("public key", length - 1));
        let long = Numbers::MlDsa(set, [&key[..], &[0]].concat());
        assert_eq!(refused(&long), malformed("public key", length));
    }
    let Numbers::MlDsa(_, key) = Signer::MlDsa(MlDsa::MlDsa44, 1).numbers() else {
        panic!("another kind of key")
    };
    assert_eq!(
        refused(&Numbers::MlDsa(MlDsa::MlDsa65, key)),
        malformed("public key", 1312)
    );
}
