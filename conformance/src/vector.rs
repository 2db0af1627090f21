use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroUsize;

use base64ct::{Base64UrlUnpadded, Encoding};
use countersign::extensions::{CreationExtensions, RequestExtensions};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::{Map, Value};

use crate::{Expectation, Trust, Verdict};

/// One response with what it is replayed against and the verdict it must get.
#[derive(Clone, Debug)]
pub struct Vector {
    /// Unique over all suites: `suite/name`.
    pub id: String,
    /// The relying party.
    pub rp: RelyingPartyData,
    /// What the relying party asked for.
    pub request: Request,
    /// The response in its parts and, for an authentication, the stored credential.
    pub ceremony: Ceremony,
    /// The response as `PublicKeyCredential.toJSON()` wrote it: replayed as well, or alone where
    /// the parts are not given.
    pub json: Option<String>,
    /// Anchors and time for the attestation's chain.
    pub trust: Option<Trust>,
    /// The verdict it must get.
    pub expect: Expectation,
    /// The accepted vector that this one differs from in one thing.
    pub based_on: Option<String>,
    /// That one thing, in words.
    pub mutation: Option<String>,
    /// The attestation statement format, where the vector says it.
    pub format: Option<String>,
    /// What others than the specification demand, by the name of their profile.
    pub profiles: BTreeMap<String, Profile>,
}

/// What somebody demands against or beyond the specification: it takes the place of what the
/// vector says.
#[derive(Clone, Debug, Deserialize)]
pub struct Profile {
    /// What the relying party asks for under the profile.
    pub request: Request,
    /// The verdict under the profile.
    pub expect: Expectation,
}

/// The relying party of a vector.
#[derive(Clone, Debug, Deserialize)]
pub struct RelyingPartyData {
    /// The RP ID.
    pub id: String,
    /// Where its pages are.
    pub origins: Vec<String>,
    /// The FIDO `AppID`; there if the extension was requested.
    pub app_id: Option<String>,
    /// Whether it expects its pages to be framed by another origin.
    #[serde(default)]
    pub cross_origin: bool,
    /// The pages that may frame it.
    #[serde(default)]
    pub top_origins: Vec<String>,
}

/// What the relying party asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct Request {
    /// The challenge.
    pub challenge: Bytes,
    /// As in the options; `preferred` where it is left out, as there.
    #[serde(default)]
    pub user_verification: UserVerification,
    /// COSE algorithm identifiers; absent: all that the engine supports.
    pub algorithms: Option<Vec<i64>>,
    /// How the call was mediated.
    #[serde(default)]
    pub mediation: Mediation,
    /// `allowCredentials`, as credential IDs; empty: any.
    #[serde(default)]
    pub allow_credentials: Vec<Bytes>,
    /// How the relying party came to the account that signs in.
    #[serde(default)]
    pub account: AccountKnown,
    /// The formats that are accepted; absent: all.
    pub formats: Option<Vec<String>>,
    /// How many statements of a compound one must verify; absent: all.
    pub compound: Option<NonZeroUsize>,
    /// What the relying party refuses, though the specification leaves it the choice.
    #[serde(default)]
    pub refuse: Vec<Refusal>,
    /// The extension inputs, as in the options; of the ceremony's type, which reading checks.
    #[serde(default)]
    pub extensions: Map<String, Value>,
}

/// How the relying party came to the account: §7.2 step 6.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKnown {
    /// Known before the ceremony: the response may leave the user handle out.
    #[default]
    Identified,
    /// By the response's user handle, which must be there.
    Discovered,
}

/// Something that a relying party may refuse by its own policy. A vector's relying party refuses
/// none of them unless the vector says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The credential ID: it is registered already.
    Registered,
    /// A credential that is not backup eligible.
    SingleDevice,
    /// A credential that is backup eligible.
    MultiDevice,
    /// A credential that is not backed up.
    NotBackedUp,
    /// A signature counter that did not grow.
    CounterNotGrown,
    /// A registration without attestation.
    NoAttestation,
    /// Self attestation.
    SelfAttestation,
    /// An attestation whose certificate chain is not trusted under the vector's `trust`.
    Untrusted,
    /// An attestation signature with SHA-1.
    Sha1,
    /// An Android key that is not in a trusted execution environment.
    SoftwareKey,
    /// The format of that name.
    AndroidSafetynet,
    /// A SafetyNet response for a device that did not pass the compatibility tests.
    NoCtsProfileMatch,
    /// An attestation object's envelope or statement in CBOR that is not canonical.
    CborNotCanonical,
    /// Client data whose `tokenBinding` is not what WebAuthn Level 2 made of it.
    TokenBinding,
    /// A certificate chain that includes the anchor.
    AnchorInChain,
    /// A U2F authenticator with an AAGUID.
    U2fAaguid,
    /// A SafetyNet response of another time than the vector's `trust`.
    SafetynetTime,
    /// The output of an extension that is not among those asked for.
    UnsolicitedExtensions,
}

