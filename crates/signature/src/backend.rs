//! The seam to cryptography libraries: arithmetic, and nothing that decides what is acceptable.
//!
//! A back end has these types, or some of them, with these functions:
//!
//! | type | `new` | verifies |
//! |---|---|---|
//! | `EcKey` | `(curve, x, y)` | `verify(hash, message, signature)` |
//! | `Ed25519Key`, `Ed448Key` | `(point)` | `verify(message, r, s)` |
//! | `RsaKey` | `(numbers)` | `pkcs1(numbers, hash, message, signature)`, `pss` likewise |
//! | `MlDsaKey` | `(set, bytes)` | `verify(message, signature)` |
//!
//! What a caller passes was checked by the module of the same name one floor up: lengths are
//! exact, numbers are reduced, sizes are in bounds, no Edwards point is of small order. What is
//! left for `new` is whether a point is on its curve (`None` if not), for the others the one
//! equation of the scheme. So back ends cannot disagree on what is not a matter of arithmetic;
//! one that accepts more in general accepts no more here, and one that accepts less (as `k256`
//! does with high s) must make up for it in its own file.
//!
//! RustCrypto is the reference: what another back end makes no key of, for whatever reason, is left
//! to it, and so is a hash that the other lacks.
#![allow(
    clippy::large_enum_variant,
    reason = "a box would be an allocation in each authentication"
)]
#![allow(
    clippy::match_same_arms,
    reason = "arms are the same only in builds where two back ends are absent"
)]

#[allow(
    dead_code,
    reason = "stands for what the build lacks, which may be nothing"
)]
mod absent;
#[cfg(any(feature = "aws-lc-rs", feature = "fips"))]
mod aws_lc;
#[cfg(all(
    feature = "graviola",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod graviola;
mod rustcrypto;

#[cfg(not(any(feature = "aws-lc-rs", feature = "fips")))]
use absent as aws_lc;
#[cfg(not(all(
    feature = "graviola",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
use absent as graviola;

use core::fmt;

use countersign_cose::{Curve, Hash, MlDsa};

use crate::ecdsa_signature::EcdsaSignature;
use crate::rsa_numbers::RsaNumbers;

#[cfg(feature = "ed448")]
pub(crate) use rustcrypto::Ed448Key;

/// Who does the arithmetic of signatures. No verdict depends on it, only how long it takes.
///
/// The default is the [fastest](Self::fastest) that is there. One that is not there, or lacks an
/// algorithm, leaves the work to RustCrypto, which is always there and has all of them. Digests and
/// Ed448 are RustCrypto's in any case.
///
/// ```
/// use countersign_signature::Backend;
///
/// assert!(Backend::RustCrypto.is_available());
/// assert!(Backend::default().is_available());
/// for backend in Backend::available() {
///     println!("{backend}");
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Backend {
    /// The crates of RustCrypto and dalek: the reference, in Rust alone, on every target.
    RustCrypto,
    /// `graviola`, a cargo feature: P-256, P-384 and RSA, in verified assembly. It needs an x86-64
    /// processor with AES, AVX2, ADX and PCLMUL, or an AArch64 one with AES and SHA-2.
    Graviola,
    /// `aws-lc-rs`, a cargo feature, and with the feature `fips` its FIPS module: everything but
    /// Ed448.
    AwsLcRs,
}

impl Backend {
    /// All that there may be, the reference first.
    pub const ALL: [Self; 3] = [Self::RustCrypto, Self::Graviola, Self::AwsLcRs];

    /// Those that this build has and this processor can run.
    pub fn available() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|one| one.is_available())
    }

    /// Whether this build has it and this processor can run it.
    #[must_use]
    pub fn is_available(self) -> bool {
        match self {
            Self::RustCrypto => true,
            Self::Graviola => graviola::is_available(),
            Self::AwsLcRs => aws_lc::is_available(),
        }
    }

    /// The fastest of those available.
    #[must_use]
    pub fn fastest() -> Self {
        if Self::AwsLcRs.is_available() {
            Self::AwsLcRs
        } else if Self::Graviola.is_available() {
            Self::Graviola
        } else {
            Self::RustCrypto
        }
    }

    /// The name, as that of the cargo feature.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RustCrypto => "rustcrypto",
            Self::Graviola => "graviola",
            Self::AwsLcRs => "aws-lc-rs",
        }
    }
}

