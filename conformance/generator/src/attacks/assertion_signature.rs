//! The signature of an assertion: §7.2 step 21, algorithm by algorithm.

use countersign_authenticator::rsa::{digest_info, hash_oid, pkcs1_block};
use countersign_authenticator::{
    AttestedCredential, Authentication, Credential, EcdsaSignature, Ed25519Parts, PrivateKey,
    Registration, RsaKey, Seed, der, digest, ed25519_beyond_order, flags, order,
};
use countersign_cose::{Algorithm, Curve, Hash, MlDsa, Scheme};
use countersign_spec::ReasonKind::{Malformed, Mismatch};
use countersign_spec::Step;

use crate::attested::{asserting, other_key, packed};
use crate::rows::{accepted, refused};
use crate::standard::{authentication, credential, registration};
use crate::{Group, Twin};

type Made = Twin<Authentication<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("es256", authentication);
    messages(group, &twin);
    numbers(group, &twin);
    negative(group);
    encodings(group, &twin);
    hashes(group, &twin);
    keys(group, &twin);
    ed25519(group);
    pkcs1_blocks(group);
    rsa_numbers(group);
    pss(group);
    ml_dsa(group);
    for id in ["SIG-020", "SIG-038", "SIG-039"] {
        group.test(id, "signature::no_vector_gets_a_wrong_verdict");
    }
}

/// Bends the signature.
fn bent(
    a: Authentication<'static>,
    bend: impl Fn(Vec<u8>) -> Vec<u8> + 'static,
) -> Authentication<'static> {
    a.signature(move |signature| *signature = bend(core::mem::take(signature)))
}

/// Bends the two numbers of an ECDSA signature.
fn ecdsa(
    a: Authentication<'static>,
    bend: impl Fn(&mut EcdsaSignature) + 'static,
) -> Authentication<'static> {
    bent(a, move |signature| {
        let mut numbers = EcdsaSignature::from_der(&signature);
        bend(&mut numbers);
        numbers.to_der()
    })
}

/// Writes the two INTEGERs of an ECDSA signature otherwise.
fn rewritten(
    a: Authentication<'static>,
    write: impl Fn(Vec<u8>, Vec<u8>) -> Vec<u8> + 'static,
) -> Authentication<'static> {
    bent(a, move |signature| {
        let numbers = EcdsaSignature::from_der(&signature);
        write(der::unsigned(&numbers.r), der::unsigned(&numbers.s))
    })
}

fn messages(group: &mut Group, twin: &Made) {
    let other = authentication()
        .challenge(b"another assertion")
        .make()
        .signature;
    refused! { group, twin;
        "SIG-001", "the signature of another assertion", |a| bent(a, move |_| other.clone()),
            AuthenticationSignature BadSignature;
        "SIG-002", "the hash of the client data alone is signed",
            |a| a.message(|m| *m = m.split_off(37)), AuthenticationSignature BadSignature;
        "SIG-003", "authenticator data alone is signed", |a| a.message(|m| m.truncate(37)),
            AuthenticationSignature BadSignature;
        "SIG-004", "the hash stands before authenticator data in what is signed",
            |a| a.message(|m| m.rotate_left(37)), AuthenticationSignature BadSignature;
    }
}

fn numbers(group: &mut Group, twin: &Made) {
    let n = || order(Curve::P256);
    refused! { group, twin;
        "SIG-005/r", "r is 0", |a| ecdsa(a, |x| x.r.clear()), AuthenticationSignature Malformed;
        "SIG-005/s", "s is 0", |a| ecdsa(a, |x| x.s.clear()), AuthenticationSignature Malformed;
        "SIG-005/both", "r and s are 0", |a| ecdsa(a, |x| {
                x.r.clear();
                x.s.clear();
            }), AuthenticationSignature Malformed;
        "SIG-006/r", "r is the order of the group", |a| ecdsa(a, move |x| x.r = n()),
            AuthenticationSignature Malformed;
        "SIG-006/s", "s is the order of the group", |a| ecdsa(a, move |x| x.s = n()),
            AuthenticationSignature Malformed;
        "SIG-007", "the order of the group is added to r",
            |a| ecdsa(a, |x| *x = x.with_r_beyond_order(Curve::P256)),
            AuthenticationSignature Malformed;
        "SIG-017", "r has 1000 bytes", |a| ecdsa(a, |x| x.r = vec![0x55; 1000]),
            AuthenticationSignature Malformed;
    }
    accepted! { group, twin;
        "SIG-009", "s is n - s", |a| ecdsa(a, |x| *x = x.mirrored(Curve::P256)),
            "WebAuthn asks for no low s, and of the twin and this one has a high s";
    }
}

