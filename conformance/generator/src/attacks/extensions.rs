//! Extension outputs, of the client and of the authenticator.

use countersign_authenticator::Cbor;
use countersign_spec::ReasonKind::{Malformed, TooLarge};
use countersign_spec::Step;
use serde_json::json;

use crate::Group;
use crate::standard::{authentication, registration};

pub(super) fn cases(group: &mut Group) {
    let create = group.twin("registration", registration);
    let get = group.twin("authentication", authentication);
    group
        .case(
            "EXT-001",
            "credProps, which nobody asked for",
            &create,
            |made| made.client_extension_results(json!({ "credProps": { "rk": true } })),
        )
        .accept();
    group
        .case(
            "EXT-002",
            "an authenticator extension that nobody knows",
            &create,
            |made| made.extensions(Cbor::map([("example.extension", true)])),
        )
        .accept();
    for (name, output) in [("string", json!("true")), ("number", json!(1))] {
        let mutation = format!("the output of appid is {output}");
        group
            .case(&format!("EXT-003/{name}"), &mutation, &get, |made| {
                made.client_extension_results(json!({ "appid": output }))
            })
            .refuse(Step::ExtensionAppId, Malformed);
    }
    group
        .case(
            "EXT-003/list",
            "the client extension outputs are a list",
            &get,
            |made| made,
        )
        .json(|json| json["clientExtensionResults"] = json!([]))
        .refuse(Step::AuthenticationClientExtensionResults, Malformed);
    group
        .case(
            "EXT-001/list",
            "the client extension outputs are a list",
            &create,
            |made| made,
        )
        .json(|json| json["clientExtensionResults"] = json!([]))
        .refuse(Step::RegistrationClientExtensionResults, Malformed);
    group
        .case(
            "EXT-004",
            "appidExclude at an authentication",
            &get,
            |made| made.client_extension_results(json!({ "appidExclude": true })),
        )
        .why("an output that belongs elsewhere is one that nobody asked for")
        .accept();
    group
        .case(
            "EXT-012",
            "devicePubKey, which was withdrawn",
            &create,
            |made| {
                let output =
                    Cbor::map([("dpk", Cbor::from(vec![7; 77])), ("scope", Cbor::from(0))]);
                made.extensions(Cbor::map([("devicePubKey", output)]))
            },
        )
        .accept();
    nesting(group);
    waiting(group);
}

fn nesting(group: &mut Group) {
    let twin = group.twin("authentication-with-extension", || {
        authentication().extensions(Cbor::map([("x", nested(3))]))
    });
    for (name, levels) in [("one-too-deep", 4), ("30000-levels", 30_000)] {
        let mutation = format!("an output of {levels} arrays in one another, in the map");
        group
            .case(&format!("EXT-013/{name}"), &mutation, &twin, move |made| {
                made.extensions(Cbor::map([("x", nested(levels))]))
            })
            .why("CTAP2 canonical CBOR has four levels")
            .refuse(Step::AuthenticatorDataExtensions, TooLarge);
    }
    group
        .case(
            "EXT-013/claimed",
            "an output claims 2^62 bytes",
            &twin,
            |made| {
                let output = Cbor::from(vec![7; 8]).claiming(1 << 62);
                made.extensions(Cbor::map([("x", output)]))
            },
        )
        .refuse(Step::AuthenticatorDataExtensions, Malformed);
}

/// Arrays in one another, written at once: the writer would go as deep as they do.
fn nested(levels: usize) -> Cbor {
    let mut bytes = vec![0x81; levels.saturating_sub(1)];
    bytes.push(0x80);
    Cbor::Raw(bytes)
}

fn waiting(group: &mut Group) {
    group.all_waiting(
        &[
            "EXT-005", "EXT-006", "EXT-007", "EXT-009", "EXT-010", "EXT-011",
        ],
        "checks of the outputs of credProtect, largeBlob, prf, uvm and minPinLength; they are \
         handed to the caller as they came",
    );
    group.not_applicable(
        "EXT-008",
        "a credential record has no place for extension outputs",
    );
    group.not_applicable(
        "EXT-014",
        "remoteClientDataJSON is an input to the client; client data of a remote client has the \
         origin and the challenge that every other has, and is verified alike",
    );
}
