//! Public keys and signature algorithms in certificates.

mod build;

use build::{Fields, NULL, bits, oid, seq, tlv};
use countersign_cose::{Curve, Hash, MlDsa, PublicKey, Scheme};
use countersign_spec::{Reason, Value};
use countersign_x509::Certificate;

fn with_key(info: &[u8], check: impl FnOnce(&Certificate<'_>)) {
    let mut fields = Fields::packed();
    fields.public_key_info = info.to_vec();
    check(&Certificate::parse(&fields.der()).unwrap());
}

/// What the key in `info` is refused for.
fn key_refusal(info: &[u8]) -> Reason {
    let mut fields = Fields::packed();
    fields.public_key_info = info.to_vec();
    Certificate::parse(&fields.der())
        .unwrap()
        .public_key()
        .unwrap_err()
}

fn scheme(algorithm: &[u8]) -> Result<Scheme, Reason> {
    let mut fields = Fields::packed();
    fields.inner_algorithm = algorithm.to_vec();
    fields.outer_algorithm = algorithm.to_vec();
    Certificate::parse(&fields.der())
        .unwrap()
        .signature_scheme()
}

fn ec(curve: &str, point: &[u8]) -> Vec<u8> {
    seq(&[
        &seq(&[&oid("1.2.840.10045.2.1"), &oid(curve)]),
        &bits(point),
    ])
}

fn rsa(algorithm: &[u8], n: &[u8], e: &[u8]) -> Vec<u8> {
    seq(&[algorithm, &bits(&seq(&[&tlv(0x02, n), &tlv(0x02, e)]))])
}

fn rsa_encryption() -> Vec<u8> {
    seq(&[&oid("1.2.840.113549.1.1.1"), NULL])
}

fn is_malformed_key(refused: &Reason) -> bool {
    matches!(
        refused,
        Reason::Malformed {
            what: "subjectPublicKeyInfo",
            ..
        }
    )
}

const P256: &str = "1.2.840.10045.3.1.7";

#[test]
fn points_on_each_curve_are_read() {
    for (oid, curve, length) in [
        (P256, Curve::P256, 32),
        ("1.3.132.0.34", Curve::P384, 48),
        ("1.3.132.0.35", Curve::P521, 66),
        ("1.3.132.0.10", Curve::Secp256k1, 32),
    ] {
        let (x, y) = (vec![1; length], vec![2; length]);
        let point = [&[4][..], &x, &y].concat();
        with_key(&ec(oid, &point), |certificate| {
            assert_eq!(
                certificate.public_key(),
                Ok(PublicKey::Ec {
                    curve,
                    x: &x,
                    y: &y
                })
            );
        });
        let long = [&point[..], &[0]].concat();
        for wrong in [&point[..point.len() - 1], &long, &point[..1], &[]] {
            let refused = key_refusal(&ec(oid, wrong));
            assert!(is_malformed_key(&refused), "{refused}");
        }
    }
}

#[test]
fn compressed_points_and_other_curves_are_not_supported() {
    let compressed = [&[2][..], &[1; 32]].concat();
    let refused = Reason::Unsupported("point format", Value::Number(2));
    assert_eq!(key_refusal(&ec(P256, &compressed)), refused);
    let refused = Reason::Unsupported("curve", Value::text("1.3.132.0.33"));
    assert_eq!(key_refusal(&ec("1.3.132.0.33", &[4; 57])), refused);
}

#[test]
fn a_curve_must_be_named() {
    let algorithm = |parameters: &[u8]| {
        let point = [&[4][..], &[1; 64]].concat();
        seq(&[
            &seq(&[&oid("1.2.840.10045.2.1"), parameters]),
            &bits(&point),
        ])
    };
    with_key(&algorithm(&oid(P256)), |certificate| {
        assert!(certificate.public_key().is_ok());
    });
    for parameters in [&b""[..], NULL, &seq(&[])] {
        let refused = key_refusal(&algorithm(parameters));
        assert!(is_malformed_key(&refused), "{refused}");
    }
}

#[test]
fn rsa_keys_are_read_without_leading_zeros() {
    with_key(
        &rsa(&rsa_encryption(), &[0, 0x80, 1], &[1, 0, 1]),
        |certificate| {
            let key = PublicKey::Rsa {
                n: &[0x80, 1],
                e: &[1, 0, 1],
            };
            assert_eq!(certificate.public_key(), Ok(key));
        },
    );
    for (n, e) in [
        (&[0x80, 1][..], &[3][..]),
        (&[0, 1], &[3]),
        (&[], &[3]),
        (&[3], &[0x80]),
    ] {
        let refused = key_refusal(&rsa(&rsa_encryption(), n, e));
        assert!(is_malformed_key(&refused), "{n:x?} {e:x?}: {refused}");
    }
    let without_parameters = seq(&[&oid("1.2.840.113549.1.1.1")]);
    let refused = key_refusal(&rsa(&without_parameters, &[3], &[3]));
    assert!(is_malformed_key(&refused), "{refused}");
}

#[test]
fn edwards_and_ml_dsa_keys_are_read() {
    let info = |id: &str, key: &[u8]| seq(&[&seq(&[&oid(id)]), &bits(key)]);
    for (id, curve, length) in [
        ("1.3.101.112", Curve::Ed25519, 32),
        ("1.3.101.113", Curve::Ed448, 57),
    ] {
        let point = vec![1; length];
        with_key(&info(id, &point), |certificate| {
            assert_eq!(
                certificate.public_key(),
                Ok(PublicKey::Edwards {
                    curve,
                    point: &point
                })
            );
        });
        assert!(is_malformed_key(&key_refusal(&info(id, &point[1..]))));
    }
    for (last, set, length) in [
        (17, MlDsa::MlDsa44, 1312),
        (18, MlDsa::MlDsa65, 1952),
        (19, MlDsa::MlDsa87, 2592),
    ] {
        let id = format!("2.16.840.1.101.3.4.3.{last}");
        let key = vec![1; length];
        with_key(&info(&id, &key), |certificate| {
            assert_eq!(
                certificate.public_key(),
                Ok(PublicKey::MlDsa { set, key: &key })
            );
        });
        assert!(is_malformed_key(&key_refusal(&info(&id, &key[1..]))));
    }
    let with_null = seq(&[&seq(&[&oid("1.3.101.112"), NULL]), &bits(&[1; 32])]);
    assert!(is_malformed_key(&key_refusal(&with_null)));
    let refused = Reason::Unsupported("public key algorithm", Value::text("1.2.840.10040.4.1"));
    assert_eq!(key_refusal(&info("1.2.840.10040.4.1", &[])), refused);
    let with_parameters = seq(&[&seq(&[&oid("1.2.840.10040.4.1"), &seq(&[])]), &bits(&[1])]);
    assert_eq!(key_refusal(&with_parameters), refused);
}

#[test]
fn signature_algorithms_are_read() {
    let malformed = Reason::Malformed {
        what: "signatureAlgorithm",
        offset: 0,
    };
    for (id, expected, may_have_null) in [
        ("1.2.840.10045.4.1", Scheme::Ecdsa(Hash::Sha1), true),
        ("1.2.840.10045.4.3.2", Scheme::Ecdsa(Hash::Sha256), true),
        ("1.2.840.10045.4.3.3", Scheme::Ecdsa(Hash::Sha384), true),
        ("1.2.840.10045.4.3.4", Scheme::Ecdsa(Hash::Sha512), true),
        ("1.2.840.113549.1.1.5", Scheme::RsaPkcs1(Hash::Sha1), true),
        (
            "1.2.840.113549.1.1.11",
            Scheme::RsaPkcs1(Hash::Sha256),
            true,
        ),
        (
            "1.2.840.113549.1.1.12",
            Scheme::RsaPkcs1(Hash::Sha384),
            true,
        ),
        (
            "1.2.840.113549.1.1.13",
            Scheme::RsaPkcs1(Hash::Sha512),
            true,
        ),
        ("1.3.101.112", Scheme::Ed25519, false),
        ("1.3.101.113", Scheme::Ed448, false),
        (
            "2.16.840.1.101.3.4.3.17",
            Scheme::MlDsa(MlDsa::MlDsa44),
            false,
        ),
        (
            "2.16.840.1.101.3.4.3.18",
            Scheme::MlDsa(MlDsa::MlDsa65),
            false,
        ),
        (
            "2.16.840.1.101.3.4.3.19",
            Scheme::MlDsa(MlDsa::MlDsa87),
            false,
        ),
    ] {
        let (id, name) = (oid(id), id);
        assert_eq!(scheme(&seq(&[&id])), Ok(expected), "{name}");
        let with_null = if may_have_null {
            Ok(expected)
        } else {
            Err(malformed.clone())
        };
        assert_eq!(scheme(&seq(&[&id, NULL])), with_null, "{name} with NULL");
        let with_sequence = scheme(&seq(&[&id, &seq(&[])]));
        assert_eq!(
            with_sequence,
            Err(malformed.clone()),
            "{name} with parameters"
        );
    }
    let refused = Reason::Unsupported("signature algorithm", Value::text("1.2.840.113549.1.1.4"));
    assert_eq!(
        scheme(&seq(&[&oid("1.2.840.113549.1.1.4"), NULL])),
        Err(refused)
    );
}

/// The last arc of a hash under 2.16.840.1.101.3.4.2, and the same for the mask; salt; trailer.
fn pss(hash: u8, mask: u8, salt: Option<u8>, trailer: Option<u8>) -> Vec<u8> {
    let hash_id = |last: u8| seq(&[&oid(&format!("2.16.840.1.101.3.4.2.{last}")), NULL]);
    let number = |tag: u8, value: Option<u8>| {
        value.map_or(Vec::new(), |value| tlv(tag, &tlv(0x02, &[value])))
    };
    let parameters = seq(&[
        &tlv(0xa0, &hash_id(hash)),
        &tlv(0xa1, &seq(&[&oid("1.2.840.113549.1.1.8"), &hash_id(mask)])),
        &number(0xa2, salt),
        &number(0xa3, trailer),
    ]);
    seq(&[&oid("1.2.840.113549.1.1.10"), &parameters])
}

#[test]
fn rsassa_pss_is_read_with_one_hash_and_a_salt_of_its_length() {
    let unsupported =
        |found: &'static str| Err(Reason::Unsupported("RSASSA-PSS with", found.into()));
    for (hash, length, expected) in [
        (1, 32, Hash::Sha256),
        (2, 48, Hash::Sha384),
        (3, 64, Hash::Sha512),
    ] {
        let expected = Ok(Scheme::RsaPss(expected));
        assert_eq!(scheme(&pss(hash, hash, Some(length), None)), expected);
        assert_eq!(scheme(&pss(hash, hash, Some(length), Some(1))), expected);
        let refused = unsupported("a salt that is not as long as the hash");
        assert_eq!(scheme(&pss(hash, hash, Some(20), None)), refused);
        assert_eq!(scheme(&pss(hash, hash, None, None)), refused);
        let refused = unsupported("another hash for the mask");
        assert_eq!(
            scheme(&pss(hash, 1 + hash % 3, Some(length), None)),
            refused
        );
        let malformed = Err(Reason::Malformed {
            what: "signatureAlgorithm",
            offset: 0,
        });
        assert_eq!(scheme(&pss(hash, hash, Some(length), Some(2))), malformed);
    }
    let defaults = seq(&[&oid("1.2.840.113549.1.1.10"), &seq(&[])]);
    assert_eq!(scheme(&defaults), unsupported("SHA-1"));
    let malformed = Err(Reason::Malformed {
        what: "signatureAlgorithm",
        offset: 0,
    });
    assert_eq!(scheme(&seq(&[&oid("1.2.840.113549.1.1.10")])), malformed);
}

#[test]
fn a_key_confined_to_rsassa_pss_is_given_for_nothing_else() {
    let confined = rsa(&pss(1, 1, Some(32), None), &[3], &[3]);
    let any_pss = rsa(&seq(&[&oid("1.2.840.113549.1.1.10")]), &[3], &[3]);
    let free = rsa(&rsa_encryption(), &[3], &[3]);
    let schemes = [
        Scheme::RsaPss(Hash::Sha256),
        Scheme::RsaPss(Hash::Sha384),
        Scheme::RsaPkcs1(Hash::Sha256),
    ];
    for (info, allowed) in [
        (confined, [true, false, false]),
        (any_pss, [true, true, false]),
        (free, [true, true, true]),
    ] {
        with_key(&info, |certificate| {
            let key = certificate.public_key();
            assert_eq!(key, Ok(PublicKey::Rsa { n: &[3], e: &[3] }));
            for (scheme, allowed) in schemes.into_iter().zip(allowed) {
                let what = "signature scheme that the key's certificate rules out";
                let expected = if allowed {
                    key.clone()
                } else {
                    Err(Reason::NotAllowed(what))
                };
                assert_eq!(certificate.public_key_for(scheme), expected, "{scheme:?}");
            }
        });
    }
}
