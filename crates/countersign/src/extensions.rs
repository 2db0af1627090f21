//! Extensions: what to ask for, what came back, and the checks that each extension's own
//! specification names.
//!
//! [`CreationExtensions`] and [`RequestExtensions`] are the inputs, as options carry them
//! ([`AuthenticationExtensionsClientInputsJSON`][1]); the state of a ceremony remembers them, and
//! [`RegistrationExpectations::extensions`](crate::RegistrationExpectations::extensions) and
//! [`AuthenticationExpectations::extensions`](crate::AuthenticationExpectations::extensions) hold
//! the outputs against them.
//!
//! ```
//! use countersign::extensions::{
//!     AuthenticatorExtensionResults, CreationExtensions, CredentialProtectionPolicy,
//!     LargeBlobSupport, PrfValues, RequestExtensions,
//! };
//! use countersign::{ClientExtensionResults, Rejection, Step};
//!
//! // What a registration asks for.
//! let creation = CreationExtensions::new()
//!     .cred_props()
//!     .prf()
//!     .large_blob(LargeBlobSupport::Preferred)
//!     .enforce_credential_protection_policy(CredentialProtectionPolicy::UserVerificationRequired)
//!     .min_pin_length()
//!     .cred_blob(b"a few bytes");
//! let json = serde_json::to_value(&creation)?;
//! assert_eq!(json["largeBlob"]["support"], "preferred");
//! assert_eq!(json["credentialProtectionPolicy"], "userVerificationRequired");
//!
//! // And an authentication, with another input of the function for one credential.
//! let request = RequestExtensions::new()
//!     .prf_eval(PrfValues::new(b"notes"))
//!     .prf_eval_by_credential(b"its ID", PrfValues::new(b"notes").second(b"new notes"))
//!     .large_blob_read()
//!     .get_cred_blob();
//! assert_eq!(serde_json::to_value(&request)?["largeBlob"]["read"], true);
//!
//! // What came back of them, as a verdict has it.
//! fn show(
//!     said: &ClientExtensionResults<'_>,
//!     signed: &AuthenticatorExtensionResults<'_>,
//! ) -> Result<(), Rejection> {
//!     let blob = said.large_blob()?;
//!     let prf = said.prf()?.is_some_and(|prf| prf.enabled == Some(true));
//!     println!("{blob:?}, a function: {prf}");
//!     println!("{:?} {:?}", signed.cred_protect()?, signed.min_pin_length()?);
//!     println!("{:?} {:?}", signed.cred_blob_stored()?, signed.cred_blob()?);
//!     Ok(())
//! }
//! let nothing = ClientExtensionResults::parse("{}", Step::RegistrationClientExtensionResults)?;
//! show(&nothing, &AuthenticatorExtensionResults::default())?;
//!
//! // Credentials from the U2F API, for servers that had it; and CTAP's own, outside browsers.
//! let u2f = RequestExtensions::new().appid("https://example.org/u2f.json");
//! let not_twice = CreationExtensions::new().appid_exclude("https://example.org/u2f.json");
//! let device = CreationExtensions::new().hmac_create_secret().uvm();
//! let salted = RequestExtensions::new().hmac_get_secret([1; 32], None);
//! # let _ = (u2f, not_twice, device, salted);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Outputs come from two places. What the authenticator says is signed
//! ([`AuthenticatorExtensionResults`]); what the client says is not
//! ([`ClientExtensionResults`](crate::ClientExtensionResults)). Where both say the same thing,
//! they must agree.
//!
//! Every extension may be ignored by client and authenticator ([§9][2]), so an output that is not
//! there is never refused, with one exception: [credProtect](CreationExtensions::enforce_credential_protection_policy)
//! under enforcement. An output that is there and was asked for is held against its own rules. One
//! that nobody asked for is not read, but reported; [`UnsolicitedExtensions`] can refuse it. The
//! client's `appid`, `credProps` and `remoteClientDataJSON` are always read, and an `appid` that is
//! true without being asked for is always refused.
//!
//! [1]: https://www.w3.org/TR/webauthn-3/#dictdef-authenticationextensionsclientinputsjson
//! [2]: https://www.w3.org/TR/webauthn-3/#sctn-extensions

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ConfigError;
pub(crate) use crate::base64url::Base64Url;
use hmac_secret::Salts;
use large_blob::{LargeBlobAtCreation, LargeBlobAtRequest};
use prf::{PrfAtCreation, PrfAtRequest};

mod authenticator_results;

mod cred_blob;
mod cred_protect;
mod hmac_secret;
mod large_blob;
mod prf;
mod processing;
mod unsolicited;
mod uvm;

