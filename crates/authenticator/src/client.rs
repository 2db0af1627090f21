use core::fmt;

use serde_json::{Value, json};

use crate::algorithm::by_id;
use crate::auth_data::flags;
use crate::base64::decode;
use crate::{Authentication, Credential, Registration, RelyingParty, Seed};

/// A client with an authenticator: answers a server's options, as `navigator.credentials` does,
/// and remembers the credentials it was told to keep.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use countersign_authenticator::Client;
///
/// let mut client = Client::new("https://login.example.org");
/// let options = r#"{
///     "rp": { "id": "example.org", "name": "Example" },
///     "user": { "id": "dXNlcg", "name": "a", "displayName": "A" },
///     "challenge": "c2l4dGVlbiBieXRlcyBvciBzbw",
///     "pubKeyCredParams": [{ "type": "public-key", "alg": -8 }]
/// }"#;
/// let registration = client.create(options)?.make();
/// client.keep(&registration.credential);
/// // ... send `registration.to_json()` to the server, get its options for the next ceremony ...
/// let options = r#"{ "challenge": "YW5vdGhlciBjaGFsbGVuZ2U", "rpId": "example.org" }"#;
/// let authentication = client.get(options)?.make();
/// assert_eq!(authentication.user_handle.as_deref(), Some(&b"user"[..]));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Client {
    /// The origin of the page.
    pub origin: String,
    /// What credentials are derived from.
    pub seed: Seed,
    /// The credentials that were kept.
    pub credentials: Vec<Credential>,
    /// How many credentials were made, so that each is another one.
    made: usize,
}

/// Options that are not what [§5.4][1] or [§5.5][2] has, or that this client cannot answer.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictionary-makecredentialoptions
/// [2]: https://www.w3.org/TR/webauthn-3/#dictionary-assertion-options
#[derive(Debug)]
#[non_exhaustive]
pub enum OptionsError {
    /// The text is no JSON.
    Json(serde_json::Error),
    /// A member is missing or of the wrong type.
    Member(&'static str),
    /// No algorithm of `pubKeyCredParams` is known.
    Algorithm,
    /// `excludeCredentials` names a credential that was kept (`InvalidStateError`).
    Excluded,
    /// No credential that was kept is asked for (`NotAllowedError`).
    NoCredential,
}

impl Client {
    /// A client on a page of this origin, with the default seed.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            seed: Seed::default(),
            credentials: Vec::new(),
            made: 0,
        }
    }

    /// The same client with another seed.
    #[must_use]
    pub fn with_seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// Begins a registration that answers `PublicKeyCredentialCreationOptionsJSON`, with the
    /// first algorithm of the list that is known. It can be bent and then made.
    ///
    /// # Errors
    ///
    /// If the options cannot be read or answered.
    pub fn create<'a>(&mut self, options: &str) -> Result<Registration<'a>, OptionsError> {
        let options = parse(options)?;
        let rp = self.relying_party(options["rp"]["id"].as_str());
        let challenge = bytes(&options["challenge"], "challenge")?;
        let user = bytes(&options["user"]["id"], "user.id")?;
        if listed(&options["excludeCredentials"]).any(|id| self.has(&rp, &id)) {
            return Err(OptionsError::Excluded);
        }
        let parameters = options["pubKeyCredParams"].as_array();
        let parameters = parameters.ok_or(OptionsError::Member("pubKeyCredParams"))?;
        let mut known = parameters.iter().filter_map(|p| by_id(p["alg"].as_i64()?));
        let algorithm = known.next().ok_or(OptionsError::Algorithm)?;
        self.made += 1;
        let results = match options["extensions"]["credProps"].as_bool() {
            Some(true) => json!({ "credProps": { "rk": true } }),
            _ => json!({}),
        };
        let selection = &options["authenticatorSelection"];
        Ok(Registration::new(&rp)
            .seed(self.seed.clone())
            .label(&format!("credential {}", self.made))
            .challenge(&challenge)
            .algorithm(algorithm)
            .user_handle(&user)
            .client_extension_results(results)
            .flags(flags_for(&selection["userVerification"])))
    }

    /// Begins an authentication that answers `PublicKeyCredentialRequestOptionsJSON`, with the
    /// first credential kept that is allowed. It can be bent and then made.
    ///
    /// # Errors
    ///
    /// If the options cannot be read or answered.
    pub fn get<'a>(&self, options: &str) -> Result<Authentication<'a>, OptionsError> {
        let options = parse(options)?;
        let rp = self.relying_party(options["rpId"].as_str());
        let challenge = bytes(&options["challenge"], "challenge")?;
        let allowed: Vec<_> = listed(&options["allowCredentials"]).collect();
        let mut fitting = self.credentials.iter().filter(|credential| {
            credential.rp.id == rp.id && (allowed.is_empty() || allowed.contains(&credential.id))
        });
        let credential = fitting.next().ok_or(OptionsError::NoCredential)?;
        let backup = credential.flags & (flags::BE | flags::BS);
        Ok(credential
            .authenticate()
            .at(&rp)
            .challenge(&challenge)
            .flags(flags_for(&options["userVerification"]) | backup))
    }

    /// Keeps a credential, in place of one with the same identifier.
    pub fn keep(&mut self, credential: &Credential) {
        self.credentials.retain(|kept| kept.id != credential.id);
        self.credentials.push(credential.clone());
    }

    fn has(&self, rp: &RelyingParty, id: &[u8]) -> bool {
        self.credentials
            .iter()
            .any(|kept| kept.rp.id == rp.id && kept.id == id)
    }

    /// The relying party of the options; without an identifier, the origin's host.
    fn relying_party(&self, id: Option<&str>) -> RelyingParty {
        let host = self.origin.split("://").last().unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        RelyingParty::new(id.unwrap_or(host)).at(&self.origin)
    }
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "the options are no JSON: {error}"),
            Self::Member(name) => write!(f, "{name} is missing or of the wrong type"),
            Self::Algorithm => f.write_str("pubKeyCredParams has no algorithm that is known"),
            Self::Excluded => f.write_str("excludeCredentials names a credential kept here"),
            Self::NoCredential => f.write_str("no credential kept here is asked for"),
        }
    }
}

