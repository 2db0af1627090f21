//! What all attestation statements have in common: formats, certificate lists, signatures, and the
//! relying party's judgement (§7.1 steps 21 to 24).

use countersign_authenticator::certificate::{Name, date, oid};
use countersign_authenticator::{Cbor, Format, Pki, Registration};
use countersign_spec::ReasonKind::{BadSignature, Missing, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use crate::attested::{
    anchors, attackers_pki, chain_must_be_trusted, member, of_format, packed, root, statement_of,
    without,
};
use crate::rows::{accepted, refused};
use crate::standard::registration;
use crate::{Group, Twin};

type Made = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("packed", packed);
    let none = group.twin("none", || of_format(Format::None));
    let own = group.twin("self", registration);
    formats(group, &twin, &none, &own);
    trust(group, &twin);
    members(group, &twin, &own);
    certificates(group, &twin);
    signatures(group, &twin);
    over_time(group);
    group.test(
        "ATT-024",
        "attestation::every_statement_gives_its_own_evidence",
    );
}

fn formats(group: &mut Group, twin: &Made, none: &Made, own: &Made) {
    refused! { group, twin;
        "ATT-001", "fmt is acme", |r| r.statement(|s| s.format = "acme".into()),
            RegistrationFormat Unsupported;
    }
    refused! { group, none;
        "ATT-002", "fmt is acme, where none would do", |r| r.statement(|s| s.format = "acme".into()),
            RegistrationFormat Unsupported;
    }
    for (id, mutation, twin, refusal) in [
        ("ATT-003", "attestation is wanted", none, "no-attestation"),
        (
            "ATT-004",
            "self attestation is not enough",
            own,
            "self-attestation",
        ),
    ] {
        group
            .case(id, mutation, twin, |r| r)
            .request("refuse", json!([refusal]))
            .refuse(Step::RegistrationTrust, NotAllowed);
    }
    let mutation = "packed is not among the formats asked for";
    group
        .case("ATT-001/not-asked-for", mutation, twin, |r| r)
        .request("formats", json!(["none", "tpm"]))
        .refuse(Step::RegistrationFormat, NotAllowed);
}

fn trust(group: &mut Group, twin: &Made) {
    let _accepted = group
        .case("ATT-005", "there is no anchor", twin, |r| r)
        .trust("anchors_pem", json!([]))
        .trust("expect", false)
        .why("the relying party of this vector does not insist on trust, and is told the truth")
        .accept();
    let must = group.twin_asking("packed-trusted", packed, chain_must_be_trusted);
    group
        .case("ATT-005/refused", "there is no anchor", &must, |r| r)
        .trust("anchors_pem", json!([]))
        .refuse(Step::PathAnchor, Missing);
    let ours = || anchors(&[root("packed")]);
    let mutation = "the chain is an attacker's, its root the last certificate";
    group
        .case("ATT-006", mutation, &must, |r| {
            r.pki(attackers_pki()).root(attackers_name).chain(|c| {
                let root = attackers_pki().root_with("packed", attackers_name);
                c.push(root.certificate);
            })
        })
        .trust("anchors_pem", ours())
        .refuse(Step::PathAnchor, Missing);
    let mutation = "the chain is an attacker's, with names of ours, its root the last certificate";
    group
        .case("ATT-006/our-names", mutation, &must, |r| {
            r.pki(attackers_pki())
                .chain(|c| c.push(attackers_pki().root("packed").certificate))
        })
        .trust("anchors_pem", ours())
        .refuse(Step::PathSignature, BadSignature);
    group
        .case("ATT-007", "the chain is an attacker's leaf", &must, |r| {
            r.pki(attackers_pki()).chain(|c| c.truncate(1))
        })
        .trust("anchors_pem", ours())
        .refuse(Step::PathAnchor, Missing);
    for (id, mutation, purpose) in [
        ("ATT-008", "the anchor is that of another format", "apple"),
        (
            "ATT-009",
            "the anchor is that of another model",
            "packed model B",
        ),
    ] {
        group
            .case(id, mutation, &must, |r| r)
            .trust("anchors_pem", anchors(&[root(purpose)]))
            .refuse(Step::PathAnchor, Missing);
    }
    group.test(
        "ATT-008",
        "countersign::anchors_are_for_the_formats_and_models_named",
    );
    refused! { group, twin;
        "ATT-010", "the AAGUID is zero, the leaf names a model",
            |r| r.auth_data(|data| data.credential_mut().aaguid = vec![0; 16]),
            PackedAaguid Mismatch, "§8.2 step 2 makes no exception for zeros";
    }
}

fn attackers_name(root: &mut countersign_authenticator::certificate::CertificateSpec) {
    root.subject = Name::new(&[(oid::COMMON_NAME, "an attacker's root")]);
    root.issuer = root.subject.clone();
}

