use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use countersign_spec::{Reason, Rejection, Step};
use rand_core::TryCryptoRng;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{AuthenticationCeremony, RegistrationCeremony, verify_rp_id};
use crate::challenge::random;
use crate::{ConfigError, RelyingParty, base64url};

/// The secret keys with which a server that keeps no state seals ceremonies: the browser holds
/// them between the two requests, in a cookie or a hidden field, and can neither read nor change
/// them.
///
/// XChaCha20-Poly1305 with a random nonce. The kind of the ceremony, the RP ID, the version and
/// the session are authenticated with it, and the time at which it expires is inside.
///
/// # Replay
///
/// **A sealed ceremony can be opened again until it expires**, together with the response that
/// answered it: whoever copies both can sign in once more. A type can not stop that, only memory
/// can. Where it matters, remember the challenge of each ceremony that was finished until
/// [`expires`](AuthenticationCeremony::expires), and refuse it the second time with
/// [`AuthenticationCeremony::unknown`]; make [`valid_for`](crate::AuthenticationBuilder::valid_for)
/// short; and bind it to the session, so that a copy is of no use in another. Servers that have a
/// store of any kind should keep the ceremonies themselves there.
#[derive(Clone)]
pub struct SealingKeys {
    newest: [u8; 32],
    older: Vec<[u8; 32]>,
}

/// The first byte of a sealed ceremony; the nonce follows.
const VERSION: u8 = 1;
const NONCE: usize = 24;

/// The most bytes of a sealed ceremony: a list of some 70 credential IDs of the greatest length.
const LIMIT: usize = 131_072;

impl SealingKeys {
    /// Seals and opens with this key: 32 random bytes that all servers share, used for nothing
    /// else.
    #[must_use]
    pub const fn new(key: [u8; 32]) -> Self {
        Self {
            newest: key,
            older: Vec::new(),
        }
    }

    /// Opens with this key as well. To change keys, let all servers accept the new one, then seal
    /// with it and accept the old one, and drop that when what it sealed has expired.
    #[must_use]
    pub fn accept(mut self, key: [u8; 32]) -> Self {
        self.older.push(key);
        self
    }

    fn seal<R: TryCryptoRng + ?Sized>(
        &self,
        state: &impl Serialize,
        associated: &[u8],
        rng: &mut R,
    ) -> Result<String, ConfigError> {
        let nonce = random::<NONCE, _>(rng)?;
        let plain = serde_json::to_vec(state).map_err(|_never| ConfigError::Unsealable)?;
        let payload = Payload {
            msg: &plain,
            aad: associated,
        };
        let sealed = XChaCha20Poly1305::new(&Key::from(self.newest))
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_says_nothing| ConfigError::Unsealable)?;
        let text = base64url::encode(&[&[VERSION], nonce.as_slice(), &sealed].concat());
        if text.len() > LIMIT {
            return Err(ConfigError::Unsealable);
        }
        Ok(text)
    }

    fn open<T: DeserializeOwned>(&self, sealed: &str, associated: &[u8]) -> Result<T, Reason> {
        const WHAT: &str = "sealed ceremony";
        let malformed = |offset| Reason::Malformed { what: WHAT, offset };
        if sealed.len() > LIMIT {
            return Err(Reason::too_large(WHAT, LIMIT, sealed.len()));
        }
        let bytes = base64url::decode(sealed).ok_or(malformed(0))?;
        let (&version, rest) = bytes.split_first().ok_or(malformed(0))?;
        if version != VERSION {
            return Err(Reason::Unsupported(
                "version of a sealed ceremony",
                u32::from(version).into(),
            ));
        }
        let (nonce, sealed) = rest
            .split_first_chunk::<NONCE>()
            .ok_or(malformed(bytes.len()))?;
        let opened = [&self.newest]
            .into_iter()
            .chain(&self.older)
            .find_map(|key| {
                let payload = Payload {
                    msg: sealed,
                    aad: associated,
                };
                XChaCha20Poly1305::new(&Key::from(*key))
                    .decrypt(&XNonce::from(*nonce), payload)
                    .ok()
            });
        let plain = opened.ok_or(Reason::NotAllowed(
            "ceremony, not sealed by these keys for this session and relying party",
        ))?;
        serde_json::from_slice(&plain).map_err(|error| malformed(error.column()))
    }
}

impl fmt::Debug for SealingKeys {
    /// Does not show the keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealingKeys").finish_non_exhaustive()
    }
}

/// What is authenticated beside the state. The length stands before the RP ID, so that no two
/// pairs of RP ID and session give the same bytes.
fn associated(kind: &str, rp_id: &str, session: &[u8]) -> Vec<u8> {
    let length = u64::try_from(rp_id.len()).unwrap_or(u64::MAX).to_be_bytes();
    [
        b"countersign sealed ceremony 1 ",
        kind.as_bytes(),
        b"\0",
        &length,
        rp_id.as_bytes(),
        session,
    ]
    .concat()
}

macro_rules! sealed {
    ($ceremony:ident, $kind:literal, $challenge:ident, $rp_id_hash:ident) => {
        impl $ceremony {
            /// Seals the ceremony for the browser to hold; see [`SealingKeys`] for what that does
            /// not protect from.
            ///
            /// `session` is what the server knows this browser by, such as the session ID or the
            /// account that is signed in, and must be the same when it is opened; empty if there
            /// is nothing.
            ///
            /// # Errors
            ///
            /// [`ConfigError::Generator`] if the generator fails; [`ConfigError::Unsealable`] if
            /// too many credentials are listed.
            pub fn seal<R: TryCryptoRng + ?Sized>(
                self,
                keys: &SealingKeys,
                session: &[u8],
                rng: &mut R,
            ) -> Result<String, ConfigError> {
                keys.seal(&self, &associated($kind, self.rp_id(), session), rng)
            }

            /// Opens a sealed ceremony that came back with the response. Whether it has expired is
            /// looked at when it is finished.
            ///
            /// # Errors
            ///
            #[doc = concat!("At [`Step::", stringify!($challenge), "`] if it was not sealed by one of the")]
            /// keys, for this session, this relying party and this kind of ceremony, or if it was
            /// changed.
            pub fn open(
                sealed: &str,
                keys: &SealingKeys,
                rp: &RelyingParty,
                session: &[u8],
            ) -> Result<Self, Rejection> {
                let ceremony: Self = keys
                    .open(sealed, &associated($kind, rp.id(), session))
                    .map_err(|reason| Step::$challenge.refuse(reason))?;
                verify_rp_id(ceremony.rp_id(), rp, Step::$rp_id_hash)?;
                Ok(ceremony)
            }
        }
    };
}

sealed!(
    RegistrationCeremony,
    "registration",
    RegistrationChallenge,
    RegistrationRpIdHash
);
sealed!(
    AuthenticationCeremony,
    "authentication",
    AuthenticationChallenge,
    AuthenticationRpIdHash
);
