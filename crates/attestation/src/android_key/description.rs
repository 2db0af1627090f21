use countersign_spec::{Reason, Value};
use countersign_x509::{DerReader, Tag};

use super::AuthorizationList;

/// What a keystore says of a key it attests: `KeyDescription`, in the schema of versions 1 to 4
/// (Keymaster) and 100 to 500 (KeyMint) of the [Android key attestation extension][1]. The
/// documentation calls `tee_enforced` hardwareEnforced in later versions.
///
/// ```
/// use countersign_attestation::{Details, Evidence, SecurityLevel, VerifiedBootState};
///
/// /// Whether the key lives in a StrongBox of a phone that runs what its maker signed.
/// fn is_in_a_sound_strong_box(evidence: &Evidence<'_>) -> bool {
///     let Details::AndroidKey(description) = &evidence.details else {
///         return false;
///     };
///     description.security_level() == SecurityLevel::StrongBox
///         && description.tee_enforced.root_of_trust.is_some_and(|root| {
///             root.device_locked && root.verified_boot_state == VerifiedBootState::Verified
///         })
/// }
/// # let _ = is_in_a_sound_strong_box;
/// ```
///
/// [1]: https://source.android.com/docs/security/features/keystore/attestation#schema
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct KeyDescription<'a> {
    /// The version of the schema ("attestationVersion").
    pub attestation_version: u32,
    /// Where the description was made ("attestationSecurityLevel").
    pub attestation_security_level: SecurityLevel,
    /// The version of the keystore's interface ("keymasterVersion", "keyMintVersion").
    pub keymaster_version: u32,
    /// Where the key lives ("keymasterSecurityLevel", "keyMintSecurityLevel").
    pub keymaster_security_level: SecurityLevel,
    /// The challenge of the one who asked for it ("attestationChallenge"): clientDataHash.
    pub attestation_challenge: &'a [u8],
    /// An identifier of the device that changes every month, if it was asked for ("uniqueId").
    pub unique_id: &'a [u8],
    /// What the operating system enforces ("softwareEnforced").
    pub software_enforced: AuthorizationList<'a>,
    /// What the secure environment enforces ("teeEnforced", "hardwareEnforced").
    pub tee_enforced: AuthorizationList<'a>,
}

/// Where a key lives, or where a description was made; greater is more secure.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
#[non_exhaustive]
pub enum SecurityLevel {
    /// In the operating system.
    #[default]
    Software,
    /// In a trusted execution environment beside it.
    TrustedEnvironment,
    /// In a secure element of its own.
    StrongBox,
}

impl<'a> KeyDescription<'a> {
    /// The newest version of the schema that is known here. In a later one, tags may be new.
    pub const NEWEST_VERSION: u32 = 500;

    /// Parses the content of the extension; nothing may be left over.
    ///
    /// # Errors
    ///
    /// `Malformed`; `Unsupported` for a security level or a tag that is not known.
    pub fn parse(value: &'a [u8]) -> Result<Self, Reason> {
        const WHAT: &str = "key description";
        DerReader::read_all(value, WHAT, |r| {
            r.nested(Tag::Sequence, WHAT, |r| {
                let attestation_version = r.decode("attestationVersion")?;
                Ok(Self {
                    attestation_version,
                    attestation_security_level: SecurityLevel::read(r)?,
                    keymaster_version: r.decode("keymasterVersion")?,
                    keymaster_security_level: SecurityLevel::read(r)?,
                    attestation_challenge: r.value(Tag::OctetString, "attestationChallenge")?,
                    unique_id: r.value(Tag::OctetString, "uniqueId")?,
                    software_enforced: AuthorizationList::read(
                        r,
                        "softwareEnforced",
                        attestation_version,
                    )?,
                    tee_enforced: AuthorizationList::read(r, "teeEnforced", attestation_version)?,
                })
            })
        })
    }

    /// The lower of the two levels: neither the key nor what is said of it is safer than that.
    #[must_use]
    pub fn security_level(&self) -> SecurityLevel {
        self.attestation_security_level
            .min(self.keymaster_security_level)
    }

    /// Whether both levels are that of the operating system.
    pub(super) fn is_of_software(&self) -> bool {
        self.attestation_security_level
            .max(self.keymaster_security_level)
            == SecurityLevel::Software
    }
}

impl SecurityLevel {
    fn read(r: &mut DerReader<'_>) -> Result<Self, Reason> {
        const WHAT: &str = "security level";
        match read_enumerated(r, WHAT)? {
            0 => Ok(Self::Software),
            1 => Ok(Self::TrustedEnvironment),
            2 => Ok(Self::StrongBox),
            other => Err(Reason::Unsupported(WHAT, Value::from(u32::from(other)))),
        }
    }

    /// The name that Android's documentation uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Software => "Software",
            Self::TrustedEnvironment => "TrustedEnvironment",
            Self::StrongBox => "StrongBox",
        }
    }
}

/// An ENUMERATED of one byte, which is all that the schema has.
pub(super) fn read_enumerated(r: &mut DerReader<'_>, what: &'static str) -> Result<u8, Reason> {
    let offset = r.offset();
    match r.value(Tag::Enumerated, what)? {
        [number @ 0..=0x7f] => Ok(*number),
        _ => Err(Reason::Malformed { what, offset }),
    }
}
