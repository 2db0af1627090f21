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

mod android_status_list;
mod attestation_object;
mod authentication;
mod authenticator_data;
mod base;
mod cbor_reader;
mod certificate;
mod certificate_path;
mod client_data;
mod cose_key;
mod edit;
mod input;
mod metadata;
mod registration;
mod response_json;
mod revocation_list;
mod signature;
mod statement;

pub use android_status_list::android_status_list;
pub use attestation_object::attestation_object;
pub use authentication::authentication;
pub use authenticator_data::authenticator_data;
pub use base::{AUTHENTICATIONS, REGISTRATIONS, base};
pub use cbor_reader::cbor_reader;
pub use certificate::certificate;
pub use certificate_path::certificate_path;
pub use client_data::client_data;
pub use cose_key::cose_key;
pub use edit::{Edit, edited};
pub use input::{Input, with_length};
pub use metadata::metadata;
pub use registration::registration;
pub use response_json::response_json;
pub use revocation_list::revocation_list;
pub use signature::signature;
pub use statement::{FORMATS, policy, statement};

/// A target: it panics where a law does not hold.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its corpus too.
pub const TARGETS: [(&str, Target); 15] = [
    ("android_status_list", android_status_list),
    ("attestation_object", attestation_object),
    ("authentication", authentication),
    ("authenticator_data", authenticator_data),
    ("cbor_reader", cbor_reader),
    ("certificate", certificate),
    ("certificate_path", certificate_path),
    ("client_data", client_data),
    ("cose_key", cose_key),
    ("metadata", metadata),
    ("registration", registration),
    ("response_json", response_json),
    ("revocation_list", revocation_list),
    ("signature", signature),
    ("statement", statement),
];
