use countersign_spec::{Reason, Rejection, Step};

use super::{AuthenticatorExtensionResults, CreationExtensions, RequestExtensions};
use crate::ClientExtensionResults;

impl CreationExtensions {
    /// The outputs against one another: CTAP 2.3 §12.2.
    pub(super) fn verify_cred_blob(
        &self,
        client: &ClientExtensionResults<'_>,
        signed: &AuthenticatorExtensionResults<'_>,
    ) -> Result<(), Rejection> {
        if self.cred_blob.is_none() {
            return Ok(());
        }
        // STRICTER: no text has the relying party compare the client's output of credBlob,
        // hmac-secret and uvm with the authenticator's, which it repeats; they must agree, so that
        // it does not matter which of them someone reads.
        match (client.cred_blob()?, signed.cred_blob_stored()?) {
            (Some(claimed), Some(signed)) => Step::ExtensionCredBlob.require(
                claimed == signed,
                Reason::mismatch("credBlob", i32::from(signed), i32::from(claimed)),
            ),
            _ => Ok(()),
        }
    }
}

impl RequestExtensions {
    /// The outputs against one another: CTAP 2.3 §12.2.
    pub(super) fn verify_cred_blob(
        &self,
        client: &ClientExtensionResults<'_>,
        signed: &AuthenticatorExtensionResults<'_>,
    ) -> Result<(), Rejection> {
        if !self.get_cred_blob {
            return Ok(());
        }
        match (client.get_cred_blob()?, signed.cred_blob()?) {
            (Some(claimed), Some(signed)) => Step::ExtensionCredBlob.require(
                claimed == signed,
                Reason::mismatch("getCredBlob", signed, claimed.as_slice()),
            ),
            _ => Ok(()),
        }
    }
}
