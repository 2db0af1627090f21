//! The unit of the comparison: one P-256 verification by aws-lc-rs, of the message, signature and
//! key of an authentication that were taken out of it before.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use countersign_runner::{Case, Verify};
use serde_json::Value;

use crate::{decode, text};

pub(crate) fn prepare(case: &Case) -> Result<Verify<'_>, String> {
    if case.name != "ES256" {
        return Err("this is the unit, of ES256 alone".to_owned());
    }
    // A COSE_Key of P-256 ends in x (-2) and y (-3), each 32 bytes behind three of its own.
    let key = decode(&case.public_key);
    let (rest, y) = key.split_at(key.len() - 32);
    let x = &rest[rest.len() - 35..rest.len() - 3];
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, [&[4], x, y].concat());
    let accepted = parts(&case.json);
    let refused: Vec<_> = case
        .refused
        .iter()
        .map(|twin| (&twin.json, parts(&twin.json)))
        .collect();
    Ok(Box::new(move |json| {
        let twin = refused
            .iter()
            .find(|(text, _)| text.len() == json.len() && *text == json);
        let (message, signature) = match twin {
            Some((_, parts)) if json != case.json => parts,
            _ => &accepted,
        };
        key.verify(message, signature).map_err(text)
    }))
}

/// The signed message and the signature of an authentication.
fn parts(json: &str) -> (Vec<u8>, Vec<u8>) {
    let value: Value = serde_json::from_str(json).expect("it is JSON");
    let part = |name: &str| decode(value["response"][name].as_str().expect("it is text"));
    let hash = digest(&SHA256, &part("clientDataJSON"));
    let message = [&part("authenticatorData"), hash.as_ref()].concat();
    (message, part("signature"))
}