/// A signature whose r has its first bit set, so that a byte of zeros must stand before it.
fn negative(group: &mut Group) {
    let challenge = (0_u8..=u8::MAX)
        .map(|n| vec![n; 16])
        .find(|challenge| {
            let made = authentication().challenge(challenge).make();
            EcdsaSignature::from_der(&made.signature).r.len() == 33
        })
        .expect("one in two");
    let twin = group.twin("es256-with-a-great-r", move || {
        authentication().challenge(&challenge)
    });
    refused! { group, &twin;
        "SIG-008", "the zero in front of r is left out, so that r is negative",
            |a| bent(a, |signature| {
                let x = EcdsaSignature::from_der(&signature);
                der::sequence(&[der::tlv(0x02, &x.r[1..]), der::unsigned(&x.s)])
            }), AuthenticationSignature Malformed;
    }
}

fn encodings(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "SIG-010/sequence", "the length of the SEQUENCE is in two bytes",
            |a| bent(a, |s| der::overlong(&s, 0)), AuthenticationSignature Malformed;
        "SIG-010/integer", "the length of r is in two bytes",
            |a| rewritten(a, |r, s| der::sequence(&[der::overlong(&r, 0), s])),
            AuthenticationSignature Malformed;
        "SIG-011", "a zero too many in front of s",
            |a| rewritten(a, |r, s| {
                let zeros = [&[0, 0], der::split(&s).1].concat();
                der::sequence(&[r, der::tlv(0x02, &zeros)])
            }), AuthenticationSignature Malformed;
        "SIG-012", "the SEQUENCE is of indefinite length", |a| bent(a, |s| der::indefinite(&s)),
            AuthenticationSignature Malformed;
        "SIG-013", "a byte behind the SEQUENCE", |a| bent(a, |s| [s, vec![0]].concat()),
            AuthenticationSignature Malformed;
        "SIG-014/integer", "a third INTEGER",
            |a| rewritten(a, |r, s| der::sequence(&[r, s, der::integer(1)])),
            AuthenticationSignature Malformed;
        "SIG-014/null", "NULL behind the two INTEGERs",
            |a| rewritten(a, |r, s| der::sequence(&[r, s, der::null()])),
            AuthenticationSignature Malformed;
        "SIG-015", "r and s in 32 bytes each, as JOSE has them",
            |a| bent(a, |s| EcdsaSignature::from_der(&s).to_fixed(32)),
            AuthenticationSignature Malformed;
        "SIG-016", "the signature has no bytes", |a| bent(a, |_| Vec::new()),
            AuthenticationSignature Malformed;
    }
    for length in [1, 2, 8, 70, 71, 72, 256, 4096] {
        let (id, mutation) = (
            format!("SIG-044/{length}"),
            format!("the signature is {length} bytes from nowhere"),
        );
        let noise = Seed::new("noise").bytes("signature", length);
        let draft = group.case(&id, &mutation, twin, |a| bent(a, move |_| noise.clone()));
        draft.refuse(Step::AuthenticationSignature, Malformed);
    }
}

fn hashes(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "SIG-019", "the signature is over SHA-512",
            |a| a.scheme(Scheme::Ecdsa(Hash::Sha512)), AuthenticationSignature BadSignature;
    }
    let es512 = group.twin("es512", || with(Algorithm::Es512).authenticate());
    group
        .case(
            "SIG-018",
            "the registered key says ES512 and is on P-256",
            &es512,
            |_| {
                let key = other_key("es512");
                let made = registration()
                    .algorithm(Algorithm::Es512)
                    .credential_key(key);
                made.make().credential.authenticate()
            },
        )
        .refuse(Step::CredentialAlgorithmCurve, Mismatch);
    let packed = group.twin("packed", packed);
    accepted! { group, &packed;
        "SIG-018/attestation-key", "alg is ES512 and the attestation key on P-256",
            |r| r.attestation_key(other_key("es512")).attestation_algorithm(Algorithm::Es512),
            "§5.8.5 binds credential keys only; the digest is cut to the order's length";
    }
}

