use countersign_cose::{Algorithm, Scheme};
use serde_json::{Value, json};

use crate::algorithm::of;
use crate::attestation::Attested;
use crate::auth_data::{AttestedCredential, AuthData, flags};
use crate::certificate::CertificateSpec;
use crate::hook::Hooks;
use crate::key_description::KeyDescription;
use crate::pki::{Authority, Pki};
use crate::safetynet::Jws;
use crate::tpm::{CertInfo, PubArea};
use crate::{Authentication, Cbor, ClientData, Format, PrivateKey, RelyingParty, Seed, base64url};

/// A registration to be made: settings first, then closures that bend one structure each.
///
/// What a closure changes, it changes *before* the next structure is made from it: a changed
/// `clientDataJSON` is hashed as changed, changed authenticator data is attested as changed, a
/// changed certificate is signed as changed. Without closures the registration is one that every
/// server accepts; with one closure it differs in that place alone.
///
/// ```
/// use countersign_authenticator::{Format, Registration, RelyingParty, flags};
///
/// let rp = RelyingParty::new("example.org");
/// let make = || Registration::new(&rp).challenge(b"a challenge of 16").format(Format::Packed);
/// let accepted = make().make();
/// let bent = make().auth_data(|data| data.flags &= !flags::UP).make();
/// assert_ne!(accepted.attestation_object, bent.attestation_object);
/// assert_eq!(accepted.client_data_json, bent.client_data_json);
/// ```
pub struct Registration<'a> {
    pub(crate) settings: Settings,
    pub(crate) hooks: RegistrationHooks<'a>,
}

/// What a registration is made from.
pub(crate) struct Settings {
    pub(crate) rp: RelyingParty,
    pub(crate) seed: Seed,
    pub(crate) label: String,
    pub(crate) challenge: Vec<u8>,
    pub(crate) algorithm: Algorithm,
    pub(crate) format: Format,
    pub(crate) attestation_algorithm: Option<Algorithm>,
    pub(crate) attestation_scheme: Option<Scheme>,
    pub(crate) attestation_key: Option<PrivateKey>,
    pub(crate) credential_key: Option<PrivateKey>,
    pub(crate) credential_id: Option<Vec<u8>>,
    pub(crate) aaguid: Option<[u8; 16]>,
    pub(crate) flags: Option<u8>,
    pub(crate) sign_count: u32,
    pub(crate) extensions: Option<Cbor>,
    pub(crate) user_handle: Option<Vec<u8>>,
    pub(crate) transports: Vec<String>,
    pub(crate) client_extension_results: Value,
    pub(crate) android_version: i64,
    pub(crate) pki: Pki,
    pub(crate) issuer: Option<Authority>,
}

#[derive(Default)]
pub(crate) struct RegistrationHooks<'a> {
    pub(crate) client_data: Hooks<'a, ClientData>,
    pub(crate) public_key: Hooks<'a, Cbor>,
    pub(crate) auth_data: Hooks<'a, AuthData>,
    pub(crate) auth_data_bytes: Hooks<'a, Vec<u8>>,
    pub(crate) root: Hooks<'a, CertificateSpec>,
    pub(crate) intermediate: Hooks<'a, CertificateSpec>,
    pub(crate) leaf: Hooks<'a, CertificateSpec>,
    pub(crate) key_description: Hooks<'a, KeyDescription>,
    pub(crate) pub_area: Hooks<'a, PubArea>,
    pub(crate) cert_info: Hooks<'a, CertInfo>,
    pub(crate) jws: Hooks<'a, Jws>,
    pub(crate) attested_bytes: Hooks<'a, Vec<u8>>,
    pub(crate) message: Hooks<'a, Vec<u8>>,
    pub(crate) signature: Hooks<'a, Vec<u8>>,
    pub(crate) chain: Hooks<'a, Vec<Vec<u8>>>,
    pub(crate) statement: Hooks<'a, Statement>,
    pub(crate) attestation_object: Hooks<'a, Cbor>,
}

