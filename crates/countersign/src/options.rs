//! The dictionaries that start a ceremony, in their JSON form.
//!
//! They are what `PublicKeyCredential.parseCreationOptionsFromJSON()` and
//! `parseRequestOptionsFromJSON()` take. The builders of [`RelyingParty`](crate::RelyingParty)
//! make them; all members are public for what a builder does not foresee.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::extensions::{CreationExtensions, RequestExtensions};
use crate::{Algorithm, Challenge, CredentialRecord, UserHandle, UserVerification, base64url};

/// What `navigator.credentials.create()` takes: [`CredentialCreationOptions`][1] with its
/// `publicKey` in the JSON form.
///
/// In the page:
///
/// ```js
/// options.publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey);
/// const credential = await navigator.credentials.create(options);
/// send(JSON.stringify(credential.toJSON()));
/// ```
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-credentialcreationoptions-extension
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialCreationOptionsJson {
    /// How the browser involves the user; only [`CredentialMediationRequirement::Conditional`] is
    /// of use here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediation: Option<CredentialMediationRequirement>,
    /// What the credential shall be like.
    pub public_key: PublicKeyCredentialCreationOptionsJson,
}

/// What `navigator.credentials.get()` takes: [`CredentialRequestOptions`][1] with its `publicKey`
/// in the JSON form.
///
/// In the page:
///
/// ```js
/// options.publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
/// const credential = await navigator.credentials.get(options);
/// send(JSON.stringify(credential.toJSON()));
/// ```
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-credentialrequestoptions-extension
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialRequestOptionsJson {
    /// How the browser involves the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediation: Option<CredentialMediationRequirement>,
    /// Which user interface the browser shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ui_mode: Option<UiMode>,
    /// Which credential is asked for.
    pub public_key: PublicKeyCredentialRequestOptionsJson,
}

/// How the browser involves the user: [`CredentialMediationRequirement`][1] of Credential
/// Management.
///
/// [1]: https://www.w3.org/TR/credential-management-1/#enumdef-credentialmediationrequirement
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CredentialMediationRequirement {
    /// Without asking the user; WebAuthn has no such ceremony.
    Silent,
    /// The default: a dialogue where one is needed.
    Optional,
    /// In the background: with autofill at `get()`, after a password sign-in at `create()`.
    Conditional,
    /// A dialogue, always.
    Required,
    /// The first form of what [`UiMode::Immediate`] is now, from a browser's [origin trial][1].
    ///
    /// [1]: https://github.com/w3c/webauthn/wiki/Explainer:-WebAuthn-immediate-mediation
    Immediate,
}

/// Which user interface the browser shows at `get()`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum UiMode {
    /// Only if there is a credential on this device, else the call fails at once:
    /// [immediate mediation][1].
    ///
    /// [1]: https://github.com/w3c/webauthn/wiki/Explainer:-WebAuthn-immediate-mediation
    Immediate,
}

/// [`PublicKeyCredentialCreationOptionsJSON`][1]; the members are explained in [§5.4][2].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialcreationoptionsjson
/// [2]: https://www.w3.org/TR/webauthn-3/#dictionary-makecredentialoptions
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialCreationOptionsJson {
    /// The relying party.
    pub rp: PublicKeyCredentialRpEntity,
    /// The account.
    pub user: PublicKeyCredentialUserEntityJson,
    /// What the response must be an answer to.
    pub challenge: Challenge,
    /// The algorithms, the most wanted first.
    pub pub_key_cred_params: Vec<PublicKeyCredentialParameters>,
    /// How long the user may take, in milliseconds; a hint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// The account's credentials: no authenticator shall make a second one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude_credentials: Vec<PublicKeyCredentialDescriptorJson>,
    /// What the authenticator must be able to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_selection: Option<AuthenticatorSelectionCriteria>,
    /// Which authenticators the user will rather take, the most likely first ([`Hint`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// Whether attestation is wanted.
    #[serde(default, deserialize_with = "known_or_default")]
    pub attestation: AttestationConveyance,
    /// The attestation statement formats, the most wanted first; a preference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attestation_formats: Vec<String>,
    /// The extension inputs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub extensions: CreationExtensions,
}

/// [`PublicKeyCredentialRequestOptionsJSON`][1]; the members are explained in [§5.5][2].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialrequestoptionsjson
/// [2]: https://www.w3.org/TR/webauthn-3/#dictionary-assertion-options
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialRequestOptionsJson {
    /// What the response must be an answer to.
    pub challenge: Challenge,
    /// How long the user may take, in milliseconds; a hint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// The RP ID. Without one the client takes the host of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rp_id: Option<String>,
    /// The credentials that are asked for; none means any discoverable one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow_credentials: Vec<PublicKeyCredentialDescriptorJson>,
    /// Whether the user must be verified.
    #[serde(default, deserialize_with = "known_or_default")]
    pub user_verification: UserVerification,
    /// Which authenticators the user will rather take, the most likely first ([`Hint`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The extension inputs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub extensions: RequestExtensions,
}