/// The client's outputs as JSON.
pub(crate) mod written {
    pub(crate) use super::hmac_secret::Written as HmacSecret;
    pub(crate) use super::large_blob::Written as LargeBlob;
    pub(crate) use super::prf::Written as Prf;
    pub(crate) use crate::base64url::Base64Url as Bytes;
}

pub use authenticator_results::AuthenticatorExtensionResults;
pub use cred_protect::CredentialProtectionPolicy;
pub use hmac_secret::HmacSecretOutputs;
pub use large_blob::{LargeBlobOutputs, LargeBlobSupport};
pub use prf::{PrfOutputs, PrfResults, PrfValues};
pub use unsolicited::UnsolicitedExtensions;
pub use uvm::UvmEntry;

/// The extension inputs of a registration. The default asks for none.
#[expect(
    clippy::struct_excessive_bools,
    reason = "the members of the dictionary"
)]
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreationExtensions {
    #[serde(skip_serializing_if = "Option::is_none")]
    appid_exclude: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    cred_props: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    prf: Option<PrfAtCreation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    large_blob: Option<LargeBlobAtCreation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credential_protection_policy: Option<CredentialProtectionPolicy>,
    #[serde(skip_serializing_if = "is_false")]
    enforce_credential_protection_policy: bool,
    #[serde(skip_serializing_if = "is_false")]
    min_pin_length: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cred_blob: Option<Base64Url>,
    #[serde(skip_serializing_if = "is_false")]
    hmac_create_secret: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    hmac_get_secret: Option<Salts>,
    #[serde(skip_serializing_if = "is_false")]
    uvm: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<Payment>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

/// The extension inputs of an authentication. The default asks for none.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RequestExtensions {
    #[serde(skip_serializing_if = "Option::is_none")]
    appid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prf: Option<PrfAtRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    large_blob: Option<LargeBlobAtRequest>,
    #[serde(skip_serializing_if = "is_false")]
    get_cred_blob: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    hmac_get_secret: Option<Salts>,
    #[serde(skip_serializing_if = "is_false")]
    uvm: bool,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

/// `AuthenticationExtensionsPaymentInputs`, as far as a registration has them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payment {
    is_payment: bool,
}

impl CreationExtensions {
    /// Asks for none.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether none is asked for: options then leave `extensions` out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Excludes authenticators that hold one of `excludeCredentials` under this AppID, from the
    /// U2F API: [§10.1.2 appidExclude](https://www.w3.org/TR/webauthn-3/#sctn-appid-exclude-extension).
    #[must_use]
    pub fn appid_exclude(mut self, app_id: &str) -> Self {
        self.appid_exclude = Some(app_id.to_owned());
        self
    }

    /// Asks whether the credential is discoverable:
    /// [§10.1.3 credProps](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-credential-properties-extension).
    #[must_use]
    pub fn cred_props(mut self) -> Self {
        self.cred_props = true;
        self
    }

    /// Asks for a credential with a pseudo-random function:
    /// [§10.1.4 prf](https://www.w3.org/TR/webauthn-3/#prf-extension).
    #[must_use]
    pub fn prf(mut self) -> Self {
        self.prf.get_or_insert_default();
        self
    }

    /// Asks as well to evaluate it at once, which few authenticators can.
    #[must_use]
    pub fn prf_eval(mut self, values: PrfValues) -> Self {
        self.prf.get_or_insert_default().eval = Some(values);
        self
    }

    /// Asks for a credential that can store a large blob:
    /// [§10.1.5 largeBlob](https://www.w3.org/TR/webauthn-3/#sctn-large-blob-extension).
    #[must_use]
    pub fn large_blob(mut self, support: LargeBlobSupport) -> Self {
        self.large_blob = Some(LargeBlobAtCreation {
            support: Some(support),
        });
        self
    }

    /// Asks for a protection level, and takes what comes:
    /// [CTAP 2.3 §12.1 credProtect](https://fidoalliance.org/specs/fido-v2.3-ps-20260226/fido-client-to-authenticator-protocol-v2.3-ps-20260226.html#sctn-credProtect-extension).
    #[must_use]
    pub fn credential_protection_policy(mut self, policy: CredentialProtectionPolicy) -> Self {
        self.credential_protection_policy = Some(policy);
        self.enforce_credential_protection_policy = false;
        self
    }

    /// Demands a protection level. A registration whose authenticator says a lower one, or says
    /// none where the level demanded is more than what no output means, is refused.
    #[must_use]
    pub fn enforce_credential_protection_policy(
        mut self,
        policy: CredentialProtectionPolicy,
    ) -> Self {
        self.credential_protection_policy = Some(policy);
        self.enforce_credential_protection_policy = true;
        self
    }

