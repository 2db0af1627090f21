use countersign_cose::Hash;

use super::attest::Attest;
use super::public::Public;
use super::{ClockInfo, ObjectAttributes, TpmIdentity};

/// What a `tpm` statement says of the TPM and the key. The certificate's issuer vouches for
/// `identity`, the TPM for everything else.
///
/// ```
/// use countersign_attestation::{Details, Evidence};
///
/// /// Whether the key is confined to a TPM that Intel made.
/// fn is_intel(evidence: &Evidence<'_>) -> bool {
///     let Details::Tpm(tpm) = &evidence.details else {
///         return false;
///     };
///     tpm.attributes.fixed_tpm()
///         && tpm.identity.maker().is_some_and(|maker| maker.name() == "Intel")
/// }
/// # let _ = is_intel;
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct TpmDetails<'a> {
    /// What the certificate calls the TPM.
    pub identity: TpmIdentity<'a>,
    /// What the TPM lets happen with the key ("objectAttributes").
    pub attributes: ObjectAttributes,
    /// The digest of the policy for using the key ("authPolicy"); empty for none.
    pub auth_policy: &'a [u8],
    /// The hash that names the key ("nameAlg").
    pub name_algorithm: Hash,
    /// The name of the key that signed ("qualifiedSigner"), as it came.
    pub qualified_signer: &'a [u8],
    /// The name of the key and all above it ("qualifiedName"), as it came.
    pub qualified_name: &'a [u8],
    /// The TPM's clock.
    pub clock_info: ClockInfo,
    /// The TPM's firmware, by the maker's count; obfuscated as the clock is ("firmwareVersion").
    pub firmware_version: u64,
}

impl<'a> TpmDetails<'a> {
    pub(super) const fn new(
        identity: TpmIdentity<'a>,
        public: &Public<'a>,
        name_algorithm: Hash,
        attest: &Attest<'a>,
    ) -> Self {
        Self {
            identity,
            attributes: public.attributes,
            auth_policy: public.auth_policy,
            name_algorithm,
            qualified_signer: attest.qualified_signer,
            qualified_name: attest.qualified_name,
            clock_info: attest.clock_info,
            firmware_version: attest.firmware_version,
        }
    }
}