impl std::error::Error for OptionsError {}

/// The options, out of `publicKey` if they stand in it.
fn parse(options: &str) -> Result<Value, OptionsError> {
    let mut options: Value = serde_json::from_str(options).map_err(OptionsError::Json)?;
    Ok(match options.get_mut("publicKey") {
        Some(inner) => inner.take(),
        None => options,
    })
}

fn bytes(value: &Value, name: &'static str) -> Result<Vec<u8>, OptionsError> {
    value
        .as_str()
        .and_then(decode)
        .ok_or(OptionsError::Member(name))
}

/// The identifiers of a list of descriptors, which may be missing.
fn listed(descriptors: &Value) -> impl Iterator<Item = Vec<u8>> {
    descriptors
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|d| decode(d["id"].as_str()?))
}

fn flags_for(user_verification: &Value) -> u8 {
    match user_verification.as_str() {
        Some("discouraged") => flags::UP,
        _ => flags::UP | flags::UV,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATE: &str = r#"{ "publicKey": {
        "rp": { "id": "example.org" }, "user": { "id": "dXNlcg" }, "challenge": "AAAA",
        "pubKeyCredParams": [{ "alg": -65000 }, { "alg": -7 }],
        "excludeCredentials": [] } }"#;

    #[test]
    fn each_credential_is_another_one() {
        let mut client = Client::new("https://example.org:8443");
        let first = client.create(CREATE).unwrap().make();
        let second = client.create(CREATE).unwrap().make();
        assert_ne!(first.credential.id, second.credential.id);
        assert_ne!(first.credential.key, second.credential.key);
        assert_eq!(first.credential.rp.origin, "https://example.org:8443");
    }

    #[test]
    fn lists_of_credentials_are_kept_to() {
        let mut client = Client::new("https://example.org");
        let credential = client.create(CREATE).unwrap().make().credential;
        client.keep(&credential);
        let id = crate::base64url(&credential.id);
        let options = CREATE.replace("[]", &format!(r#"[{{ "id": "{id}" }}]"#));
        assert!(matches!(
            client.create(&options),
            Err(OptionsError::Excluded)
        ));
        let get = |list: &str| {
            client.get(&format!(
                r#"{{ "challenge": "AAAA", "allowCredentials": {list} }}"#
            ))
        };
        assert_eq!(get("[]").unwrap().make().credential.id, credential.id);
        assert!(matches!(
            get(r#"[{ "id": "AAAA" }]"#),
            Err(OptionsError::NoCredential)
        ));
    }

    #[test]
    fn options_that_are_none_are_told_so() {
        let mut client = Client::new("https://example.org");
        assert!(matches!(client.create("{"), Err(OptionsError::Json(_))));
        assert!(matches!(
            client.create("{}"),
            Err(OptionsError::Member("challenge"))
        ));
        let options = CREATE.replace("-7", "5");
        assert!(matches!(
            client.create(&options),
            Err(OptionsError::Algorithm)
        ));
    }
}
