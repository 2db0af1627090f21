//! Verifies passkeys and security keys on the server: both WebAuthn ceremonies, every step of
//! [§7.1] and [§7.2] in its order, from the browser's response to a verdict.
//!
//! A [`RelyingParty`] says who you are and begins ceremonies: [`RegistrationBuilder`] and
//! [`AuthenticationBuilder`] make the [`options`] for the page and the state to keep,
//! [`RegistrationCeremony`] and [`AuthenticationCeremony`], which verify the response and are
//! consumed by it. The verdict is a [`VerifiedRegistration`] or [`VerifiedAuthentication`], or a
//! [`Rejection`] that names the [`Step`] of the specification that failed and the [`Reason`]. It is
//! a function of its arguments: nothing here reads a clock, a file, a socket or a random source of
//! its own, and nothing is stored. Keeping ceremonies and records is the server's part, and so is
//! saying which attestation roots to trust.
//!
//! Below them are [`RelyingParty::verify_registration`] and
//! [`RelyingParty::verify_authentication`], for servers that keep challenges in their own way.
//!
//! ```
//! use countersign::{OriginRule, RegistrationResponseJson, RelyingParty, UnixTime, User, UserHandle};
//! use getrandom::SysRng; // any cryptographic generator
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let rp = RelyingParty::new("example.org", [OriginRule::exact("https://example.org")?])?;
//! let user = User::new(UserHandle::generate(&mut SysRng)?, "alex");
//! let now = UnixTime(1_790_000_000); // the server's clock
//!
//! let (options, ceremony) = rp.register_passkey(&user).begin(now, &mut SysRng)?;
//! let options = serde_json::to_string(&options)?; // to the page; the ceremony stays here
//! # let browser = |options: &str| -> Result<String, Box<dyn std::error::Error>> {
//! #     let mut client = countersign_authenticator::Client::new("https://example.org");
//! #     Ok(client.create(options)?.make().to_json().to_string())
//! # };
//! let json = browser(&options)?; // JSON.stringify(credential.toJSON())
//!
//! let response = RegistrationResponseJson::parse(&json)?;
//! let verified = ceremony.finish(&rp, &response.response(), now)?;
//! let record = verified.record; // store it with the account
//! assert_eq!(record.id, response.credential_id());
//! # Ok(())
//! # }
//! ```
//!
//! The `README` has both ceremonies, and `examples/` a program for each flow.
//!
//! [§7.1]: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
//! [§7.2]: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
#![no_std]

extern crate alloc;

/// The examples in the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

mod app_fingerprint;
mod apple_app_site_association;
mod asset_links;
mod attestation_trust;
mod authentication;
mod backup;
mod base64url;
mod ceremony;
mod challenge;
mod client_capabilities;
mod client_data;
mod client_extensions;
mod config_error;
pub mod danger;
mod explanation;
pub mod extensions;
pub mod import;
mod json_object;
mod metadata_rule;
pub mod options;
mod origin;
mod policy;
mod ready_record;
mod record;
mod registration;
mod related_origins;
mod relying_party;
mod response_json;
pub mod signal;
mod stored_version;
mod token_binding;
mod user;

pub use app_fingerprint::AppFingerprint;
pub use apple_app_site_association::AppleAppSiteAssociation;
pub use asset_links::{AssetLinks, AssetRelation};
pub use attestation_trust::{
    AnchorRule, Assessment, AttestationTrust, RevocationChecked, TrustedPath,
};
pub use authentication::{
    Account, AuthenticationExpectations, AuthenticationResponse, Counter, VerifiedAuthentication,
};
pub use backup::{BackupAdvice, BackupChange};
#[cfg(feature = "sealed")]
pub use ceremony::SealingKeys;
pub use ceremony::{
    AccountCredential, AuthenticationBuilder, AuthenticationCeremony, Decoys, RegistrationBuilder,
    RegistrationCeremony,
};
pub use challenge::Challenge;
pub use client_capabilities::{ClientCapabilities, ClientCapability, Flows, SignIn, Upgrade};
pub use client_data::ClientData;
pub use client_extensions::ClientExtensionResults;
pub use config_error::ConfigError;
/// Attestation statement formats: policies and evidence of each.
pub use countersign_attestation as attestation;
pub use countersign_attestation::{
    AttestationType, Details, Evidence, Format, Policy as AttestationPolicy, Statement, TrustPath,
};
pub use countersign_authdata::{Aaguid, AuthenticatorData, CredentialId, Extensions, Flags};
pub use countersign_cose::{Algorithm, Form, Key};
/// FIDO metadata: BLOBs, entries by model, status policy.
pub use countersign_metadata as metadata;
pub use countersign_signature::Backend;
pub use countersign_spec::{
    Clause, Deviation, Document, Reason, ReasonKind, Rejection, Step, UnixTime, Value,
};
/// Certificate paths: anchors, validation, revocation.
pub use countersign_trust as trust;
pub use countersign_x509::{Certificate, RevocationList};
pub use explanation::{Explained, Explanation, StepOutcome, WalkedStep};
pub use metadata_rule::{MetadataRule, UnknownModel};
pub use origin::OriginRule;
pub use policy::{
    Acceptance, BackupEligibility, BackupState, CounterPolicy, Framing, Mediation, UserVerification,
};
pub use ready_record::ReadyRecord;
pub use record::CredentialRecord;
pub use registration::{
    Copies, RegistrationExpectations, RegistrationResponse, VerifiedRegistration,
};
pub use related_origins::RelatedOrigins;
pub use relying_party::RelyingParty;
pub use response_json::{AuthenticationResponseJson, RegistrationResponseJson};
pub use token_binding::TokenBinding;
pub use user::{User, UserHandle};