    /// Asks for the authenticator's minimum PIN length, which it tells only relying parties that
    /// it was set up for:
    /// [CTAP 2.3 §12.5 minPinLength](https://fidoalliance.org/specs/fido-v2.3-ps-20260226/fido-client-to-authenticator-protocol-v2.3-ps-20260226.html#sctn-minpinlength-extension).
    #[must_use]
    pub fn min_pin_length(mut self) -> Self {
        self.min_pin_length = true;
        self
    }

    /// Stores a few bytes with the credential; 32 fit wherever it is supported:
    /// [CTAP 2.3 §12.2 credBlob](https://fidoalliance.org/specs/fido-v2.3-ps-20260226/fido-client-to-authenticator-protocol-v2.3-ps-20260226.html#sctn-credBlob-extension).
    #[must_use]
    pub fn cred_blob(mut self, blob: &[u8]) -> Self {
        self.cred_blob = Some(Base64Url(blob.to_vec()));
        self
    }

    /// Asks for a credential with the HMAC secret of CTAP. Browsers offer
    /// [`prf`](CreationExtensions::prf) instead:
    /// [CTAP 2.3 §12.7 hmac-secret](https://fidoalliance.org/specs/fido-v2.3-ps-20260226/fido-client-to-authenticator-protocol-v2.3-ps-20260226.html#sctn-hmac-secret-extension).
    #[must_use]
    pub fn hmac_create_secret(mut self) -> Self {
        self.hmac_create_secret = true;
        self
    }

    /// Asks as well for the secrets of one or two salts at once:
    /// [CTAP 2.3 §12.8 hmac-secret-mc](https://fidoalliance.org/specs/fido-v2.3-ps-20260226/fido-client-to-authenticator-protocol-v2.3-ps-20260226.html#sctn-hmac-secret-make-cred-extension).
    #[must_use]
    pub fn hmac_get_secret(mut self, salt1: [u8; 32], salt2: Option<[u8; 32]>) -> Self {
        self.hmac_create_secret = true;
        self.hmac_get_secret = Some(Salts::new(salt1, salt2));
        self
    }

    /// Asks how the user was verified:
    /// [WebAuthn Level 2 §10.3 uvm](https://www.w3.org/TR/webauthn-2/#sctn-uvm-extension).
    #[must_use]
    pub fn uvm(mut self) -> Self {
        self.uvm = true;
        self
    }

    /// Asks for a credential that pages of others may use to confirm a payment:
    /// [Secure Payment Confirmation §5](https://www.w3.org/TR/secure-payment-confirmation/#sctn-payment-extension-registration).
    /// Clients want a platform authenticator, user verification required and a resident key
    /// preferred or required. The payment itself is asked for with the Payment Request API and
    /// answered with client data of the type `payment.get`, which this engine does not verify.
    #[must_use]
    pub fn payment(mut self) -> Self {
        self.payment = Some(Payment { is_payment: true });
        self
    }

    /// Asks for an extension that is none of the above, by its entry key; its outputs are not
    /// read.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Extension`] if the key is no [extension identifier][1], or one that has a
    /// method here.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-extension-id
    pub fn other(mut self, identifier: &str, input: Value) -> Result<Self, ConfigError> {
        const TYPED: &[&str] = &[
            "appidExclude",
            "credProps",
            "prf",
            "largeBlob",
            "credentialProtectionPolicy",
            "enforceCredentialProtectionPolicy",
            "minPinLength",
            "credBlob",
            "hmacCreateSecret",
            "hmacGetSecret",
            "uvm",
            "payment",
        ];
        check_other(identifier, TYPED)?;
        self.others.insert(identifier.to_owned(), input);
        Ok(self)
    }
}

impl RequestExtensions {
    /// Asks for none.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether none is asked for: options then leave `extensions` out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Lets the user sign in with a credential from the U2F API, under its AppID:
    /// [§10.1.1 appid](https://www.w3.org/TR/webauthn-3/#sctn-appid-extension).
    #[must_use]
    pub fn appid(mut self, app_id: &str) -> Self {
        self.appid = Some(app_id.to_owned());
        self
    }

    /// Evaluates the pseudo-random function of whichever credential is used:
    /// [§10.1.4 prf](https://www.w3.org/TR/webauthn-3/#prf-extension).
    ///
    /// The client keeps the results from the server if the page takes them out of the response
    /// before it sends it, which is what encryption by them needs.
    #[must_use]
    pub fn prf_eval(mut self, values: PrfValues) -> Self {
        self.prf.get_or_insert_default().eval = Some(values);
        self
    }

