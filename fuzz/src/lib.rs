//! The fuzz targets of Countersign: one function each, which is given bytes and panics where a
//! law of the engine does not hold for them.
//!
//! A target asserts more than "it does not panic": that two forms of reading agree, that a second
//! opinion from another library is the same, that nothing is left over, that what is not signed
//! any more is refused. `docs/fuzzing.md` lists the laws. The files in `fuzz_targets` hand the
//! functions to libFuzzer; `conformance/tests/corpora.rs` replays the committed corpora through
//! them with the stable compiler.
//!
//! ```
//! for (_name, run) in countersign_fuzz::TARGETS {
//!     run(b"any bytes at all");
//! }
//! ```
#![forbid(unsafe_code)]

use countersign_attestation::Format;

mod android_status_list;
mod attestation_object;
mod authentication;
mod authenticator_data;
mod base;
mod cbor_reader;
mod ceremony_state;
mod certificate;
mod certificate_path;
mod client_data;
mod cose_key;
mod edit;
mod input;
mod key_description;
mod metadata;
mod page_json;
mod record;
mod registration;
mod response_json;
mod revocation_list;
mod signature;
mod signed_anew;
mod statement;
mod tpm_structures;

pub use android_status_list::android_status_list;
pub use attestation_object::attestation_object;
pub use authentication::authentication;
pub use authenticator_data::authenticator_data;
pub use base::{AUTHENTICATIONS, REGISTRATIONS, base};
pub use cbor_reader::cbor_reader;
pub use ceremony_state::{ceremonies, ceremony_state};
pub use certificate::certificate;
pub use certificate_path::certificate_path;
pub use client_data::client_data;
pub use cose_key::cose_key;
pub use edit::{Edit, edited};
pub use input::{Input, with_length};
pub use key_description::key_description;
pub use metadata::metadata;
pub use page_json::page_json;
pub use record::{import, record};
pub use registration::registration;
pub use response_json::response_json;
pub use revocation_list::revocation_list;
pub use signature::signature;
pub use signed_anew::{SETUPS, authentication_signed_anew, registration_signed_anew};
pub use statement::{FORMATS, policy, statement};
pub use tpm_structures::{accepted_tpm_structures, tpm_structures};

/// A target: it panics where a law does not hold.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its corpus too.
pub const TARGETS: [(&str, Target); 30] = [
    ("android_status_list", android_status_list),
    ("attestation_object", attestation_object),
    ("authentication", authentication),
    ("authentication_signed_anew", authentication_signed_anew),
    ("authenticator_data", authenticator_data),
    ("cbor_reader", cbor_reader),
    ("ceremony_state", ceremony_state),
    ("certificate", certificate),
    ("certificate_path", certificate_path),
    ("client_data", client_data),
    ("cose_key", cose_key),
    ("import", import),
    ("key_description", key_description),
    ("metadata", metadata),
    ("page_json", page_json),
    ("record", record),
    ("registration", registration),
    ("registration_signed_anew", registration_signed_anew),
    ("response_json", response_json),
    ("revocation_list", revocation_list),
    ("signature", signature),
    ("statement_android_key", |data| {
        statement(Format::AndroidKey, data)
    }),
    ("statement_android_safetynet", |data| {
        statement(Format::AndroidSafetyNet, data)
    }),
    ("statement_apple", |data| statement(Format::Apple, data)),
    ("statement_compound", |data| {
        statement(Format::Compound, data)
    }),
    ("statement_fido_u2f", |data| {
        statement(Format::FidoU2f, data)
    }),
    ("statement_none", |data| statement(Format::None, data)),
    ("statement_packed", |data| statement(Format::Packed, data)),
    ("statement_tpm", |data| statement(Format::Tpm, data)),
    ("tpm_structures", tpm_structures),
];

/// Runs the target of this name.
///
/// # Panics
///
/// Where a law of it does not hold, and if there is none.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    target.expect("a target of this name").1(data);
}
