use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use countersign_authdata::Aaguid;
use countersign_spec::{Reason, UnixTime, Value};
use countersign_trust::Anchor;

use crate::json::{FromJson, dictionary};
use crate::{AuthenticatorStatus, Date, KeyIdentifier, MetadataCertificate, MetadataStatement};

dictionary! {
    /// What the metadata say of one model: [FIDO MDS 3.1.1 §3.1.1 MetadataBLOBPayloadEntry][1].
    ///
    /// [1]: https://fidoalliance.org/specs/mds/fido-metadata-service-v3.1.1-ps-20260105.html#sctn-mds-blob-pe
    Entry {
        /// The model's AAID, if it speaks UAF.
        "aaid" aaid: Option<String>;
        /// The model's AAGUID, if it speaks FIDO2.
        "aaguid" aaguid: Option<Aaguid>;
        /// The keys of its attestation certificates, if it has neither.
        "attestationCertificateKeyIdentifiers" key_identifiers: Vec<KeyIdentifier>;
        /// The metadata statement.
        "metadataStatement" statement: Option<Box<MetadataStatement>>;
        /// The certification of its biometric parts.
        "biometricStatusReports" biometric_status_reports: Vec<BiometricStatusReport>;
        /// What became known of it, in no order.
        "statusReports" status_reports: Vec<StatusReport>;
        /// Since when the status reports are as they are.
        "timeOfLastStatusChange" time_of_last_status_change: Option<Date>;
        /// Where there is a list of single authenticators that are not to be trusted.
        "rogueListURL" rogue_list_url: Option<String>;
        /// The hash of that list.
        "rogueListHash" rogue_list_hash: Option<String>;
    }
}

dictionary! {
    /// One thing that became known of a model: [FIDO MDS 3.1.1 §3.1.3 StatusReport][1].
    ///
    /// [1]: https://fidoalliance.org/specs/mds/fido-metadata-service-v3.1.1-ps-20260105.html#sctn-stat-rep
    StatusReport {
        /// The status.
        "status" status: AuthenticatorStatus;
        /// Since when; without, for as long as the report is there.
        "effectiveDate" effective_date: Option<Date>;
        /// The firmware that it is about: of a certification that version and later ones.
        "authenticatorVersion" authenticator_version: Option<u64>;
        /// The certificate of the batch that it is about.
        "batchCertificate" batch_certificate: Option<MetadataCertificate>;
        /// The certificate that it is about.
        "certificate" certificate: Option<MetadataCertificate>;
        /// Where there is more to read.
        "url" url: Option<String>;
        /// What was certified, in words.
        "certificationDescriptor" certification_descriptor: Option<String>;
        /// The number of the certificate that was issued.
        "certificateNumber" certificate_number: Option<String>;
        /// The version of the policy that it was certified by.
        "certificationPolicyVersion" certification_policy_version: Option<String>;
        /// The profiles that it was certified for, as `consumer` and `enterprise`.
        "certificationProfiles" certification_profiles: Vec<String>;
        /// The version of the requirements that it was certified by.
        "certificationRequirementsVersion" certification_requirements_version: Option<String>;
        /// When the status will end.
        "sunsetDate" sunset_date: Option<Date>;
        /// The revision of FIPS 140.
        "fipsRevision" fips_revision: Option<u32>;
        /// The level of physical security by FIPS 140.
        "fipsPhysicalSecurityLevel" fips_physical_security_level: Option<u32>;
    }
}

dictionary! {
    /// The certification of a biometric part:
    /// [FIDO MDS 3.1.1 §3.1.2 BiometricStatusReport][1].
    ///
    /// [1]: https://fidoalliance.org/specs/mds/fido-metadata-service-v3.1.1-ps-20260105.html#sctn-bio-stat-rep
    BiometricStatusReport {
        /// The level.
        "certLevel" certification_level: u32;
        /// How the user is known, as `fingerprint_internal`.
        "modality" modality: String;
        /// Since when.
        "effectiveDate" effective_date: Option<Date>;
        /// What was certified, in words.
        "certificationDescriptor" certification_descriptor: Option<String>;
        /// The number of the certificate that was issued.
        "certificateNumber" certificate_number: Option<String>;
        /// The version of the policy that it was certified by.
        "certificationPolicyVersion" certification_policy_version: Option<String>;
        /// The version of the requirements that it was certified by.
        "certificationRequirementsVersion" certification_requirements_version: Option<String>;
    }
}

impl Entry {
    /// Parses an entry; what it is about must be named, and the same in its statement.
    pub(crate) fn parse(json: &str) -> Result<Self, Reason> {
        let entry = Self::from_json("entry", json)?;
        if entry.aaid.is_none() && entry.aaguid.is_none() && entry.key_identifiers.is_empty() {
            return Err(Reason::Missing("aaguid"));
        }
        let stated = entry
            .statement
            .as_ref()
            .and_then(|statement| statement.aaguid);
        match (entry.aaguid, stated) {
            // STRICTER: FIDO MDS does not say to compare the AAGUID of an entry with that of its
            // statement; one for another model would lend its anchors to this one.
            (own, Some(stated)) if own != Some(stated) => {
                let own = own.map_or(Value::Name("none"), |own| Value::text(&own.to_string()));
                let stated = Value::text(&stated.to_string());
                Err(Reason::mismatch("aaguid of metadataStatement", own, stated))
            }
            _ => Ok(entry),
        }
    }

    /// The entry of a statement that did not come in a BLOB: nothing is reported.
    pub(crate) fn of_statement(statement: MetadataStatement) -> Self {
        Self {
            aaid: statement.aaid.clone(),
            aaguid: statement.aaguid,
            key_identifiers: statement.key_identifiers.clone(),
            statement: Some(Box::new(statement)),
            biometric_status_reports: Vec::new(),
            status_reports: Vec::new(),
            time_of_last_status_change: None,
            rogue_list_url: None,
            rogue_list_hash: None,
            unknown: crate::Unknown::new(),
        }
    }

    /// The trust anchors of the model: roots, intermediates or attestation certificates.
    ///
    /// # Errors
    ///
    /// None in practice: the certificates were parsed before.
    pub fn anchors(&self) -> Result<Vec<Anchor<'_>>, Reason> {
        let statement = self.statement.iter();
        let certificates = statement.flat_map(|statement| &statement.root_certificates);
        certificates
            .map(|root| root.certificate().map(Anchor::from_certificate))
            .collect()
    }

    /// What the model is called, in English.
    #[must_use]
    pub fn name(&self) -> &str {
        let statement = self.statement.as_deref();
        statement.map_or("", MetadataStatement::name)
    }

    /// The model's name and identifier.
    pub(crate) fn describe(&self) -> String {
        let id = match (self.aaguid, self.key_identifiers.first(), &self.aaid) {
            (Some(aaguid), _, _) => aaguid.to_string(),
            (_, Some(key), _) => key.to_string(),
            (_, _, aaid) => aaid.clone().unwrap_or_default(),
        };
        alloc::format!("{} ({id})", self.name())
    }
}

impl StatusReport {
    /// Whether it counts at a time.
    #[must_use]
    pub fn is_in_effect(&self, now: UnixTime) -> bool {
        self.effective_date.is_none_or(|date| date.start() <= now)
    }
}

impl FromJson for Aaguid {
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
        String::from_json(what, json)?.parse()
    }
}
