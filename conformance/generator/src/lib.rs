//! Makes the vectors of two lists of cases: the attacks, by area, and the cases of FIDO's server
//! tests, by group.
//!
//! Each group is a module here and a file in `conformance/vectors/`: its accepted vectors, the
//! twins, and those that differ from a twin in one thing. What is expected of a vector is written
//! down here, from the specification; nothing here asks the engine. Every id of the lists is
//! accounted for: by vectors, by a test of the source, or by what it waits for or why it does not
//! apply. `docs/cases.md` says which.
//!
//! It makes the same bytes every time, and tests hold what is committed against that.
//!
//! ```
//! use countersign_authenticator::{Registration, RelyingParty};
//! use countersign_spec::{ReasonKind, Step};
//! use countersign_vectors::{Group, List};
//!
//! let mut group = Group::new(List::Attacks, "client data");
//! let twin = group.twin("registration", || Registration::new(&RelyingParty::new("example.org")));
//! group
//!     .case("CDJ-001", "type is webauthn.get", &twin, |registration| {
//!         registration.client_data(|data| data.set_text("type", "webauthn.get"))
//!     })
//!     .refuse(Step::RegistrationType, ReasonKind::Mismatch);
//! group.waiting("CDJ-002", "somebody to write it");
//! assert_eq!(group.vectors()[1]["id"], "attacks/CDJ-001");
//! assert_eq!(group.vectors()[1]["based_on"], "attacks/client-data/registration");
//! ```
#![expect(
    clippy::items_after_statements,
    clippy::similar_names,
    clippy::as_conversions,
    reason = "a case stands whole where it is read; closures of one table become one type"
)]
#![expect(
    clippy::semicolon_if_nothing_returned,
    reason = "a closure that bends is one expression"
)]
#![expect(
    clippy::missing_panics_doc,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::expect_used,
    reason = "a tool reports a mistake in its tables by panicking; no bytes from outside come in"
)]

mod account;
mod attacks;
mod attested;
mod draft;
mod fido_server;
mod group;
mod metadata;
mod output;
mod rows;
mod standard;
mod table;
mod twin;

pub use account::{Account, TestName};
pub use draft::{Accepted, Draft};
pub use group::{Group, List, TOOL};
pub use output::{Files, root};
pub use table::page;
pub use twin::{Ceremony, Twin};

/// All groups of both lists, with their vectors.
#[must_use]
pub fn groups() -> Vec<Group> {
    let mut groups = attacks::groups();
    groups.extend(fido_server::groups());
    groups
}
