use countersign_spec::Reason;

#[cfg(doc)]
use crate::{AuthenticationResponseJson, RegistrationResponseJson, RelyingParty};

/// The most bytes of each part of a response: what has more is refused at its step as
/// [`Reason::TooLarge`], before any of it is read.
///
/// The defaults leave room for everything that authenticators and browsers send. A server that
/// knows what its users have can lower them, with [`RelyingParty::limits`] and
/// [`RegistrationResponseJson::parse_within`]. Raising them is of no use: other limits stand behind
/// them, and memory and time grow with the input.
///
/// ```
/// use countersign::Limits;
///
/// let mut limits = Limits::default();
/// limits.response_json = 16_384;
/// limits.attestation_object = 8_192;
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// The JSON form of a response.
    pub response_json: usize,
    /// `clientDataJSON`.
    pub client_data_json: usize,
    /// `attestationObject`, of a registration.
    pub attestation_object: usize,
    /// `authenticatorData`, of an authentication.
    pub authenticator_data: usize,
    /// `signature`, of an authentication.
    pub signature: usize,
}

impl Limits {
    /// JSON: base64url of a large attestation object and of client data at its limit, and room for
    /// extension outputs.
    pub const RESPONSE_JSON: usize = 1_048_576;
    /// Client data: browsers send some 150 to 400 bytes; the limit leaves room for long origins
    /// and for members to come, and keeps the parser's time small.
    pub const CLIENT_DATA_JSON: usize = 65_536;
    /// Attestation object: as much as fits into the JSON. Chains of RSA certificates make some
    /// 8,000 bytes, a compound statement of several more.
    pub const ATTESTATION_OBJECT: usize = 786_432;
    /// Authenticator data: an authentication's have 37 bytes and extension outputs; this is as long
    /// as the longest credential ID that the format can say, and the largest key, twice.
    pub const AUTHENTICATOR_DATA: usize = 131_072;
    /// Signature: the longest are 4,627 bytes of ML-DSA-87.
    pub const SIGNATURE: usize = 16_384;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            response_json: Self::RESPONSE_JSON,
            client_data_json: Self::CLIENT_DATA_JSON,
            attestation_object: Self::ATTESTATION_OBJECT,
            authenticator_data: Self::AUTHENTICATOR_DATA,
            signature: Self::SIGNATURE,
        }
    }
}

/// Refuses what has more bytes than `limit`.
pub(crate) fn within(what: &'static str, length: usize, limit: usize) -> Result<(), Reason> {
    if length > limit {
        return Err(Reason::too_large(what, limit, length));
    }
    Ok(())
}