/// A credential for an algorithm.
fn with(algorithm: Algorithm) -> Credential {
    registration().algorithm(algorithm).make().credential
}

fn keys(group: &mut Group, twin: &Made) {
    let sibling = registration().label("sibling").make().credential;
    let attested = |a: Authentication<'static>, key: PrivateKey| {
        let public_key = key.public().to_cose(-7);
        a.key(key).auth_data(move |data| {
            data.flags |= flags::AT;
            data.credential = Some(AttestedCredential {
                aaguid: vec![0; 16],
                claimed_length: None,
                id: credential().id,
                public_key: public_key.clone(),
            });
        })
    };
    refused! { group, twin;
        "SIG-042", "authenticator data has another key for the credential, which signed",
            |a| attested(a, other_key("own")), AuthenticatorDataUnattested Mismatch;
        "SIG-043", "another credential of the same user signed", |a| a.key(sibling.key),
            AuthenticationSignature BadSignature;
    }
    let twin: Twin<Registration<'static>> = group.twin("registration", registration);
    group
        .case(
            "SIG-042/registration",
            "the client says RS256 for the key's algorithm",
            &twin,
            |r| r,
        )
        .json(|json| json["response"]["publicKeyAlgorithm"] = (-257).into())
        .refuse(Step::RegistrationResponse, Mismatch);
}

fn secret() -> [u8; 32] {
    match with(Algorithm::EdDsa).key {
        PrivateKey::Ed25519(secret) => secret,
        other => panic!("{other:?} is no Ed25519 key"),
    }
}

fn ed25519(group: &mut Group) {
    let twin = group.twin("eddsa", || with(Algorithm::EdDsa).authenticate());
    refused! { group, &twin;
        "SIG-021", "the order of the group is added to S",
            |a| bent(a, |s| ed25519_beyond_order(&s)), AuthenticationSignature Malformed;
        "SIG-022", "R is the neutral point, and the equation holds",
            |a| asserting(a, |m| with_neutral_r(m, 0x01, 0x00)), AuthenticationSignature NotAllowed,
            "one of the readings that RFC 8032 leaves open (STRICTER)";
        "SIG-023", "R is the neutral point, its y written as p + 1, and the equation holds",
            |a| asserting(a, |m| with_neutral_r(m, 0xee, 0xff)), AuthenticationSignature Malformed;
        "SIG-024", "the equation holds with the cofactor alone",
            |a| asserting(a, |m| {
                let parts = Ed25519Parts::new(&secret(), m);
                let r = parts.r_plus_order_two();
                parts.sign(&r, &[&r, &parts.public, m].concat(), true)
            }), AuthenticationSignature BadSignature,
            "one of the readings that RFC 8032 leaves open (STRICTER)";
        "SIG-025/prehash", "an Ed25519ph signature",
            |a| asserting(a, |m| domain(m, 1, b"", &digest(Hash::Sha512, m))),
            AuthenticationSignature BadSignature;
        "SIG-025/context", "an Ed25519ctx signature",
            |a| asserting(a, |m| domain(m, 0, b"context", m)), AuthenticationSignature BadSignature;
        "SIG-026/63", "the signature has 63 bytes", |a| bent(a, |s| s[..63].to_vec()),
            AuthenticationSignature Malformed;
        "SIG-026/65", "the signature has 65 bytes", |a| bent(a, |s| [s, vec![0]].concat()),
            AuthenticationSignature Malformed;
    }
}

/// R neutral, its encoding beginning with one byte and going on with another.
fn with_neutral_r(message: &[u8], first: u8, others: u8) -> Vec<u8> {
    let mut r = [others; 32];
    (r[0], r[31]) = (first, others & 0x7f);
    let parts = Ed25519Parts::new(&secret(), message);
    parts.sign(&r, &[&r, &parts.public, message].concat(), false)
}

/// A signature in the domain of RFC 8032 §2, `dom2`.
fn domain(nonce: &[u8], flag: u8, context: &[u8], message: &[u8]) -> Vec<u8> {
    let parts = Ed25519Parts::new(&secret(), nonce);
    let length = u8::try_from(context.len()).expect("a short context");
    let prefix = [
        b"SigEd25519 no Ed25519 collisions",
        &[flag, length][..],
        context,
    ]
    .concat();
    let challenge = [&prefix[..], &parts.r, &parts.public, message].concat();
    parts.sign(&parts.r, &challenge, true)
}

