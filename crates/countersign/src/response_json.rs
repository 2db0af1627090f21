use alloc::borrow::Cow;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countersign_spec::{At, Reason, Rejection, Step, Value};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json_object::{Object, Text};
use crate::limits::within;
use crate::transports::Transports;
use crate::{AuthenticationResponse, ClientExtensionResults, Copies, Limits, RegistrationResponse};

/// A registration response in the form of [`RegistrationResponseJSON`][1], the text that
/// `JSON.stringify(credential.toJSON())` gives.
///
/// What the client says twice must agree: `id` and `rawId` were compared here; verification
/// compares `authenticatorData`, `publicKey` and `publicKeyAlgorithm` with the attestation object.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson
#[derive(Clone, Debug)]
pub struct RegistrationResponseJson<'a> {
    credential_id: Vec<u8>,
    client_data_json: Vec<u8>,
    attestation_object: Vec<u8>,
    transports: Vec<Cow<'a, str>>,
    client_extension_results: ClientExtensionResults<'a>,
    authenticator_data: Option<Vec<u8>>,
    public_key: Option<Vec<u8>>,
    public_key_algorithm: Option<i64>,
}

/// An authentication response in the form of [`AuthenticationResponseJSON`][1], the text that
/// `JSON.stringify(credential.toJSON())` gives.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictdef-authenticationresponsejson
#[derive(Clone, Debug)]
pub struct AuthenticationResponseJson<'a> {
    credential_id: Vec<u8>,
    client_data_json: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
    user_handle: Option<Vec<u8>>,
    client_extension_results: ClientExtensionResults<'a>,
}

/// The members of both dictionaries. Members that we do not read are passed over.
#[derive(Deserialize)]
#[serde(
    rename_all = "camelCase",
    bound(deserialize = "'de: 'a, R: Deserialize<'de>")
)]
struct Credential<'a, R> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    raw_id: Option<Text<'a>>,
    #[serde(borrow)]
    r#type: Option<Text<'a>>,
    response: Option<Object<R>>,
    #[serde(borrow)]
    client_extension_results: Option<&'a RawValue>,
}

/// `AuthenticatorAttestationResponseJSON`.
#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "named as in the dictionary")]
struct Attestation<'a> {
    #[serde(borrow, rename = "clientDataJSON")]
    client_data_json: Option<Text<'a>>,
    #[serde(borrow, rename = "attestationObject")]
    attestation_object: Option<Text<'a>>,
    #[serde(borrow, rename = "authenticatorData")]
    authenticator_data: Option<Text<'a>>,
    #[serde(borrow)]
    transports: Option<Transports<'a>>,
    #[serde(borrow, rename = "publicKey")]
    public_key: Option<Text<'a>>,
    #[serde(rename = "publicKeyAlgorithm")]
    public_key_algorithm: Option<i64>,
}

/// `AuthenticatorAssertionResponseJSON`.
#[derive(Deserialize)]
struct Assertion<'a> {
    #[serde(borrow, rename = "clientDataJSON")]
    client_data_json: Option<Text<'a>>,
    #[serde(borrow, rename = "authenticatorData")]
    authenticator_data: Option<Text<'a>>,
    #[serde(borrow)]
    signature: Option<Text<'a>>,
    #[serde(borrow, rename = "userHandle")]
    user_handle: Option<Text<'a>>,
}

impl<'a> RegistrationResponseJson<'a> {
    /// Parses the JSON text: steps 3 and 4 of [§7.1][1].
    ///
    /// # Errors
    ///
    /// At [`Step::RegistrationResponse`] if the text is not of that form, not of this ceremony,
    /// or says two different things; at [`Step::RegistrationClientExtensionResults`] or the
    /// extension's own step for extension outputs.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
    pub fn parse(json: &'a str) -> Result<Self, Rejection> {
        Self::parse_within(json, &Limits::default())
    }

    /// The same, within other limits than the default ones.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_within(json: &'a str, limits: &Limits) -> Result<Self, Rejection> {
        let step = Step::RegistrationResponse;
        let credential: Credential<'a, Attestation<'a>> =
            object(json, limits, "RegistrationResponseJSON").at(step)?;
        let credential_id = credential.id().at(step)?;
        let Object(response) = credential
            .response
            .ok_or(step.refuse(Reason::Missing("response")))?;
        Ok(Self {
            credential_id,
            client_data_json: required("clientDataJSON", response.client_data_json).at(step)?,
            attestation_object: required("attestationObject", response.attestation_object)
                .at(step)?,
            // LAXER: transports, authenticatorData and publicKeyAlgorithm are required members of
            // the dictionary; clients of before Level 3 have none of them.
            transports: response
                .transports
                .unwrap_or_default()
                .into_strings()
                .at(step)?,
            client_extension_results: extension_results(
                credential.client_extension_results,
                Step::RegistrationClientExtensionResults,
            )?,
            authenticator_data: optional("authenticatorData", response.authenticator_data)
                .at(step)?,
            public_key: optional("publicKey", response.public_key).at(step)?,
            public_key_algorithm: response.public_key_algorithm,
        })
    }

    /// The credential ID, to look up whether it is registered already.
    #[must_use]
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// The response as bytes, for
    /// [`verify_registration`](crate::RelyingParty::verify_registration).
    #[must_use]
    pub fn response(&self) -> RegistrationResponse<'_> {
        RegistrationResponse {
            credential_id: &self.credential_id,
            client_data_json: &self.client_data_json,
            attestation_object: &self.attestation_object,
            transports: self.transports.iter().map(AsRef::as_ref).collect(),
            client_extension_results: self.client_extension_results,
            copies: Copies {
                authenticator_data: self.authenticator_data.as_deref(),
                public_key: self.public_key.as_deref(),
                public_key_algorithm: self.public_key_algorithm,
            },
        }
    }
}