/// `userVerification` of the options.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "named as in the specification")]
pub enum UserVerification {
    Required,
    #[default]
    Preferred,
    Discouraged,
}

/// `mediation` of the call; absent is the call's own default.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "named as in the specification")]
pub enum Mediation {
    #[default]
    Optional,
    Conditional,
    Required,
    Silent,
}

/// The ceremony, with the parts of the response where they are given.
#[derive(Clone, Debug)]
pub enum Ceremony {
    /// §7.1.
    Registration(Option<Direct<DirectRegistration>>),
    /// §7.2, with the stored credential.
    Authentication(StoredCredential, Option<Direct<DirectAuthentication>>),
}

/// The parts of a response that both ceremonies have, and those of one.
#[derive(Clone, Debug)]
pub struct Direct<Parts> {
    /// `clientDataJSON`.
    pub client_data_json: Bytes,
    /// `rawId`.
    pub credential_id: Bytes,
    /// `getClientExtensionResults()`; empty where the vector has none.
    pub client_extension_results: Map<String, Value>,
    /// What the ceremony adds.
    pub parts: Parts,
}

/// The parts that a registration adds.
#[derive(Clone, Debug)]
pub struct DirectRegistration {
    /// `attestationObject`.
    pub attestation_object: Bytes,
    /// `getTransports()`.
    pub transports: Vec<String>,
}

/// The parts that an authentication adds.
#[derive(Clone, Debug)]
pub struct DirectAuthentication {
    /// `authenticatorData`.
    pub authenticator_data: Bytes,
    /// `signature`.
    pub signature: Bytes,
    /// `userHandle`.
    pub user_handle: Option<Bytes>,
}

/// What the relying party stored at registration.
#[derive(Clone, Debug, Deserialize)]
pub struct StoredCredential {
    /// The `COSE_Key`; null where whoever recorded the response did not keep it.
    #[serde(deserialize_with = "Option::deserialize")]
    pub public_key: Option<Bytes>,
    /// The signature counter.
    pub sign_count: u32,
    /// The credential ID, where it is not that of the response.
    pub id: Option<Bytes>,
    /// The user's handle, where the relying party knows who is signing in.
    pub user_handle: Option<Bytes>,
    /// Whether it was backup eligible; absent: not known.
    pub backup_eligible: Option<bool>,
}

/// Bytes, written as base64url without padding.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Bytes(pub Vec<u8>);

/// A vector as it stands in the file.
#[derive(Deserialize)]
struct Written {
    id: String,
    #[serde(rename = "source")]
    _source: Option<String>,
    ceremony: WrittenCeremony,
    rp: RelyingPartyData,
    request: Request,
    response: WrittenResponse,
    credential: Option<StoredCredential>,
    trust: Option<Trust>,
    expect: Expectation,
    based_on: Option<String>,
    mutation: Option<String>,
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
    #[serde(default)]
    about: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenCeremony {
    Registration,
    Authentication,
}

#[derive(Deserialize)]
struct WrittenResponse {
    client_data_json: Option<Bytes>,
    credential_id: Option<Bytes>,
    #[serde(default)]
    client_extension_results: Map<String, Value>,
    attestation_object: Option<Bytes>,
    #[serde(default)]
    transports: Vec<String>,
    authenticator_data: Option<Bytes>,
    signature: Option<Bytes>,
    user_handle: Option<Bytes>,
    json: Option<String>,
}

impl Vector {
    /// The vector under a profile, if that demands something else of it.
    #[must_use]
    pub fn under(&self, profile: &str) -> Option<Self> {
        let profile = self.profiles.get(profile)?;
        let mut trust = self.trust.clone();
        if profile.expect.verdict == Verdict::Reject {
            // A refused attestation has no chain that could be trusted.
            trust
                .as_mut()
                .into_iter()
                .for_each(|trust| trust.expect = None);
        }
        Some(Self {
            trust,
            request: profile.request.clone(),
            expect: profile.expect.clone(),
            ..self.clone()
        })
    }

