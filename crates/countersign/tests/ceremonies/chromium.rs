//! Round trips through a browser, recorded by `conformance/capture/round_trips.mjs`: options that
//! our builders made, what Chromium parsed them to, and what it answered. The record is ours, with
//! a virtual authenticator.

use countersign::danger::unassessed_chains;
use countersign::options::{CredentialCreationOptionsJson, CredentialRequestOptionsJson};
use countersign::{
    AccountCredential, AttestationTrust, AuthenticationCeremony, AuthenticationResponseJson,
    CredentialRecord, OriginRule, RegistrationCeremony, RegistrationResponseJson, RelyingParty,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::setting::NOW;

/// Members of the specification that this Chromium does not read; all others it must.
const NOT_READ: &[&str] = &["everything.attestationFormats"];

const RECORDED: &str = include_str!("../data/chromium-round-trips.json");

#[test]
fn chromium_reads_our_options_and_we_its_responses() {
    let recorded: Value = serde_json::from_str(RECORDED).unwrap();
    let origin = OriginRule::exact(recorded["origin"].as_str().unwrap()).unwrap();
    let rp = RelyingParty::new("localhost", [origin]).unwrap();
    let (mut verified, mut refused) = (Vec::new(), Vec::new());
    for account in recorded["accounts"].as_array().unwrap() {
        let registration = &account["registration"];
        let mode = registration["mode"].as_str().unwrap();
        is_read_back::<CredentialCreationOptionsJson>(&registration["options"]);
        if registration["refused"].is_string() {
            refused.push(mode);
            continue;
        }
        is_understood(
            &registration["options"]["publicKey"],
            &registration["parsed"],
            mode,
        );
        let (owner, record) = register(&rp, registration);
        verified.push(mode);
        for authentication in account["authentications"].as_array().unwrap() {
            let mode = authentication["mode"].as_str().unwrap();
            is_read_back::<CredentialRequestOptionsJson>(&authentication["options"]);
            if authentication["refused"].is_string() {
                refused.push(mode);
                continue;
            }
            is_understood(
                &authentication["options"]["publicKey"],
                &authentication["parsed"],
                mode,
            );
            authenticate(&rp, authentication, &owner, &record);
            verified.push(mode);
        }
    }
    let expected = [
        "passkey",
        "sign-in",
        "step-up",
        "with-passkey",
        "conditional",
        "immediate",
        "post-quantum",
        "sign-in",
        "security-key",
        "sign-in",
        "everything",
        "sign-in",
    ];
    assert_eq!(verified, expected);
    // No browser but those of the origin trial knows the first; the second gets no answer from a
    // virtual authenticator.
    assert_eq!(refused, ["immediate-by-mediation", "conditional"]);
}

/// Options as sent are parsed, and written again just so.
fn is_read_back<T: Serialize + DeserializeOwned>(sent: &Value) {
    let options: T = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(serde_json::to_value(&options).unwrap(), *sent);
}

/// Every member that was sent is one that the browser read, with that value.
fn is_understood(sent: &Value, parsed: &Value, place: &str) {
    match (sent, parsed) {
        (Value::Object(sent), Value::Object(parsed)) => {
            for (name, member) in sent {
                let place = format!("{place}.{name}");
                assert_eq!(
                    !parsed.contains_key(name),
                    NOT_READ.contains(&place.as_str()),
                    "{place}"
                );
                let Some(parsed) = parsed.get(name) else {
                    continue;
                };
                is_understood(member, parsed, &place);
            }
        }
        (Value::Array(sent), Value::Array(parsed)) => {
            assert_eq!(sent.len(), parsed.len(), "{place}");
            for (item, parsed) in sent.iter().zip(parsed) {
                is_understood(item, parsed, place);
            }
        }
        _ => assert_eq!(sent, parsed, "{place}"),
    }
}

fn register(rp: &RelyingParty, recorded: &Value) -> (Vec<u8>, CredentialRecord) {
    let ceremony: RegistrationCeremony = from(&recorded["state"]);
    let owner = ceremony.user_handle().as_bytes().to_vec();
    let response = RegistrationResponseJson::parse(recorded["to_json"].as_str().unwrap()).unwrap();
    let response = response.response();
    let verified = ceremony.finish_with(rp, &response, NOW, |policy| {
        // The virtual authenticator's certificates lead nowhere.
        policy.trust(unassessed_chains(AttestationTrust::default()))
    });
    (owner, verified.unwrap().record)
}

fn authenticate(
    rp: &RelyingParty,
    recorded: &Value,
    user_handle: &[u8],
    record: &CredentialRecord,
) {
    let ceremony: AuthenticationCeremony = from(&recorded["state"]);
    let response = recorded["to_json"].as_str().unwrap();
    let response = AuthenticationResponseJson::parse(response).unwrap();
    let response = response.response();
    let found = AccountCredential {
        user_handle,
        record,
    };
    let verified = ceremony.finish(rp, &response, Some(found), NOW).unwrap();
    assert_eq!(verified.updated_record().id, record.id);
}

/// A state as it was stored.
fn from<T: Serialize + DeserializeOwned>(stored: &Value) -> T {
    is_read_back::<T>(stored);
    serde_json::from_value(stored.clone()).unwrap()
}
