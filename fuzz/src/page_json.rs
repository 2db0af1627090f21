use std::fmt::Debug;

use countersign::options::{CredentialCreationOptionsJson, CredentialRequestOptionsJson};
use countersign::{ClientCapabilities, ClientCapability, ClientExtensionResults, RelatedOrigins};
use countersign::{OriginRule, Step};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Input;

/// Reads the input as JSON that goes to the page or comes from it, besides responses; its first
/// byte says of which kind: options of both ceremonies, client capabilities, the document of
/// related origins, client extension outputs.
///
/// - What has a written form comes out of it again as it was.
/// - Capabilities, and the outputs that are fields, are those that serde_json's general parser
///   finds under their names; the others answer, the same twice.
/// - Every origin of a document of related origins is a rule, and matches itself.
pub fn page_json(data: &[u8]) {
    let mut input = Input::new(data);
    let Some(kind) = input.byte() else { return };
    let Ok(json) = str::from_utf8(input.rest()) else {
        return;
    };
    match kind % 5 {
        0 => comes_back::<CredentialCreationOptionsJson>(json),
        1 => comes_back::<CredentialRequestOptionsJson>(json),
        2 => capabilities(json),
        3 => related_origins(json),
        _ => outputs(json),
    }
}

/// Written and read again, it is what it was.
pub(crate) fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &str) {
    let Ok(read) = serde_json::from_str::<T>(json) else {
        return;
    };
    let written = serde_json::to_string(&read).expect("what was read can be written");
    let again: T = serde_json::from_str(&written).expect("what was written can be read");
    assert_eq!(again, read);
}

fn capabilities(json: &str) {
    let Ok(capabilities) = ClientCapabilities::parse(json) else {
        return;
    };
    assert!(json.len() <= ClientCapabilities::LIMIT);
    let _ = capabilities.flows();
    let Ok(object) = serde_json::from_str::<Value>(json) else {
        panic!("an object of booleans is JSON");
    };
    for (name, value) in object.as_object().expect("an object, as it was read") {
        assert_eq!(capabilities.by_name(name), value.as_bool());
    }
    let immediate = ClientCapability::ImmediateGet;
    assert_eq!(
        capabilities.get(immediate),
        object["immediateGet"].as_bool()
    );
}

fn related_origins(json: &str) {
    let Ok(document) = RelatedOrigins::parse(json) else {
        return;
    };
    let again = RelatedOrigins::parse(&document.to_json());
    let again = again.expect("what was written can be read");
    assert!(again.origins().eq(document.origins()));
    assert_eq!(document.rules().count(), document.origins().count());
    for origin in document.origins() {
        let rule = OriginRule::related(origin).expect("an origin, as it was read");
        assert!(rule.matches(origin), "{origin}");
    }
}

fn outputs(json: &str) {
    let step = Step::RegistrationClientExtensionResults;
    let Ok(outputs) = ClientExtensionResults::parse(json, step) else {
        return;
    };
    if let Ok(object) = serde_json::from_str::<Value>(json) {
        assert_eq!(outputs.appid, object["appid"].as_bool());
        assert_eq!(outputs.discoverable, object["credProps"]["rk"].as_bool());
    }
    let ask = || {
        (
            (outputs.appid_exclude(), outputs.prf(), outputs.large_blob()),
            (outputs.cred_blob(), outputs.get_cred_blob()),
            (outputs.hmac_create_secret(), outputs.uvm()),
            outputs.hmac_get_secret(step),
            outputs.remote_client_data_json(),
        )
    };
    // Secrets are compared as they are, and shown by none.
    assert!(ask() == ask(), "twice");
}
