//! Extension outputs, of the client and of the authenticator.

use countersign_authenticator::{Cbor, base64url};
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing, NotAllowed, TooLarge};
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
    signed_outputs(group);
    secrets(group);
    client_outputs(group);
    remote_client_data(group);
    group.not_applicable(
        "EXT-008",
        "a credential record has no place for extension outputs",
    );
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

/// Outputs of the authenticator against what was asked for.
fn signed_outputs(group: &mut Group) {
    let level = |level: i128| Cbor::map([("credProtect", Cbor::Integer(level))]);
    let demanded = group.twin_asking(
        "cred-protect-demanded",
        move || registration().extensions(level(3)),
        |draft| {
            draft.request(
                "extensions",
                json!({
                    "credentialProtectionPolicy": "userVerificationRequired",
                    "enforceCredentialProtectionPolicy": true,
                }),
            )
        },
    );
    let mutation = "credProtect is 1, and 3 was demanded";
    group
        .case("EXT-005", mutation, &demanded, |made| {
            made.extensions(level(1))
        })
        .refuse(Step::ExtensionCredProtect, Mismatch);
    group
        .case("EXT-006", "no credProtect", &demanded, |_made| {
            registration()
        })
        .refuse(Step::ExtensionCredProtect, Missing);
    let asked = group.twin_asking(
        "min-pin-length-and-cred-blob",
        || {
            let outputs = [
                ("credBlob", Cbor::from(true)),
                ("minPinLength", Cbor::Integer(4)),
            ];
            registration().extensions(Cbor::map(outputs))
        },
        |draft| {
            draft.request(
                "extensions",
                json!({ "minPinLength": true, "credBlob": "AA" }),
            )
        },
    );
    for (id, output, step) in [
        ("EXT-011", "minPinLength", Step::ExtensionMinPinLength),
        ("EXT-011/cred-blob", "credBlob", Step::ExtensionCredBlob),
    ] {
        let mutation = format!("{output} is a string");
        group
            .case(id, &mutation, &asked, |made| {
                made.extensions(Cbor::map([(output, "4")]))
            })
            .refuse(step, Malformed);
    }
    uvm(group);
}

fn uvm(group: &mut Group) {
    let entry = |method: i128| Cbor::Array([method, 4, 2].map(Cbor::Integer).to_vec());
    let output = |entries: Vec<Cbor>| Cbor::map([("uvm", Cbor::Array(entries))]);
    let asked = group.twin_asking(
        "uvm",
        move || authentication().extensions(output(vec![entry(2)])),
        |draft| draft.request("extensions", json!({ "uvm": true })),
    );
    group
        .case("EXT-010/four", "uvm has four entries", &asked, |made| {
            made.extensions(output(vec![entry(2); 4]))
        })
        .refuse(Step::ExtensionUvm, TooLarge);
    let mutation = "a method of uvm is negative";
    group
        .case("EXT-010/negative", mutation, &asked, |made| {
            made.extensions(output(vec![entry(-2)]))
        })
        .refuse(Step::ExtensionUvm, Malformed);
}

/// `hmac-secret` and what clients make of it.
fn secrets(group: &mut Group) {
    let eval = || json!({ "prf": { "eval": { "first": "AA" } } });
    let secret = |identifier: &str, length: usize| Cbor::map([(identifier, vec![7; length])]);
    let results =
        |length: usize| json!({ "prf": { "results": { "first": base64url(&vec![7; length]) } } });
    let get = group.twin_asking(
        "prf-evaluated",
        move || {
            authentication()
                .extensions(secret("hmac-secret", 32))
                .client_extension_results(results(32))
        },
        move |draft| draft.request("extensions", eval()),
    );
    let mutation = "hmac-secret has 31 bytes";
    group
        .case("EXT-009", mutation, &get, |made| {
            made.extensions(secret("hmac-secret", 31))
        })
        .refuse(Step::ExtensionHmacSecret, Mismatch);
    let mutation = "the result of prf has 31 bytes";
    group
        .case("EXT-009/prf", mutation, &get, |made| {
            made.client_extension_results(results(31))
        })
        .refuse(Step::ExtensionPrf, Malformed);
    let create = group.twin_asking(
        "prf-evaluated-at-registration",
        move || registration().extensions(secret("hmac-secret-mc", 48)),
        move |draft| draft.request("extensions", eval()),
    );
    let mutation = "hmac-secret-mc has 47 bytes";
    group
        .case("EXT-009/at-registration", mutation, &create, |made| {
            made.extensions(secret("hmac-secret-mc", 47))
        })
        .refuse(Step::ExtensionHmacSecretMc, Mismatch);
}

/// Outputs of the client against what was asked for.
fn client_outputs(group: &mut Group) {
    let read = group.twin_asking(
        "large-blob-read",
        || authentication().client_extension_results(json!({ "largeBlob": { "blob": "AA" } })),
        |draft| draft.request("extensions", json!({ "largeBlob": { "read": true } })),
    );
    let mutation = "largeBlob was written, and was to be read";
    group
        .case("EXT-007", mutation, &read, |made| {
            made.client_extension_results(json!({ "largeBlob": { "written": true } }))
        })
        .refuse(Step::ExtensionLargeBlob, NotAllowed);
    let exclude = group.twin_asking(
        "appid-exclude",
        || registration().client_extension_results(json!({ "appidExclude": true })),
        |draft| {
            draft.request(
                "extensions",
                json!({ "appidExclude": "https://example.org" }),
            )
        },
    );
    let mutation = "the output of appidExclude is a string";
    group
        .case("EXT-003/appid-exclude", mutation, &exclude, |made| {
            made.client_extension_results(json!({ "appidExclude": "true" }))
        })
        .refuse(Step::ExtensionAppIdExclude, Malformed);
}

/// Nobody asks for `remoteClientDataJSON`; a relying party can refuse what it did not ask for.
fn remote_client_data(group: &mut Group) {
    let refuse = json!(["unsolicited-extensions"]);
    let output = |output: serde_json::Value| json!({ "remoteClientDataJSON": output });
    let policy = refuse.clone();
    let create = group.twin_asking(
        "registration-nothing-unsolicited",
        registration,
        move |draft| draft.request("refuse", policy.clone()),
    );
    let mutation = "remoteClientDataJSON is true";
    group
        .case("EXT-014", mutation, &create, |made| {
            made.client_extension_results(output(json!(true)))
        })
        .why("the relying party did not opt in")
        .refuse(Step::RegistrationExtensions, NotAllowed);
    let get = group.twin_asking(
        "authentication-nothing-unsolicited",
        authentication,
        move |draft| draft.request("refuse", refuse.clone()),
    );
    group
        .case("EXT-014/authentication", mutation, &get, |made| {
            made.client_extension_results(output(json!(true)))
        })
        .why("the relying party did not opt in")
        .refuse(Step::AuthenticationExtensions, NotAllowed);
    let mutation = "remoteClientDataJSON is a string";
    group
        .case("EXT-014/string", mutation, &get, |made| {
            made.client_extension_results(output(json!("{}")))
        })
        .refuse(Step::ExtensionRemoteClientDataJson, Malformed);
}
