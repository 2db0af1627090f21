use core::fmt;

use countersign_cose::{Curve, PublicKey, Scheme};
use countersign_spec::{Reason, Value};

use crate::Backend;
use crate::ec_key::EcKey;
#[cfg(feature = "ed448")]
use crate::ed448_key::Ed448Key;
use crate::ed25519_key::Ed25519Key;
use crate::ml_dsa_key::MlDsaKey;
use crate::rsa_key::RsaKey;

/// The signature was valid over exactly this message under exactly this key.
///
/// Only [`VerifyingKey::verify`] makes one; what must not be done without a valid signature asks
/// for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub struct SignatureValid(());

/// A public key that was checked: its point is on its curve, its numbers are in bounds.
///
/// Checking and expanding a key is done once, here; [`verify`](Self::verify) may then be called
/// any number of times, from any thread. What is kept for that may be large: share a key by
/// reference or in an `Arc`.
pub struct VerifyingKey(Key);

#[expect(
    clippy::large_enum_variant,
    reason = "a box would be an allocation in each authentication"
)]
enum Key {
    Ec(EcKey),
    Ed25519(Ed25519Key),
    #[cfg(feature = "ed448")]
    Ed448(Ed448Key),
    Rsa(RsaKey),
    MlDsa(MlDsaKey),
}

/// Whether this build verifies signatures of this scheme.
///
/// All are always there but [`Scheme::Ed448`], which is a cargo feature (`ed448`) as long as the
/// library for it is a pre-release.
///
/// ```
/// use countersign_cose::{Hash, Scheme};
///
/// assert!(countersign_signature::is_supported(Scheme::Ecdsa(Hash::Sha256)));
/// assert_eq!(countersign_signature::is_supported(Scheme::Ed448), cfg!(feature = "ed448"));
/// ```
#[must_use]
pub const fn is_supported(scheme: Scheme) -> bool {
    let always = matches!(
        scheme,
        Scheme::Ecdsa(_)
            | Scheme::RsaPkcs1(_)
            | Scheme::RsaPss(_)
            | Scheme::Ed25519
            | Scheme::MlDsa(_)
    );
    always || (cfg!(feature = "ed448") && matches!(scheme, Scheme::Ed448))
}

impl VerifyingKey {
    /// Checks the numbers of a public key and keeps them ready for the fastest back end.
    ///
    /// # Errors
    ///
    /// - `Malformed`: a coordinate, point, modulus, exponent or encoded key that is not of its
    ///   length, has leading zeros, or is not less than the field's prime.
    /// - `NotAllowed`: a point that is not on its curve or of small order; a modulus that is even
    ///   or has fewer than 2048 bits; an exponent that is even or less than 3.
    /// - `TooLarge`: a modulus of more than 8192 bits, an exponent of more than 33.
    /// - `Unsupported`: Ed448 in a build without the feature `ed448`.
    pub fn new(key: &PublicKey<'_>) -> Result<Self, Reason> {
        Self::with_backend(key, Backend::default())
    }

    /// Checks the numbers of a public key and keeps them ready for this back end.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and the same for every back end.
    ///
    /// ```
    /// use countersign_cose::{Curve, PublicKey};
    /// use countersign_signature::{Backend, VerifyingKey};
    ///
    /// let backend = Backend::fastest();
    /// assert!(backend.is_available());
    /// let nothing = PublicKey::Edwards { curve: Curve::Ed25519, point: &[] };
    /// assert!(VerifyingKey::with_backend(&nothing, backend).is_err());
    /// ```
    pub fn with_backend(key: &PublicKey<'_>, backend: Backend) -> Result<Self, Reason> {
        Ok(Self(match *key {
            PublicKey::Ec { curve, x, y } => Key::Ec(EcKey::new(backend, curve, x, y)?),
            PublicKey::Edwards { curve, point } => Key::edwards(backend, curve, point)?,
            PublicKey::Rsa { n, e } => Key::Rsa(RsaKey::new(backend, n, e)?),
            PublicKey::MlDsa { set, key } => Key::MlDsa(MlDsaKey::new(backend, set, key)?),
            _ => return Err(unsupported()),
        }))
    }

