use countersign_spec::{At, Reason, Rejection, Step, Value};

use crate::{Attribute, Certificate, Extension, GeneralName, Name, ObjectIdentifier};

/// What the specification requires of a kind of attestation certificate, as a table: each row a
/// rule with the step it carries out.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// The rules, in the order of the text.
    pub rules: &'static [(Step, Rule)],
}

/// One requirement on a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Rule {
    /// The version is this one.
    Version(u8),
    /// The subject has all of these attributes; it may have more, in any order.
    Subject(&'static [SubjectAttribute]),
    /// The subject is empty.
    EmptySubject,
    /// A directory name among the subject's alternative names has all of these attributes, each
    /// of them text; it may have more.
    DirectoryName(&'static [(ObjectIdentifier, &'static str)]),
    /// The extended key usage has this purpose.
    Purpose(ObjectIdentifier),
    /// The basic constraints are there and say that the subject is no certification authority.
    NotCa,
    /// `id-fido-gen-ce-aaguid`, if there, is not critical and wraps 16 bytes twice.
    Aaguid,
    /// `id-fido-gen-ce-fw-version`, if there, is not critical and a non-negative INTEGER.
    FirmwareVersion,
    /// `id-fido-gen-ce-sernum`, if there, is not critical and an OCTET STRING.
    SerialNumber,
}

/// An attribute that a subject must have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SubjectAttribute {
    /// `countryName`: a code of two letters.
    Country,
    /// `organizationName`: any text but none.
    Organization,
    /// `organizationalUnitName`: exactly this text.
    UnitIs(&'static str),
    /// `commonName`: any text but none.
    CommonName,
}

use SubjectAttribute::{CommonName, Country, Organization, UnitIs};

impl Profile {
    /// [§8.2.1 Certificate Requirements for Packed Attestation Statements][1] and
    /// [§8.2.2 … for Enterprise Packed Attestation Statements][2].
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements
    /// [2]: https://www.w3.org/TR/webauthn-3/#sctn-enterprise-packed-attestation-cert-requirements
    pub const PACKED: Self = Self {
        rules: &[
            // §8.2.1 "Version MUST be set to 3"
            (Step::PackedCertificateVersion, Rule::Version(3)),
            // §8.2.1 "Subject field MUST be set to"
            (
                Step::PackedCertificateSubject,
                Rule::Subject(&[
                    Country,
                    Organization,
                    UnitIs("Authenticator Attestation"),
                    CommonName,
                ]),
            ),
            // §8.2.1 "The extension MUST NOT be marked as critical"; its value is compared in §8.2
            (Step::PackedCertificateAaguid, Rule::Aaguid),
            // §8.2.1 "MUST have the CA component set to FALSE"
            (Step::PackedCertificateBasicConstraints, Rule::NotCa),
            // §8.2.1 "an INTEGER with a non-negative value", "MUST NOT be marked as critical"
            (Step::PackedCertificateFirmware, Rule::FirmwareVersion),
            // §8.2.2 "MUST NOT be marked as critical", "encoded as an OCTET STRING"
            (Step::PackedCertificateSerialNumber, Rule::SerialNumber),
        ],
    };

    /// [§8.3.1 TPM Attestation Statement Certificate Requirements][1].
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-tpm-cert-requirements
    pub const TPM: Self = Self {
        rules: &[
            // §8.3.1 "Version MUST be set to 3"
            (Step::TpmCertificateVersion, Rule::Version(3)),
            // §8.3.1 "Subject field MUST be set to empty"
            (Step::TpmCertificateSubject, Rule::EmptySubject),
            // §8.3.1 "set as defined in [TPMv2-EK-Profile] section 3.2.9"
            (
                Step::TpmCertificateSubjectAltName,
                Rule::DirectoryName(&[
                    (Attribute::TPM_MANUFACTURER, "TPM manufacturer"),
                    (Attribute::TPM_MODEL, "TPM model"),
                    (Attribute::TPM_VERSION, "TPM version"),
                ]),
            ),
            // §8.3.1 "MUST contain the OID 2.23.133.8.3"
            (
                Step::TpmCertificateExtendedKeyUsage,
                Rule::Purpose(ObjectIdentifier::new_unwrap("2.23.133.8.3")),
            ),
            // §8.3.1 "MUST have the CA component set to FALSE"
            (Step::TpmCertificateBasicConstraints, Rule::NotCa),
        ],
    };
}

