use countersign_spec::Reason;

use super::{ObjectAttributes, TpmManufacturer};

/// What the relying party asks of TPM statements beyond the text. The default asks for nothing,
/// as everything is in [`TpmDetails`](crate::TpmDetails).
///
/// ```
/// use countersign_attestation::{Policy, TpmKeys, TpmManufacturers};
///
/// let mut policy = Policy::default();
/// policy.tpm.manufacturers = TpmManufacturers::Registered;
/// policy.tpm.keys = TpmKeys::Confined;
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct TpmPolicy {
    /// Whose TPMs are accepted. Default: anyone's.
    pub manufacturers: TpmManufacturers,
    /// Which keys are accepted. Default: any.
    pub keys: TpmKeys,
}

/// Whose TPMs are accepted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum TpmManufacturers {
    /// Anyone's; [`TpmIdentity::maker`](crate::TpmIdentity::maker) says who it is.
    ///
    /// Who may call himself what is for the issuer of the certificate to know, that is for the
    /// trust anchors.
    #[default]
    Any,
    /// Those in [`TpmManufacturer::REGISTRY`]. The text's own test vector has `id:00000000`, which
    /// is not.
    Registered,
}

/// Which keys are accepted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum TpmKeys {
    /// Any; their [`ObjectAttributes`] are in the evidence.
    #[default]
    Any,
    /// Those that the TPM made and does not give away, and that sign what they are asked to:
    /// fixedTPM, fixedParent, sensitiveDataOrigin and sign are set, restricted is not. All known
    /// keys of Windows Hello are such; the text's own test vector is not.
    Confined,
}

impl TpmManufacturers {
    pub(super) fn accept(self, maker: Option<&TpmManufacturer>) -> Result<(), Reason> {
        match self {
            Self::Registered if maker.is_none() => Err(Reason::NotAllowed(
                "a TPM manufacturer that is not registered",
            )),
            _ => Ok(()),
        }
    }
}

impl TpmKeys {
    pub(super) const fn accept(self, attributes: ObjectAttributes) -> Result<(), Reason> {
        let confined = attributes.fixed_tpm()
            && attributes.fixed_parent()
            && attributes.sensitive_data_origin()
            && attributes.sign()
            && !attributes.restricted();
        match self {
            Self::Confined if !confined => Err(Reason::NotAllowed("pubArea objectAttributes")),
            _ => Ok(()),
        }
    }
}
