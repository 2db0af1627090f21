//! The edge cases on which Ed25519 verifiers differ (`novifinancial/ed25519-speccheck` and
//! `C2SP/CCTV`): one reading, the strict one, on all of them.

mod backends;
mod shared;

use backends::EveryKey;
use countersign_cose::{Curve, PublicKey, Scheme};
use countersign_signature::SignatureValid;
use countersign_spec::Reason;
use serde_json::Value;
use shared::{hex, json, list, text};

fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Result<SignatureValid, Reason> {
    let curve = Curve::Ed25519;
    EveryKey::new(&PublicKey::Edwards { curve, point: key })?.verify(
        Scheme::Ed25519,
        &[message],
        signature,
    )
}

#[test]
fn every_edge_case_gets_the_strict_verdict() {
    let Some(file) = json("vectors/ed25519-edge.json") else {
        return;
    };
    let mut accepted = 0;
    let mut refused = 0;
    let mut count = |case: &Value, verdict: &Result<SignatureValid, Reason>| {
        assert_eq!(
            case["strict_expected"],
            verdict.is_ok(),
            "{case} {verdict:?}"
        );
        if verdict.is_ok() {
            accepted += 1;
        } else {
            refused += 1;
        }
    };
    for case in list(&file["speccheck"], "cases") {
        let message = hex(case, "message");
        count(
            case,
            &verify(&hex(case, "pub_key"), &message, &hex(case, "signature")),
        );
    }
    for case in list(&file["cctv"], "cases") {
        let message = text(case, "msg").as_bytes();
        count(case, &verify(&hex(case, "key"), message, &hex(case, "sig")));
    }
    println!("ed25519-edge.json: {accepted} accepted, {refused} refused, 0 deviations");
    assert_eq!((accepted, refused), (44, 882));
}

/// CCTV says of each case what is odd about it: each oddity has its reason.
#[test]
fn each_flag_of_an_edge_case_has_its_reason() {
    let Some(file) = json("vectors/ed25519-edge.json") else {
        return;
    };
    let malformed = |what| Reason::Malformed { what, offset: 0 };
    for case in list(&file["cctv"], "cases") {
        let flags = case["flags"].as_array().map_or(&[][..], |flags| flags);
        let is = |flag| flags.iter().any(|has| has == flag);
        let expected = if is("non_canonical_A") && !is_negative_zero(&hex(case, "key")) {
            Some(malformed("public key"))
        } else if is("low_order_A") {
            Some(Reason::NotAllowed("a public key of small order"))
        } else if is("non_canonical_R") && !is_negative_zero(&hex(case, "sig")[..32]) {
            Some(malformed("signature"))
        } else if is("low_order_R") {
            Some(Reason::NotAllowed("a signature with R of small order"))
        } else if is("low_order_residue") {
            Some(Reason::BadSignature)
        } else {
            None
        };
        let message = text(case, "msg").as_bytes();
        let refused = verify(&hex(case, "key"), message, &hex(case, "sig")).err();
        assert_eq!(refused, expected, "{case}");
    }
}

/// y is 1 or -1, so x is 0, and the sign of x is set: not canonical, and of small order.
fn is_negative_zero(point: &[u8]) -> bool {
    let one = [&[1][..], &[0; 30], &[0x80]].concat();
    let minus_one = [&[0xec][..], &[0xff; 31]].concat();
    point == one || point == minus_one
}
