//! Entries: which model they are for, what can not be read, what the statement says of a model.

use std::fmt::Write as _;

use countersign_authenticator::certificate::pem;
use countersign_authenticator::{Format, aaguid_text, digest, metadata_entry};
use countersign_cose::Hash;
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing, NotAllowed};
use countersign_spec::Step;
use serde_json::{Value, json};

use crate::Group;
use crate::attested::{of_format, other_key, packed, root};
use crate::metadata::{Made, bent, by, case, model, service, service_for};

pub(super) fn cases(group: &mut Group, twin: &Made) {
    identifiers(group, twin);
    unreadable(group, twin);
    unknown_models(group, twin);
    key_identifiers(group);
    anchors(group, twin);
    attestation_types(group, twin);
}

/// Another model.
const OTHER: [u8; 16] = [9; 16];

fn identifiers(group: &mut Group, twin: &Made) {
    let with = |text: String| bent(move |service| service.entry(0)["aaguid"] = text.into()).blob();
    let both = bent(|service| service.entry(0)["aaid"] = json!("4e4e#4005"));
    let _accepted = case(
        group,
        "MDS-021",
        "the entry has an AAID as well",
        twin,
        both.blob(),
    )
    .why("it is found by either; what the other is for is not said")
    .accept();
    let capitals = with(aaguid_text(model()).to_uppercase());
    let _accepted = case(
        group,
        "MDS-040/capitals",
        "the AAGUID is in capitals",
        twin,
        capitals,
    )
    .why("hexadecimal digits have no case")
    .accept();
    let braces = with(format!("{{{}}}", aaguid_text(model())));
    case(
        group,
        "MDS-040/braces",
        "the AAGUID is in braces",
        twin,
        braces,
    )
    .why("the entry is left out, and nobody knows for which model it was")
    .refuse(Step::MdsModel, Missing);
    let mut second = metadata_entry(model(), &[root("packed")]);
    second["statusReports"] = json!([{ "status": "REVOKED", "effectiveDate": "2026-01-01" }]);
    let twice = bent(|service| {
        let entries = service.jws.payload["entries"]
            .as_array_mut()
            .expect("an array");
        entries.push(second);
    });
    case(
        group,
        "MDS-022",
        "a second entry for the model, which is revoked",
        twin,
        twice.blob(),
    )
    .refuse(Step::MdsEntry, NotAllowed);
}

fn unreadable(group: &mut Group, twin: &Made) {
    let later = bent(|service| {
        service.jws.payload["later"] = json!(1);
        service.entry(0)["later"] = json!({ "a": [1, 2] });
        service.entry(0)["metadataStatement"]["later"] = json!("x");
        service.entry(0)["statusReports"][0]["later"] = json!(true);
    });
    let mutation = "members that nobody knows, in payload, entry, statement and report";
    let _accepted = case(group, "MDS-023", mutation, twin, later.blob())
        .why("later versions have more; they are kept")
        .accept();
    for (id, place, value, reason) in [
        (
            "MDS-024/root",
            "/metadataStatement/attestationRootCertificates/0",
            json!("AAAA"),
            Malformed,
        ),
        (
            "MDS-024/schema",
            "/metadataStatement/schema",
            json!("3"),
            Malformed,
        ),
        (
            "MDS-024/date",
            "/statusReports/0/effectiveDate",
            json!("2025"),
            Malformed,
        ),
        ("MDS-024/reports", "/statusReports", json!({}), Malformed),
        (
            "MDS-024/aaguid",
            "/metadataStatement/aaguid",
            json!(aaguid_text(OTHER)),
            Mismatch,
        ),
    ] {
        let set =
            |entry: &mut Value| *entry.pointer_mut(place).expect("it is there") = value.clone();
        let mutation = format!("{place} of the model's entry is {value}");
        let own = bent(|service| set(service.entry(0)));
        case(group, id, &mutation, twin, own.blob())
            .why("nobody can say that the model was not revoked")
            .refuse(Step::MdsEntry, reason);
    }
    let other = bent(|service| {
        let mut other = metadata_entry(OTHER, &[]);
        other["metadataStatement"]["attestationRootCertificates"] = json!(["AAAA"]);
        let entries = service.jws.payload["entries"]
            .as_array_mut()
            .expect("an array");
        entries.insert(0, other);
    });
    let mutation = "an entry of another model has a root that can not be read";
    let _accepted = case(group, "MDS-024", mutation, twin, other.blob())
        .why("that one is left out, and the others stay")
        .accept();
}

