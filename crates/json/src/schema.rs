//! The JSON Schema of the documents, made from the types that read and write them. What
//! `countersign` writes itself has a mirror here, and a test that holds it against documents.

#![expect(dead_code, reason = "mirrors are there for their schema")]

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::begin::{BeginAuthentication, BeginRegistration};
use crate::bytes::Bytes;
use crate::configuration::Written;
use crate::time::Time;
use crate::verifier::{
    FinishAuthentication, FinishRegistration, VerifyAuthentication, VerifyRegistration,
};
use crate::{Authentication, BegunAuthentication, BegunRegistration, Refusal, Registration};

/// One JSON Schema (draft 2020-12) with every document under `$defs`.
#[must_use]
pub fn schema() -> Value {
    let mut read = SchemaSettings::draft2020_12()
        .for_deserialize()
        .into_generator();
    read.subschema_for::<Written>();
    read.subschema_for::<BeginRegistration>();
    read.subschema_for::<FinishRegistration>();
    read.subschema_for::<BeginAuthentication>();
    read.subschema_for::<FinishAuthentication>();
    read.subschema_for::<VerifyRegistration>();
    read.subschema_for::<VerifyAuthentication>();
    let mut written = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    written.subschema_for::<BegunRegistration>();
    written.subschema_for::<BegunAuthentication>();
    written.subschema_for::<Registration>();
    written.subschema_for::<Authentication>();
    written.subschema_for::<Refusal>();
    let mut definitions = read.take_definitions(true);
    definitions.extend(written.take_definitions(true));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Documents",
        "$defs": definitions,
    })
}

/// A member that must be there, and may be `null`.
pub(crate) fn nullable<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let there = generator.subschema_for::<T>();
    json_schema!({ "anyOf": [there, { "type": "null" }] })
}

impl JsonSchema for Bytes {
    fn schema_name() -> Cow<'static, str> {
        "Bytes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Bytes, written as base64url without padding.",
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]*$",
        })
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A time, as `2026-01-31T12:00:00Z` or as seconds since 1970.",
            "type": ["string", "integer"],
        })
    }
}

/// What is stored of a credential, as WebAuthn names it (§4).
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CredentialRecord {
    /// The version of this form.
    #[schemars(extend("const" = 1))]
    version: u32,
    /// The credential ID.
    id: Bytes,
    /// The public key, as a COSE_Key.
    public_key: Bytes,
    /// The signature counter as of the last ceremony.
    sign_count: u32,
    /// Whether any ceremony verified the user.
    uv_initialized: bool,
    /// How the client reached the authenticator, as it said.
    transports: Vec<String>,
    /// Whether the credential may be backed up; `null` where it is not known.
    #[schemars(schema_with = "nullable::<bool>")]
    backup_eligible: Option<bool>,
    /// Whether it was backed up as of the last ceremony.
    backup_state: bool,
    /// The authenticator's model, as a UUID.
    aaguid: String,
}

/// What the page gives to `navigator.credentials`, with `publicKey` parsed by
/// `parseCreationOptionsFromJSON()` or `parseRequestOptionsFromJSON()`.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
pub(crate) struct Options {
    /// The options in the JSON form of §5.1.8 or §5.1.9.
    public_key: Map<String, Value>,
    /// How the browser involves the user.
    #[schemars(with = "OptionsMediation", skip_serializing_if = "Option::is_none")]
    mediation: Option<()>,
    /// Which user interface the browser shows.
    #[schemars(with = "UiMode", skip_serializing_if = "Option::is_none")]
    ui_mode: Option<()>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum OptionsMediation {
    Silent,
    Optional,
    Conditional,
    Required,
    Immediate,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum UiMode {
    Immediate,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(crate) enum UserVerification {
    Required,
    Preferred,
    Discouraged,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(crate) enum ResidentKey {
    Discouraged,
    Preferred,
    Required,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(crate) enum AuthenticatorAttachment {
    Platform,
    CrossPlatform,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(crate) enum AttestationConveyance {
    None,
    Indirect,
    Direct,
    Enterprise,
}
