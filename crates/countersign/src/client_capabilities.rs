use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

use countersign_spec::Reason;

use crate::json_object::Object;

/// What a browser says it can do: the JSON of `PublicKeyCredential.getClientCapabilities()`,
/// [§5.1.7][1].
///
/// A page that has it may send it along when it asks for options. It is a hint to choose a flow
/// by: nothing in it is signed, and nothing that protects an account may hang on it.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-getClientCapabilities
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ClientCapabilities(BTreeMap<String, bool>);

/// The capabilities that have a name: [§5.8.7][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#enum-clientCapability
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ClientCapability {
    /// A passkey can be made without a dialogue, after a sign-in with a password.
    ConditionalCreate,
    /// Passkeys can be offered in the form's autofill.
    ConditionalGet,
    /// A phone can be used, by QR code.
    HybridTransport,
    /// Passkeys work, on this device or by phone.
    PasskeyPlatformAuthenticator,
    /// This device can verify its user.
    UserVerifyingPlatformAuthenticator,
    /// Pages of [related origins](https://www.w3.org/TR/webauthn-3/#sctn-related-origins) can use
    /// the RP ID.
    RelatedOrigins,
    /// [`AllAcceptedCredentials`](crate::signal::AllAcceptedCredentials) is heard.
    SignalAllAcceptedCredentials,
    /// [`CurrentUserDetails`](crate::signal::CurrentUserDetails) is heard.
    SignalCurrentUserDetails,
    /// [`UnknownCredential`](crate::signal::UnknownCredential) is heard.
    SignalUnknownCredential,
    /// A credential at hand can be asked for, and the page is told at once if there is none.
    /// Browsers have it; the pinned text of Level 3 does not.
    ImmediateGet,
}

/// What to offer: see [`ClientCapabilities::flows`].
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own"
)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Flows {
    /// How to begin a sign-in.
    pub sign_in: SignIn,
    /// How to make a passkey for someone who signed in with a password.
    pub upgrade: Upgrade,
    /// Whether a page on a related origin may use the RP ID; if not, send the user to a page at
    /// the RP ID.
    pub related_origins: bool,
    /// Whether to send [`UnknownCredential`](crate::signal::UnknownCredential).
    pub signal_unknown_credential: bool,
    /// Whether to send [`AllAcceptedCredentials`](crate::signal::AllAcceptedCredentials).
    pub signal_all_accepted_credentials: bool,
    /// Whether to send [`CurrentUserDetails`](crate::signal::CurrentUserDetails).
    pub signal_current_user_details: bool,
}

/// How to begin a sign-in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SignIn {
    /// Behind the sign-in button, ask at once (immediate get), and show the form if the browser
    /// says that nothing is at hand. Where `conditional` is true, begin conditional get there.
    Immediate {
        /// Whether the form can offer passkeys in its autofill.
        conditional: bool,
    },
    /// Show the form with passkeys in its autofill (conditional get).
    Conditional,
    /// Show a button for passkeys: they work here, or by phone, but not by themselves.
    Button,
    /// As `Button`, but below what else there is: the browser says that neither this device nor a
    /// phone has passkeys, which leaves security keys.
    SecurityKeyOnly,
}

/// How to make a passkey for someone who signed in with a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Upgrade {
    /// Ask the browser to make one silently (conditional create); it may well not.
    Conditional,
    /// Offer it, and make it in a dialogue.
    Offered,
    /// Leave it: the browser says that neither this device nor a phone has passkeys.
    Left,
}

impl ClientCapability {
    /// The key in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConditionalCreate => "conditionalCreate",
            Self::ConditionalGet => "conditionalGet",
            Self::HybridTransport => "hybridTransport",
            Self::PasskeyPlatformAuthenticator => "passkeyPlatformAuthenticator",
            Self::UserVerifyingPlatformAuthenticator => "userVerifyingPlatformAuthenticator",
            Self::RelatedOrigins => "relatedOrigins",
            Self::SignalAllAcceptedCredentials => "signalAllAcceptedCredentials",
            Self::SignalCurrentUserDetails => "signalCurrentUserDetails",
            Self::SignalUnknownCredential => "signalUnknownCredential",
            Self::ImmediateGet => "immediateGet",
        }
    }
}

impl ClientCapabilities {
    /// The most bytes of JSON: browsers send less than one thousand.
    pub const LIMIT: usize = 16_384;

    /// Parses the JSON object. Keys that nobody knows are kept.
    ///
    /// # Errors
    ///
    /// `TooLarge` beyond [`ClientCapabilities::LIMIT`]; `Malformed` if it is no object of
    /// booleans.
    pub fn parse(json: &str) -> Result<Self, Reason> {
        const WHAT: &str = "client capabilities";
        if json.len() > Self::LIMIT {
            return Err(Reason::too_large(WHAT, Self::LIMIT, json.len()));
        }
        Object::parse(json, WHAT).map(Self)
    }

    /// Whether the browser can; `None` if it does not say. Browsers prefer leaving a key out to
    /// saying no ([§14.5.4](https://www.w3.org/TR/webauthn-3/#sctn-disclosing-client-capabilities)).
    #[must_use]
    pub fn get(&self, capability: ClientCapability) -> Option<bool> {
        self.by_name(capability.name())
    }

    /// As [`ClientCapabilities::get`], for a key that has no name here.
    ///
    /// ```
    /// use countersign::ClientCapabilities;
    ///
    /// let can = ClientCapabilities::parse(r#"{"conditionalGet":true,"tomorrow":false}"#)?;
    /// assert_eq!(can.by_name("tomorrow"), Some(false));
    /// assert_eq!(can.by_name("yesterday"), None);
    /// # Ok::<(), countersign::Reason>(())
    /// ```
    #[must_use]
    pub fn by_name(&self, key: &str) -> Option<bool> {
        self.0.get(key).copied()
    }

