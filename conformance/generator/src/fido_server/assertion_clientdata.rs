use countersign_spec::Step;
use serde_json::json;

use super::client_data_members::ClientDataCases;
use crate::Group;
use crate::standard::{authentication, authentication_challenge, registration_at, rp};

pub(super) fn cases(group: &mut Group) {
    ClientDataCases {
        twin: group.twin("authentication", authentication),
        framed: group.twin_asking(
            "framed",
            || {
                let rp = rp().framed(Some("https://shop.example"));
                registration_at(&rp).make().credential.authenticate()
            },
            |draft| {
                draft.rp(
                    "top_origins",
                    json!(["https://shop.example", "https://other.example"]),
                )
            },
        ),
        group,
        suite: "Server-ServerAuthenticatorAssertionResponse-Resp-2",
        recon: "Recon-assertion-clientdata",
        right_type: "webauthn.get",
        other_type: "webauthn.create",
        challenge: authentication_challenge(),
        json: Step::AuthenticationClientDataJson,
        kind: Step::AuthenticationType,
        challenge_step: Step::AuthenticationChallenge,
        origin: Step::AuthenticationOrigin,
        cross_origin: Step::AuthenticationCrossOrigin,
        top_origin: Step::AuthenticationTopOrigin,
    }
    .make();
}
