//! sig and alg, and the members of the statement around them.

use core::convert::Infallible;

use countersign_attestation::{Policy, Sha1};
use countersign_spec::{Reason, Step, Value};
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest, Sha256, Sha384, Sha512};
use signature::hazmat::PrehashSigner;

use crate::registration::key::{ES384, PS256, RS1, RS256};
use crate::registration::{ES256, Key, cbor};
use crate::tpm::statement::{Tpm, aik_certificate};
use crate::tpm::structure::{ECDSA, RSASSA, SHA1, SHA256, SHA384, SHA512, hash, sized};

const RS384: i64 = -258;
const RS512: i64 = -259;
const ES512: i64 = -36;

#[test]
fn attestation_keys_sign_with_these_algorithms() {
    for (alg, aik, hash) in [
        (RS1, Key::rsa(), SHA1),
        (RS256, Key::rsa(), SHA256),
        (RS384, Key::rsa(), SHA384),
        (RS512, Key::rsa(), SHA512),
        (PS256, Key::rsa(), SHA256),
        (ES256, Key::p256(2), SHA256),
        (ES384, Key::p384(2), SHA384),
        (ES512, Key::p384(2), SHA512),
    ] {
        let tpm = Tpm::of(Key::p256(1), ES256, aik, alg);
        tpm.bent(|tpm| {
            tpm.hash = hash;
            tpm.sign = sign;
        })
        .accepted(&format!("alg {alg} [Resp-9/P-1, P-2, P-4]"));
    }
}

/// Also with PSS and the longer hashes.
fn sign(key: &Key, alg: i64, message: &[u8]) -> Vec<u8> {
    match (key, alg) {
        (Key::Rsa(key), RS384) => {
            let padding = Pkcs1v15Sign::new::<Sha384>();
            key.sign(padding, &Sha384::digest(message))
                .expect("a signature")
        }
        (Key::Rsa(key), RS512) => {
            let padding = Pkcs1v15Sign::new::<Sha512>();
            key.sign(padding, &Sha512::digest(message))
                .expect("a signature")
        }
        (Key::Rsa(key), PS256) => {
            let digest = Sha256::digest(message);
            let padding = rsa::Pss::<Sha256>::new();
            key.sign_with_rng(&mut OneSalt, padding, &digest)
                .expect("a signature")
        }
        (Key::P384(key), ES512) => {
            let digest = Sha512::digest(message);
            let signature: p384::ecdsa::Signature = key.sign_prehash(&digest).expect("a signature");
            signature.to_der().as_bytes().to_vec()
        }
        _ => key.sign(alg, message),
    }
}

/// Makes the same salt on every run.
struct OneSalt;

impl TryRng for OneSalt {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0x5a5a_5a5a)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0x5a5a_5a5a_5a5a_5a5a)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(0x5a);
        Ok(())
    }
}

impl TryCryptoRng for OneSalt {}

#[test]
fn policy_can_refuse_sha1() {
    let tpm = || Tpm::of(Key::p256(1), ES256, Key::rsa(), RS1).bent(|tpm| tpm.hash = SHA1);
    tpm().accepted("TPM-031 RS1");
    let mut policy = Policy::default();
    policy.sha1 = Sha1::Refused;
    let reason = Reason::NotAllowed("alg RS1");
    tpm().refused_by(&policy, "TPM-031 RS1", Step::TpmSignature, reason);
}

#[test]
fn a_signature_of_another_key_or_algorithm_is_refused() {
    let bad = |case, tpm: Tpm| tpm.refused(case, Step::TpmSignature, Reason::BadSignature);
    bad(
        "TPM-028 by the credential key",
        Tpm::ecc().bent(|tpm| tpm.sign = |_, alg, message| Key::p256(1).sign(alg, message)),
    );
    bad(
        "TPM-029 RS1 where alg is RS256",
        Tpm::of(Key::p256(1), ES256, Key::rsa(), RS256)
            .bent(|tpm| tpm.sign = |key, _, message| key.sign(RS1, message)),
    );
    bad(
        "of other bytes [Recon-tpm/F-2]",
        Tpm::ecc().bent(|tpm| tpm.sign = |key, alg, _| key.sign(alg, b"other bytes")),
    );
    Tpm::ecc().bent(|tpm| tpm.alg = RS256).refused(
        "an algorithm of RSA with a key on a curve",
        Step::TpmSignature,
        Reason::NotAllowed("alg with the attestation key"),
    );
    Tpm::ecc().bent(|tpm| tpm.alg = 0).refused(
        "no algorithm",
        Step::TpmSignature,
        Reason::Unsupported("alg", Value::Number(0)),
    );
}

