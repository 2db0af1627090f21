//! Apple anonymous attestation: §8.8.

use countersign_authenticator::certificate::{Extension, oid};
use countersign_authenticator::{Cbor, Format, Registration, der, digest};
use countersign_cose::{Algorithm, Hash};

use crate::attested::{
    anchors, attackers_pki, chain_must_be_trusted, flip, of_format, other_key, root,
};
use crate::metadata::{by, case, service_for};
use crate::rows::refused;
use crate::{Group, Twin};
use countersign_spec::ReasonKind::{BadSignature, Mismatch};
use countersign_spec::Step;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("apple", || of_format(Format::Apple));
    nonce(group, &twin);
    key(group, &twin);
    refused! { group, &twin;
        "APL-009", "the statement is an empty map",
            |r| r.statement(|s| s.value = Cbor::Map(vec![])), AppleSyntax Missing;
        "APL-009/other-member", "the statement has sig besides x5c",
            |r| r.statement(|s| s.value.set("sig", vec![7])), AppleSyntax NotAllowed;
        "APL-009/other-alg", "the statement has alg, as Safari did, and it is not the credential's",
            |r| r.statement(|s| s.value.set("alg", -257)), AppleSyntax Mismatch;
    }
    let mutation = "the statement has alg, as Safari did, and it is the credential's";
    let _accepted = group
        .case("APL-009/alg", mutation, &twin, |r| {
            r.statement(|s| s.value.set("alg", -7))
        })
        .why("clients of 2020 and 2021 send it (LAXER)")
        .accept();
    let trusted = group.twin_asking(
        "trusted",
        || of_format(Format::Apple),
        chain_must_be_trusted,
    );
    let mutation = "the chain is of a PKI of the same names and other keys";
    group
        .case("APL-007", mutation, &trusted, |r| r.pki(attackers_pki()))
        .trust("anchors_pem", anchors(&[root("apple")]))
        .refuse(Step::PathSignature, BadSignature);
    model(group);
}

/// What metadata say of the types of a model's attestations.
fn model(group: &mut Group) {
    let service = |types: &[&str]| {
        let mut service = service_for("apple");
        service.entry(0)["metadataStatement"]["attestationTypes"] = types.into();
        service
    };
    let anonca = service(&["anonca"]);
    let twin = group.twin_asking(
        "by-metadata",
        || of_format(Format::Apple),
        move |draft| by(draft, &anonca),
    );
    group.same_as("APL-008", "attacks/apple-attestation/by-metadata");
    let basic = service(&["basic_full"]).blob();
    let mutation = "the model makes basic attestations, by its metadata";
    case(group, "APL-008/basic", mutation, &twin, basic)
        .refuse(Step::MdsAttestationTypes, Mismatch);
}

/// Makes the extension out of the nonce.
fn extension(
    r: Registration<'static>,
    make: impl Fn(&[u8]) -> Vec<u8> + 'static,
) -> Registration<'static> {
    r.leaf(move |l| {
        let value = &mut l.extension_mut(oid::APPLE_NONCE).value;
        let start = value.len().saturating_sub(32);
        *value = make(&value.split_off(start));
    })
}

/// `SEQUENCE { [1] OCTET STRING }` with more elements behind and before it.
fn wrapped(before: &[u8], nonce: &[u8], behind: &[u8]) -> Vec<u8> {
    let nonce = der::explicit(1, &der::octet_string(nonce));
    der::sequence(&[before, &nonce, behind])
}

fn nonce(group: &mut Group, twin: &Twin<Registration<'static>>) {
    refused! { group, twin;
        "APL-001", "the nonce is the hash of other data", |r| r.message(|m| flip(m)),
            AppleNonce Mismatch;
        "APL-001/client-data", "the nonce is the hash of the client data's hash alone",
            |r| r.message(|m| *m = digest(Hash::Sha256, m)), AppleNonce Mismatch;
        "APL-002", "the leaf has no nonce",
            |r| r.leaf(|l| l.remove_extension(oid::APPLE_NONCE)), AppleNonce Missing;
        "APL-003/behind", "an element behind the nonce in its extension",
            |r| extension(r, |nonce| wrapped(&[], nonce, &der::null())), AppleNonce Malformed;
        "APL-003/before", "an element before the nonce in its extension",
            |r| extension(r, |nonce| wrapped(&der::null(), nonce, &[])), AppleNonce Malformed;
        "APL-003/trailing", "a byte behind the extension's value",
            |r| extension(r, |nonce| [&wrapped(&[], nonce, &[])[..], &[0]].concat()),
            AppleNonce Malformed;
        "APL-003/bare", "the nonce without its tags, behind six bytes of another meaning",
            |r| extension(r, |nonce| [&[0; 6], nonce].concat()), AppleNonce Malformed;
        "APL-003/truncated", "the extension's value ends a byte early",
            |r| extension(r, |nonce| {
                let mut value = wrapped(&[], nonce, &[]);
                value.pop();
                value
            }), AppleNonce Malformed;
        "APL-004", "the nonce has 31 bytes",
            |r| extension(r, |nonce| wrapped(&[], &nonce[..31], &[])), AppleNonce Malformed;
        "APL-010", "the nonce is there twice", |r| r.leaf(|l| {
                let again: Extension = l.extension_mut(oid::APPLE_NONCE).clone();
                l.extensions.push(again);
            }), AppleNonce NotAllowed;
    }
}

fn key(group: &mut Group, twin: &Twin<Registration<'static>>) {
    let other = || other_key("apple").public().to_spki();
    refused! { group, twin;
        "APL-005", "the leaf certifies another key", |r| r.leaf(move |l| l.public_key = other()),
            ApplePublicKey Mismatch;
        "APL-006", "the credential is one for RS256, the leaf certifies a key on P-256",
            |r| r.algorithm(Algorithm::Rs256).leaf(move |l| l.public_key = other()),
            ApplePublicKey Mismatch;
    }
}
