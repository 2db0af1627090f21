use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::slice;

use countersign_signature::SignatureValid;
use countersign_spec::{Deviation, Rejection};

use crate::{Format, KeyDescription, TpmDetails, TrustPath};

/// What a correct attestation statement says. Nothing in it is trusted yet: the ceremony holds
/// the trust path against the caller's anchors.
///
/// What a server shows and stores of it, by format (the example `evidence` of the crate
/// `countersign` does it for each):
///
/// | format | to show | to store beside the record |
/// |---|---|---|
/// | none | nothing: the AAGUID is a claim | format |
/// | packed | the model by AAGUID; serial number in enterprise attestation; firmware | format, type, AAGUID, chain |
/// | tpm | maker, model and version of the TPM; whether the key is confined to it | the same |
/// | android-key | security level, patch level, verified boot | the same |
/// | android-safetynet | whether the device passed, and when | the same |
/// | fido-u2f | the model, by the certificate's key identifier | format, chain |
/// | apple | that Apple made the device; no model | format, chain |
/// | compound | each statement's, and those that were refused | each statement's |
///
/// A chain is stored to assess it again, when a root is distrusted or metadata change.
///
/// ```
/// use countersign_attestation::{AttestationType, Evidence};
///
/// /// What goes beside the record: the format, and the certificates in DER, leaf first.
/// fn stored<'e>(evidence: &'e Evidence<'_>) -> (&'e str, AttestationType, Vec<&'e [u8]>) {
///     let chain = evidence.trust_path.der().collect();
///     (evidence.format.identifier(), evidence.attestation_type, chain)
/// }
/// # let _ = stored;
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Evidence<'a> {
    /// The format.
    pub format: Format,
    /// The attestation type, as far as the statement alone tells.
    pub attestation_type: AttestationType,
    /// The attestation trust path ("x5c"); empty for none, self and compound attestation.
    pub trust_path: TrustPath<'a>,
    /// What only this format tells.
    pub details: Details<'a>,
    /// Departures from the format's text that were accepted; offsets count from the start of the
    /// statement.
    pub deviations: Vec<Deviation>,
}

/// An attestation type, [§6.5.3][1], as far as the statement alone tells.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-attestation-types
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum AttestationType {
    /// No attestation.
    None,
    /// The credential key signed for itself.
    SelfAttestation,
    /// The key of an authenticator model signed.
    Basic,
    /// `Basic` or `AttCa`: only knowledge about the certificates tells which.
    BasicOrAttCa,
    /// A key certified by an attestation CA signed.
    AttCa,
    /// An anonymization CA certified the credential key.
    AnonCa,
    /// Several statements, each with its own type and trust path.
    Compound,
}

/// What only one format tells.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Details<'a> {
    /// Nothing: formats none, fido-u2f and apple, and the caller's own.
    None,
    /// Format packed; both are absent in self attestation.
    Packed {
        /// The device's serial number in an enterprise attestation, [§8.2.2][1]
        /// (id-fido-gen-ce-sernum).
        ///
        /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-enterprise-packed-attestation-cert-requirements
        serial_number: Option<&'a [u8]>,
        /// The firmware's version, [§8.2.1][1] (id-fido-gen-ce-fw-version): a number of any size,
        /// big-endian, without leading zeros.
        ///
        /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements
        firmware_version: Option<&'a [u8]>,
    },
    /// Format tpm: what the TPM and its certificate say.
    Tpm(TpmDetails<'a>),
    /// Format android-key: what the keystore says.
    AndroidKey(Box<KeyDescription<'a>>),
    /// Format android-safetynet: what the service says.
    AndroidSafetyNet {
        /// The version of Google Play Services ("ver").
        version: &'a str,
        /// When the response was made, in milliseconds since 1970 ("timestampMs").
        timestamp_ms: i64,
        /// Whether the device is one that passed Android's compatibility tests.
        cts_profile_match: bool,
        /// Whether the device was not tampered with, by a lesser standard.
        basic_integrity: Option<bool>,
        /// The app that asked.
        apk_package_name: Option<String>,
    },
    /// Format compound.
    Compound {
        /// The evidence of each statement that verified. Each has a trust path of its own to be
        /// assessed.
        verified: Vec<Evidence<'a>>,
        /// The place in the statement, from 0, and the rejection of each that did not, where
        /// policy lets there be any.
        refused: Vec<(usize, Rejection)>,
    },
}

impl<'a> Evidence<'a> {
    /// The evidence of each statement: those inside a compound statement that verified, or this
    /// one. Policy about types, formats and trust is for each of them, as a compound statement
    /// has no type and no trust path of its own.
    #[must_use]
    pub fn statements(&self) -> &[Self] {
        match &self.details {
            Details::Compound { verified, .. } => verified,
            _ => slice::from_ref(self),
        }
    }

    /// Evidence that rests on a signature; the proof that it was verified is asked for, so that no
    /// format can forget to.
    pub(crate) fn signed(
        SignatureValid { .. }: SignatureValid,
        format: Format,
        attestation_type: AttestationType,
        trust_path: TrustPath<'a>,
    ) -> Self {
        Self::unsigned(format, attestation_type, trust_path)
    }

    /// Evidence that rests on something else.
    pub(crate) const fn unsigned(
        format: Format,
        attestation_type: AttestationType,
        trust_path: TrustPath<'a>,
    ) -> Self {
        Self {
            format,
            attestation_type,
            trust_path,
            details: Details::None,
            deviations: Vec::new(),
        }
    }

    /// The same evidence with what only its format tells.
    pub(crate) fn with_details(mut self, details: Details<'a>) -> Self {
        self.details = details;
        self
    }

    /// The same evidence with departures that were accepted.
    pub(crate) fn with_deviations(mut self, deviations: Vec<Deviation>) -> Self {
        self.deviations = deviations;
        self
    }
}