/// An attestation statement, made and signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// The format identifier that goes beside it.
    pub format: String,
    /// The statement (`attStmt`): a map, for `compound` an array of maps.
    pub value: Cbor,
}

macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident($argument:ident: $type:ty) { $field:ident = $value:expr })*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self, $argument: $type) -> Self {
            self.settings.$field = $value;
            self
        }
    )*};
}

macro_rules! hooks {
    ($($(#[$doc:meta])* $name:ident: $structure:ty)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self, bend: impl FnMut(&mut $structure) + 'a) -> Self {
            self.hooks.$name.add(bend);
            self
        }
    )*};
}
pub(crate) use hooks;

/// Settings: they stay within what a server accepts, if it accepts the algorithm and format.
impl Registration<'_> {
    /// A registration with a relying party: ES256, no attestation, user present and verified,
    /// a challenge derived from the default seed.
    #[must_use]
    pub fn new(rp: &RelyingParty) -> Self {
        let seed = Seed::default();
        let challenge = seed.bytes("registration challenge", 32);
        let settings = Settings {
            rp: rp.clone(),
            seed,
            label: "credential".to_owned(),
            challenge,
            algorithm: Algorithm::Es256,
            format: Format::None,
            attestation_algorithm: None,
            attestation_scheme: None,
            attestation_key: None,
            credential_key: None,
            credential_id: None,
            aaguid: None,
            flags: None,
            sign_count: 0,
            extensions: None,
            user_handle: None,
            transports: vec!["internal".to_owned()],
            client_extension_results: json!({}),
            android_version: 300,
            pki: Pki::default(),
            issuer: None,
        };
        Self {
            settings,
            hooks: RegistrationHooks::default(),
        }
    }

    settings! {
        /// The seed of keys, identifiers and salts.
        seed(seed: Seed) { seed = seed }
        /// A name for the credential: other labels of one seed give other credentials.
        label(label: &str) { label = label.to_owned() }
        /// The server's challenge.
        challenge(challenge: &[u8]) { challenge = challenge.to_vec() }
        /// The credential's algorithm.
        algorithm(algorithm: Algorithm) { algorithm = algorithm }
        /// The attestation statement format.
        format(format: Format) { format = format }
        /// The algorithm of the attestation key, where it is not the credential key: ES256
        /// unless set, RS256 for SafetyNet.
        attestation_algorithm(algorithm: Algorithm) { attestation_algorithm = Some(algorithm) }
        /// Signs the statement with this scheme, whatever algorithm it names.
        attestation_scheme(scheme: Scheme) { attestation_scheme = Some(scheme) }
        /// Signs the statement with this key. The leaf certifies it, unless the format has the
        /// leaf certify the credential key.
        attestation_key(key: PrivateKey) { attestation_key = Some(key) }
        /// The credential's private key, in place of the one derived from the seed.
        credential_key(key: PrivateKey) { credential_key = Some(key) }
        /// The credential's identifier, in place of the one derived from the seed.
        credential_id(id: &[u8]) { credential_id = Some(id.to_vec()) }
        /// The model of authenticator. Unless set: zero for `none` and `fido-u2f`, else derived
        /// from the seed.
        aaguid(aaguid: [u8; 16]) { aaguid = Some(aaguid) }
        /// The flags but AT and ED, which follow from the contents: see [`flags`]. Unless set:
        /// UP and UV, or UP alone for `fido-u2f`.
        flags(flags: u8) { flags = Some(flags) }
        /// The signature counter.
        sign_count(count: u32) { sign_count = count }
        /// Authenticator extension outputs, a map.
        extensions(extensions: Cbor) { extensions = Some(extensions) }
        /// The user handle that the credential will give in authentications.
        user_handle(handle: &[u8]) { user_handle = Some(handle.to_vec()) }
        /// The transports the client reports.
        transports(transports: &[&str]) {
            transports = transports.iter().map(|t| (*t).to_owned()).collect()
        }
        /// The client extension outputs, an object.
        client_extension_results(results: Value) { client_extension_results = results }
        /// The version of the Android key description.
        android_version(version: i64) { android_version = version }
        /// The PKI that issues the leaf.
        pki(pki: Pki) { pki = pki }
        /// Issues the leaf from this authority, in place of one of the PKI's.
        issuer(authority: Authority) { issuer = Some(authority) }
    }
}

