use countersign_authenticator::{Cbor, Registration, base64url};
use countersign_spec::ReasonKind::{Malformed, Missing, TooLarge, Unsupported};
use countersign_spec::Step;

use crate::standard::registration;
use crate::{Draft, Group, Twin};

const SUITE: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-3";
const RECON: &str = "Recon-attestation-object";
const STEP: Step = Step::RegistrationAttestationObject;

type Create = Twin<Registration<'static>>;

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin("registration", registration);
    map(group, &twin);
    members(group, &twin);
    recon(group, &twin);
}

/// Begins a vector whose attestation object is bent.
fn bent<'g>(
    group: &'g mut Group,
    id: &str,
    mutation: &str,
    twin: &Create,
    bend: impl FnMut(&mut Cbor) + 'static,
) -> Draft<'g> {
    group.case(id, mutation, twin, |made| made.attestation_object(bend))
}

fn map(group: &mut Group, twin: &Create) {
    bent(
        group,
        &format!("{SUITE}/F-1/array"),
        "its values in an array",
        twin,
        |object| {
            let values = object.entries().iter().map(|(_, value)| value.clone());
            *object = Cbor::Array(values.collect());
        },
    )
    .refuse(STEP, Malformed);
    bent(
        group,
        &format!("{SUITE}/F-1/byte-string"),
        "it stands in a byte string",
        twin,
        |object| {
            *object = Cbor::from(object.encode());
        },
    )
    .refuse(STEP, Malformed);
    group
        .case(
            &format!("{SUITE}/F-1/text"),
            "it is plain text",
            twin,
            |made| made,
        )
        .response("attestation_object", base64url(b"no attestation object"))
        .refuse(STEP, Malformed);
}

fn members(group: &mut Group, twin: &Create) {
    for (case, name) in [("F-2", "fmt"), ("F-4", "attStmt"), ("F-6", "authData")] {
        bent(
            group,
            &format!("{SUITE}/{case}"),
            &format!("no {name}"),
            twin,
            move |object| {
                object.remove(name);
            },
        )
        .refuse(STEP, Missing);
    }
    for (id, mutation, name, value) in [
        (
            "F-3/bytes",
            "fmt is a byte string",
            "fmt",
            Cbor::from(b"packed".to_vec()),
        ),
        ("F-3/integer", "fmt is an integer", "fmt", Cbor::from(1)),
        ("F-5/text", "attStmt is text", "attStmt", Cbor::from("sig")),
        ("F-5/null", "attStmt is null", "attStmt", Cbor::Null),
        (
            "F-7/text",
            "authData is text",
            "authData",
            Cbor::from("authData"),
        ),
        (
            "F-7/array",
            "authData is an array",
            "authData",
            Cbor::Array(vec![]),
        ),
    ] {
        bent(
            group,
            &format!("{SUITE}/{id}"),
            mutation,
            twin,
            move |object| {
                object.set(name, value.clone());
            },
        )
        .refuse(STEP, Malformed);
    }
    bent(
        group,
        &format!("{SUITE}/F-5/array"),
        "attStmt is an array",
        twin,
        |object| {
            object.set("attStmt", Cbor::Array(vec![Cbor::from(1), Cbor::from(2)]));
        },
    )
    .why("§6.5.4 allows an array, and the format packed does not")
    .refuse(Step::PackedSyntax, Malformed);
    bent(
        group,
        &format!("{SUITE}/F-8"),
        "authData is empty",
        twin,
        |object| {
            object.set("authData", Vec::<u8>::new());
        },
    )
    .refuse(Step::AuthenticatorDataLayout, Malformed);
}

fn recon(group: &mut Group, twin: &Create) {
    bent(
        group,
        &format!("{RECON}/F-1"),
        "a byte behind the map",
        twin,
        |object| {
            let mut bytes = object.encode();
            bytes.push(0);
            *object = Cbor::Raw(bytes);
        },
    )
    .refuse(STEP, Malformed);
    bent(
        group,
        &format!("{RECON}/F-2"),
        "fmt twice",
        twin,
        |object| {
            let first = object.entries()[0].clone();
            object.entries_mut().insert(1, first);
        },
    )
    .refuse(STEP, Malformed);
    bent(
        group,
        &format!("{RECON}/F-3"),
        "fmt is Packed",
        twin,
        |object| {
            object.set("fmt", "Packed");
        },
    )
    .refuse(Step::RegistrationFormat, Unsupported);
    bent(
        group,
        &format!("{RECON}/F-4"),
        "a member of attStmt is five arrays deep",
        twin,
        |object| {
            let deep = (0..4).fold(Cbor::Array(vec![]), |inner, _| Cbor::Array(vec![inner]));
            let mut statement = object.get("attStmt").expect("attStmt").clone();
            statement.set("x5c", deep);
            object.set("attStmt", statement);
        },
    )
    .refuse(STEP, TooLarge);
}