/// An RSA key. Of 3 as exponent cube roots can be taken, so that who has no key can write blocks.
fn rsa_key(exponent: u32) -> RsaKey {
    RsaKey::derive_with_exponent(&Seed::new("countersign vectors"), "signing", 2048, exponent)
}

fn rsa(algorithm: Algorithm, exponent: u32) -> Credential {
    let key = PrivateKey::Rsa(rsa_key(exponent));
    let made = registration().algorithm(algorithm).credential_key(key);
    made.make().credential
}

/// Signs an encoded block in place of the right one.
fn block(
    a: Authentication<'static>,
    make: impl Fn(&[u8]) -> Vec<u8> + 'static,
) -> Authentication<'static> {
    asserting(a, move |message| {
        let block = make(message);
        assert_eq!(block.len(), 256, "a block of the modulus's length");
        rsa_key(3).power(&block)
    })
}

fn pkcs1_blocks(group: &mut Group) {
    const SHA256: Hash = Hash::Sha256;
    let twin = group.twin("rs256-with-e-of-3", || {
        rsa(Algorithm::Rs256, 3).authenticate()
    });
    /// `00 01 FF…FF 00`, with so many bytes of filling, the content, and zeros up to the end.
    fn short(filling: usize, content: &[u8]) -> Vec<u8> {
        let mut block = [&[0, 1][..], &vec![0xff; filling], &[0], content].concat();
        block.resize(256, 0);
        block
    }
    refused! { group, &twin;
        "SIG-027", "the digest stands near the block's front, with free bytes behind it",
            |a| block(a, |m| short(8, &digest_info(SHA256, m))),
            AuthenticationSignature BadSignature;
        "SIG-027/last", "the last byte of the block is free, the filling a byte shorter",
            |a| block(a, |m| short(201, &digest_info(SHA256, m))),
            AuthenticationSignature BadSignature;
        "SIG-028/free", "free bytes between a short filling and the digest",
            |a| block(a, |m| {
                let info = digest_info(SHA256, m);
                let mut block = short(8, &[]);
                block.truncate(256_usize.saturating_sub(info.len()));
                [block, info].concat()
            }), AuthenticationSignature BadSignature;
        "SIG-028/filling", "one byte of the filling is not FF",
            |a| block(a, |m| {
                let mut block = pkcs1_block(&digest_info(SHA256, m), 256);
                block[100] = 0xfe;
                block
            }), AuthenticationSignature BadSignature;
        "SIG-028/kind", "the block is of type 2, which is for encryption",
            |a| block(a, |m| {
                let mut block = pkcs1_block(&digest_info(SHA256, m), 256);
                block[1] = 2;
                block
            }), AuthenticationSignature BadSignature;
        "SIG-029", "the digest's algorithm is without NULL",
            |a| block(a, |m| {
                let algorithm = der::sequence(&[der::oid(hash_oid(SHA256))]);
                let digest = der::octet_string(&digest(SHA256, m));
                pkcs1_block(&der::sequence(&[algorithm, digest]), 256)
            }), AuthenticationSignature BadSignature;
        "SIG-030", "the length of the digest's SEQUENCE is in two bytes",
            |a| block(a, |m| pkcs1_block(&der::overlong(&digest_info(SHA256, m), 0), 256)),
            AuthenticationSignature BadSignature;
        "SIG-031", "the digest is one of SHA-1, and says so",
            |a| a.scheme(Scheme::RsaPkcs1(Hash::Sha1)), AuthenticationSignature BadSignature;
        "SIG-031/relabelled", "the digest is one of SHA-256, and says SHA-1",
            |a| block(a, |m| {
                let name = der::oid(hash_oid(Hash::Sha1));
                let algorithm = der::sequence(&[name, der::null()]);
                let digest = der::octet_string(&digest(SHA256, m));
                pkcs1_block(&der::sequence(&[algorithm, digest]), 256)
            }), AuthenticationSignature BadSignature;
    }
}