#[test]
fn the_credential_key_does_not_attest_itself() {
    Tpm::ecc()
        .bent(|tpm| {
            tpm.aik = Key::p256(1);
            tpm.leaf = aik_certificate(&Key::p256(1));
        })
        .refused(
            "TPM-028 a certificate for the credential key",
            Step::TpmSignature,
            Reason::NotAllowed("the credential key as attestation key"),
        );
}

#[test]
fn a_tpmt_signature_is_taken_apart() {
    fn structure(algorithm: u16, hash: u16, parts: &[&[u8]]) -> Vec<u8> {
        let head = [algorithm.to_be_bytes(), hash.to_be_bytes()].concat();
        let parts: Vec<u8> = parts.iter().flat_map(|part| sized(part)).collect();
        [head, parts].concat()
    }
    fn ecdsa(named: u16, message: &[u8]) -> Vec<u8> {
        let Key::P256(key) = Key::p256(2) else {
            panic!("a key on P-256")
        };
        let digest = hash(SHA256, message);
        let signature: p256::ecdsa::Signature = key.sign_prehash(&digest).expect("a signature");
        let (r, s) = signature.split_bytes();
        structure(ECDSA, named, &[&r, &s])
    }
    Tpm::ecc()
        .bent(|tpm| tpm.sign = |_, _, message| ecdsa(SHA256, message))
        .accepted("TPM-030 ECDSA");
    Tpm::of(Key::p256(1), ES256, Key::rsa(), RS256)
        .bent(|tpm| {
            tpm.sign = |key, alg, message| structure(RSASSA, SHA256, &[&key.sign(alg, message)]);
        })
        .accepted("TPM-030 RSASSA");
    Tpm::ecc()
        .bent(|tpm| tpm.sign = |_, _, message| ecdsa(SHA1, message))
        .refused(
            "another hash than that of alg",
            Step::TpmSignature,
            Reason::NotAllowed("sig of another algorithm than alg"),
        );
    Tpm::ecc()
        .bent(|tpm| tpm.sign = |_, _, _| ecdsa(SHA256, b"other bytes"))
        .refused("of other bytes", Step::TpmSignature, Reason::BadSignature);
    Tpm::ecc()
        .bent(|tpm| tpm.sign = |_, _, message| [&ecdsa(SHA256, message)[..], &[0]].concat())
        .refused(
            "a byte after it",
            Step::TpmSignature,
            Reason::Malformed {
                what: "signature",
                offset: 0,
            },
        );
}

#[test]
fn every_member_must_be_there_and_no_other() {
    let without = |name| Tpm::ecc().bent(|tpm| tpm.members = vec![(name, None)]);
    for name in ["ver", "alg", "sig", "pubArea", "certInfo"] {
        without(name).refused(name, Step::TpmSyntax, Reason::Missing(name));
    }
    without("x5c").refused("Recon-tpm/F-9 x5c", Step::TpmChain, Reason::Missing("x5c"));
    let with = |name, value| Tpm::ecc().bent(|tpm| tpm.members = vec![(name, Some(value))]);
    with("x5c", cbor::array(&[])).refused(
        "x5c empty",
        Step::TpmChain,
        Reason::Missing("a certificate in x5c"),
    );
    with("ecdaaKeyId", cbor::bytes(&[1])).refused(
        "ECDAA",
        Step::TpmSyntax,
        Reason::NotAllowed("ecdaaKeyId"),
    );
    with("more", cbor::integer(1)).refused(
        "a member more",
        Step::TpmSyntax,
        Reason::NotAllowed("an attStmt member outside the syntax"),
    );
    for ver in ["1.2", "2", "2.0 ", ""] {
        let reason = Reason::mismatch("ver", "2.0", Value::text(ver));
        with("ver", cbor::text(ver)).refused("TPM-001 [Recon-tpm/F-1]", Step::TpmSyntax, reason);
    }
}
