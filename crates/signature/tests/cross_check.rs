//! Signatures made by OpenSSL, for what Wycheproof has no vectors of; `data/cross_check.py` says
//! which and how. Each is accepted, and refused with any other hash.

mod backends;
mod signer;

use countersign_cose::{Curve, Hash, Scheme};
use countersign_spec::Reason;
use serde_json::Value;
use signer::Numbers;

const DATA: &str = include_str!("data/cross_check.json");

fn hex(of: &Value, member: &str) -> Vec<u8> {
    hex::decode(of[member].as_str().unwrap()).unwrap()
}

fn hash(name: &str) -> Hash {
    match name {
        "SHA-1" => Hash::Sha1,
        "SHA-256" => Hash::Sha256,
        "SHA-384" => Hash::Sha384,
        "SHA-512" => Hash::Sha512,
        other => panic!("no hash {other}"),
    }
}

fn curve(name: &str) -> Curve {
    match name {
        "P-256" => Curve::P256,
        "P-384" => Curve::P384,
        "P-521" => Curve::P521,
        "secp256k1" => Curve::Secp256k1,
        other => panic!("no curve {other}"),
    }
}

#[test]
fn signatures_by_openssl_are_accepted() {
    let data: Value = serde_json::from_str(DATA).unwrap();
    let message = hex(&data, "message");
    let mut accepted = 0;
    for case in data["signatures"].as_array().unwrap() {
        let numbers = match case["curve"].as_str() {
            Some(name) => Numbers::Ec(curve(name), hex(case, "x"), hex(case, "y")),
            None => Numbers::Rsa(hex(case, "n"), hex(case, "e")),
        };
        let scheme = match case["scheme"].as_str().unwrap() {
            "ECDSA" => Scheme::Ecdsa,
            "PKCS1" => Scheme::RsaPkcs1,
            "PSS" => Scheme::RsaPss,
            other => panic!("no scheme {other}"),
        };
        let signed = hash(case["hash"].as_str().unwrap());
        let key = numbers.verifying_key().unwrap();
        let signature = hex(case, "signature");
        for hash in signer::HASHES {
            let verdict = key.verify(scheme(hash), &[&message], &signature);
            let refused = (hash != signed).then_some(Reason::BadSignature);
            assert_eq!(verdict.err(), refused, "{case} with {hash:?}");
        }
        accepted += 1;
    }
    assert_eq!(accepted, 4 * 4 + 4 * 4 * 2);
}
