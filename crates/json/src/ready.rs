use countersign::{
    Account, AuthenticationExpectations, AuthenticationResponse, CredentialRecord, ReadyRecord,
    Rejection, VerifiedAuthentication,
};

use crate::policy::{Accepted, AccountKnown};
use crate::read::read;
use crate::{Error, Verifier};

/// What an authentication from bytes is held against, beside the record and the configuration's
/// policy.
#[derive(Clone, Copy, Debug)]
pub struct Issued<'a> {
    /// The challenge, as it was sent.
    pub challenge: &'a [u8],
    /// The user handle of the account that has the record; `None` where it is not compared, which
    /// the configuration must accept (`any-account`).
    pub user_handle: Option<&'a [u8]>,
}

/// Authentications from bytes, without JSON but the client's.
impl Verifier {
    /// Reads a record, as a verdict gave it, and makes its key ready for the back end.
    ///
    /// # Errors
    ///
    /// The member at fault; [`Error::refusal`] has the step where the public key is none.
    pub fn record(&self, record: &str) -> Result<ReadyRecord, Error> {
        let record: CredentialRecord = read(record)?;
        ReadyRecord::new(record, self.backend())
            .map_err(|rejection| Error::refused("publicKey", rejection))
    }

    /// Verifies an authentication under the configuration's policy, with a key that is ready.
    ///
    /// # Errors
    ///
    /// The [`Error`] is of what was issued: a challenge that is too short, no user handle. The
    /// [`Rejection`] within is of the response.
    pub fn verify_ready<'a>(
        &self,
        record: &'a ReadyRecord,
        issued: Issued<'_>,
        response: &AuthenticationResponse<'a>,
    ) -> Result<Result<VerifiedAuthentication<'a>, Rejection>, Error> {
        let policy = self.policy();
        let challenge = policy.challenge_of(issued.challenge, "challenge")?;
        if issued.user_handle.is_none() && !policy.accepts(Accepted::AnyAccount) {
            return Err(Error::new("user_handle", "missing"));
        }
        let user_handle = issued.user_handle.or(response.user_handle);
        let user_handle = user_handle.unwrap_or_default();
        let account = match policy.account.unwrap_or_default() {
            AccountKnown::Identified => Account::Identified { user_handle },
            AccountKnown::Discovered => Account::Discovered { user_handle },
        };
        let expected = AuthenticationExpectations::new(challenge, account)
            .user_verification(policy.user_verification());
        let mut expected = policy.apply_to_authentication(expected);
        if let Some(app_id) = self.app_id() {
            expected = expected.app_id(app_id);
        }
        // A configuration that refuses token binding has a relying party that does.
        let rp = self.relying_party();
        Ok(rp.verify_authentication_with(response, record, &expected))
    }
}