/// Bending: each closure gets a structure when it is complete and before it is used.
impl<'a> Registration<'a> {
    hooks! {
        /// Bends the client data before it is hashed.
        client_data: ClientData
        /// Bends the `COSE_Key` before it goes into authenticator data.
        public_key: Cbor
        /// Bends the authenticator data before it is written.
        auth_data: AuthData
        /// Bends the authenticator data's bytes before they are attested.
        auth_data_bytes: Vec<u8>
        /// Bends the root certificate before it is signed.
        root: CertificateSpec
        /// Bends each intermediate certificate before it is signed, the one below the root
        /// first.
        intermediate: CertificateSpec
        /// Bends the leaf certificate before it is signed.
        leaf: CertificateSpec
        /// Bends the Android key description before it goes into the leaf.
        key_description: KeyDescription
        /// Bends the TPM's public area before the TPM certifies it.
        pub_area: PubArea
        /// Bends what the TPM certifies before it is signed.
        cert_info: CertInfo
        /// Bends the SafetyNet response before it is signed.
        jws: Jws
        /// Bends what the statement is about, the authenticator data with the hash of the
        /// client data behind it, before it is hashed or signed.
        attested_bytes: Vec<u8>
        /// Bends the bytes that the attestation key signs.
        message: Vec<u8>
        /// Bends the attestation signature.
        signature: Vec<u8>
        /// Bends the list of certificates (`x5c`), the leaf first, before it goes into the
        /// statement.
        chain: Vec<Vec<u8>>
        /// Bends each finished statement; for `compound` each member, and then the whole.
        statement: Statement
        /// Bends the attestation object before it is written.
        attestation_object: Cbor
    }

    /// Makes the registration.
    #[must_use]
    pub fn make(mut self) -> RegistrationResponse {
        let credential = self.credential();
        let settings = &self.settings;
        let mut client_data = ClientData::new("webauthn.create", &settings.challenge, &settings.rp);
        self.hooks.client_data.apply(&mut client_data);
        let auth_data = self.authenticator_data(&credential);
        let mut attested = [auth_data.as_slice(), &client_data.hash()].concat();
        self.hooks.attested_bytes.apply(&mut attested);
        let format = self.settings.format.clone();
        let attested = Attested {
            credential: &credential,
            auth_data: &auth_data,
            client_data: &client_data,
            bytes: &attested,
        };
        let attestation = self.attestation(&format, &attested);
        let mut object = Cbor::map([
            ("fmt", Cbor::from(attestation.statement.format)),
            ("attStmt", attestation.statement.value),
            ("authData", Cbor::from(auth_data.clone())),
        ]);
        self.hooks.attestation_object.apply(&mut object);
        RegistrationResponse {
            client_data_json: client_data.encode(),
            attestation_object: object.encode(),
            authenticator_data: auth_data,
            challenge: self.settings.challenge,
            transports: self.settings.transports,
            client_extension_results: self.settings.client_extension_results,
            chain: attestation.chain,
            anchors: attestation.anchors,
            credential,
        }
    }

    fn credential(&mut self) -> Credential {
        let settings = &self.settings;
        let key = settings.credential_key.clone().unwrap_or_else(|| {
            let label = format!("{} key", settings.label);
            PrivateKey::derive(settings.algorithm, &settings.seed, &label)
        });
        let id = settings.credential_id.clone();
        let id = id.unwrap_or_else(|| settings.seed.bytes(&format!("{} id", settings.label), 32));
        let mut public_key = key.public().to_cose(of(settings.algorithm).id);
        self.hooks.public_key.apply(&mut public_key);
        let default_flags = match settings.format {
            Format::FidoU2f => flags::UP,
            _ => flags::UP | flags::UV,
        };
        Credential {
            id,
            key,
            algorithm: settings.algorithm,
            public_key,
            sign_count: settings.sign_count,
            flags: settings.flags.unwrap_or(default_flags),
            user_handle: settings.user_handle.clone(),
            rp: settings.rp.clone(),
        }
    }