impl Default for Backend {
    fn default() -> Self {
        Self::fastest()
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

pub(crate) enum EcKey {
    RustCrypto(rustcrypto::EcKey),
    Graviola(graviola::EcKey),
    AwsLc(aws_lc::EcKey),
}

impl EcKey {
    pub(crate) fn new(backend: Backend, curve: Curve, x: &[u8], y: &[u8]) -> Option<Self> {
        let other = match backend {
            Backend::RustCrypto => None,
            Backend::Graviola => graviola::EcKey::new(curve, x, y).map(Self::Graviola),
            Backend::AwsLcRs => aws_lc::EcKey::new(curve, x, y).map(Self::AwsLc),
        };
        other.or_else(|| rustcrypto::EcKey::new(curve, x, y).map(Self::RustCrypto))
    }

    pub(crate) fn verify(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &EcdsaSignature<'_>,
    ) -> bool {
        match self {
            Self::RustCrypto(key) => key.verify(hash, message, signature),
            Self::Graviola(key) => key.verify(hash, message, signature),
            Self::AwsLc(key) => key.verify(hash, message, signature),
        }
    }
}

pub(crate) enum Ed25519Key {
    RustCrypto(rustcrypto::Ed25519Key),
    AwsLc(aws_lc::Ed25519Key),
}

impl Ed25519Key {
    pub(crate) fn new(backend: Backend, point: &[u8; 32]) -> Option<Self> {
        // Graviola's is no faster than RustCrypto's.
        let key = rustcrypto::Ed25519Key::new(point)?;
        let other = match backend {
            Backend::AwsLcRs => aws_lc::Ed25519Key::new(point).map(Self::AwsLc),
            Backend::RustCrypto | Backend::Graviola => None,
        };
        Some(other.unwrap_or(Self::RustCrypto(key)))
    }

    pub(crate) fn verify(&self, message: &[&[u8]], r: &[u8; 32], s: &[u8; 32]) -> bool {
        match self {
            Self::RustCrypto(key) => key.verify(message, r, s),
            Self::AwsLc(key) => key.verify(message, r, s),
        }
    }
}

pub(crate) enum RsaKey {
    RustCrypto(rustcrypto::RsaKey),
    Graviola(graviola::RsaKey),
    AwsLc(aws_lc::RsaKey),
}

impl RsaKey {
    pub(crate) fn new(backend: Backend, numbers: &RsaNumbers) -> Option<Self> {
        let other = match backend {
            Backend::RustCrypto => None,
            Backend::Graviola => graviola::RsaKey::new(numbers).map(Self::Graviola),
            Backend::AwsLcRs => aws_lc::RsaKey::new(numbers).map(Self::AwsLc),
        };
        other.or_else(|| rustcrypto::RsaKey::new(numbers).map(Self::RustCrypto))
    }

    pub(crate) fn pkcs1(
        &self,
        numbers: &RsaNumbers,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> bool {
        let verified = match self {
            Self::RustCrypto(key) => return key.pkcs1(hash, message, signature),
            Self::Graviola(key) => key.pkcs1(numbers, hash, message, signature),
            Self::AwsLc(key) => key.pkcs1(numbers, hash, message, signature),
        };
        verified.unwrap_or_else(|| {
            rustcrypto::RsaKey::new(numbers).is_some_and(|key| key.pkcs1(hash, message, signature))
        })
    }

    pub(crate) fn pss(
        &self,
        numbers: &RsaNumbers,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> bool {
        let verified = match self {
            Self::RustCrypto(key) => return key.pss(hash, message, signature),
            Self::Graviola(key) => key.pss(numbers, hash, message, signature),
            Self::AwsLc(key) => key.pss(numbers, hash, message, signature),
        };
        verified.unwrap_or_else(|| {
            rustcrypto::RsaKey::new(numbers).is_some_and(|key| key.pss(hash, message, signature))
        })
    }
}

pub(crate) enum MlDsaKey {
    RustCrypto(rustcrypto::MlDsaKey),
    AwsLc(aws_lc::MlDsaKey),
}

impl MlDsaKey {
    pub(crate) fn new(backend: Backend, set: MlDsa, bytes: &[u8]) -> Option<Self> {
        let other = match backend {
            Backend::AwsLcRs => aws_lc::MlDsaKey::new(set, bytes).map(Self::AwsLc),
            Backend::RustCrypto | Backend::Graviola => None,
        };
        other.or_else(|| rustcrypto::MlDsaKey::new(set, bytes).map(Self::RustCrypto))
    }

    pub(crate) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> bool {
        match self {
            Self::RustCrypto(key) => key.verify(message, signature),
            Self::AwsLc(key) => key.verify(message, signature),
        }
    }
}
