use countersign_spec::{At, Reason, Rejection, Step};

use super::structure::Structure;

/// What a TPM signed about the credential key ("certInfo"): `TPMS_ATTEST`, TPM 2.0 Part 2
/// §10.12.8, that holds a `TPMS_CERTIFY_INFO`, §10.12.3.
pub(super) struct Attest<'a> {
    pub(super) qualified_signer: &'a [u8],
    pub(super) extra_data: &'a [u8],
    pub(super) clock_info: ClockInfo,
    pub(super) firmware_version: u64,
    pub(super) name: &'a [u8],
    pub(super) qualified_name: &'a [u8],
}

/// The TPM's clock when it signed: `TPMS_CLOCK_INFO`, TPM 2.0 Part 2 §10.11.1. A TPM obfuscates
/// the counts where the signing key is not in its endorsement hierarchy, and nothing is decided
/// by them; §8.3 lets them "be used as an input to risk engines".
///
/// ```
/// use countersign_attestation::{ClockInfo, TpmDetails, TpmIdentity};
///
/// /// For a risk engine: a TPM that says of itself that it was reset since `before`.
/// fn was_reset(now: &TpmDetails<'_>, before: &ClockInfo) -> bool {
///     let TpmIdentity { manufacturer, model, version, .. } = &now.identity;
///     println!("{manufacturer} {model} {version}");
///     now.clock_info.reset_count > before.reset_count
/// }
/// # let _ = was_reset;
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ClockInfo {
    /// Milliseconds for which the TPM has been powered ("clock").
    pub clock: u64,
    /// How often the TPM was reset ("resetCount").
    pub reset_count: u32,
    /// How often the TPM was restarted or resumed ("restartCount").
    pub restart_count: u32,
    /// Whether no greater value of the clock was reported before ("safe"): 1 for yes, 0 for no. It
    /// is the byte as it came, as the text's own test vector has another.
    pub safe: u8,
}

impl<'a> Attest<'a> {
    /// Parses "certInfo"; nothing may be left over.
    ///
    /// # Errors
    ///
    /// At `TpmMagic`, `TpmType`, or `TpmCertInfo` for all else: after the magic and the type, as
    /// only they say how to read what follows.
    pub(super) fn parse(cert_info: &'a [u8]) -> Result<Self, Rejection> {
        const GENERATED_VALUE: u32 = 0xff54_4347; // TPM 2.0 Part 2 §6.2
        const ATTEST_CERTIFY: u16 = 0x8017; // TPM 2.0 Part 2 §6.9
        let mut structure = Structure::new(cert_info, "certInfo");
        let magic = structure.u32().at(Step::TpmCertInfo)?;
        let mismatch = Reason::mismatch("magic", GENERATED_VALUE, magic);
        Step::TpmMagic.require(magic == GENERATED_VALUE, mismatch)?;
        let kind = structure.u16().at(Step::TpmCertInfo)?;
        let mismatch = Reason::mismatch("type", u32::from(ATTEST_CERTIFY), u32::from(kind));
        Step::TpmType.require(kind == ATTEST_CERTIFY, mismatch)?;
        Self::read_certify(&mut structure).at(Step::TpmCertInfo)
    }

    fn read_certify(structure: &mut Structure<'a>) -> Result<Self, Reason> {
        let attest = Self {
            qualified_signer: structure.sized()?,
            extra_data: structure.sized()?,
            clock_info: ClockInfo::read(structure)?,
            firmware_version: structure.u64()?,
            name: structure.sized()?,
            qualified_name: structure.sized()?,
        };
        structure.end()?;
        Ok(attest)
    }
}

impl ClockInfo {
    fn read(structure: &mut Structure<'_>) -> Result<Self, Reason> {
        Ok(Self {
            clock: structure.u64()?,
            reset_count: structure.u32()?,
            restart_count: structure.u32()?,
            // LAXER: TPM 2.0 Part 2 §10.11.1 has only 0 and 1 for "safe"; §8.3 ignores clockInfo,
            // and its test vector has 0x33, so any byte is taken.
            safe: structure.u8()?,
        })
    }
}
