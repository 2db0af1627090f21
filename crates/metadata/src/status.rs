use alloc::string::String;
use core::fmt;

use countersign_spec::Reason;

use crate::json::FromJson;

/// Makes the enum, its names and what each means from one table.
macro_rules! statuses {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $level:expr, $refused:literal;)*) => {
        /// The status of a model: [FIDO MDS 3.1.1 §3.1.4][1].
        ///
        /// [1]: https://fidoalliance.org/specs/mds/fido-metadata-service-v3.1.1-ps-20260105.html#enumdef-authenticatorstatus
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum AuthenticatorStatus {
            $($(#[$doc])* $variant,)*
            /// One that this version does not know, by its name.
            Unknown(String),
        }

        impl AuthenticatorStatus {
            /// Every status that is known, in the order of the table.
            pub const KNOWN: &[Self] = &[$(Self::$variant,)*];

            /// The name in the specification.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Unknown(name) => name,
                }
            }

            /// The certification level that it stands for.
            #[must_use]
            pub const fn certification(&self) -> Option<CertificationLevel> {
                match self {
                    $(Self::$variant => $level,)*
                    Self::Unknown(_) => None,
                }
            }

            /// Whether a model of this status is refused unless the caller says otherwise.
            #[must_use]
            pub const fn is_refused_by_default(&self) -> bool {
                match self {
                    $(Self::$variant => $refused,)*
                    Self::Unknown(_) => false,
                }
            }
        }
    };
}

// Variant, name, level of certification, refused by default.
statuses! {
    /// Not certified.
    NotFidoCertified = "NOT_FIDO_CERTIFIED", None, false;
    /// The vendor submitted its own answers to the checklist.
    SelfAssertionSubmitted = "SELF_ASSERTION_SUBMITTED", None, false;
    /// Passed functional certification, before there were levels.
    FidoCertified = "FIDO_CERTIFIED", Some(CertificationLevel::Functional), false;
    /// Certified at level 1.
    FidoCertifiedL1 = "FIDO_CERTIFIED_L1", Some(CertificationLevel::L1), false;
    /// Certified at level 1+.
    FidoCertifiedL1Plus = "FIDO_CERTIFIED_L1plus", Some(CertificationLevel::L1Plus), false;
    /// Certified at level 2.
    FidoCertifiedL2 = "FIDO_CERTIFIED_L2", Some(CertificationLevel::L2), false;
    /// Certified at level 2+.
    FidoCertifiedL2Plus = "FIDO_CERTIFIED_L2plus", Some(CertificationLevel::L2Plus), false;
    /// Certified at level 3.
    FidoCertifiedL3 = "FIDO_CERTIFIED_L3", Some(CertificationLevel::L3), false;
    /// Certified at level 3+.
    FidoCertifiedL3Plus = "FIDO_CERTIFIED_L3plus", Some(CertificationLevel::L3Plus), false;
    /// Certified by FIPS 140 at overall level 1.
    Fips140CertifiedL1 = "FIPS140_CERTIFIED_L1", None, false;
    /// Certified by FIPS 140 at overall level 2.
    Fips140CertifiedL2 = "FIPS140_CERTIFIED_L2", None, false;
    /// Certified by FIPS 140 at overall level 3.
    Fips140CertifiedL3 = "FIPS140_CERTIFIED_L3", None, false;
    /// Certified by FIPS 140 at overall level 4.
    Fips140CertifiedL4 = "FIPS140_CERTIFIED_L4", None, false;
    /// There is an update of the firmware.
    UpdateAvailable = "UPDATE_AVAILABLE", None, false;
    /// Malware can get around user verification.
    UserVerificationBypass = "USER_VERIFICATION_BYPASS", None, true;
    /// An attestation key is known to others.
    AttestationKeyCompromise = "ATTESTATION_KEY_COMPROMISE", None, true;
    /// Users' keys can be had from afar.
    UserKeyRemoteCompromise = "USER_KEY_REMOTE_COMPROMISE", None, true;
    /// Users' keys can be had by who has the device.
    UserKeyPhysicalCompromise = "USER_KEY_PHYSICAL_COMPROMISE", None, true;
    /// The FIDO Alliance says that the model is not to be trusted.
    Revoked = "REVOKED", None, true;
    /// The vendor says that the model is no longer to be accepted.
    Retired = "RETIRED", None, true;
}

/// A level of [FIDO certification][1], the weakest first.
///
/// [1]: https://fidoalliance.org/certification/authenticator-certification-levels/
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum CertificationLevel {
    /// Functional certification, from before there were levels.
    Functional,
    /// Level 1.
    L1,
    /// Level 1+.
    L1Plus,
    /// Level 2.
    L2,
    /// Level 2+.
    L2Plus,
    /// Level 3.
    L3,
    /// Level 3+.
    L3Plus,
}

impl CertificationLevel {
    /// The name of the status that stands for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Functional => "FIDO_CERTIFIED",
            Self::L1 => "FIDO_CERTIFIED_L1",
            Self::L1Plus => "FIDO_CERTIFIED_L1plus",
            Self::L2 => "FIDO_CERTIFIED_L2",
            Self::L2Plus => "FIDO_CERTIFIED_L2plus",
            Self::L3 => "FIDO_CERTIFIED_L3",
            Self::L3Plus => "FIDO_CERTIFIED_L3plus",
        }
    }
}

impl FromJson for AuthenticatorStatus {
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
        let name = String::from_json(what, json)?;
        let known = Self::KNOWN.iter().find(|status| status.name() == name);
        Ok(known.cloned().unwrap_or(Self::Unknown(name)))
    }
}

impl fmt::Display for AuthenticatorStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::AuthenticatorStatus;
    use crate::json::FromJson;
    use alloc::format;

    #[test]
    fn names_are_read_as_they_are_written() {
        for status in AuthenticatorStatus::KNOWN {
            let json = format!("\"{status}\"");
            assert_eq!(
                AuthenticatorStatus::from_json("status", &json).as_ref(),
                Ok(status)
            );
            let level = status.certification().map(super::CertificationLevel::name);
            assert!(level.is_none_or(|name| name == status.name()));
        }
    }

    #[test]
    fn other_names_are_kept() {
        let status = AuthenticatorStatus::from_json("status", "\"QUANTUM_SAFE\"").unwrap();
        assert_eq!(status.name(), "QUANTUM_SAFE");
        assert!(!AuthenticatorStatus::KNOWN.contains(&status));
    }
}
