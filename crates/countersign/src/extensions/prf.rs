use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use countersign_spec::{Reason, Rejection, Step};
use serde::{Deserialize, Serialize};

use super::base64url::{Base64Url, Base64UrlArray};
use super::{CreationExtensions, RequestExtensions, config_error};
use crate::json_object::Object;
use crate::{ClientExtensionResults, ConfigError};

/// One or two inputs of the pseudo-random function, of any length:
/// [`AuthenticationExtensionsPRFValues`](https://www.w3.org/TR/webauthn-3/#dictdef-authenticationextensionsprfvalues).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PrfValues {
    first: Base64Url,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    second: Option<Base64Url>,
}

/// The output of [prf](https://www.w3.org/TR/webauthn-3/#prf-extension).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct PrfOutputs {
    /// At a registration: whether the function is there for this credential.
    pub enabled: Option<bool>,
    /// What it gave. A page that encrypts by it takes this out before it sends the response.
    pub results: Option<PrfResults>,
}

/// What the function gave for one or two inputs. Secret: it is never shown, and belongs in no
/// record and no log.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PrfResults {
    /// For the first input.
    pub first: [u8; 32],
    /// For the second input, if there was one.
    pub second: Option<[u8; 32]>,
}

#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub(super) struct PrfAtCreation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) eval: Option<PrfValues>,
}

#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct PrfAtRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) eval: Option<PrfValues>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) eval_by_credential: BTreeMap<Base64Url, PrfValues>,
}

/// The output as JSON.
#[derive(Deserialize)]
pub(crate) struct Written {
    enabled: Option<bool>,
    results: Option<Object<WrittenResults>>,
}

#[derive(Deserialize)]
struct WrittenResults {
    first: Base64UrlArray<32>,
    second: Option<Base64UrlArray<32>>,
}

impl PrfValues {
    /// One input.
    #[must_use]
    pub fn new(first: &[u8]) -> Self {
        Self {
            first: Base64Url(first.to_vec()),
            second: None,
        }
    }

    /// A second one, as when encryption moves to a fresh key.
    #[must_use]
    pub fn second(mut self, second: &[u8]) -> Self {
        self.second = Some(Base64Url(second.to_vec()));
        self
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        1_usize.saturating_add(self.second.iter().len())
    }
}

impl PrfAtRequest {
    /// §10.1.4, client extension processing of an authentication, steps 1 and 2.
    pub(super) fn check(&self, allow_credentials: &[&[u8]]) -> Result<(), ConfigError> {
        let listed = |id: &Base64Url| !id.0.is_empty() && allow_credentials.contains(&&*id.0);
        if self.eval_by_credential.keys().all(listed) {
            return Ok(());
        }
        Err(config_error(
            "prf",
            "evalByCredential names a credential that is not in allowCredentials",
        ))
    }

    /// What is evaluated for this credential.
    pub(super) fn values(&self, credential_id: &[u8]) -> Option<&PrfValues> {
        let id = Base64Url(Vec::from(credential_id));
        self.eval_by_credential.get(&id).or(self.eval.as_ref())
    }
}

impl CreationExtensions {
    /// The output against the input: §10.1.4. `hmac_secret` is the authenticator's output of that
    /// extension.
    pub(super) fn verify_prf(
        &self,
        client: &ClientExtensionResults<'_>,
        hmac_secret: Option<bool>,
    ) -> Result<(), Rejection> {
        let Some(asked) = &self.prf else {
            return Ok(());
        };
        let Some(output) = client.prf()? else {
            return Ok(());
        };
        if let (Some(signed), Some(claimed)) = (hmac_secret, output.enabled) {
            // "Set enabled to the value of hmac-secret in the authenticator extensions output"
            Step::ExtensionPrf.require(
                signed == claimed,
                Reason::mismatch("prf.enabled", i32::from(signed), i32::from(claimed)),
            )?;
        }
        output.fits(asked.eval.as_ref())
    }
}

impl RequestExtensions {
    /// The output against the input: §10.1.4.
    pub(super) fn verify_prf(
        &self,
        client: &ClientExtensionResults<'_>,
        credential_id: &[u8],
    ) -> Result<(), Rejection> {
        // LAXER: §10.1.4 has no `enabled` in the output of an authentication; clients send it
        // there, and it is passed over.
        let Some(asked) = &self.prf else {
            return Ok(());
        };
        match client.prf()? {
            Some(output) => output.fits(asked.values(credential_id)),
            None => Ok(()),
        }
    }
}

impl PrfOutputs {
    /// As many results as there were inputs, or none at all.
    fn fits(&self, values: Option<&PrfValues>) -> Result<(), Rejection> {
        let Some(results) = self.results else {
            return Ok(());
        };
        let step = Step::ExtensionPrf;
        let not_asked = |what| step.refuse(Reason::NotAllowed(what));
        let values = values.ok_or(not_asked("prf.results, no input was given"))?;
        match (&values.second, results.second) {
            (None, Some(_)) => Err(not_asked("prf.results.second, no second input was given")),
            (Some(_), None) => Err(step.refuse(Reason::Missing("prf.results.second"))),
            _ => Ok(()),
        }
    }
}

impl From<Written> for PrfOutputs {
    fn from(written: Written) -> Self {
        Self {
            enabled: written.enabled,
            results: written.results.map(|Object(results)| PrfResults {
                first: results.first.0,
                second: results.second.map(|second| second.0),
            }),
        }
    }
}

impl fmt::Debug for PrfResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = 1_usize.saturating_add(self.second.iter().len());
        write!(f, "PrfResults({count} of 32 bytes)")
    }
}
