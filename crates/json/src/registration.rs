use countersign::extensions::CredentialProtectionPolicy;
use countersign::{
    Assessment, AttestationType, BackupAdvice, CredentialRecord, Evidence, Rejection, UserHandle,
    VerifiedRegistration, metadata,
};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::bytes::base64url;
use crate::{Deviation, ExplainedStep, Refusal};

/// A registration that passed every step: what the server stores and shows.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Registration {
    /// The record to store with the account, as `countersign` writes it: give it back as
    /// `record`. Its `id` is the credential ID.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::CredentialRecord"))]
    pub record: CredentialRecord,
    /// The account's user handle, as base64url; `None` where the ceremony was begun elsewhere.
    pub user_handle: Option<String>,
    /// Whether the user was present.
    pub user_present: bool,
    /// Whether the user was verified.
    pub user_verified: bool,
    /// The credential's COSE algorithm.
    pub algorithm: i64,
    /// Whether the credential is discoverable, if the client says so; not verified.
    pub discoverable: Option<bool>,
    /// The origin of the page or application.
    pub origin: String,
    /// Whether it ran in a frame of another origin, if the client says so.
    pub cross_origin: Option<bool>,
    /// The page around it.
    pub top_origin: Option<String>,
    /// What was attested.
    pub attestation: Attestation,
    /// What the client's extensions returned, as it came: not signed. May hold secrets (prf).
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    pub client_extension_results: Option<Box<RawValue>>,
    /// What the authenticator signed of its extensions.
    pub authenticator_extension_results: AuthenticatorOutputs,
    /// Extensions that returned something without being asked.
    pub unsolicited_extensions: Vec<String>,
    /// What §6.1.3 suggests to do: `nothing`, `have_another_credential`, `offer_password_removal`
    /// or `confirm_other_factors`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["nothing", "have_another_credential", "offer_password_removal", "confirm_other_factors"])))]
    pub backup_advice: &'static str,
    /// What was accepted although the text forbids it.
    pub deviations: Vec<Deviation>,
    /// Every step with its outcome, where the call has `"explain": true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<ExplainedStep>>,
}

/// What was attested, and whether it is trusted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Attestation {
    /// The attestation statement format.
    pub format: &'static str,
    /// Whether it was held against the configuration's anchors or metadata, and what came of it;
    /// `None` where there are none.
    pub trusted: Option<bool>,
    /// Why it is not trusted, where that was accepted.
    pub untrusted: Option<Refusal>,
    /// The statement, or each of a compound one.
    pub statements: Vec<Statement>,
}

/// An attestation statement that was verified.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Statement {
    /// Its format.
    pub format: &'static str,
    /// Its type: `none`, `self`, `basic`, `basic_or_att_ca`, `att_ca`, `anon_ca`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["none", "self", "basic", "basic_or_att_ca", "att_ca", "anon_ca"])))]
    pub attestation_type: &'static str,
    /// Its certificates, leaf first: DER as base64url.
    pub certificates: Vec<String>,
    /// What was made of it: `none`, `self`, `known_self` (of a model that metadata have),
    /// `trusted`, or `unassessed`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["none", "self", "known_self", "trusted", "unassessed"])))]
    pub assessment: &'static str,
    /// What metadata say of the model.
    pub model: Option<Model>,
}

/// What metadata say of an authenticator model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Model {
    /// Its AAGUID, as a UUID.
    pub aaguid: Option<String>,
    /// What it is called.
    pub name: String,
    /// A picture as a `data:` URL, of the vendor's: show it as an image and nothing else.
    pub icon: Option<String>,
    /// The status reported last.
    pub status: Option<String>,
    /// Since when, as `2026-01-31`.
    pub since: Option<String>,
    /// The highest level at which it is certified.
    pub certification: Option<&'static str>,
    /// What else someone should know: statuses.
    pub notices: Vec<String>,
}

/// What the authenticator signed of its extensions.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AuthenticatorOutputs {
    /// credProtect: the level, 1 to 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cred_protect: Option<i64>,
    /// minPinLength.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_pin_length: Option<u32>,
    /// credBlob at a registration: whether it was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cred_blob_stored: Option<bool>,
    /// credBlob at an authentication: the bytes, as base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cred_blob: Option<String>,
    /// uvm: user verification method, key protection and matcher protection of each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uvm: Option<Vec<[u32; 3]>>,
}

