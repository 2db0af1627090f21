use countersign_authenticator::certificate::{date, pem};
use countersign_authenticator::{
    EcdsaSignature, MetadataService, Pki, PrivateKey, Seed, base64, base64url,
};
use countersign_cose::{Algorithm, Hash, Scheme};
use countersign_spec::ReasonKind::{BadSignature, Expired, Malformed, Mismatch, Missing};
use countersign_spec::Step;
use serde_json::json;

use crate::Group;
use crate::attested::packed;
use crate::metadata::{self, Made, authorities, bent, by, case, lists, lists_with, service};

const MDS2: &str =
    "Server-MDS2 (published under Server-ServerAuthenticatorAttestationResponse-Resp-1)";

pub(super) fn cases(group: &mut Group) {
    for (id, vector) in SAME {
        group.same_as(id, &format!("attacks/{vector}"));
    }
    for (case, vector) in SAME_OF_MDS2 {
        group.same_as(&format!("{MDS2}/{case}"), vector);
    }
    group.not_applicable(
        &format!("{MDS2}/F-1"),
        "a hash of the statement is there in version 2 only, which has statements apart from the list",
    );
    let twin = metadata::twin(group);
    group.same_as("Server-MDS3/P-1", "fido-server/mds/by-metadata");
    header(group, &twin);
    revocation(group);
    no_json(group, &twin);
}

const SAME_OF_MDS2: &[(&str, &str)] = &[
    ("P-1", "fido-server/mds/by-metadata"),
    ("F-2", "attacks/MDS-026/verification"),
    ("F-3", "attacks/MDS-005"),
    ("F-4", "attacks/MDS-006"),
    ("F-5", "fido-server/Server-MDS3/F-4"),
    ("F-6", "attacks/MDS-009"),
];

const SAME: &[(&str, &str)] = &[
    ("Server-MDS3/F-1", "MDS-026/verification"),
    ("Server-MDS3/F-1", "MDS-026/attestation"),
    ("Server-MDS3/F-1", "MDS-026/remote"),
    ("Server-MDS3/F-1", "MDS-026/physical"),
    ("Server-MDS3/F-2", "MDS-005"),
    ("Server-MDS3/F-3", "MDS-006"),
    ("Server-MDS3/F-5", "MDS-009"),
    ("Recon-mds/F-1", "MDS-001"),
    ("Recon-mds/F-2", "MDS-002"),
    ("Recon-mds/F-4", "MDS-010"),
    ("Recon-mds/F-5", "MDS-013"),
    ("Recon-mds/F-6", "MDS-015"),
    ("Recon-mds/P-1", "MDS-023"),
    ("Recon-mds/P-1", "MDS-031"),
    ("Recon-mds/F-7", "MDS-025"),
    ("Recon-mds/F-8", "MDS-030"),
    ("Recon-mds/P-2", "MDS-030/other"),
    ("Recon-mds/P-3", "fido-metadata-service/u2f-by-metadata"),
    ("Recon-mds/F-9", "MDS-033"),
    ("Recon-mds/F-10", "MDS-038"),
];

fn header(group: &mut Group, twin: &Made) {
    let chain = |x5c| bent(|service| service.jws.header["x5c"] = x5c).blob();
    let none = bent(|s| drop(s.jws.header.as_object_mut().expect("a map").remove("x5c")));
    case(
        group,
        "Recon-mds/F-3",
        "neither x5c nor x5u",
        twin,
        none.blob(),
    )
    .refuse(Step::MdsChain, Missing);
    let mutation = "x5c has no certificate";
    case(
        group,
        "Recon-mds/F-3/empty",
        mutation,
        twin,
        chain(json!([])),
    )
    .refuse(Step::MdsChain, Missing);
    let own_root = bent(|service| {
        let root = json!(base64(&service.root.certificate));
        service.jws.header["x5c"]
            .as_array_mut()
            .expect("a list")
            .push(root);
    });
    let other = Pki::new(Seed::new("attacker")).root("metadata").certificate;
    case(
        group,
        "Recon-mds/F-13",
        "x5c has its own root",
        twin,
        own_root.blob(),
    )
    .metadata("anchors_pem", json!([pem(&other)]))
    .why("the anchor has the name of that root, and another key")
    .refuse(Step::PathSignature, BadSignature);
    let draft = case(
        group,
        "Recon-mds/F-13/anchor",
        "x5c has the anchor",
        twin,
        own_root.blob(),
    );
    let _accepted = draft
        .why("it may be there, and counts for nothing")
        .accept();
}

fn revocation(group: &mut Group) {
    let service = service();
    let good = lists(authorities(&service), &[]);
    let own = service.clone();
    let twin = group.twin_asking("with-revocation-lists", packed, move |draft| {
        by(draft, &own)
            .metadata("revocation", "required")
            .metadata("crls", good.clone())
    });
    let other = PrivateKey::derive(Algorithm::Es256, &MetadataService::seed(), "attacker");
    let overdue = lists_with(authorities(&service), &[], None, |list| {
        list.next_update = Some(date(2026, 5, 1));
    });
    for (id, mutation, lists, step, reason) in [
        (
            "Server-MDS3/F-4",
            "the intermediate's certificate is revoked",
            lists(authorities(&service), &[MetadataService::INTERMEDIATE]),
            Step::PathRevocation,
            Mismatch,
        ),
        (
            "Recon-mds/F-11",
            "the lists were due for renewal a month ago",
            overdue,
            Step::CrlFreshness,
            Expired,
        ),
        (
            "Recon-mds/F-12",
            "another key signed the lists",
            lists_with(authorities(&service), &[], Some(&other), |_| ()),
            Step::CrlSignature,
            BadSignature,
        ),
    ] {
        let draft = group.case(id, mutation, &twin, |r| r);
        draft.metadata("crls", lists).refuse(step, reason);
    }
}

/// Signed, and no JSON.
fn no_json(group: &mut Group, twin: &Made) {
    let service = service();
    let input = service.jws.signing_input();
    let (header, _) = input.split_once('.').expect("two parts");
    for (name, text) in [
        ("", "garbage"),
        ("/array", "[]"),
        ("/two", "{}{}"),
        ("/twice", r#"{"no":7,"no":8}"#),
        ("/control", "\u{1}"),
    ] {
        let input = format!("{header}.{}", base64url(text.as_bytes()));
        let der = service
            .key
            .sign(Scheme::Ecdsa(Hash::Sha256), input.as_bytes());
        let signature = EcdsaSignature::from_der(&der).to_fixed(32);
        let blob = format!("{input}.{}", base64url(&signature));
        let mutation = format!("the payload is {text:?}");
        case(
            group,
            &format!("Recon-mds/F-14{name}"),
            &mutation,
            twin,
            blob,
        )
        .refuse(Step::MdsPayload, Malformed);
    }
}