impl<'a> AuthenticationResponseJson<'a> {
    /// Parses the JSON text: steps 3 and 4 of [§7.2][1].
    ///
    /// # Errors
    ///
    /// At [`Step::AuthenticationResponse`] if the text is not of that form, not of this ceremony,
    /// or says two different things; at [`Step::AuthenticationClientExtensionResults`] or the
    /// extension's own step for extension outputs.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
    pub fn parse(json: &'a str) -> Result<Self, Rejection> {
        Self::parse_within(json, &Limits::default())
    }

    /// The same, within other limits than the default ones.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_within(json: &'a str, limits: &Limits) -> Result<Self, Rejection> {
        let step = Step::AuthenticationResponse;
        let credential: Credential<'a, Assertion<'a>> =
            object(json, limits, "AuthenticationResponseJSON").at(step)?;
        let credential_id = credential.id().at(step)?;
        let Object(response) = credential
            .response
            .ok_or(step.refuse(Reason::Missing("response")))?;
        Ok(Self {
            credential_id,
            client_data_json: required("clientDataJSON", response.client_data_json).at(step)?,
            authenticator_data: required("authenticatorData", response.authenticator_data)
                .at(step)?,
            signature: required("signature", response.signature).at(step)?,
            user_handle: user_handle(response.user_handle).at(step)?,
            client_extension_results: extension_results(
                credential.client_extension_results,
                Step::AuthenticationClientExtensionResults,
            )?,
        })
    }

    /// The credential ID, by which to find the record.
    #[must_use]
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// The user handle, by which to find the account where no user name was given.
    #[must_use]
    pub fn user_handle(&self) -> Option<&[u8]> {
        self.user_handle.as_deref()
    }

    /// The response as bytes, for
    /// [`verify_authentication`](crate::RelyingParty::verify_authentication).
    #[must_use]
    pub fn response(&self) -> AuthenticationResponse<'_> {
        // Step::AuthenticationParts
        AuthenticationResponse {
            credential_id: &self.credential_id,
            client_data_json: &self.client_data_json,
            authenticator_data: &self.authenticator_data,
            signature: &self.signature,
            user_handle: self.user_handle.as_deref(),
            client_extension_results: self.client_extension_results,
        }
    }
}

impl<R> Credential<'_, R> {
    /// The credential ID, after `type`, `id` and `rawId` were held against one another.
    fn id(&self) -> Result<Vec<u8>, Reason> {
        let Text(kind) = self.r#type.as_ref().ok_or(Reason::Missing("type"))?;
        if kind != "public-key" {
            return Err(Reason::mismatch("type", "public-key", Value::text(kind)));
        }
        let Text(id) = self.id.as_ref().ok_or(Reason::Missing("id"))?;
        let Text(raw_id) = self.raw_id.as_ref().ok_or(Reason::Missing("rawId"))?;
        // Both are the base64url text of the same bytes (§5.1), so they are the same text.
        if id != raw_id {
            return Err(Reason::mismatch("id", Value::text(raw_id), Value::text(id)));
        }
        base64url("rawId", raw_id)
    }
}

/// Parses a JSON object, all of the text.
fn object<'a, T: Deserialize<'a>>(
    json: &'a str,
    limits: &Limits,
    what: &'static str,
) -> Result<T, Reason> {
    within(what, json.len(), limits.response_json)?;
    Object::parse(json, what)
}

fn required(what: &'static str, text: Option<Text<'_>>) -> Result<Vec<u8>, Reason> {
    base64url(what, &text.ok_or(Reason::Missing(what))?.0)
}

fn optional(what: &'static str, text: Option<Text<'_>>) -> Result<Option<Vec<u8>>, Reason> {
    text.map(|Text(text)| base64url(what, &text)).transpose()
}

/// A user handle has 1 to 64 bytes (§5.4.3).
fn user_handle(text: Option<Text<'_>>) -> Result<Option<Vec<u8>>, Reason> {
    const LIMIT: usize = 64;
    let handle = optional("userHandle", text)?;
    match handle.as_ref().map(Vec::len) {
        Some(0) => Err(Reason::Missing("userHandle")),
        Some(length) if length > LIMIT => Err(Reason::too_large("userHandle", LIMIT, length)),
        _ => Ok(handle),
    }
}

/// Base64url without padding (§3, RFC 4648 §5), in its one canonical spelling.
fn base64url(what: &'static str, text: &str) -> Result<Vec<u8>, Reason> {
    let is_in_alphabet =
        |byte: u8| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_');
    BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_says_no_place| Reason::Malformed {
            what,
            offset: text
                .bytes()
                .position(|byte| !is_in_alphabet(byte))
                .unwrap_or(text.len()),
        })
}

/// LAXER: clientExtensionResults is a required member; clients of before Level 3 may not send it.
fn extension_results(
    outputs: Option<&RawValue>,
    step: Step,
) -> Result<ClientExtensionResults<'_>, Rejection> {
    outputs.map_or_else(
        || Ok(ClientExtensionResults::default()),
        |raw| ClientExtensionResults::parse(raw.get(), step),
    )
}