    /// Checks the numbers of a public key that nothing is to be verified with: as
    /// [`new`](Self::new), but nothing is made ready.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn check(key: &PublicKey<'_>) -> Result<(), Reason> {
        // The least work: other back ends make tables of a point when they read it.
        let backend = Backend::RustCrypto;
        match *key {
            PublicKey::Ec { curve, x, y } => EcKey::new(backend, curve, x, y).map(drop),
            PublicKey::Edwards { curve, point } => Key::edwards(backend, curve, point).map(drop),
            PublicKey::Rsa { n, e } => RsaKey::check(n, e),
            PublicKey::MlDsa { set, key } => MlDsaKey::check(set, key),
            _ => Err(unsupported()),
        }
    }

    /// Verifies `signature` over the concatenation of the parts of `message`.
    ///
    /// The parts are the message as the specification writes it, `authData || clientDataHash`,
    /// without a copy; where they meet makes no difference to the verdict.
    ///
    /// # Errors
    ///
    /// - `Malformed`: not of the scheme's form. ECDSA: not DER, or a number outside 1 to n-1.
    ///   EdDSA and ML-DSA: the length; EdDSA: a number that is not reduced. RSA: not of the
    ///   modulus's length, or not less than it.
    /// - `BadSignature`: of the scheme's form, and not a signature of this message by this key.
    /// - `NotAllowed`: key and scheme do not go together; EdDSA: R is of small order.
    pub fn verify(
        &self,
        scheme: Scheme,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<SignatureValid, Reason> {
        let valid = match (&self.0, scheme) {
            (Key::Ec(key), Scheme::Ecdsa(hash)) => key.verify(hash, message, signature)?,
            (Key::Ed25519(key), Scheme::Ed25519) => key.verify(message, signature)?,
            #[cfg(feature = "ed448")]
            (Key::Ed448(key), Scheme::Ed448) => key.verify(message, signature)?,
            (Key::Rsa(key), Scheme::RsaPkcs1(hash)) => key.pkcs1(hash, message, signature)?,
            (Key::Rsa(key), Scheme::RsaPss(hash)) => key.pss(hash, message, signature)?,
            (Key::MlDsa(key), Scheme::MlDsa(set)) if key.set() == set => {
                key.verify(message, signature)?
            }
            _ => return Err(Reason::NotAllowed("this scheme with this kind of key")),
        };
        if valid {
            Ok(SignatureValid(()))
        } else {
            Err(Reason::BadSignature)
        }
    }
}

const fn unsupported() -> Reason {
    Reason::Unsupported("key type", Value::Name("new"))
}

impl Key {
    fn edwards(backend: Backend, curve: Curve, point: &[u8]) -> Result<Self, Reason> {
        match curve {
            Curve::Ed25519 => Ed25519Key::new(backend, point).map(Self::Ed25519),
            #[cfg(feature = "ed448")]
            Curve::Ed448 => Ed448Key::new(point).map(Self::Ed448),
            #[cfg(not(feature = "ed448"))]
            Curve::Ed448 => Err(Reason::Unsupported("curve", Value::Name("Ed448"))),
            _ => Err(Reason::NotAllowed("an Edwards point on this curve")),
        }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The kind only: an expanded ML-DSA key would be 60,000 bytes of it.
        let kind = match &self.0 {
            Key::Ec(_) => "ECDSA",
            Key::Ed25519(_) => "Ed25519",
            #[cfg(feature = "ed448")]
            Key::Ed448(_) => "Ed448",
            Key::Rsa(_) => "RSA",
            Key::MlDsa(_) => "ML-DSA",
        };
        write!(f, "VerifyingKey({kind})")
    }
}
