use countersign_authenticator::{Format, Registration, base64url};
use countersign_spec::ReasonKind::{Malformed, Mismatch, NotAllowed, TooLarge};
use countersign_spec::Step;
use serde_json::json;

use super::json_member::Members;
use crate::standard::rp;
use crate::{Group, Twin};

const SUITE: &str = "Server-ServerAuthenticatorAttestationResponse-Resp-1";

pub(super) fn cases(group: &mut Group) {
    let twin = group.twin_asking(
        "registration",
        || Registration::new(&rp()).format(Format::Packed),
        |draft| draft.about("fmt", "packed").in_both_forms(),
    );
    group.same_as(
        &format!("{SUITE}/P-1"),
        "fido-server/attestation-envelope/registration",
    );
    let mut members = Members {
        group,
        suite: SUITE,
        twin: &twin,
        step: Step::RegistrationResponse,
    };
    members.common();
    let client_data = ["response", "clientDataJSON"];
    members.empty(
        "F-11",
        &client_data,
        Step::RegistrationClientDataJson,
        Malformed,
    );
    let object = ["response", "attestationObject"];
    members.missing("F-12", &object);
    members.of_other_types("F-13", &object);
    members.empty(
        "F-14",
        &object,
        Step::RegistrationAttestationObject,
        Malformed,
    );
    credential_ids(group, &twin);
    names(group, &twin);
}

fn credential_ids(group: &mut Group, twin: &Twin<Registration<'static>>) {
    const RECON: &str = "Recon-attestation-envelope";
    group
        .case(
            &format!("{RECON}/F-1"),
            "rawId is of other bytes than id",
            twin,
            |made| made,
        )
        .json(|json| json["rawId"] = "AAAA".into())
        .refuse(Step::RegistrationResponse, Mismatch);
    group
        .case(
            &format!("{RECON}/F-2"),
            "id and rawId are of another credential",
            twin,
            |m| m,
        )
        .json(|json| {
            json["id"] = base64url(b"another credential").into();
            json["rawId"] = base64url(b"another credential").into();
        })
        .why("no step compares them with the attested one (STRICTER)")
        .refuse(Step::RegistrationResponse, Mismatch);
    group.test(
        &format!("{RECON}/F-3"),
        "server::a_registration_is_not_taken_twice",
    );
    group
        .case(
            &format!("{RECON}/F-4"),
            "the credential ID is registered already",
            twin,
            |m| m,
        )
        .request("refuse", json!(["registered"]))
        .refuse(Step::RegistrationCredentialIdNew, NotAllowed);
    group
        .case(
            &format!("{RECON}/F-5"),
            "the credential ID has 1024 bytes",
            twin,
            |made| made.credential_id(&[7; 1024]),
        )
        .refuse(Step::RegistrationCredentialIdLength, TooLarge);
    group
        .case(
            &format!("{RECON}/P-1"),
            "the credential ID has 1023 bytes",
            twin,
            |made| made.credential_id(&[7; 1023]),
        )
        .accept();
}

fn names(group: &mut Group, twin: &Twin<Registration<'static>>) {
    group
        .case(
            "Recon-attestation-envelope/P-2",
            "members that nobody knows",
            twin,
            |made| made,
        )
        .json(|json| {
            json["extra"] = json!([1]);
            json["response"]["extra"] = json!({});
            json["response"]["transports"] = json!(["usb", "telepathy"]);
        })
        .accept();
    group
        .case(
            "Recon-attestation-envelope/P-3",
            "getClientExtensionResults in place of clientExtensionResults",
            twin,
            |made| made,
        )
        .json(|json| json["getClientExtensionResults"] = json["clientExtensionResults"].take())
        .why("under that name nobody reads them; clients of before Level 3 send none (LAXER)")
        .accept();
}
