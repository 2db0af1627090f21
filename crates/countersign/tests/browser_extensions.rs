//! What Chromium made of extension inputs (`conformance/capture`): the inputs are read and written
//! as its pages gave them, and its outputs pass the checks against them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use countersign::extensions::{CreationExtensions, RequestExtensions};
use countersign::{
    Account, AttestationTrust, AuthenticationExpectations, AuthenticationResponseJson, Challenge,
    CredentialRecord, OriginRule, RegistrationExpectations, RegistrationResponseJson, RelyingParty,
    danger,
};
use serde_json::Value;

const FOLDER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../conformance/capture/browser-json"
);

#[test]
fn recorded_outputs_fit_their_inputs() {
    let mut seen = BTreeMap::new();
    for file in fs::read_dir(FOLDER).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let recorded: Value = serde_json::from_str(&text).unwrap();
        let has_inputs = |ceremony: &Value| ceremony["options"].get("extensions").is_some();
        let Some(ceremonies) = recorded["ceremonies"].as_array() else {
            continue;
        };
        // A credential of the U2F API has no registration here; `conformance/vectors/chromium` has
        // its key.
        let begins = ceremonies
            .first()
            .is_some_and(|first| first["call"] == "create");
        if begins && ceremonies.iter().any(has_inputs) {
            replay(&path, ceremonies, &mut seen);
        }
    }
    // As many as are recorded: a new recording changes the numbers.
    let total: usize = seen.values().sum();
    println!("{total} ceremonies with inputs: {seen:?}");
    for identifier in [
        "prf",
        "largeBlob",
        "credBlob",
        "minPinLength",
        "getCredBlob",
    ] {
        assert!(
            seen.get(identifier).is_some_and(|&count| count > 0),
            "{identifier}"
        );
    }
}

fn replay(path: &Path, ceremonies: &[Value], seen: &mut BTreeMap<String, usize>) {
    let mut record = None;
    for ceremony in ceremonies {
        let options = &ceremony["options"];
        let inputs = options.get("extensions").cloned();
        for identifier in inputs
            .iter()
            .filter_map(Value::as_object)
            .flat_map(|i| i.keys())
        {
            *seen.entry(identifier.clone()).or_default() += 1;
        }
        let inputs = inputs.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
        // A ceremony that the browser refused has no response.
        let Some(json) = ceremony["to_json"].as_str() else {
            continue;
        };
        let outcome = if ceremony["call"] == "create" {
            create(options, &inputs, json).map(|made| record = Some(made))
        } else {
            get(
                options,
                &inputs,
                json,
                record.as_ref().expect("a registration before"),
            )
        };
        outcome.unwrap_or_else(|error| panic!("{}: {}: {error}", path.display(), ceremony["id"]));
    }
}

fn create(options: &Value, inputs: &Value, json: &str) -> Result<CredentialRecord, String> {
    let extensions: CreationExtensions = same(inputs)?;
    let response = RegistrationResponseJson::parse(json).map_err(|e| e.to_string())?;
    let expected = RegistrationExpectations::new(challenge(options))
        .trust(danger::unassessed_chains(AttestationTrust::default()))
        .extensions(extensions);
    let verified = rp(options).verify_registration(&response.response(), &expected);
    Ok(verified.map_err(|e| e.to_string())?.record)
}

fn get(
    options: &Value,
    inputs: &Value,
    json: &str,
    record: &CredentialRecord,
) -> Result<(), String> {
    let extensions: RequestExtensions = same(inputs)?;
    let response = AuthenticationResponseJson::parse(json).map_err(|e| e.to_string())?;
    let response = response.response();
    let user_handle = response.user_handle.unwrap_or_default();
    let account = Account::Identified { user_handle };
    let expected =
        AuthenticationExpectations::new(challenge(options), account).extensions(extensions);
    let verified = rp(options).verify_authentication(&response, record, &expected);
    verified.map(drop).map_err(|e| e.to_string())
}

/// Read, and written as it was.
fn same<T: serde::de::DeserializeOwned + serde::Serialize>(json: &Value) -> Result<T, String> {
    let read: T = serde_json::from_value(json.clone()).map_err(|e| e.to_string())?;
    let written = serde_json::to_value(&read).map_err(|e| e.to_string())?;
    if written == *json {
        Ok(read)
    } else {
        Err(format!("{json} was written as {written}"))
    }
}

/// Where the page was.
fn rp(options: &Value) -> RelyingParty {
    let id = options.get("rpId").unwrap_or(&options["rp"]["id"]);
    let (id, origin) = match id.as_str().unwrap() {
        "localhost" => ("localhost", "http://localhost:8765"),
        id => (id, "https://login.example.org"),
    };
    RelyingParty::new(id, [OriginRule::exact(origin).unwrap()]).unwrap()
}

fn challenge(options: &Value) -> Challenge {
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(options["challenge"].as_str().unwrap())
        .unwrap();
    Challenge::new(&bytes).unwrap()
}
