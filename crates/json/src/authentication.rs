use countersign::{BackupChange, CredentialRecord, VerifiedAuthentication};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::registration::{advice, raw};
use crate::{AuthenticatorOutputs, Deviation, ExplainedStep};

/// An authentication that passed every step: what the server stores and acts on.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts side by side, as the JSON has them"
)]
pub struct Authentication {
    /// The record to store in place of the old one.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::CredentialRecord"))]
    pub record: CredentialRecord,
    /// Whether the user was present.
    pub user_present: bool,
    /// Whether the user was verified.
    pub user_verified: bool,
    /// The signature counter against the record's.
    pub counter: Counter,
    /// How the backup state differs from the record's: `same`, `backed_up` or
    /// `no_longer_backed_up`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["same", "backed_up", "no_longer_backed_up"])))]
    pub backup: &'static str,
    /// What §6.1.3 suggests to do: as at a registration.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["nothing", "have_another_credential", "offer_password_removal", "confirm_other_factors"])))]
    pub backup_advice: &'static str,
    /// What `uvInitialized` of the record may become, once the server has seen another factor as
    /// strong as user verification (§7.2 step 24).
    pub uv_initialized: bool,
    /// Whether the credential was used through its AppID.
    pub app_id_used: bool,
    /// The origin of the page or application.
    pub origin: String,
    /// Whether it ran in a frame of another origin, if the client says so.
    pub cross_origin: Option<bool>,
    /// The page around it.
    pub top_origin: Option<String>,
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
    /// What was accepted although the text forbids it.
    pub deviations: Vec<Deviation>,
    /// Every step with its outcome, where the call has `"explain": true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<ExplainedStep>>,
}

/// The signature counter against the record's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Counter {
    /// `unused` (both are zero), `grew`, or `did_not_grow`: perhaps the authenticator was cloned.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["unused", "grew", "did_not_grow"])))]
    pub standing: &'static str,
    /// The record's.
    pub stored: u32,
    /// The authenticator's.
    pub received: u32,
}

impl Authentication {
    pub(crate) fn new(verified: &VerifiedAuthentication<'_>, stored: u32) -> Self {
        let flags = verified.authenticator_data.flags();
        let client = &verified.client_data;
        Self {
            record: verified.updated_record(),
            user_present: flags.user_present(),
            user_verified: flags.user_verified(),
            counter: Counter::new(verified, stored),
            backup: match verified.backup {
                BackupChange::Same => "same",
                BackupChange::BackedUp => "backed_up",
                BackupChange::NoLongerBackedUp => "no_longer_backed_up",
            },
            backup_advice: advice(verified.backup_advice()),
            uv_initialized: verified.uv_initialized(),
            app_id_used: verified.app_id_used,
            origin: client.origin.clone().into_owned(),
            cross_origin: client.cross_origin,
            top_origin: client.top_origin.clone().map(Into::into),
            client_extension_results: raw(verified.client_extension_results.json),
            authenticator_extension_results: AuthenticatorOutputs::new(
                &verified.authenticator_extension_results,
            ),
            unsolicited_extensions: verified.unsolicited_extensions.clone(),
            deviations: Deviation::all(&verified.deviations),
            steps: None,
        }
    }

    /// The record as JSON text, to be stored.
    #[must_use]
    pub fn record(&self) -> String {
        // As at a registration.
        serde_json::to_string(&self.record).unwrap_or_default()
    }
}

impl Counter {
    fn new(verified: &VerifiedAuthentication<'_>, stored: u32) -> Self {
        Self {
            standing: match verified.counter {
                countersign::Counter::Unused => "unused",
                countersign::Counter::Grew => "grew",
                countersign::Counter::DidNotGrow { .. } => "did_not_grow",
            },
            stored,
            received: verified.authenticator_data.sign_count(),
        }
    }
}
