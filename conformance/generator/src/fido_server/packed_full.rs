use countersign_authenticator::certificate::{Extension, date, oid};
use countersign_authenticator::{Cbor, PrivateKey, Registration, Seed};
use countersign_cose::{Algorithm, Curve, Hash, Scheme};
use countersign_spec::ReasonKind::{BadSignature, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{
    anchors, attackers_pki, chain_must_be_trusted, credential_key, flip, member, other_key, packed,
    root, signing, version_1, without,
};
use crate::rows::{accepted, refused};
use crate::{Group, Twin, metadata};

type Made = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin_asking("certified", packed, chain_must_be_trusted);
    trusted(group, &twin);
    statement(group, &twin);
    chain(group, &twin);
    signature(group, &twin);
    certificate(group, &twin);
    aaguid(group, &twin);
    for id in 1..=6 {
        let id = format!("Recon-packed-full/P-{id}");
        group.test(&id, "conformance::every_vector_that_ships_gets_its_verdict");
    }
    let _accepted = group
        .tool_case(
            "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-10",
            "x5c has the anchor as well",
            &twin,
            |r| r.chain(|c| c.push(root("packed"))),
        )
        .why("neither Level 3 nor RFC 5280 has anything against it, and it is not needed")
        .tool_request("refuse", json!(["untrusted", "anchor-in-chain"]))
        .tool_refuses(
            Step::PathAnchor,
            NotAllowed,
            "the tools want chains without it",
        )
        .accept();
    metadata(group);
}

fn trusted(group: &mut Group, twin: &Made) {
    group.same_as(
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/P-1",
        "fido-server/packed-full/certified",
    );
    let leaf = packed().make().chain.swap_remove(0);
    for (id, mutation, list) in [
        (
            "Server-ServerAuthenticatorAttestationResponse-Resp-5/P-2",
            "there are several anchors",
            vec![root("apple"), root("packed"), root("tpm")],
        ),
        (
            "Server-ServerAuthenticatorAttestationResponse-Resp-5/P-3",
            "the anchor is the leaf",
            vec![leaf],
        ),
    ] {
        let draft = group.case(id, mutation, twin, |r| r);
        let _accepted = draft.trust("anchors_pem", anchors(&list)).accept();
    }
    accepted! { group, twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/P-4",
            "nothing: the root's basic constraints are critical", |r| r,
            "path validation processes them";
    }
    let mutation = "the chain is of a PKI of the same names and other keys";
    group
        .case(
            "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-9",
            mutation,
            twin,
            |r| r.pki(attackers_pki()),
        )
        .trust("anchors_pem", anchors(&[root("packed")]))
        .refuse(Step::PathSignature, BadSignature);
}

fn metadata(group: &mut Group) {
    let twin = metadata::twin(group);
    let large = metadata::bent(|service| {
        service.entry(0)["metadataStatement"]["authenticatorGetInfo"] = json!({
            "versions": ["FIDO_2_1"],
            "vendorPrototypeConfigCommands": [1, 4_294_967_296_u64, u64::MAX],
        });
    });
    let _accepted = metadata::case(
        group,
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/P-5",
        "the metadata list vendors' commands of more than 32 bits",
        &twin,
        large.blob(),
    )
    .accept();
}

fn statement(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-1", "fmt is not registered",
            |r| r.statement(|s| s.format = "packed-too".into()), RegistrationFormat Unsupported;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-3",
            "no x5c, though the key of the model signed", |r| without(r, "x5c"),
            PackedSelfSignature BadSignature, "§8.2 step 3: without x5c it is self attestation";
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-4/text", "x5c is text",
            |r| member(r, "x5c", "certificate"), PackedSyntax Malformed;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-4/map", "x5c is a map",
            |r| member(r, "x5c", Cbor::Map(vec![])), PackedSyntax Malformed;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-5", "x5c has no certificate",
            |r| member(r, "x5c", Cbor::Array(vec![])), PackedSyntax Missing;
    }
}

fn chain(group: &mut Group, twin: &Made) {
    refused! { group, twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-6", "the leaf has expired",
            |r| r.leaf(|l| l.not_after = date(2025, 6, 1)), PathValidity Expired;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-7", "the leaf is not valid yet",
            |r| r.leaf(|l| l.not_before = date(2027, 1, 1)), PathValidity Expired;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-11",
            "the root is first, the leaf last", |r| r.chain(|c| {
                c.push(root("packed"));
                c.reverse();
            }), PackedSignature BadSignature;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-12", "the intermediate has expired",
            |r| r.intermediate(|i| i.not_after = date(2025, 6, 1)), PathValidity Expired;
    }
}