/// [§5.4.2](https://www.w3.org/TR/webauthn-3/#dictionary-rp-credential-params).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublicKeyCredentialRpEntity {
    /// A name to show; deprecated, and to be set to the RP ID.
    pub name: String,
    /// The RP ID. Without one the client takes the host of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// [§5.4.3](https://www.w3.org/TR/webauthn-3/#dictionary-user-credential-params).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialUserEntityJson {
    /// The user handle.
    pub id: UserHandle,
    /// The name by which the user tells the account from others.
    pub name: String,
    /// The user's own name; may be empty.
    pub display_name: String,
}

/// [§5.3](https://www.w3.org/TR/webauthn-3/#dictionary-credential-params).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublicKeyCredentialParameters {
    /// `public-key`.
    pub r#type: String,
    /// The COSE identifier of the algorithm.
    pub alg: i64,
}

/// [§5.8.3](https://www.w3.org/TR/webauthn-3/#dictionary-credential-descriptor).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublicKeyCredentialDescriptorJson {
    /// `public-key`.
    pub r#type: String,
    /// The credential ID.
    #[serde(with = "base64url")]
    pub id: Vec<u8>,
    /// How the authenticator can be reached, as the client said at registration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transports: Vec<String>,
}

/// [§5.4.4](https://www.w3.org/TR/webauthn-3/#dictionary-authenticatorSelection).
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorSelectionCriteria {
    /// Only authenticators attached so.
    #[serde(
        default,
        deserialize_with = "known",
        skip_serializing_if = "Option::is_none"
    )]
    pub authenticator_attachment: Option<AuthenticatorAttachment>,
    /// Whether the credential shall be discoverable.
    #[serde(
        default,
        deserialize_with = "known",
        skip_serializing_if = "Option::is_none"
    )]
    pub resident_key: Option<ResidentKey>,
    /// Whether it must be, for clients of Level 1: true where `resident_key` is
    /// [`ResidentKey::Required`], and only there.
    #[serde(default)]
    pub require_resident_key: bool,
    /// Whether the user must be verified.
    #[serde(default, deserialize_with = "known_or_default")]
    pub user_verification: UserVerification,
}

/// [§5.4.5](https://www.w3.org/TR/webauthn-3/#enum-attachment).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthenticatorAttachment {
    /// Part of the client's device.
    Platform,
    /// A security key, or another device.
    CrossPlatform,
}

/// Whether the credential shall be discoverable, so that it can be found without a user name:
/// [§5.4.6](https://www.w3.org/TR/webauthn-3/#enum-residentKeyRequirement).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResidentKey {
    /// Rather not.
    Discouraged,
    /// Rather so.
    Preferred,
    /// It must be.
    Required,
}

/// Whether attestation is wanted:
/// [§5.4.7](https://www.w3.org/TR/webauthn-3/#enum-attestation-convey).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttestationConveyance {
    /// No.
    #[default]
    None,
    /// Yes, and the client may make it anonymous.
    Indirect,
    /// Yes, as the authenticator makes it.
    Direct,
    /// Yes, and it may identify the device; for managed devices only.
    Enterprise,
}

/// Which authenticators the user will rather take:
/// [§5.8.7](https://www.w3.org/TR/webauthn-3/#enum-hints).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Hint {
    /// A security key.
    SecurityKey,
    /// One of the client's device.
    ClientDevice,
    /// Another device, such as a phone.
    Hybrid,
}

impl Hint {
    /// The value as options carry it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecurityKey => "security-key",
            Self::ClientDevice => "client-device",
            Self::Hybrid => "hybrid",
        }
    }
}

impl PublicKeyCredentialParameters {
    /// Keys of this algorithm.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Self {
        Self {
            r#type: PUBLIC_KEY.into(),
            alg: algorithm.id(),
        }
    }
}

impl PublicKeyCredentialDescriptorJson {
    /// The credential of this ID, reached by these transports.
    #[must_use]
    pub fn new(id: &[u8], transports: &[impl ToString]) -> Self {
        Self {
            r#type: PUBLIC_KEY.into(),
            id: id.to_vec(),
            transports: transports.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&CredentialRecord> for PublicKeyCredentialDescriptorJson {
    /// The [credential descriptor for a credential record][1].
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#credential-descriptor-for-a-credential-record
    fn from(record: &CredentialRecord) -> Self {
        Self::new(&record.id, &record.transports)
    }
}

/// The only type of credential there is (§5.8.2).
const PUBLIC_KEY: &str = "public-key";

/// A value of an enumeration; one that is not known counts as absent, as the members' definitions
/// say.
fn known<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'a> Deserialize<'a>,
{
    let text = Cow::<str>::deserialize(deserializer)?;
    let text: StrDeserializer<'_, ValueError> = text.as_ref().into_deserializer();
    Ok(T::deserialize(text).ok())
}

/// Likewise, where an absent member has a default.
fn known_or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'a> Deserialize<'a> + Default,
{
    known(deserializer).map(Option::unwrap_or_default)
}

/// Extension inputs that ask for nothing are left out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
