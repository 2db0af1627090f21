//! The Signal API: what a page tells authenticators of the state of credentials, so that ones
//! that no longer work are no longer offered: [§5.1.10][1].
//!
//! A server makes the payload, the page hands it to the method of the same name, as
//! `PublicKeyCredential.signalUnknownCredential(payload)`. Nothing comes back: not even whether
//! anything was done. When to send which:
//!
//! | when | what |
//! |---|---|
//! | someone tried a credential that no account has, or a registration failed on the server | [`UnknownCredential`] |
//! | after a sign-in, and after a credential was deleted | [`AllAcceptedCredentials`] |
//! | after a sign-in, and after the user changed their name | [`CurrentUserDetails`] |
//!
//! The second and third tell what is on the account. They are for users that are signed in, never
//! for whoever asks: the list of credential IDs would tell a stranger whether the account exists
//! ([§14.6.3 Privacy leak via credential IDs][2]). Before that there is only the first, which
//! repeats what the client said itself.
//!
//! [1]: https://www.w3.org/TR/webauthn-3/#sctn-signal-methods
//! [2]: https://www.w3.org/TR/webauthn-3/#sctn-credential-id-privacy-leak

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::extensions::Base64Url;
use crate::{ConfigError, CredentialRecord, RelyingParty};

/// The argument of `signalUnknownCredential`: [`UnknownCredentialOptions`][1].
///
/// The authenticator deletes or hides the credential, perhaps for good.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictdef-unknowncredentialoptions
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnknownCredential {
    rp_id: String,
    credential_id: Base64Url,
}

/// The argument of `signalAllAcceptedCredentials`: [`AllAcceptedCredentialsOptions`][1].
///
/// Authenticators delete or hide what is not in the list, so it must be whole: read the records
/// in the same transaction that deletes one.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictdef-allacceptedcredentialsoptions
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AllAcceptedCredentials {
    rp_id: String,
    user_id: Base64Url,
    all_accepted_credential_ids: Vec<Base64Url>,
}

/// The argument of `signalCurrentUserDetails`: [`CurrentUserDetailsOptions`][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictdef-currentuserdetailsoptions
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CurrentUserDetails {
    rp_id: String,
    user_id: Base64Url,
    name: String,
    display_name: String,
}

impl UnknownCredential {
    /// The credential that a response names, if looking it up among *all* records, whoever they
    /// belong to, found nothing. `found` is what the look-up gave.
    ///
    /// A record that is there gives nothing, whatever its verification came to: a wrong signature
    /// or counter is no reason to take a credential from its user.
    #[must_use]
    pub fn new(
        rp: &RelyingParty,
        credential_id: &[u8],
        found: Option<&CredentialRecord>,
    ) -> Option<Self> {
        match found {
            Some(_known) => None,
            None => Some(Self {
                rp_id: rp.id().to_owned(),
                credential_id: Base64Url(credential_id.to_vec()),
            }),
        }
    }

    /// The JSON text for the page.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json_object::text(self)
    }
}

impl AllAcceptedCredentials {
    /// All records of the account with this user handle; none, if the user deleted the last.
    ///
    /// # Errors
    ///
    /// [`ConfigError::UserHandleLength`] if the handle has not 1 to 64 bytes.
    pub fn new<'r>(
        rp: &RelyingParty,
        user_handle: &[u8],
        all_records: impl IntoIterator<Item = &'r CredentialRecord>,
    ) -> Result<Self, ConfigError> {
        let ids = all_records.into_iter();
        Ok(Self {
            rp_id: rp.id().to_owned(),
            user_id: user_id(user_handle)?,
            all_accepted_credential_ids: ids.map(|record| Base64Url(record.id.clone())).collect(),
        })
    }

    /// The JSON text for the page.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json_object::text(self)
    }
}

impl CurrentUserDetails {
    /// The account's `user.name` and `user.displayName` as new options would have them.
    ///
    /// # Errors
    ///
    /// [`ConfigError::UserHandleLength`] if the handle has not 1 to 64 bytes.
    pub fn new(
        rp: &RelyingParty,
        user_handle: &[u8],
        name: &str,
        display_name: &str,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            rp_id: rp.id().to_owned(),
            user_id: user_id(user_handle)?,
            name: name.to_owned(),
            display_name: display_name.to_owned(),
        })
    }

    /// The JSON text for the page.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json_object::text(self)
    }
}

fn user_id(user_handle: &[u8]) -> Result<Base64Url, ConfigError> {
    match user_handle.len() {
        1..=64 => Ok(Base64Url(user_handle.to_vec())),
        length => Err(ConfigError::UserHandleLength { length }),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{AllAcceptedCredentials, CurrentUserDetails, UnknownCredential};
    use crate::{Aaguid, ConfigError, CredentialRecord, OriginRule, RelyingParty};

    fn rp() -> RelyingParty {
        let origin = OriginRule::exact("https://example.com").unwrap();
        RelyingParty::new("example.com", [origin]).unwrap()
    }

    fn record(id: &[u8]) -> CredentialRecord {
        CredentialRecord {
            id: id.to_vec(),
            public_key: Vec::new(),
            sign_count: 0,
            uv_initialized: true,
            transports: Vec::new(),
            backup_eligible: None,
            backup_state: false,
            aaguid: Aaguid([0; 16]),
        }
    }

    #[test]
    fn payloads_are_the_dictionaries() {
        let unknown = UnknownCredential::new(&rp(), &[0x69, 0xb6, 0xdb], None).unwrap();
        assert_eq!(
            unknown.to_json(),
            r#"{"rpId":"example.com","credentialId":"abbb"}"#
        );
        let records = [record(&[0xfb, 0xff]), record(b"two")];
        let all = AllAcceptedCredentials::new(&rp(), b"user", &records).unwrap();
        assert_eq!(
            all.to_json(),
            r#"{"rpId":"example.com","userId":"dXNlcg","allAcceptedCredentialIds":["-_8","dHdv"]}"#
        );
        let details = CurrentUserDetails::new(&rp(), b"user", "a@example.com", "Ä").unwrap();
        assert_eq!(
            details.to_json(),
            r#"{"rpId":"example.com","userId":"dXNlcg","name":"a@example.com","displayName":"Ä"}"#
        );
    }

    #[test]
    fn a_known_credential_is_never_signalled_as_unknown() {
        let known = record(b"id");
        assert_eq!(UnknownCredential::new(&rp(), b"id", Some(&known)), None);
        assert!(UnknownCredential::new(&rp(), b"id", None).is_some());
    }

    #[test]
    fn a_user_handle_has_1_to_64_bytes() {
        for length in [1, 64] {
            assert!(AllAcceptedCredentials::new(&rp(), &[7; 64][..length], []).is_ok());
        }
        for length in [0, 65] {
            let handle = &[7; 65][..length];
            let refused = ConfigError::UserHandleLength { length };
            let all = AllAcceptedCredentials::new(&rp(), handle, []);
            assert_eq!(all, Err(refused.clone()));
            let details = CurrentUserDetails::new(&rp(), handle, "", "");
            assert_eq!(details, Err(refused));
        }
    }
}
