//! Replays WebAuthn responses, written down as data, against [`countersign`] and says where the
//! verdict is not the expected one: the step and the reason included, where a vector names them.
//!
//! `cargo run --release -p countersign-conformance` does it from the command line; this library is
//! what that program and the tests share. It reads vectors and judges verdicts; it verifies
//! nothing by itself, and it makes no vectors. `docs/vectors.md` describes the format.
//!
//! ```
//! use countersign::Backend;
//! use countersign_conformance::{Exceptions, Suites, run};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut suites = Suites::default();
//! suites.add_text("empty.json", r#"{"format":"countersign-vectors/1","suite":"empty","vectors":[]}"#)?;
//! let exceptions = Exceptions::default();
//! let results = run(&suites, &exceptions, Backend::default(), |_| {});
//! assert_eq!(results.count().failed, 0);
//! # Ok(())
//! # }
//! ```

mod arguments;
mod assessment;
mod deviations;
mod exceptions;
mod expectation;
mod home;
mod pages;
mod places;
mod replay;
mod report;
mod results;
mod results_json;
mod rust_files;
mod setting;
mod suites;
mod summary;
mod trust;
mod vector;

pub use arguments::{Arguments, HELP};
pub use deviations::deviations;
pub use exceptions::{Exception, Exceptions};
pub use expectation::{Agreement, Expectation, Outcome, Verdict, compare};
pub use home::{conformance_folder, shared_folder};
pub use pages::Page;
pub use places::{Place, Places};
pub use replay::{NoVerdict, replay, replay_by};
pub use report::report;
pub use results::{Count, Judged, Results, Standing, run};
pub use results_json::results_json;
pub use suites::{LoadError, Suites};
pub use summary::write_summary;
pub use trust::{MetadataService, ReportsAbout, RevocationDemand, Trust, UnknownModels};
pub use vector::{
    AccountKnown, Bytes, Ceremony, Direct, DirectAuthentication, DirectRegistration, Mediation,
    Profile, Refusal, RelyingPartyData, Request, StoredCredential, UserVerification, Vector,
};