impl Registration {
    pub(crate) fn new(
        verified: &VerifiedRegistration<'_>,
        user_handle: Option<&UserHandle>,
        trusted: Option<bool>,
        untrusted: Option<&Rejection>,
    ) -> Self {
        let flags = verified.authenticator_data.flags();
        let client = &verified.client_data;
        Self {
            record: verified.record.clone(),
            user_handle: user_handle.map(|handle| base64url(handle.as_bytes())),
            user_present: flags.user_present(),
            user_verified: flags.user_verified(),
            algorithm: verified.key.algorithm().id(),
            discoverable: verified.client_extension_results.discoverable,
            origin: client.origin.clone().into_owned(),
            cross_origin: client.cross_origin,
            top_origin: client.top_origin.clone().map(Into::into),
            attestation: Attestation::new(verified, trusted, untrusted),
            client_extension_results: raw(verified.client_extension_results.json),
            authenticator_extension_results: AuthenticatorOutputs::new(
                &verified.authenticator_extension_results,
            ),
            unsolicited_extensions: verified.unsolicited_extensions.clone(),
            backup_advice: advice(verified.backup_advice()),
            deviations: Deviation::all(&verified.deviations),
            steps: None,
        }
    }

    /// The record as JSON text, to be stored.
    #[must_use]
    pub fn record(&self) -> String {
        // A record has no maps, and its Serialize can not fail.
        serde_json::to_string(&self.record).unwrap_or_default()
    }
}

impl Attestation {
    fn new(
        verified: &VerifiedRegistration<'_>,
        trusted: Option<bool>,
        untrusted: Option<&Rejection>,
    ) -> Self {
        let statements = verified.evidence.statements().iter().zip(&verified.trust);
        Self {
            format: verified.evidence.format.identifier(),
            trusted,
            untrusted: untrusted.map(Refusal::new),
            statements: statements
                .map(|(evidence, assessment)| Statement::new(evidence, assessment))
                .collect(),
        }
    }
}

impl Statement {
    fn new(evidence: &Evidence<'_>, assessment: &Assessment) -> Self {
        let (assessment, model) = match assessment {
            Assessment::None => ("none", None),
            Assessment::SelfAttestation => ("self", None),
            Assessment::KnownSelfAttestation(standing) => ("known_self", Some(&**standing)),
            Assessment::Trusted(path) => ("trusted", path.model.as_deref()),
            // Unassessed; the enum may grow.
            _ => ("unassessed", None),
        };
        Self {
            format: evidence.format.identifier(),
            attestation_type: attestation_type(evidence.attestation_type),
            certificates: evidence.trust_path.der().map(base64url).collect(),
            assessment,
            model: model.map(Model::new),
        }
    }
}

impl Model {
    fn new(standing: &metadata::Standing) -> Self {
        Self {
            aaguid: standing.aaguid.map(|aaguid| aaguid.to_string()),
            name: standing.name.clone(),
            icon: standing.icon.clone(),
            status: standing.status.as_ref().map(ToString::to_string),
            since: standing.since.map(|date| date.to_string()),
            certification: standing
                .certification
                .map(metadata::CertificationLevel::name),
            notices: standing
                .notices
                .iter()
                .map(|(status, _)| status.to_string())
                .collect(),
        }
    }
}

impl AuthenticatorOutputs {
    /// Outputs that can not be read were not asked for, or verification would have refused them:
    /// they are left out, and stand among the unsolicited ones.
    pub(crate) fn new(
        results: &countersign::extensions::AuthenticatorExtensionResults<'_>,
    ) -> Self {
        let uvm = results.uvm().ok().flatten();
        Self {
            cred_protect: results
                .cred_protect()
                .ok()
                .flatten()
                .map(CredentialProtectionPolicy::level),
            min_pin_length: results.min_pin_length().ok().flatten(),
            cred_blob_stored: results.cred_blob_stored().ok().flatten(),
            cred_blob: results.cred_blob().ok().flatten().map(base64url),
            uvm: uvm.map(|entries| {
                let entry = |entry: &countersign::extensions::UvmEntry| {
                    [
                        entry.user_verification_method,
                        u32::from(entry.key_protection_type),
                        u32::from(entry.matcher_protection_type),
                    ]
                };
                entries.iter().map(entry).collect()
            }),
        }
    }
}

const fn attestation_type(of: AttestationType) -> &'static str {
    match of {
        AttestationType::None => "none",
        AttestationType::SelfAttestation => "self",
        AttestationType::Basic => "basic",
        AttestationType::AttCa => "att_ca",
        AttestationType::AnonCa => "anon_ca",
        AttestationType::Compound => "compound",
        // BasicOrAttCa; the enum may grow.
        _ => "basic_or_att_ca",
    }
}

pub(crate) const fn advice(of: BackupAdvice) -> &'static str {
    match of {
        BackupAdvice::HaveAnotherCredential => "have_another_credential",
        BackupAdvice::OfferPasswordRemoval => "offer_password_removal",
        BackupAdvice::ConfirmOtherFactors => "confirm_other_factors",
        // Nothing; the enum may grow.
        _ => "nothing",
    }
}

/// A JSON text that was read already.
pub(crate) fn raw(json: Option<&str>) -> Option<Box<RawValue>> {
    RawValue::from_string(json?.to_owned()).ok()
}