    fn authenticator_data(&mut self, credential: &Credential) -> Vec<u8> {
        let settings = &self.settings;
        let extension_flag = if settings.extensions.is_some() {
            flags::ED
        } else {
            0
        };
        let mut data = AuthData {
            rp_id_hash: settings.rp.id_hash().to_vec(),
            flags: credential.flags | flags::AT | extension_flag,
            sign_count: settings.sign_count,
            credential: Some(AttestedCredential {
                aaguid: self.model().to_vec(),
                claimed_length: None,
                id: credential.id.clone(),
                public_key: credential.public_key.clone(),
            }),
            extensions: settings.extensions.clone(),
            after: vec![],
        };
        self.hooks.auth_data.apply(&mut data);
        let mut bytes = data.encode();
        self.hooks.auth_data_bytes.apply(&mut bytes);
        bytes
    }

    pub(crate) fn model(&self) -> [u8; 16] {
        self.settings
            .aaguid
            .unwrap_or_else(|| match self.settings.format {
                Format::None | Format::FidoU2f => [0; 16],
                _ => self.settings.seed.array("aaguid"),
            })
    }
}

/// A credential with its private key, to make authentications with.
#[derive(Clone, PartialEq, Debug)]
pub struct Credential {
    /// The identifier.
    pub id: Vec<u8>,
    /// The private key.
    pub key: PrivateKey,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The `COSE_Key` as registered.
    pub public_key: Cbor,
    /// The signature counter after the last ceremony.
    pub sign_count: u32,
    /// The flags of the registration, without AT and ED.
    pub flags: u8,
    /// The user handle.
    pub user_handle: Option<Vec<u8>>,
    /// The relying party it belongs to.
    pub rp: RelyingParty,
}

impl Credential {
    /// An authentication with this credential at its relying party.
    #[must_use]
    pub fn authenticate<'a>(&self) -> Authentication<'a> {
        Authentication::new(self)
    }
}

/// A registration as the client gives it to the page, with what a test wants to know besides.
#[derive(Clone, PartialEq, Debug)]
pub struct RegistrationResponse {
    /// `clientDataJSON`.
    pub client_data_json: Vec<u8>,
    /// `attestationObject`.
    pub attestation_object: Vec<u8>,
    /// The authenticator data, which the attestation object holds as well.
    pub authenticator_data: Vec<u8>,
    /// The challenge that was answered.
    pub challenge: Vec<u8>,
    /// The transports.
    pub transports: Vec<String>,
    /// The client extension outputs.
    pub client_extension_results: Value,
    /// The certificates of the statement, DER, the leaf first; for `compound` those of all.
    pub chain: Vec<Vec<u8>>,
    /// The roots the chains end at, DER: the trust anchors a server needs.
    pub anchors: Vec<Vec<u8>>,
    /// The credential.
    pub credential: Credential,
}

impl RegistrationResponse {
    /// The `RegistrationResponseJSON` of [§5.1][1], as a browser's `toJSON()` gives it.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson
    #[must_use]
    pub fn to_json(&self) -> Value {
        let id = base64url(&self.credential.id);
        json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": attachment(&self.transports),
            "clientExtensionResults": self.client_extension_results,
            "response": {
                "clientDataJSON": base64url(&self.client_data_json),
                "attestationObject": base64url(&self.attestation_object),
                "authenticatorData": base64url(&self.authenticator_data),
                "publicKey": base64url(&self.credential.key.public().to_spki()),
                "publicKeyAlgorithm": of(self.credential.algorithm).id,
                "transports": self.transports,
            },
        })
    }
}

fn attachment(transports: &[String]) -> &'static str {
    if transports.iter().any(|transport| transport == "internal") {
        "platform"
    } else {
        "cross-platform"
    }
}
