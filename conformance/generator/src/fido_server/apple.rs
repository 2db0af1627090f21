use countersign_authenticator::certificate::oid;
use countersign_authenticator::{Cbor, Format};
use countersign_spec::ReasonKind::BadSignature;
use countersign_spec::Step;

use crate::Group;
use crate::attested::{
    anchors, attackers_pki, chain_must_be_trusted, flip, member, of_format, other_key, root,
    without,
};
use crate::rows::refused;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin_asking("apple", || of_format(Format::Apple), chain_must_be_trusted);
    refused! { group, &twin;
        "Recon-apple/F-1", "the leaf has no nonce",
            |r| r.leaf(|l| l.remove_extension(oid::APPLE_NONCE)), AppleNonce Missing;
        "Recon-apple/F-2", "the nonce is the hash of other data", |r| r.message(|m| flip(m)),
            AppleNonce Mismatch;
        "Recon-apple/F-3", "the leaf certifies another key",
            |r| r.leaf(|l| l.public_key = other_key("apple").public().to_spki()),
            ApplePublicKey Mismatch;
        "Recon-apple/F-4", "no x5c", |r| without(r, "x5c"), AppleSyntax Missing;
        "Recon-apple/F-5", "x5c has no certificate", |r| member(r, "x5c", Cbor::Array(vec![])),
            AppleSyntax Missing;
        "Recon-apple/F-6", "the intermediate is the first certificate",
            |r| r.chain(|c| c.reverse()), AppleNonce Missing;
        "Recon-apple/F-8", "the last byte of the nonce extension is cut off", |r| r.leaf(|l| {
                let value = &mut l.extension_mut(oid::APPLE_NONCE).value;
                value.truncate(value.len().saturating_sub(1));
            }), AppleNonce Malformed;
    }
    let mutation = "the chain is of a PKI of the same names and other keys";
    group
        .case("Recon-apple/F-7", mutation, &twin, |r| {
            r.pki(attackers_pki())
        })
        .trust("anchors_pem", anchors(&[root("apple")]))
        .refuse(Step::PathSignature, BadSignature);
    group.test(
        "Recon-apple/P-1",
        "conformance::every_vector_that_ships_gets_its_verdict",
    );
}