fn members(group: &mut Group, twin: &Made, own: &Made) {
    const NO_CERTIFICATE: Vec<Cbor> = vec![];
    refused! { group, twin;
        "ATT-011", "the statement has another member", |r| member(r, "note", "hello"),
            PackedSyntax NotAllowed, "§8.2 closes its map";
        "ATT-012", "x5c has no certificate", |r| member(r, "x5c", NO_CERTIFICATE),
            PackedSyntax Missing;
        "ATT-014", "x5c is a certificate, not an array of them",
            |r| r.statement(|s| {
                if let Some(Cbor::Array(x5c)) = s.value.get("x5c") {
                    let leaf = x5c[0].clone();
                    s.value.set("x5c", leaf);
                }
            }), PackedSyntax Malformed;
        "ATT-015/text", "the second certificate is text",
            |r| in_x5c(r, |x5c| x5c[1] = "certificate".into()), PackedSyntax Malformed;
        "ATT-015/number", "the second certificate is a number",
            |r| in_x5c(r, |x5c| x5c[1] = 7.into()), PackedSyntax Malformed;
        "ATT-019/missing", "no sig", |r| without(r, "sig"), PackedSyntax Missing;
        "ATT-019/text", "sig is text", |r| member(r, "sig", "signature"), PackedSyntax Malformed;
        "ATT-020/certified", "ecdaaKeyId besides x5c",
            |r| member(r, "ecdaaKeyId", vec![7_u8; 16]), PackedSyntax NotAllowed;
    }
    refused! { group, own;
        "ATT-013", "x5c is null, and the credential key signed", |r| member(r, "x5c", Cbor::Null),
            PackedSyntax Malformed;
        "ATT-012/self", "x5c has no certificate, and the credential key signed",
            |r| member(r, "x5c", NO_CERTIFICATE), PackedSyntax Missing;
        "ATT-020/self", "ecdaaKeyId, and the credential key signed",
            |r| member(r, "ecdaaKeyId", vec![7_u8; 16]), PackedSyntax NotAllowed;
    }
}

fn in_x5c(
    r: Registration<'static>,
    bend: impl Fn(&mut Vec<Cbor>) + 'static,
) -> Registration<'static> {
    r.statement(move |s| {
        if let Some(Cbor::Array(mut x5c)) = s.value.get("x5c").cloned() {
            bend(&mut x5c);
            s.value.set("x5c", x5c);
        }
    })
}

fn certificates(group: &mut Group, twin: &Made) {
    /// Repeats the intermediate until there are so many certificates.
    fn lengthened(length: usize) -> impl FnMut(&mut Vec<Vec<u8>>) {
        move |c| c.resize(length, c[1].clone())
    }
    refused! { group, twin;
        "ATT-016/leaf", "the first certificate has no bytes", |r| r.chain(|c| c[0].clear()),
            PackedCertificate Malformed;
        "ATT-016/issuer", "the second certificate has no bytes", |r| r.chain(|c| c[1].clear()),
            PackedCertificate Malformed;
        "ATT-017/leaf", "a byte behind the first certificate", |r| r.chain(|c| c[0].push(0)),
            PackedCertificate Malformed;
        "ATT-017/issuer", "a byte behind the second certificate", |r| r.chain(|c| c[1].push(0)),
            PackedCertificate Malformed;
        "ATT-018/11", "eleven certificates", |r| r.chain(lengthened(11)), PackedSyntax TooLarge,
            "no chain in the field is half as long (STRICTER)";
        "ATT-018/1000", "1000 certificates, all but two of them of one byte",
            |r| r.chain(|c| c.resize(1000, vec![0x30])), PackedSyntax TooLarge;
    }
    accepted! { group, twin;
        "ATT-018/10", "ten certificates", |r| r.chain(lengthened(10)), "that many are allowed";
    }
}

fn signatures(group: &mut Group, twin: &Made) {
    let client_data = packed().make().client_data_json;
    let other = statement_of(packed().challenge(b"another registration"));
    refused! { group, twin;
        "ATT-021", "the signed message has the client data in place of its hash",
            |r| r.attested_bytes(move |bytes| {
                bytes.truncate(bytes.len().saturating_sub(32));
                bytes.extend(&client_data);
            }), PackedSignature BadSignature;
        "ATT-022", "the statement is that of another registration",
            |r| r.statement(move |s| s.clone_from(&other)), PackedSignature BadSignature;
    }
}

/// The same response in other years.
fn over_time(group: &mut Group) {
    let must = group.twin_asking("packed-trusted-again", packed, chain_must_be_trusted);
    let newer = Pki::default().root_with("packed", |root| {
        root.serial = vec![7];
        root.not_before = date(2030, 1, 1);
    });
    let both = anchors(&[newer.certificate.clone(), root("apple")]);
    let _accepted = group
        .case(
            "ATT-023",
            "it is verified years later, with other anchors besides",
            &must,
            |r| r,
        )
        .trust("time", "2035-01-01T00:00:00Z")
        .trust("anchors_pem", anchors(&[root("apple"), root("packed")]))
        .accept();
    let _accepted = group
        .case(
            "ATT-025",
            "the root was renewed, with the same name and key",
            &must,
            |r| r,
        )
        .trust("time", "2035-01-01T00:00:00Z")
        .trust("anchors_pem", both)
        .accept();
}