impl Certificate<'_> {
    /// Holds the certificate against a profile, rule by rule.
    ///
    /// # Errors
    ///
    /// At the step of the first rule that the certificate breaks.
    pub fn meets(&self, profile: &Profile) -> Result<(), Rejection> {
        profile
            .rules
            .iter()
            .try_for_each(|(step, rule)| self.keeps(rule).at(*step))
    }

    fn keeps(&self, rule: &Rule) -> Result<(), Reason> {
        match *rule {
            Rule::Version(version) => require(
                self.version() == version,
                Reason::mismatch("version", u32::from(version), u32::from(self.version())),
            ),
            Rule::Subject(attributes) => attributes
                .iter()
                .try_for_each(|one| one.stands_in(self.subject())),
            Rule::EmptySubject => require(self.subject().is_empty(), Reason::NotAllowed("subject")),
            Rule::DirectoryName(attributes) => self.has_directory_name(attributes),
            Rule::Purpose(purpose) => {
                let usage = self
                    .extended_key_usage()?
                    .ok_or(Reason::Missing("extKeyUsage"))?;
                require(
                    usage.contains(purpose),
                    Reason::Missing("extKeyUsage purpose"),
                )
            }
            Rule::NotCa => {
                let constraints = self.basic_constraints()?;
                let constraints = constraints.ok_or(Reason::Missing("basicConstraints"))?;
                require(!constraints.ca, Reason::NotAllowed("basicConstraints.cA"))
            }
            Rule::Aaguid => {
                self.fido_aaguid()?;
                self.not_critical(Extension::FIDO_AAGUID, "critical id-fido-gen-ce-aaguid")
            }
            Rule::FirmwareVersion => {
                self.fido_firmware_version()?;
                let what = "critical id-fido-gen-ce-fw-version";
                self.not_critical(Extension::FIDO_FIRMWARE_VERSION, what)
            }
            Rule::SerialNumber => {
                self.fido_serial_number()?;
                self.not_critical(
                    Extension::FIDO_SERIAL_NUMBER,
                    "critical id-fido-gen-ce-sernum",
                )
            }
        }
    }

    fn not_critical(&self, oid: ObjectIdentifier, what: &'static str) -> Result<(), Reason> {
        let critical = self
            .extension(oid)?
            .is_some_and(|extension| extension.critical);
        require(!critical, Reason::NotAllowed(what))
    }

    // LAXER: TPMv2-EK-Profile §3.2.9 puts all three attributes into one part of the name; makers
    // also write a part for each, and both are taken.
    fn has_directory_name(
        &self,
        attributes: &[(ObjectIdentifier, &'static str)],
    ) -> Result<(), Reason> {
        let names = self
            .subject_alt_names()?
            .ok_or(Reason::Missing("subjectAltName"))?;
        let mut result = Err(Reason::Missing("directoryName"));
        for name in names {
            if let GeneralName::Directory(name) = name? {
                result = attributes.iter().try_for_each(|(oid, what)| {
                    some_text(name, *oid, what, "some text", |text| !text.is_empty())
                });
                if result.is_ok() {
                    break;
                }
            }
        }
        result
    }
}

impl SubjectAttribute {
    // LAXER: §8.2.1 names a string type for each attribute; authenticators in use have other
    // types of DirectoryString, so the text is compared and its type is not.
    // LAXER: §8.2.1 gives one value for each attribute; where a subject has several, one that is
    // right is enough.
    fn stands_in(self, subject: Name<'_>) -> Result<(), Reason> {
        // LAXER: ISO 3166 writes its codes in capitals; X.520 compares countryName without regard
        // to case, so small letters are taken too.
        // LAXER: which codes of two letters ISO 3166 has given out is not checked, as that
        // changes with time.
        let two_letters =
            |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let some = |text: &str| !text.is_empty();
        match self {
            Self::Country => some_text(
                subject,
                Attribute::COUNTRY,
                "subject C",
                "two letters",
                two_letters,
            ),
            Self::Organization => some_text(
                subject,
                Attribute::ORGANIZATION,
                "subject O",
                "some text",
                some,
            ),
            Self::UnitIs(unit) => {
                let oid = Attribute::ORGANIZATIONAL_UNIT;
                some_text(subject, oid, "subject OU", unit, |text| text == unit)
            }
            Self::CommonName => some_text(
                subject,
                Attribute::COMMON_NAME,
                "subject CN",
                "some text",
                some,
            ),
        }
    }
}

/// Asks that one of the attributes `oid` be text for which `is_right` holds.
fn some_text(
    name: Name<'_>,
    oid: ObjectIdentifier,
    what: &'static str,
    expected: &'static str,
    is_right: impl Fn(&str) -> bool,
) -> Result<(), Reason> {
    let mut result = Err(Reason::Missing(what));
    for attribute in name.attributes() {
        let attribute = attribute?;
        if attribute.oid != oid {
            continue;
        }
        let text = attribute.text();
        if text.as_deref().is_some_and(&is_right) {
            return Ok(());
        }
        let found = text.map_or(Value::from(attribute.value), |text| Value::text(&text));
        result = Err(Reason::mismatch(what, expected, found));
    }
    result
}

fn require(holds: bool, reason: Reason) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(reason) }
}