fn signature(group: &mut Group, twin: &Made) {
    const ES256: Scheme = Scheme::Ecdsa(Hash::Sha256);
    let secp256k1 = PrivateKey::derive_ec(Curve::Secp256k1, &Seed::default(), "secp256k1");
    refused! { group, twin;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-2",
            "one bit of the signature is flipped", |r| r.signature(|s| flip(s)),
            PackedSignature BadSignature;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-8",
            "alg is ES256, the certified key is on secp256k1", |r| r
                .attestation_key(secp256k1)
                .attestation_algorithm(Algorithm::Es256),
            PackedSignature NotAllowed;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-13",
            "another key signed than the certified one",
            |r| signing(r, |m| other_key("packed").sign(ES256, m)), PackedSignature BadSignature;
        "Server-ServerAuthenticatorAttestationResponse-Resp-5/F-14",
            "the credential key signed, not the certified one",
            |r| signing(r, |m| credential_key().sign(ES256, m)), PackedSignature BadSignature;
        "Recon-packed-full/F-11", "alg is RS256, the certified key is on P-256",
            |r| member(r, "alg", -257), PackedSignature NotAllowed;
        "Recon-packed-full/F-12", "one bit of the counter is flipped after signing",
            |r| r.attestation_object(|o| {
                if let Some(Cbor::Bytes(mut data)) = o.get("authData").cloned() {
                    data[36] ^= 1;
                    o.set("authData", data);
                }
            }), PackedSignature BadSignature;
    }
}

fn certificate(group: &mut Group, twin: &Made) {
    let unnamed =
        |oid: &'static str| move |r: Registration<'static>| r.leaf(move |l| l.subject.remove(oid));
    let named = |oid: &'static str, text: &'static str| {
        move |r: Registration<'static>| r.leaf(move |l| l.subject.set(oid, text))
    };
    refused! { group, twin;
        "Recon-packed-full/F-1", "the leaf is of version 1", |r| r.leaf(version_1),
            PackedCertificateVersion Mismatch;
        "Recon-packed-full/F-2/missing", "no C", unnamed(oid::COUNTRY),
            PackedCertificateSubject Missing;
        "Recon-packed-full/F-2/three-letters", "C has three letters", named(oid::COUNTRY, "AAA"),
            PackedCertificateSubject Mismatch;
        "Recon-packed-full/F-3", "no O", unnamed(oid::ORGANIZATION),
            PackedCertificateSubject Missing;
        "Recon-packed-full/F-4", "OU is another text", named(oid::ORGANIZATIONAL_UNIT, "Something else"),
            PackedCertificateSubject Mismatch;
        "Recon-packed-full/F-5", "no CN", unnamed(oid::COMMON_NAME),
            PackedCertificateSubject Missing;
        "Recon-packed-full/F-6", "the leaf's cA is true",
            |r| r.leaf(|l| l.set_extension(Extension::basic_constraints(true, None))),
            PackedCertificateBasicConstraints NotAllowed;
        "Recon-packed-full/F-7", "the leaf has no basic constraints",
            |r| r.leaf(|l| l.remove_extension(oid::BASIC_CONSTRAINTS)),
            PackedCertificateBasicConstraints Missing;
    }
}

fn aaguid(group: &mut Group, twin: &Made) {
    group.same_as("Recon-packed-full/P-7", "fido-server/packed-full/certified");
    refused! { group, twin;
        "Recon-packed-full/F-8", "the AAGUID in the leaf is another",
            |r| r.leaf(|l| l.set_extension(Extension::aaguid(&[7; 16]))), PackedAaguid Mismatch;
        "Recon-packed-full/F-9", "the AAGUID extension is critical",
            |r| r.leaf(|l| l.extension_mut(oid::FIDO_AAGUID).critical = Some(true)),
            PackedCertificateAaguid NotAllowed;
        "Recon-packed-full/F-10", "the AAGUID is in one OCTET STRING, not in two",
            |r| r.leaf(|l| {
                let value = Seed::default().bytes("aaguid", 16);
                l.extension_mut(oid::FIDO_AAGUID).value = value;
            }), PackedCertificateAaguid Malformed;
    }
}
