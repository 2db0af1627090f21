use core::fmt;

use countersign_spec::{At, Reason, Rejection, Step, Value};

use crate::{AttestedCredential, Extensions, Flags};

/// SHA-256 of an RP ID, or of an `AppID` where the appid extension was used.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RpIdHash(pub [u8; 32]);

/// Authenticator data: [§6.1 Authenticator Data][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuthenticatorData<'a> {
    bytes: &'a [u8],
    rp_id_hash: RpIdHash,
    flags: Flags,
    sign_count: u32,
    credential: Option<AttestedCredential<'a>>,
    extensions: Option<Extensions<'a>>,
}

impl<'a> AuthenticatorData<'a> {
    /// Parses authenticator data; the input must end where the data does.
    ///
    /// It is always read as canonical CBOR, as an authenticator signed it; what clients re-encode
    /// is the envelope around it.
    ///
    /// # Errors
    ///
    /// - At `AuthenticatorDataLayout`: `Malformed` under 37 bytes.
    /// - At `AttestedCredentialData`: `Malformed` where AT is set and AAGUID, length and
    ///   credential ID are not all there; then at the steps of
    ///   [`Key::read`](countersign_cose::Key::read).
    /// - At `AuthenticatorDataExtensions`: `Missing` where ED is set and nothing follows;
    ///   `Malformed` or `TooLarge` where what follows is no canonical CBOR map from text.
    /// - At `AuthenticatorDataEnd`: `Malformed` for bytes after all that the flags announce.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Rejection> {
        let (rp_id_hash, flags, sign_count) = fixed_part(bytes)
            .map_err(|what| Reason::Malformed {
                what,
                offset: bytes.len(),
            })
            .at(Step::AuthenticatorDataLayout)?;
        let mut end = 37;
        let mut credential = None;
        if flags.attested() {
            let (read, behind) = AttestedCredential::read(bytes, end)?;
            (credential, end) = (Some(read), behind);
        }
        let mut extensions = None;
        if flags.extensions() {
            let read = Extensions::read(bytes, end).at(Step::AuthenticatorDataExtensions)?;
            (extensions, end) = (Some(read.0), read.1);
        }
        // STRICTER: §6.1 says that authenticator data describes its own length, not what bytes
        // after that mean; they are refused, so that no two readers differ on where it ends.
        let left_over = Reason::Malformed {
            what: "authenticator data",
            offset: end,
        };
        Step::AuthenticatorDataEnd.require(bytes.len() == end, left_over)?;
        Ok(Self {
            bytes,
            rp_id_hash,
            flags,
            sign_count,
            credential,
            extensions,
        })
    }

    /// The bytes as they came, which is what is signed.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// "rpIdHash": for whom the authenticator answered.
    ///
    /// ```
    /// use countersign_authdata::{AuthenticatorData, RpIdHash};
    ///
    /// /// Whether the authenticator answered this relying party, by SHA-256 of its RP ID.
    /// fn is_for_us(data: &AuthenticatorData<'_>, own: &RpIdHash) -> bool {
    ///     data.rp_id_hash() == own
    /// }
    /// assert!(is_for_us(&AuthenticatorData::parse(&[0; 37])?, &RpIdHash([0; 32])));
    /// # Ok::<(), countersign_spec::Rejection>(())
    /// ```
    #[must_use]
    pub const fn rp_id_hash(&self) -> &RpIdHash {
        &self.rp_id_hash
    }

    /// "flags".
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// "signCount": how often the credential has signed, or zero for ever.
    #[must_use]
    pub const fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// "attestedCredentialData": there exactly if AT is set.
    #[must_use]
    pub const fn credential(&self) -> Option<&AttestedCredential<'a>> {
        self.credential.as_ref()
    }

    /// "extensions": there exactly if ED is set.
    #[must_use]
    pub const fn extensions(&self) -> Option<&Extensions<'a>> {
        self.extensions.as_ref()
    }
}

/// The 37 bytes that are always there, or the name of the first field that is not.
fn fixed_part(bytes: &[u8]) -> Result<(RpIdHash, Flags, u32), &'static str> {
    let (rp_id_hash, bytes) = bytes.split_first_chunk().ok_or("rpIdHash")?;
    let (flags, bytes) = bytes.split_first().ok_or("flags")?;
    let (sign_count, _) = bytes.split_first_chunk().ok_or("signCount")?;
    Ok((
        RpIdHash(*rp_id_hash),
        Flags::from_byte(*flags),
        u32::from_be_bytes(*sign_count),
    ))
}

impl fmt::Debug for RpIdHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RpIdHash({})", Value::from(&self.0))
    }
}