fn rsa_numbers(group: &mut Group) {
    let credential = rsa(Algorithm::Rs256, 65537);
    let has_room = |s: &[u8]| rsa_key(65537).beyond_modulus(s).len() == 256;
    let with_room = twin_of(group, "rs256-with-room-for-n", &credential, has_room);
    let with_zero = twin_of(group, "rs256-with-a-zero-in-front", &credential, |s| {
        s[0] == 0
    });
    refused! { group, &with_room;
        "SIG-032", "n is added to the signature",
            |a| bent(a, move |s| rsa_key(65537).beyond_modulus(&s)),
            AuthenticationSignature Malformed;
        "SIG-033/added", "a zero in front of the signature", |a| bent(a, |s| [vec![0], s].concat()),
            AuthenticationSignature Malformed;
    }
    refused! { group, &with_zero;
        "SIG-033/dropped", "the zero in front of the signature is left out",
            |a| bent(a, |s| s[1..].to_vec()), AuthenticationSignature Malformed;
    }
}

/// A twin with the first challenge for which the signature is as wanted.
fn twin_of(
    group: &mut Group,
    name: &str,
    credential: &Credential,
    is_wanted: impl Fn(&[u8]) -> bool,
) -> Made {
    let challenge = (0_u16..=u16::MAX)
        .map(|n| [&[0; 14][..], &n.to_be_bytes()].concat())
        .find(|challenge| {
            let made = credential.authenticate().challenge(challenge).make();
            is_wanted(&made.signature)
        })
        .expect("one in some hundreds");
    let credential = credential.clone();
    group.twin(name, move || {
        credential.authenticate().challenge(&challenge)
    })
}

fn pss(group: &mut Group) {
    const SHA256: Hash = Hash::Sha256;
    let ps256 = group.twin("ps256", || rsa(Algorithm::Ps256, 65537).authenticate());
    let rs256 = group.twin("rs256", || rsa(Algorithm::Rs256, 65537).authenticate());
    refused! { group, &ps256;
        "SIG-034", "the salt has no bytes",
            |a| asserting(a, |m| rsa_key(65537).sign_pss(SHA256, SHA256, &[], m)),
            AuthenticationSignature BadSignature;
        "SIG-034/long", "the salt has 33 bytes",
            |a| asserting(a, |m| rsa_key(65537).sign_pss(SHA256, SHA256, &[7; 33], m)),
            AuthenticationSignature BadSignature;
        "SIG-035", "the mask is made with SHA-1",
            |a| asserting(a, |m| rsa_key(65537).sign_pss(SHA256, Hash::Sha1, &[7; 32], m)),
            AuthenticationSignature BadSignature;
        "SIG-036/pkcs1", "the signature is one for RS256", |a| a.scheme(Scheme::RsaPkcs1(SHA256)),
            AuthenticationSignature BadSignature;
    }
    refused! { group, &rs256;
        "SIG-036/pss", "the signature is one for PS256", |a| a.scheme(Scheme::RsaPss(SHA256)),
            AuthenticationSignature BadSignature;
    }
}

fn ml_dsa(group: &mut Group) {
    let twin = group.twin("ml-dsa-44", || with(Algorithm::MlDsa44).authenticate());
    let key = || with(Algorithm::MlDsa44).key;
    refused! { group, &twin;
        "SIG-037", "two places of one hint are swapped",
            |a| bent(a, |mut signature| {
                // FIPS 204 Table 1 and Algorithm 20: 80 places, then four counters.
                let hint = signature.len().saturating_sub(84);
                assert!(signature[hint.saturating_add(80)] >= 2, "two places in the first");
                signature.swap(hint, hint.saturating_add(1));
                signature
            }), AuthenticationSignature BadSignature;
        "SIG-040", "the signature has a context",
            |a| asserting(a, move |m| key().sign_ml_dsa(m, b"context")),
            AuthenticationSignature BadSignature;
        "SIG-041", "a HashML-DSA signature", |a| asserting(a, move |m| key().sign_hash_ml_dsa(m)),
            AuthenticationSignature BadSignature;
        "SIG-041/set", "the signature is one for ML-DSA-65", |a| a
                .key(PrivateKey::derive(Algorithm::MlDsa65, &Seed::default(), "credential key"))
                .scheme(Scheme::MlDsa(MlDsa::MlDsa65)),
            AuthenticationSignature Malformed;
    }
}
