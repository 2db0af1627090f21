use countersign_authenticator::RelyingParty;
use countersign_spec::Step;
use serde_json::json;

use super::client_data_members::ClientDataCases;
use crate::Group;
use crate::standard::{registration, registration_at, registration_challenge, rp};

pub(super) fn cases(group: &mut Group) {
    ClientDataCases {
        twin: group.twin("registration", registration),
        framed: group.twin_asking(
            "framed",
            || registration_at(&framed()),
            |draft| {
                draft.rp(
                    "top_origins",
                    json!(["https://shop.example", "https://other.example"]),
                )
            },
        ),
        group,
        suite: "Server-ServerAuthenticatorAttestationResponse-Resp-2",
        recon: "Recon-attestation-clientdata",
        right_type: "webauthn.create",
        other_type: "webauthn.get",
        challenge: registration_challenge(),
        json: Step::RegistrationClientDataJson,
        kind: Step::RegistrationType,
        challenge_step: Step::RegistrationChallenge,
        origin: Step::RegistrationOrigin,
        cross_origin: Step::RegistrationCrossOrigin,
        top_origin: Step::RegistrationTopOrigin,
    }
    .make();
}

fn framed() -> RelyingParty {
    rp().framed(Some("https://shop.example"))
}
