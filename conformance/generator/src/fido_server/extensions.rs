use countersign_authenticator::{RelyingParty, base64url};
use countersign_spec::ReasonKind::{Malformed, Mismatch, NotAllowed};
use countersign_spec::Step;
use serde_json::json;

use crate::Group;
use crate::standard::{authentication, registration};

const RECON: &str = "Recon-extensions";
const APP_ID: &str = "https://example.org/app-id.json";

pub(super) fn cases(group: &mut Group) {
    outputs(group);
    app_id(group);
    group.test(
        &format!("{RECON}/P-8"),
        "server::extensions_are_those_asked_for_and_no_others",
    );
}

/// Outputs that are handed on: at registration, but for those that only an authentication has.
fn outputs(group: &mut Group) {
    let create = group.twin("registration", registration);
    let secret = base64url(&[7; 32]);
    for (case, mutation, results) in [
        (
            "P-1",
            "outputs that nobody asked for",
            json!({ "example": { "x": [1, null] } }),
        ),
        (
            "P-3",
            "credProps says that it is discoverable",
            json!({ "credProps": { "rk": true } }),
        ),
        (
            "P-5",
            "appidExclude is true",
            json!({ "appidExclude": true }),
        ),
        (
            "P-6/enabled",
            "prf is enabled",
            json!({ "prf": { "enabled": true } }),
        ),
        (
            "P-7/supported",
            "largeBlob is supported",
            json!({ "largeBlob": { "supported": true } }),
        ),
    ] {
        group
            .case(&format!("{RECON}/{case}"), mutation, &create, |made| {
                made.client_extension_results(results)
            })
            .accept();
    }
    group
        .case(
            &format!("{RECON}/F-3"),
            "credProps.rk is a string",
            &create,
            |made| made.client_extension_results(json!({ "credProps": { "rk": "true" } })),
        )
        .refuse(Step::ExtensionCredProps, Malformed);
    let get = group.twin("authentication", authentication);
    for (case, mutation, results) in [
        (
            "P-6/results",
            "prf has a result",
            json!({ "prf": { "results": { "first": secret } } }),
        ),
        (
            "P-7/written",
            "largeBlob was written",
            json!({ "largeBlob": { "written": true } }),
        ),
    ] {
        group
            .case(&format!("{RECON}/{case}"), mutation, &get, |made| {
                made.client_extension_results(results)
            })
            .accept();
    }
}

fn app_id(group: &mut Group) {
    let asked = group.twin_asking("appid-asked-for", authentication, |draft| {
        draft.rp("app_id", APP_ID)
    });
    group.same_as(
        &format!("{RECON}/P-2"),
        "fido-server/extensions/appid-asked-for",
    );
    let hash = || RelyingParty::new(APP_ID).id_hash().to_vec();
    let used = group.twin_asking(
        "appid-used",
        move || {
            authentication()
                .client_extension_results(json!({ "appid": true }))
                .auth_data(move |data| data.rp_id_hash = hash())
        },
        |draft| draft.rp("app_id", APP_ID),
    );
    group.same_as(&format!("{RECON}/P-4"), "fido-server/extensions/appid-used");
    group
        .case(
            &format!("{RECON}/F-1"),
            "rpIdHash is that of the AppID",
            &asked,
            move |made| made.auth_data(move |data| data.rp_id_hash = hash()),
        )
        .refuse(Step::AuthenticationRpIdHash, Mismatch);
    group
        .case(
            &format!("{RECON}/F-2"),
            "the relying party asked for no AppID",
            &used,
            |made| made,
        )
        .rp("app_id", ())
        .refuse(Step::ExtensionAppId, NotAllowed);
}
