use base64ct::{Base64UrlUnpadded, Encoding};
use countersign::{AuthenticationResponseJson, RegistrationResponseJson};
use serde_json::Value;

/// Reads the input as the JSON form of a response, of either ceremony.
///
/// - Every part of what is accepted is, base64url for base64url, the member that serde_json's
///   general parser finds under its name. The two may differ only where the general parser refuses
///   a member that nobody reads.
/// - The type is `public-key`, and `id` and `rawId` are the same.
/// - Anything after the text is refused.
pub fn response_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let object: Option<Value> = serde_json::from_str(text).ok();
    if let Ok(parsed) = RegistrationResponseJson::parse(text) {
        assert!(RegistrationResponseJson::parse(&format!("{text}{{")).is_err());
        if let Some(object) = &object {
            registration(&parsed, object);
        }
    }
    if let Ok(parsed) = AuthenticationResponseJson::parse(text) {
        assert!(AuthenticationResponseJson::parse(&format!("{text}]")).is_err());
        if let Some(object) = &object {
            authentication(&parsed, object);
        }
    }
}

fn registration(parsed: &RegistrationResponseJson<'_>, object: &Value) {
    let (parts, response) = (parsed.response(), &object["response"]);
    credential_id(parts.credential_id, object);
    is(Some(parts.client_data_json), &response["clientDataJSON"]);
    is(
        Some(parts.attestation_object),
        &response["attestationObject"],
    );
    is(
        parts.copies.authenticator_data,
        &response["authenticatorData"],
    );
    is(parts.copies.public_key, &response["publicKey"]);
    assert_eq!(
        parts.copies.public_key_algorithm,
        response["publicKeyAlgorithm"].as_i64()
    );
    let transports = response["transports"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert_eq!(transports, parts.transports);
}

fn authentication(parsed: &AuthenticationResponseJson<'_>, object: &Value) {
    let (parts, response) = (parsed.response(), &object["response"]);
    credential_id(parts.credential_id, object);
    is(Some(parts.client_data_json), &response["clientDataJSON"]);
    is(
        Some(parts.authenticator_data),
        &response["authenticatorData"],
    );
    is(Some(parts.signature), &response["signature"]);
    is(parts.user_handle, &response["userHandle"]);
    assert_eq!(parsed.user_handle(), parts.user_handle);
}

fn credential_id(id: &[u8], object: &Value) {
    assert_eq!(object["type"], "public-key");
    assert_eq!(object["id"], object["rawId"]);
    is(Some(id), &object["rawId"]);
}

/// The bytes are those of the member, or are absent as it is.
fn is(bytes: Option<&[u8]>, member: &Value) {
    let text = bytes.map(Base64UrlUnpadded::encode_string);
    assert_eq!(text.as_deref(), member.as_str());
}