    /// Reads a vector. `unknown` is told the path of each member that the format does not have.
    ///
    /// # Errors
    ///
    /// The path of the member at fault, and what is wrong with it.
    pub fn parse(text: &str, unknown: &mut dyn FnMut(String)) -> Result<Self, String> {
        let mut json = serde_json::Deserializer::from_str(text);
        let mut track = serde_path_to_error::Track::new();
        let mut report = |path: serde_ignored::Path<'_>| unknown(path.to_string());
        let json = serde_ignored::Deserializer::new(&mut json, &mut report);
        let written =
            Written::deserialize(serde_path_to_error::Deserializer::new(json, &mut track))
                .map_err(|error| format!("{}: {}", track.path(), without_position(&error)))?;
        Self::try_from(written)
    }
}

/// The error without the line and column, which would be counted within the vector.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((message, _)) => message.to_owned(),
        None => text,
    }
}

impl TryFrom<Written> for Vector {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let format = written
            .about
            .get("fmt")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let extensions = &written.request.extensions;
        match written.ceremony {
            WrittenCeremony::Registration => inputs::<CreationExtensions>(extensions).map(drop),
            WrittenCeremony::Authentication => inputs::<RequestExtensions>(extensions).map(drop),
        }?;
        let response = written.response;
        let json = response.json.clone();
        let ceremony = match written.ceremony {
            WrittenCeremony::Registration => Ceremony::Registration(response.registration()?),
            WrittenCeremony::Authentication => {
                let credential = written.credential.ok_or("credential: missing")?;
                Ceremony::Authentication(credential, response.authentication()?)
            }
        };
        written
            .expect
            .check()
            .map_err(|error| format!("expect.{error}"))?;
        for (name, profile) in &written.profiles {
            let wrong = |error| format!("profiles.{name}.expect.{error}");
            profile.expect.check().map_err(wrong)?;
        }
        Ok(Self {
            id: written.id,
            rp: written.rp,
            request: written.request,
            ceremony,
            json,
            trust: written.trust,
            expect: written.expect,
            based_on: written.based_on,
            mutation: written.mutation,
            format,
            profiles: written.profiles,
        })
    }
}

impl WrittenResponse {
    fn registration(self) -> Result<Option<Direct<DirectRegistration>>, String> {
        foreign(&[
            ("authenticator_data", self.authenticator_data.is_some()),
            ("signature", self.signature.is_some()),
            ("user_handle", self.user_handle.is_some()),
        ])?;
        if self.only_json(&[&self.attestation_object]) {
            return Ok(None);
        }
        Ok(Some(Direct {
            client_data_json: must("client_data_json", self.client_data_json)?,
            credential_id: must("credential_id", self.credential_id)?,
            client_extension_results: self.client_extension_results,
            parts: DirectRegistration {
                attestation_object: must("attestation_object", self.attestation_object)?,
                transports: self.transports,
            },
        }))
    }

    fn authentication(self) -> Result<Option<Direct<DirectAuthentication>>, String> {
        foreign(&[
            ("attestation_object", self.attestation_object.is_some()),
            ("transports", !self.transports.is_empty()),
        ])?;
        if self.only_json(&[&self.authenticator_data, &self.signature, &self.user_handle]) {
            return Ok(None);
        }
        Ok(Some(Direct {
            client_data_json: must("client_data_json", self.client_data_json)?,
            credential_id: must("credential_id", self.credential_id)?,
            client_extension_results: self.client_extension_results,
            parts: DirectAuthentication {
                authenticator_data: must("authenticator_data", self.authenticator_data)?,
                signature: must("signature", self.signature)?,
                user_handle: self.user_handle,
            },
        }))
    }

    /// Whether `json` is there and none of the parts.
    fn only_json(&self, own: &[&Option<Bytes>]) -> bool {
        let common = [&self.client_data_json, &self.credential_id];
        self.json.is_some()
            && own.iter().copied().chain(common).all(Option::is_none)
            && self.transports.is_empty()
            && self.client_extension_results.is_empty()
    }
}

/// Extension inputs of a ceremony.
pub(crate) fn inputs<T: DeserializeOwned>(map: &Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(map.clone()))
        .map_err(|error| format!("request.extensions: {error}"))
}

fn must(name: &str, bytes: Option<Bytes>) -> Result<Bytes, String> {
    bytes.ok_or_else(|| format!("response.{name}: missing"))
}

/// A member of the other ceremony is a mistake in the vector, not in the response.
fn foreign(members: &[(&str, bool)]) -> Result<(), String> {
    match members.iter().find(|(_, there)| *there) {
        Some((name, _)) => Err(format!("response.{name}: belongs to the other ceremony")),
        None => Ok(()),
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.contains('=') {
            return Err(D::Error::custom("base64url must have no padding («=»)"));
        }
        Base64UrlUnpadded::decode_vec(&text)
            .map(Self)
            .map_err(|_without_place| D::Error::custom("not base64url"))
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Base64UrlUnpadded::encode_string(&self.0))
    }
}
