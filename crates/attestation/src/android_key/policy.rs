use countersign_spec::Reason;

use super::{KeyDescription, SecurityLevel, VerifiedBootState};

/// What the relying party asks of Android key descriptions, where the text gives it the choice or
/// says nothing. By default the lists are what the secure environment enforces, the key signs and
/// does nothing else, and everything else is in the evidence.
///
/// ```
/// use countersign_attestation::{Policy, SecurityLevel, VerifiedBoot};
///
/// let mut policy = Policy::default();
/// policy.android_key.minimum_security_level = SecurityLevel::TrustedEnvironment;
/// policy.android_key.verified_boot = VerifiedBoot::Verified;
/// policy.android_key.minimum_os_patch_level = Some(202_401);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct AndroidKeyPolicy {
    /// Which lists must say where the key comes from and what it is for. Default: teeEnforced.
    pub lists: AuthorizationLists,
    /// What the key may be for. Default: signing alone.
    pub purposes: Purposes,
    /// The least level of both the key and its description. Default: software, that is any.
    pub minimum_security_level: SecurityLevel,
    /// How the device must have started. Default: anyhow.
    pub verified_boot: VerifiedBoot,
    /// The oldest security patch of the system in teeEnforced ("osPatchLevel"), as 202401 for
    /// January 2024. Default: none is asked for.
    pub minimum_os_patch_level: Option<u32>,
    /// The oldest version of the description ("attestationVersion"). Default: 0, that is any.
    pub minimum_version: u32,
}

/// The authorization lists of an Android key description that must say where a key comes from and
/// what it is for: [§8.4][1] "for the following, use only the teeEnforced authorization list if
/// the RP wants to accept only keys from a trusted execution environment, otherwise use the
/// union".
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-android-key-attestation
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum AuthorizationLists {
    /// teeEnforced alone.
    #[default]
    TeeEnforced,
    /// teeEnforced and softwareEnforced together: keys of the operating system are accepted too.
    Union,
}

/// What a key may be for, beside signing.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Purposes {
    /// Nothing: §8.4 "equal to KM_PURPOSE_SIGN".
    #[default]
    SignAlone,
    /// Anything, as long as signing is among it.
    SignAmongOthers,
}

/// How a device must have started, by the root of trust in teeEnforced.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum VerifiedBoot {
    /// Anyhow; it is in the evidence.
    #[default]
    Reported,
    /// With a locked boot loader and a system that is signed by the maker or the owner.
    VerifiedOrSelfSigned,
    /// With a locked boot loader and a system that is signed by the maker.
    Verified,
}

impl AndroidKeyPolicy {
    /// Holds a description against the policy; what is not there is not enough.
    pub(super) fn accept(&self, description: &KeyDescription<'_>) -> Result<(), Reason> {
        let (version, least) = (description.attestation_version, self.minimum_version);
        if version < least {
            return Err(Reason::mismatch("attestationVersion", least, version));
        }
        let (level, least) = (description.security_level(), self.minimum_security_level);
        if level < least {
            return Err(Reason::mismatch(
                "security level",
                least.name(),
                level.name(),
            ));
        }
        self.verified_boot.accept(description)?;
        self.accept_patch_level(description)
    }

    fn accept_patch_level(&self, description: &KeyDescription<'_>) -> Result<(), Reason> {
        let Some(least) = self.minimum_os_patch_level else {
            return Ok(());
        };
        let found = description.tee_enforced.os_patch_level;
        let found = found.ok_or(Reason::Missing("osPatchLevel"))?;
        if found < u64::from(least) {
            let found = i64::try_from(found).unwrap_or(i64::MAX);
            return Err(Reason::mismatch("osPatchLevel", least, found));
        }
        Ok(())
    }
}

impl VerifiedBoot {
    fn accept(self, description: &KeyDescription<'_>) -> Result<(), Reason> {
        use VerifiedBootState::{SelfSigned, Verified};
        let states: &[_] = match self {
            Self::Reported => return Ok(()),
            Self::VerifiedOrSelfSigned => &[Verified, SelfSigned],
            Self::Verified => &[Verified],
        };
        let root = description.tee_enforced.root_of_trust;
        let root = root.ok_or(Reason::Missing("rootOfTrust"))?;
        if !root.device_locked {
            return Err(Reason::NotAllowed("an unlocked boot loader"));
        }
        if !states.contains(&root.verified_boot_state) {
            return Err(Reason::NotAllowed("verifiedBootState"));
        }
        Ok(())
    }
}
