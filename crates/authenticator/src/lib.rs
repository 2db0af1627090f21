//! A software authenticator and client, to test WebAuthn servers without a browser.
//!
//! It makes registrations and authentications for every attestation statement format and every
//! algorithm that WebAuthn uses, with a test PKI whose roots a server can be given as trust
//! anchors; the same seed always gives the same bytes. And it can be bent in any one place: a
//! closure gets one structure before the next is made from it, so that everything else, hashes
//! and signatures included, stays valid. It is no authenticator to log in with: its private keys
//! are derived from text that anyone can read.
//!
//! # Testing a server
//!
//! A registration answers the server's challenge as a browser would. [`Client`] takes the
//! server's options as JSON, where the server has them in that form.
//!
//! ```
//! use countersign_authenticator::{Format, Registration, RelyingParty};
//!
//! # fn server_registers(_: &str) -> bool { true }
//! # fn server_authenticates(_: &str) -> bool { true }
//! let rp = RelyingParty::new("example.org");
//! let challenge = b"what the server asked";
//!
//! let registration = Registration::new(&rp).challenge(challenge).format(Format::Packed).make();
//! // RegistrationResponseJSON, as `credential.toJSON()` gives it; `registration.anchors` are
//! // the roots to trust.
//! assert!(server_registers(&registration.to_json().to_string()));
//!
//! let authentication = registration.credential.authenticate().challenge(challenge).make();
//! assert!(server_authenticates(&authentication.to_json().to_string()));
//! ```
//!
//! # Bending
//!
//! A test of a refusal makes the accepted response and its twin with the same call, but for one
//! closure:
//!
//! ```
//! use countersign_authenticator::certificate::{Extension, oid};
//! use countersign_authenticator::{Format, Registration, RelyingParty, flags};
//!
//! let rp = RelyingParty::new("example.org");
//! let make = || Registration::new(&rp).challenge(b"sixteen bytes or so").format(Format::Packed);
//!
//! let accepted = make().make();
//! let other_origin = make().client_data(|c| c.set_text("origin", "https://evil.example")).make();
//! let not_present = make().auth_data(|data| data.flags &= !flags::UP).make();
//! let leaf_is_ca = make().leaf(|l| l.set_extension(Extension::basic_constraints(true, None))).make();
//! let no_sig = make().statement(|s| drop(s.value.remove("sig"))).make();
//! # assert_ne!(accepted, other_origin);
//! # assert_ne!(accepted, not_present);
//! # assert_ne!(accepted, leaf_is_ca);
//! # assert_ne!(accepted, no_sig);
//! ```
//!
//! What can be bent, in the order it is made:
//!
//! | closure | structure | what is made from it |
//! |---|---|---|
//! | [`client_data`](Registration::client_data) | [`ClientData`] | its hash |
//! | [`public_key`](Registration::public_key) | the `COSE_Key`, [`Cbor`] | authenticator data |
//! | [`auth_data`](Registration::auth_data) | [`AuthData`] | its bytes |
//! | [`auth_data_bytes`](Registration::auth_data_bytes) | bytes | what is attested |
//! | [`attested_bytes`](Registration::attested_bytes) | bytes | nonces and signed messages |
//! | [`key_description`](Registration::key_description) | [`KeyDescription`](key_description::KeyDescription) | the leaf's extension |
//! | [`pub_area`](Registration::pub_area) | [`PubArea`](tpm::PubArea) | its name |
//! | [`cert_info`](Registration::cert_info) | [`CertInfo`](tpm::CertInfo) | the signed message |
//! | [`jws`](Registration::jws) | [`Jws`] | the signed message |
//! | [`message`](Registration::message) | bytes | the signature |
//! | [`signature`](Registration::signature) | bytes | the statement |
//! | [`root`](Registration::root), [`intermediate`](Registration::intermediate), [`leaf`](Registration::leaf) | [`CertificateSpec`](certificate::CertificateSpec) | the certificate, signed |
//! | [`chain`](Registration::chain) | the list of certificates | the statement |
//! | [`statement`](Registration::statement) | [`Statement`] | the attestation object |
//! | [`attestation_object`](Registration::attestation_object) | [`Cbor`] | its bytes |
//!
//! [`Cbor`] and [`der`] write what no encoder should: duplicate keys, heads that are too wide,
//! lengths that lie. [`EcdsaSignature`], [`rsa`] and [`PrivateKey::sign`] make the signatures
//! that do not follow from any structure.
//!
//! Nothing here uses the verifying side of Countersign: from it come the names of algorithms and
//! no more, so that a mistake on one side is not hidden by the same mistake on the other.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a tool for tests reports wrong use by panicking; no bytes from outside come in here"
)]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod algorithm;
mod attestation;
mod auth_data;
mod authentication;
mod base64;
mod cbor;
pub mod certificate;
mod client;
mod client_data;
pub mod der;
mod ecdsa;
mod edwards;
mod format;
mod hook;
mod key;
pub mod key_description;
mod metadata_service;
mod pki;
mod registration;
mod relying_party;
mod revocation_list;
pub mod rsa;
mod safetynet;
mod seed;
pub mod tpm;
pub mod vector;
pub mod w3c;

pub use algorithm::algorithms;
pub use auth_data::{AttestedCredential, AuthData, flags};
pub use authentication::{Authentication, AuthenticationResponse};
pub use base64::{base64, base64url};
pub use cbor::Cbor;
pub use client::{Client, OptionsError};
pub use client_data::{ClientData, Member};
pub use ecdsa::{EcdsaSignature, digest, order};
pub use edwards::{Ed25519Parts, ed25519_beyond_order};
pub use format::Format;
pub use key::{PrivateKey, PublicKey, signature_algorithm};
pub use metadata_service::{MetadataService, aaguid_text, metadata_entry};
pub use pki::{Authority, Pki};
pub use registration::{Credential, Registration, RegistrationResponse, Statement};
pub use relying_party::RelyingParty;
pub use revocation_list::{RevocationList, Revoked};
pub use rsa::RsaKey;
pub use safetynet::Jws;
pub use seed::Seed;
