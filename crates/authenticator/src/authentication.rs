use countersign_cose::Scheme;
use serde_json::{Value, json};

use crate::algorithm::of;
use crate::auth_data::{AuthData, flags};
use crate::hook::Hooks;
use crate::registration::hooks;
use crate::{Cbor, ClientData, Credential, PrivateKey, RelyingParty, Seed, base64url};

/// An authentication to be made with a [`Credential`]; bent as a
/// [`Registration`](crate::Registration) is.
///
/// ```
/// use countersign_authenticator::{Registration, RelyingParty};
///
/// let credential = Registration::new(&RelyingParty::new("example.org")).make().credential;
/// let accepted = credential.authenticate().challenge(b"another challenge").make();
/// let bent = credential
///     .authenticate()
///     .challenge(b"another challenge")
///     .client_data(|data| data.set_text("origin", "https://evil.example"))
///     .make();
/// assert_eq!(accepted.authenticator_data, bent.authenticator_data);
/// assert_ne!(accepted.signature, bent.signature);
/// ```
pub struct Authentication<'a> {
    credential: Credential,
    rp: RelyingParty,
    challenge: Vec<u8>,
    flags: u8,
    sign_count: u32,
    extensions: Option<Cbor>,
    user_handle: Option<Vec<u8>>,
    client_extension_results: Value,
    key: PrivateKey,
    scheme: Scheme,
    hooks: AuthenticationHooks<'a>,
}

#[derive(Default)]
struct AuthenticationHooks<'a> {
    client_data: Hooks<'a, ClientData>,
    auth_data: Hooks<'a, AuthData>,
    auth_data_bytes: Hooks<'a, Vec<u8>>,
    message: Hooks<'a, Vec<u8>>,
    signature: Hooks<'a, Vec<u8>>,
}

impl<'a> Authentication<'a> {
    pub(crate) fn new(credential: &Credential) -> Self {
        let sign_count = match credential.sign_count {
            0 => 0,
            count => count.wrapping_add(1),
        };
        Self {
            rp: credential.rp.clone(),
            challenge: Seed::default().bytes("authentication challenge", 32),
            flags: credential.flags,
            sign_count,
            extensions: None,
            user_handle: credential.user_handle.clone(),
            client_extension_results: json!({}),
            key: credential.key.clone(),
            scheme: of(credential.algorithm).scheme,
            credential: credential.clone(),
            hooks: AuthenticationHooks::default(),
        }
    }

    /// Another relying party, or the same one met elsewhere.
    #[must_use]
    pub fn at(mut self, rp: &RelyingParty) -> Self {
        self.rp = rp.clone();
        self
    }

    /// The server's challenge.
    #[must_use]
    pub fn challenge(mut self, challenge: &[u8]) -> Self {
        self.challenge = challenge.to_vec();
        self
    }

    /// The flags but ED, which follows from the contents: see [`flags`]. Unless set, those of
    /// the registration.
    #[must_use]
    pub fn flags(mut self, flags: u8) -> Self {
        self.flags = flags;
        self
    }

    /// The signature counter. Unless set, one more than the credential's, or zero if that is
    /// zero.
    #[must_use]
    pub fn sign_count(mut self, count: u32) -> Self {
        self.sign_count = count;
        self
    }

    /// Authenticator extension outputs, a map.
    #[must_use]
    pub fn extensions(mut self, extensions: Cbor) -> Self {
        self.extensions = Some(extensions);
        self
    }

    /// The user handle in the response.
    #[must_use]
    pub fn user_handle(mut self, handle: Option<&[u8]>) -> Self {
        self.user_handle = handle.map(<[u8]>::to_vec);
        self
    }

    /// The client extension outputs, an object.
    #[must_use]
    pub fn client_extension_results(mut self, results: Value) -> Self {
        self.client_extension_results = results;
        self
    }

    /// Signs with another key than the credential's.
    #[must_use]
    pub fn key(mut self, key: PrivateKey) -> Self {
        self.key = key;
        self
    }

    /// Signs with another scheme than the algorithm's.
    #[must_use]
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    hooks! {
        /// Bends the client data before it is hashed.
        client_data: ClientData
        /// Bends the authenticator data before it is written.
        auth_data: AuthData
        /// Bends the authenticator data's bytes before they are signed.
        auth_data_bytes: Vec<u8>
        /// Bends the bytes that are signed.
        message: Vec<u8>
        /// Bends the signature.
        signature: Vec<u8>
    }

    /// Makes the authentication.
    #[must_use]
    pub fn make(mut self) -> AuthenticationResponse {
        let mut client_data = ClientData::new("webauthn.get", &self.challenge, &self.rp);
        self.hooks.client_data.apply(&mut client_data);
        let extension_flag = if self.extensions.is_some() {
            flags::ED
        } else {
            0
        };
        let mut auth_data = AuthData {
            rp_id_hash: self.rp.id_hash().to_vec(),
            flags: self.flags | extension_flag,
            sign_count: self.sign_count,
            credential: None,
            extensions: self.extensions,
            after: vec![],
        };
        self.hooks.auth_data.apply(&mut auth_data);
        let mut auth_data = auth_data.encode();
        self.hooks.auth_data_bytes.apply(&mut auth_data);
        let mut message = [auth_data.as_slice(), &client_data.hash()].concat();
        self.hooks.message.apply(&mut message);
        let mut signature = self.key.sign(self.scheme, &message);
        self.hooks.signature.apply(&mut signature);
        AuthenticationResponse {
            client_data_json: client_data.encode(),
            authenticator_data: auth_data,
            signature,
            user_handle: self.user_handle,
            challenge: self.challenge,
            client_extension_results: self.client_extension_results,
            credential: self.credential,
        }
    }
}

/// An authentication as the client gives it to the page, with the stored credential beside it.
#[derive(Clone, PartialEq, Debug)]
pub struct AuthenticationResponse {
    /// `clientDataJSON`.
    pub client_data_json: Vec<u8>,
    /// `authenticatorData`.
    pub authenticator_data: Vec<u8>,
    /// `signature`.
    pub signature: Vec<u8>,
    /// `userHandle`.
    pub user_handle: Option<Vec<u8>>,
    /// The challenge that was answered.
    pub challenge: Vec<u8>,
    /// The client extension outputs.
    pub client_extension_results: Value,
    /// The credential as it was before this authentication.
    pub credential: Credential,
}

impl AuthenticationResponse {
    /// The `AuthenticationResponseJSON` of [§5.1][1], as a browser's `toJSON()` gives it.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#dictdef-authenticationresponsejson
    #[must_use]
    pub fn to_json(&self) -> Value {
        let id = base64url(&self.credential.id);
        let mut response = json!({
            "clientDataJSON": base64url(&self.client_data_json),
            "authenticatorData": base64url(&self.authenticator_data),
            "signature": base64url(&self.signature),
        });
        if let Some(handle) = &self.user_handle {
            response["userHandle"] = base64url(handle).into();
        }
        json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "clientExtensionResults": self.client_extension_results,
            "response": response,
        })
    }
}
