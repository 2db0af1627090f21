use core::num::NonZeroUsize;

use countersign_signature::Backend;
use countersign_spec::UnixTime;

use crate::{AndroidKeyPolicy, CustomFormats, Format, TpmPolicy};

/// What §8 leaves to the relying party, format by format. The default is what we recommend.
///
/// ```
/// use countersign_attestation::{Policy, Sha1};
///
/// let mut policy = Policy::default();
/// policy.sha1 = Sha1::Refused;
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Policy<'p> {
    /// Whether an attestation key may sign with SHA-1. Default: it may.
    pub sha1: Sha1,
    /// What is asked of TPMs and their keys. Default: what the text demands.
    pub tpm: TpmPolicy,
    /// What is asked of Android key descriptions. Default: what the text demands of what the
    /// secure environment enforces.
    pub android_key: AndroidKeyPolicy,
    /// Whether SafetyNet statements are verified at all. Default: no.
    pub safety_net: SafetyNet,
    /// How many statements of a compound statement must verify. Default: all.
    pub compound: Compound,
    /// Formats of the caller's own. Default: none.
    pub custom: CustomFormats<'p>,
    /// Who does the arithmetic of signatures. Default: the fastest.
    pub backend: Backend,
}

/// Attestation signatures with RS1 (RSASSA-PKCS1-v1_5 with SHA-1).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Sha1 {
    /// They are verified like others: the TPMs of Windows Hello sign with RS1.
    #[default]
    Accepted,
    /// They are refused.
    Refused,
}

/// Android SafetyNet statements, [§8.5][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-android-safetynet-attestation
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum SafetyNet {
    /// They are refused, as if the format were not known: it is deprecated, and the service behind
    /// it was turned off in 2025.
    #[default]
    Refused,
    /// They are verified, under these rules.
    Accepted(SafetyNetRules),
}

/// What a SafetyNet response must say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct SafetyNetRules {
    /// About the device.
    pub device: CtsProfile,
    /// About its time.
    pub time: ResponseTime,
}

/// "ctsProfileMatch" of a SafetyNet response: the device is one that passed Android's
/// compatibility tests, and was not tampered with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CtsProfile {
    /// It must be true.
    Required,
    /// It may be false, and is in the evidence.
    Reported,
}

/// "timestampMs" of a SafetyNet response: when the service made it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResponseTime {
    /// It must be near the time of the ceremony.
    Within {
        /// The time of the ceremony.
        now: UnixTime,
        /// How long ago it may be, in seconds.
        age: u32,
        /// How far ahead it may be, in seconds.
        skew: u32,
    },
    /// It may be any, and is in the evidence.
    Reported,
}

/// How many statements of a compound statement must verify: [§8.9][1] "sufficiently many (as
/// determined by Relying Party policy)".
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-compound-attestation
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Compound {
    /// All of them.
    #[default]
    All,
    /// This many; those that do not are in the evidence with the rejection. The same statement
    /// twice counts twice.
    AtLeast(NonZeroUsize),
}

impl SafetyNetRules {
    /// How old a response may be, in seconds: it is made while the ceremony runs.
    pub const AGE: u32 = 60;
    /// How far a response may lie ahead, in seconds: clocks differ, those of servers by little.
    pub const SKEW: u32 = 10;

    /// The device must have passed, and the response be from the last minute before `now`.
    #[must_use]
    pub const fn at(now: UnixTime) -> Self {
        Self {
            device: CtsProfile::Required,
            time: ResponseTime::Within {
                now,
                age: Self::AGE,
                skew: Self::SKEW,
            },
        }
    }
}

impl Policy<'_> {
    /// The format of an identifier ("fmt"), registered or one of the caller's; `None` for any
    /// other.
    #[must_use]
    pub fn format(&self, identifier: &str) -> Option<Format> {
        Format::from_identifier(identifier).or_else(|| {
            let custom = self.custom.get(identifier)?;
            Some(Format::Custom(custom.identifier()))
        })
    }
}
