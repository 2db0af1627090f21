use core::fmt;

use countersign_spec::{Reason, Rejection, Step};
use serde::{Deserialize, Serialize};

use super::base64url::Base64UrlArray;
use super::{AuthenticatorExtensionResults, CreationExtensions, RequestExtensions};
use crate::ClientExtensionResults;

/// The client's output of hmacGetSecret:
/// [CTAP 2.3 §12.7](https://fidoalliance.org/specs/fido-v2.3-ps-20260226/fido-client-to-authenticator-protocol-v2.3-ps-20260226.html#sctn-hmac-secret-extension).
/// Secret: it is never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct HmacSecretOutputs {
    /// For the first salt.
    pub output1: [u8; 32],
    /// For the second salt, if there was one.
    pub output2: Option<[u8; 32]>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Salts {
    salt1: Base64UrlArray<32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt2: Option<Base64UrlArray<32>>,
}

/// The output as JSON.
#[derive(Deserialize)]
pub(crate) struct Written {
    output1: Base64UrlArray<32>,
    output2: Option<Base64UrlArray<32>>,
}

impl Salts {
    pub(super) fn new(salt1: [u8; 32], salt2: Option<[u8; 32]>) -> Self {
        Self {
            salt1: Base64UrlArray(salt1),
            salt2: salt2.map(Base64UrlArray),
        }
    }

    fn count(&self) -> usize {
        1_usize.saturating_add(self.salt2.iter().len())
    }
}

impl CreationExtensions {
    /// Whether `hmac-secret` was asked for, by this name or as `prf`.
    pub(super) fn asks_for_hmac_secret(&self) -> bool {
        self.hmac_create_secret || self.hmac_get_secret.is_some() || self.prf.is_some()
    }

    /// The number of salts for `hmac-secret-mc`, given by this name or as inputs of `prf`.
    pub(super) fn salts(&self) -> Option<usize> {
        let by_prf = || Some(self.prf.as_ref()?.eval.as_ref()?.count());
        self.hmac_get_secret
            .as_ref()
            .map(Salts::count)
            .or_else(by_prf)
    }

    /// The outputs against the inputs: CTAP 2.3 §12.7 and §12.8. Gives the authenticator's.
    pub(super) fn verify_hmac_secret(
        &self,
        client: &ClientExtensionResults<'_>,
        signed: &AuthenticatorExtensionResults<'_>,
    ) -> Result<Option<bool>, Rejection> {
        if !self.asks_for_hmac_secret() {
            return Ok(None);
        }
        let created = signed.hmac_secret_created()?;
        if self.hmac_create_secret
            && let (Some(claimed), Some(signed)) = (client.hmac_create_secret()?, created)
        {
            Step::ExtensionHmacSecret.require(
                claimed == signed,
                Reason::mismatch("hmacCreateSecret", i32::from(signed), i32::from(claimed)),
            )?;
        }
        if let Some(salts) = self.salts() {
            let step = Step::ExtensionHmacSecretMc;
            encrypted(
                step,
                "hmac-secret-mc length",
                salts,
                signed.hmac_secret_mc()?,
            )?;
        }
        if let Some(asked) = &self.hmac_get_secret {
            asked.fits(Step::ExtensionHmacSecretMc, client)?;
        }
        Ok(created)
    }
}

impl RequestExtensions {
    /// The number of salts, given by this name or as inputs of `prf` for the credential used.
    pub(super) fn salts(&self, credential_id: &[u8]) -> Option<usize> {
        let by_prf = || Some(self.prf.as_ref()?.values(credential_id)?.count());
        self.hmac_get_secret
            .as_ref()
            .map(Salts::count)
            .or_else(by_prf)
    }

    /// The outputs against the inputs: CTAP 2.3 §12.7.
    pub(super) fn verify_hmac_secret(
        &self,
        client: &ClientExtensionResults<'_>,
        signed: &AuthenticatorExtensionResults<'_>,
        credential_id: &[u8],
    ) -> Result<(), Rejection> {
        let step = Step::ExtensionHmacSecret;
        if let Some(salts) = self.salts(credential_id) {
            encrypted(step, "hmac-secret length", salts, signed.hmac_secret()?)?;
        }
        match &self.hmac_get_secret {
            Some(asked) => asked.fits(step, client),
            None => Ok(()),
        }
    }
}

/// How long the authenticator's encrypted output is: a multiple of the block, behind 16 bytes of
/// initialisation vector under PIN/UV auth protocol two (CTAP 2.3 §6.5.6 and §6.5.7).
fn encrypted(
    step: Step,
    what: &'static str,
    salts: usize,
    output: Option<&[u8]>,
) -> Result<(), Rejection> {
    let Some(output) = output else { return Ok(()) };
    let lengths: [u32; 2] = if salts == 1 { [32, 48] } else { [64, 80] };
    let found = u32::try_from(output.len()).unwrap_or(u32::MAX);
    let [protocol_one, _] = lengths;
    step.require(
        lengths.contains(&found),
        Reason::mismatch(what, protocol_one, found),
    )
}

impl Salts {
    /// As many outputs of the client as there were salts.
    fn fits(&self, step: Step, client: &ClientExtensionResults<'_>) -> Result<(), Rejection> {
        let Some(output) = client.hmac_get_secret(step)? else {
            return Ok(());
        };
        match (&self.salt2, output.output2) {
            (None, Some(_)) => Err(step.refuse(Reason::NotAllowed(
                "hmacGetSecret.output2, no second salt was given",
            ))),
            (Some(_), None) => Err(step.refuse(Reason::Missing("hmacGetSecret.output2"))),
            _ => Ok(()),
        }
    }
}

impl From<Written> for HmacSecretOutputs {
    fn from(written: Written) -> Self {
        Self {
            output1: written.output1.0,
            output2: written.output2.map(|output| output.0),
        }
    }
}

impl fmt::Debug for HmacSecretOutputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = 1_usize.saturating_add(self.output2.iter().len());
        write!(f, "HmacSecretOutputs({count} of 32 bytes)")
    }
}
