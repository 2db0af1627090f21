use alloc::borrow::Cow;

use countersign_spec::{At, Reason, Rejection, Step};
use countersign_x509::{
    Attribute, Certificate, Extension, GeneralName, Name, ObjectIdentifier, Profile,
};

use super::{TpmManufacturer, TpmPolicy};

/// What the certificate calls the TPM: the three attributes that [§8.3.1][1] demands in the
/// subject alternative name, as TPMv2-EK-Profile §3.2.9 defines them.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-tpm-cert-requirements
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct TpmIdentity<'a> {
    /// "TPMManufacturer": `id:` and eight hex digits.
    pub manufacturer: Cow<'a, str>,
    /// "TPMModel": a name of the maker's choice.
    pub model: Cow<'a, str>,
    /// "TPMVersion": `id:` and hex digits, of the maker's choice.
    pub version: Cow<'a, str>,
}

impl<'a> TpmIdentity<'a> {
    /// The maker, if it is registered with the TCG.
    #[must_use]
    pub fn maker(&self) -> Option<&'static TpmManufacturer> {
        TpmManufacturer::from_attribute(&self.manufacturer)
    }

    /// Holds a certificate against [§8.3.1 TPM Attestation Statement Certificate Requirements][1],
    /// and reads what it calls the TPM.
    ///
    /// # Errors
    ///
    /// At the step of the first requirement that the certificate does not meet.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-tpm-cert-requirements
    pub(super) fn verify(
        certificate: &Certificate<'a>,
        policy: TpmPolicy,
    ) -> Result<Self, Rejection> {
        certificate.meets(&Profile::TPM)?;
        let identity = Self::read(certificate).at(Step::TpmCertificateSubjectAltName)?;
        policy
            .manufacturers
            .accept(identity.maker())
            .at(Step::TpmCertificateSubjectAltName)?;
        Ok(identity)
    }

    /// Reads the first directory name that has all three attributes, in one part of the name or
    /// each in its own.
    fn read(certificate: &Certificate<'a>) -> Result<Self, Reason> {
        const MISSING: Reason = Reason::Missing("subjectAltName");
        // STRICTER: §8.3.1 does not say whether the subject alternative name is critical; RFC 5280
        // §4.2.1.6 demands it where the subject is empty, as it must be here, and so do we.
        let extension = certificate.extension(Extension::SUBJECT_ALT_NAME)?;
        if !extension.ok_or(MISSING)?.critical {
            return Err(Reason::NotAllowed("subjectAltName that is not critical"));
        }
        for name in certificate.subject_alt_names()?.ok_or(MISSING)? {
            if let GeneralName::Directory(name) = name?
                && let Some(identity) = Self::from_name(name)?
            {
                return Ok(identity);
            }
        }
        Err(MISSING)
    }

    fn from_name(name: Name<'a>) -> Result<Option<Self>, Reason> {
        let manufacturer = text(name, Attribute::TPM_MANUFACTURER)?;
        let model = text(name, Attribute::TPM_MODEL)?;
        let version = text(name, Attribute::TPM_VERSION)?;
        Ok(match (manufacturer, model, version) {
            (Some(manufacturer), Some(model), Some(version)) => Some(Self {
                manufacturer,
                model,
                version,
            }),
            _ => None,
        })
    }
}

/// The first attribute `oid` that is text.
fn text(name: Name<'_>, oid: ObjectIdentifier) -> Result<Option<Cow<'_, str>>, Reason> {
    for attribute in name.attributes() {
        let attribute = attribute?;
        if attribute.oid == oid
            && let Some(text) = attribute.text().filter(|text| !text.is_empty())
        {
            return Ok(Some(text));
        }
    }
    Ok(None)
}
