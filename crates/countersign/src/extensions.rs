//! Extensions: what to ask for, what came back, and the checks that each extension's own
//! specification names.
//!
//! [`CreationExtensions`] and [`RequestExtensions`] are the inputs, as options carry them
//! ([`AuthenticationExtensionsClientInputsJSON`][1]); the state of a ceremony remembers them, so
//! that outputs can be held against what was asked for.
//!
//! [1]: https://www.w3.org/TR/webauthn-3/#dictdef-authenticationextensionsclientinputsjson

use serde::{Deserialize, Serialize};

/// The extension inputs of a registration. The default asks for none.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreationExtensions {}

/// The extension inputs of an authentication. The default asks for none.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestExtensions {}