    /// Evaluates the function of this credential at other inputs. It must be one of
    /// `allowCredentials`.
    #[must_use]
    pub fn prf_eval_by_credential(mut self, credential_id: &[u8], values: PrfValues) -> Self {
        let by_credential = &mut self.prf.get_or_insert_default().eval_by_credential;
        by_credential.insert(Base64Url(credential_id.to_vec()), values);
        self
    }

    /// Fetches the large blob of the credential:
    /// [§10.1.5 largeBlob](https://www.w3.org/TR/webauthn-3/#sctn-large-blob-extension).
    #[must_use]
    pub fn large_blob_read(mut self) -> Self {
        self.large_blob = Some(LargeBlobAtRequest::Read(true));
        self
    }

    /// Stores a large blob with the credential, rather than reading it. There must be exactly one
    /// in `allowCredentials`.
    ///
    /// ```
    /// use countersign::extensions::RequestExtensions;
    ///
    /// let extensions = RequestExtensions::default().large_blob_write(b"a certificate, say");
    /// # let _ = extensions;
    /// ```
    #[must_use]
    pub fn large_blob_write(mut self, blob: &[u8]) -> Self {
        self.large_blob = Some(LargeBlobAtRequest::Write(Base64Url(blob.to_vec())));
        self
    }

    /// Fetches what was stored with [`CreationExtensions::cred_blob`].
    #[must_use]
    pub fn get_cred_blob(mut self) -> Self {
        self.get_cred_blob = true;
        self
    }

    /// Asks for the secrets of one or two salts. Browsers offer
    /// [`prf`](RequestExtensions::prf_eval) instead:
    /// [CTAP 2.3 §12.7 hmac-secret](https://fidoalliance.org/specs/fido-v2.3-ps-20260226/fido-client-to-authenticator-protocol-v2.3-ps-20260226.html#sctn-hmac-secret-extension).
    #[must_use]
    pub fn hmac_get_secret(mut self, salt1: [u8; 32], salt2: Option<[u8; 32]>) -> Self {
        self.hmac_get_secret = Some(Salts::new(salt1, salt2));
        self
    }

    /// Asks how the user was verified:
    /// [WebAuthn Level 2 §10.3 uvm](https://www.w3.org/TR/webauthn-2/#sctn-uvm-extension).
    #[must_use]
    pub fn uvm(mut self) -> Self {
        self.uvm = true;
        self
    }

    /// Asks for an extension that is none of the above, by its entry key; its outputs are not
    /// read.
    ///
    /// # Errors
    ///
    /// As [`CreationExtensions::other`].
    pub fn other(mut self, identifier: &str, input: Value) -> Result<Self, ConfigError> {
        const TYPED: &[&str] = &[
            "appid",
            "prf",
            "largeBlob",
            "getCredBlob",
            "hmacGetSecret",
            "uvm",
        ];
        check_other(identifier, TYPED)?;
        self.others.insert(identifier.to_owned(), input);
        Ok(self)
    }

    /// Checks what ties the inputs to `allowCredentials`: a client would refuse the call.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Extension`] where `prf` names a credential that is not listed
    /// ([§10.1.4](https://www.w3.org/TR/webauthn-3/#prf-extension)), or `largeBlob` writes and not
    /// exactly one is listed
    /// ([§10.1.5](https://www.w3.org/TR/webauthn-3/#sctn-large-blob-extension)).
    pub fn check(&self, allow_credentials: &[&[u8]]) -> Result<(), ConfigError> {
        if let Some(prf) = &self.prf {
            prf.check(allow_credentials)?;
        }
        match &self.large_blob {
            Some(LargeBlobAtRequest::Write(_)) if allow_credentials.len() != 1 => {
                Err(config_error(
                    "largeBlob",
                    "write wants exactly one credential in allowCredentials",
                ))
            }
            _ => Ok(()),
        }
    }

    /// The AppID that was asked for.
    pub(crate) fn app_id(&self) -> Option<&str> {
        self.appid.as_deref()
    }
}

/// §9.1: at most 32 octets, printable USASCII without backslash and double quote.
fn check_other(identifier: &str, typed: &[&str]) -> Result<(), ConfigError> {
    let is_printable = |byte| matches!(byte, 0x21..=0x7e) && byte != b'"' && byte != b'\\';
    if !(1..=32).contains(&identifier.len()) || !identifier.bytes().all(is_printable) {
        return Err(config_error(
            identifier,
            "an extension identifier is 1 to 32 printable ASCII characters, without \\ and \"",
        ));
    }
    if typed.contains(&identifier) {
        return Err(config_error(identifier, "there is a method for this one"));
    }
    Ok(())
}

fn config_error(identifier: &str, why: &'static str) -> ConfigError {
    ConfigError::Extension {
        identifier: identifier.into(),
        why,
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}
