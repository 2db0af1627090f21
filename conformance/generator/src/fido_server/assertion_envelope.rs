use countersign_authenticator::{Authentication, base64url};
use countersign_spec::ReasonKind::{Malformed, Mismatch, Missing, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use super::json_member::Members;
use crate::standard::authentication;
use crate::{Group, Twin};

const SUITE: &str = "Server-ServerAuthenticatorAssertionResponse-Resp-1";
const HANDLE: &[u8] = b"a user handle";

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin_asking("authentication", made, |draft| {
        draft
            .credential("user_handle", base64url(HANDLE))
            .in_both_forms()
    });
    group.same_as(
        &format!("{SUITE}/P-1"),
        "fido-server/assertion-envelope/authentication",
    );
    let mut members = Members {
        group,
        suite: SUITE,
        twin: &twin,
        step: Step::AuthenticationResponse,
    };
    members.common();
    let client_data = ["response", "clientDataJSON"];
    members.empty(
        "F-11",
        &client_data,
        Step::AuthenticationClientDataJson,
        Malformed,
    );
    let data = ["response", "authenticatorData"];
    members.missing("F-12", &data);
    members.of_other_types("F-13", &data);
    members.not_base64url("F-14", &data);
    members.empty("F-15", &data, Step::AuthenticatorDataLayout, Malformed);
    let signature = ["response", "signature"];
    members.missing("F-16", &signature);
    members.of_other_types("F-17", &signature);
    members.not_base64url("F-18", &signature);
    members.empty("F-19", &signature, Step::AuthenticationSignature, Malformed);
    user_handle_types(group, &twin);
    withdrawn(group, &twin);
    accounts(group, &twin);
}

fn made() -> Authentication<'static> {
    authentication().user_handle(Some(HANDLE))
}

/// Null is no wrong type: it stands for no user handle.
fn user_handle_types(group: &mut Group, twin: &Twin<Authentication<'static>>) {
    for (name, value) in [
        ("number", json!(1234)),
        ("boolean", json!(true)),
        ("array", json!(["x"])),
        ("object", json!({ "x": "x" })),
    ] {
        let id = format!("{SUITE}/F-21/{name}");
        group
            .case(
                &id,
                &format!("response.userHandle is {value}"),
                twin,
                |made| made,
            )
            .json(|json| json["response"]["userHandle"] = value.clone())
            .refuse(Step::AuthenticationResponse, Malformed);
    }
}

/// Cases that the tools had once.
fn withdrawn(group: &mut Group, twin: &Twin<Authentication<'static>>) {
    let absent = |made: Authentication<'static>| made.user_handle(None);
    let _accepted = group
        .case(&format!("{SUITE}/F-22"), "no user handle", twin, absent)
        .why("who signs in was known before; the tool withdrew the case")
        .accept();
    group
        .case(&format!("{SUITE}/F-25"), "the user handle is empty", twin, |m| m)
        .json(|json| json["response"]["userHandle"] = json!(""))
        .why("§5.1.1: a user handle has 1 to 64 bytes, or is null (STRICTER); the tool withdrew the case")
        .refuse(Step::AuthenticationResponse, Missing);
}

fn accounts(group: &mut Group, twin: &Twin<Authentication<'static>>) {
    const RECON: &str = "Recon-assertion-envelope";
    let other = base64url(b"another credential");
    group
        .case(
            &format!("{RECON}/F-1"),
            "allowCredentials lists another credential",
            twin,
            |m| m,
        )
        .request("allow_credentials", json!([other]))
        .refuse(Step::AuthenticationAllowCredentials, NotAllowed);
    group
        .case(
            &format!("{RECON}/F-2"),
            "the record is of another credential",
            twin,
            |made| made,
        )
        .credential("id", other)
        .why("whoever finds no record at all has nothing to verify against")
        .refuse(Step::AuthenticationCredential, Mismatch);
    group
        .case(
            &format!("{RECON}/F-3"),
            "the user handle is of another account",
            twin,
            |made| made.user_handle(Some(b"another account")),
        )
        .refuse(Step::AuthenticationCredential, Mismatch);
    let discovered = group.twin_asking("discovered", made, |draft| {
        draft
            .request("account", "discovered")
            .credential("user_handle", base64url(HANDLE))
    });
    group
        .case(
            &format!("{RECON}/F-4/absent"),
            "no user handle",
            &discovered,
            |made| made.user_handle(None),
        )
        .refuse(Step::AuthenticationCredential, Missing);
    group
        .case(
            &format!("{RECON}/F-4/null"),
            "the user handle is null",
            &discovered,
            |made| made,
        )
        .json(|json| json["response"]["userHandle"] = json!(null))
        .refuse(Step::AuthenticationCredential, Missing);
    group
        .case(&format!("{RECON}/P-1"), "no user handle", twin, |made| {
            made.user_handle(None)
        })
        .accept();
    group
        .case(
            &format!("{RECON}/F-5"),
            "rawId is of other bytes than id",
            twin,
            |made| made,
        )
        .json(|json| json["rawId"] = "AAAA".into())
        .refuse(Step::AuthenticationResponse, Mismatch);
    group.test(
        &format!("{RECON}/F-6"),
        "server::an_assertion_is_not_taken_twice",
    );
}