fn unknown_models(group: &mut Group, twin: &Made) {
    let elsewhere = || {
        let mut service = service();
        *service.entry(0) = metadata_entry(OTHER, &[root("packed")]);
        service.blob()
    };
    let mutation = "the BLOB has an entry of another model";
    case(group, "MDS-033", mutation, twin, elsewhere()).refuse(Step::MdsModel, Missing);
    case(
        group,
        "MDS-033/not-demanded",
        "the same, and none is demanded",
        twin,
        elsewhere(),
    )
    .metadata("unknown_models", "as_without_metadata")
    .why("without metadata there are no anchors, and the chain leads nowhere")
    .refuse(Step::RegistrationTrust, NotAllowed);
    let _accepted = case(
        group,
        "MDS-033/anchors",
        "the same, with anchors",
        twin,
        elsewhere(),
    )
    .metadata("unknown_models", "as_without_metadata")
    .trust("anchors_pem", json!([pem(&root("packed"))]))
    .accept();
    group
        .case(
            "MDS-033/denied",
            "the relying party denies the model",
            twin,
            |r| r,
        )
        .metadata("deny", json!([aaguid_text(model())]))
        .refuse(Step::MdsModel, Mismatch);
    group
        .case(
            "MDS-033/only",
            "the relying party takes another model only",
            twin,
            |r| r,
        )
        .metadata("only", json!([aaguid_text(OTHER)]))
        .refuse(Step::MdsModel, Mismatch);
    let none = || of_format(Format::None);
    let none = group.twin_asking("none", none, |draft| {
        by(draft, &service()).metadata("unknown_models", "as_without_metadata")
    });
    group
        .case("MDS-034", "an entry is demanded", &none, |r| r)
        .metadata("unknown_models", "refused")
        .refuse(Step::MdsModel, Missing);
}

/// An entry of a model without AAGUID, known by this key identifier.
fn u2f(identifier: &str) -> String {
    let mut service = service_for("fido-u2f");
    let entry = service.entry(0).as_object_mut().expect("a map");
    entry.remove("aaguid");
    entry.insert(
        "attestationCertificateKeyIdentifiers".into(),
        json!([identifier]),
    );
    entry["metadataStatement"]
        .as_object_mut()
        .expect("a map")
        .remove("aaguid");
    service.blob()
}

fn key_identifiers(group: &mut Group) {
    let make = || of_format(Format::FidoU2f).attestation_key(other_key("u2f"));
    let leaf = make().make().chain.swap_remove(0);
    let info = other_key("u2f").public().to_spki();
    // An uncompressed point of P-256.
    let point = &info[info.len() - 65..];
    let sha1 = |bytes: &[u8]| hex(&digest(Hash::Sha1, bytes));
    let identifier = sha1(point);
    let own = identifier.clone();
    let twin = group.twin_asking("u2f-by-metadata", make, move |draft| {
        by(draft, &service_for("fido-u2f")).metadata("blob", u2f(&own))
    });
    group.same_as("MDS-035", "attacks/fido-metadata-service/u2f-by-metadata");
    let capitals = u2f(&identifier.to_uppercase());
    let _accepted = case(
        group,
        "MDS-035/capitals",
        "the identifier is in capitals",
        &twin,
        capitals,
    )
    .why("the text wants small letters; hexadecimal digits have no case (LAXER)")
    .accept();
    for (id, mutation, bytes) in [
        (
            "MDS-036",
            "the identifier is the hash of the SubjectPublicKeyInfo",
            &info[..],
        ),
        (
            "MDS-036/bits",
            "it is the hash of the key's bits with their count",
            &info[info.len() - 66..],
        ),
        (
            "MDS-036/coordinates",
            "it is the hash of the point without its form",
            &point[1..],
        ),
        (
            "MDS-036/certificate",
            "it is the hash of the certificate",
            &leaf[..],
        ),
    ] {
        let blob = u2f(&sha1(bytes));
        case(group, id, mutation, &twin, blob).refuse(Step::MdsModel, Missing);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn anchors(group: &mut Group, twin: &Made) {
    let with = |roots: Value| {
        bent(|service| {
            service.entry(0)["metadataStatement"]["attestationRootCertificates"] = roots;
        })
    };
    case(
        group,
        "MDS-037",
        "the model has no roots",
        twin,
        with(json!([])).blob(),
    )
    .refuse(Step::RegistrationTrustAnchors, Missing);
    let mut other = service();
    *other.entry(0) = metadata_entry(model(), &[root("tpm")]);
    case(
        group,
        "MDS-037/other",
        "the model's root is another",
        twin,
        other.blob(),
    )
    .refuse(Step::PathAnchor, Missing);
    let leaf = packed().make().chain.swap_remove(0);
    let mut pinned = service();
    *pinned.entry(0) = metadata_entry(model(), &[leaf]);
    let mutation = "the model's root is the attestation certificate itself";
    let _accepted = case(group, "MDS-037/leaf", mutation, twin, pinned.blob())
        .why("metadata list attestation certificates as well, and byte equality is a path")
        .accept();
}

fn attestation_types(group: &mut Group, twin: &Made) {
    let with = |types: Value| {
        bent(|service| service.entry(0)["metadataStatement"]["attestationTypes"] = types)
    };
    let surrogate = with(json!(["basic_surrogate"]));
    case(
        group,
        "MDS-038",
        "the model signs for itself only",
        twin,
        surrogate.blob(),
    )
    .refuse(Step::MdsAttestationTypes, Mismatch);
    let own = group.twin_asking(
        "self-by-metadata",
        || of_format(Format::PackedSelf),
        move |draft| by(draft, &surrogate),
    );
    let mutation = "the model has certificates";
    case(group, "MDS-038/self", mutation, &own, service().blob())
        .refuse(Step::MdsAttestationTypes, Mismatch);
    let other = bent(|service| {
        let algorithms = json!(["secp384r1_ecdsa_sha384_raw"]);
        service.entry(0)["metadataStatement"]["authenticationAlgorithms"] = algorithms;
    });
    let _accepted = case(
        group,
        "MDS-039",
        "the model makes keys for ES384 only",
        twin,
        other.blob(),
    )
    .why("the list describes a model; no rule refuses by it")
    .accept();
}