    /// Whether the browser knows an extension: the key `extension:` and its identifier. That the
    /// authenticator knows it is not said with that.
    #[must_use]
    pub fn extension(&self, identifier: &str) -> Option<bool> {
        self.by_name(&format!("extension:{identifier}"))
    }

    /// What to offer.
    ///
    /// What wants a feature that older browsers lack is offered where the browser says that it is
    /// there. Passkeys as such are offered unless it says that there are none, and without its
    /// word (`default()`) there is a button.
    #[must_use]
    pub fn flows(&self) -> Flows {
        use ClientCapability as C;
        let has = |capability| self.get(capability) == Some(true);
        let lacks = |capability| self.get(capability) == Some(false);
        let no_passkeys = lacks(C::PasskeyPlatformAuthenticator)
            && !has(C::HybridTransport)
            && !has(C::UserVerifyingPlatformAuthenticator);
        let conditional = has(C::ConditionalGet);
        Flows {
            sign_in: if has(C::ImmediateGet) {
                SignIn::Immediate { conditional }
            } else if conditional {
                SignIn::Conditional
            } else if no_passkeys {
                SignIn::SecurityKeyOnly
            } else {
                SignIn::Button
            },
            upgrade: if has(C::ConditionalCreate) {
                Upgrade::Conditional
            } else if no_passkeys {
                Upgrade::Left
            } else {
                Upgrade::Offered
            },
            related_origins: has(C::RelatedOrigins),
            signal_unknown_credential: has(C::SignalUnknownCredential),
            signal_all_accepted_credentials: has(C::SignalAllAcceptedCredentials),
            signal_current_user_details: has(C::SignalCurrentUserDetails),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use countersign_spec::{Reason, ReasonKind};
    use serde_json::{Value, json};

    use super::{ClientCapabilities, ClientCapability, SignIn, Upgrade};

    fn parsed(json: &Value) -> ClientCapabilities {
        ClientCapabilities::parse(&json.to_string()).unwrap()
    }

    #[test]
    fn a_key_is_true_false_or_not_there() {
        let capabilities = parsed(&json!({
            "conditionalGet": true, "hybridTransport": false,
            "extension:prf": true, "extension:payment": false, "tomorrow": true,
        }));
        assert_eq!(
            capabilities.get(ClientCapability::ConditionalGet),
            Some(true)
        );
        assert_eq!(
            capabilities.get(ClientCapability::HybridTransport),
            Some(false)
        );
        assert_eq!(capabilities.get(ClientCapability::RelatedOrigins), None);
        assert_eq!(capabilities.extension("prf"), Some(true));
        assert_eq!(capabilities.extension("payment"), Some(false));
        assert_eq!(capabilities.extension("largeBlob"), None);
        assert_eq!(capabilities.by_name("tomorrow"), Some(true));
    }

    #[test]
    fn only_an_object_of_booleans_is_read() {
        for odd in [
            "",
            "[]",
            "null",
            r#"{"conditionalGet":1}"#,
            r#"{"conditionalGet":null}"#,
        ] {
            let refused = ClientCapabilities::parse(odd).unwrap_err();
            assert_eq!(refused.kind(), ReasonKind::Malformed, "{odd}");
        }
        let padded = |length: usize| alloc::format!("{{}}{}", " ".repeat(length - 2));
        assert!(ClientCapabilities::parse(&padded(16_384)).is_ok());
        assert_eq!(
            ClientCapabilities::parse(&padded(16_385)),
            Err(Reason::too_large("client capabilities", 16_384, 16_385))
        );
    }

    #[test]
    fn flows_are_offered_where_they_work() {
        let sign_in = |json: Value| parsed(&json).flows().sign_in;
        let immediate = |conditional| SignIn::Immediate { conditional };
        assert_eq!(
            sign_in(json!({ "immediateGet": true, "conditionalGet": true })),
            immediate(true)
        );
        assert_eq!(sign_in(json!({ "immediateGet": true })), immediate(false));
        assert_eq!(
            sign_in(json!({ "immediateGet": false, "conditionalGet": true })),
            SignIn::Conditional
        );
        assert_eq!(sign_in(json!({})), SignIn::Button);
        let none = json!({ "passkeyPlatformAuthenticator": false });
        assert_eq!(sign_in(none.clone()), SignIn::SecurityKeyOnly);
        for some in ["hybridTransport", "userVerifyingPlatformAuthenticator"] {
            let mut json = none.clone();
            json[some] = json!(true);
            assert_eq!(sign_in(json), SignIn::Button);
        }
        let upgrade = |json: Value| parsed(&json).flows().upgrade;
        assert_eq!(
            upgrade(json!({ "conditionalCreate": true })),
            Upgrade::Conditional
        );
        assert_eq!(upgrade(json!({})), Upgrade::Offered);
        assert_eq!(upgrade(none), Upgrade::Left);
    }

    #[test]
    fn features_are_used_on_the_browsers_word() {
        let said = parsed(&json!({ "relatedOrigins": true, "signalUnknownCredential": true }));
        let flows = said.flows();
        assert!(flows.related_origins && flows.signal_unknown_credential);
        assert!(!flows.signal_all_accepted_credentials && !flows.signal_current_user_details);
        let others = parsed(&json!({
            "signalAllAcceptedCredentials": true, "signalCurrentUserDetails": true,
        }));
        let flows = others.flows();
        assert!(!flows.related_origins && !flows.signal_unknown_credential);
        assert!(flows.signal_all_accepted_credentials && flows.signal_current_user_details);
    }
}
