use countersign::{
    AuthenticationResponse, ClientExtensionResults, RegistrationResponse, Rejection, Step,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::bytes::Bytes;

/// A registration response in its parts, as a vector has them.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct RegistrationParts {
    client_data_json: Bytes,
    attestation_object: Bytes,
    credential_id: Bytes,
    #[serde(default)]
    transports: Vec<String>,
    #[serde(default)]
    client_extension_results: Map<String, Value>,
}

/// An authentication response in its parts.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct AuthenticationParts {
    client_data_json: Bytes,
    authenticator_data: Bytes,
    signature: Bytes,
    credential_id: Bytes,
    user_handle: Option<Bytes>,
    #[serde(default)]
    client_extension_results: Map<String, Value>,
}

impl RegistrationParts {
    /// The outputs as the text that [`RegistrationParts::response`] borrows from.
    pub(crate) fn outputs(&self) -> String {
        Value::Object(self.client_extension_results.clone()).to_string()
    }

    pub(crate) fn response<'a>(
        &'a self,
        outputs: &'a str,
    ) -> Result<RegistrationResponse<'a>, Rejection> {
        let mut response = RegistrationResponse::new(
            &self.credential_id.0,
            &self.client_data_json.0,
            &self.attestation_object.0,
        );
        response.transports = self.transports.iter().map(String::as_str).collect();
        let step = Step::RegistrationClientExtensionResults;
        response.client_extension_results = ClientExtensionResults::parse(outputs, step)?;
        Ok(response)
    }
}

impl AuthenticationParts {
    /// The outputs as the text that [`AuthenticationParts::response`] borrows from.
    pub(crate) fn outputs(&self) -> String {
        Value::Object(self.client_extension_results.clone()).to_string()
    }

    pub(crate) fn response<'a>(
        &'a self,
        outputs: &'a str,
    ) -> Result<AuthenticationResponse<'a>, Rejection> {
        let step = Step::AuthenticationClientExtensionResults;
        Ok(AuthenticationResponse {
            credential_id: &self.credential_id.0,
            client_data_json: &self.client_data_json.0,
            authenticator_data: &self.authenticator_data.0,
            signature: &self.signature.0,
            user_handle: self.user_handle.as_ref().map(|handle| handle.0.as_slice()),
            client_extension_results: ClientExtensionResults::parse(outputs, step)?,
        })
    }
}
