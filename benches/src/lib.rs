//! Inputs of the benchmarks: conformance vectors, ready to be verified by the engine as its users
//! do, and by a bare signature check.
//!
//! `cargo bench` in this folder runs all; `cargo bench --bench ratios` prints how much of an
//! authentication is the signature, and takes half a minute.
//!
//! ```
//! let es256 = countersign_benches::Authentication::all().swap_remove(0);
//! assert_eq!(es256.name, "ES256");
//! es256.verify_json();
//! es256.verify_bytes(&es256.response().response());
//! ```

mod authentication;
mod registration;

pub use authentication::{Authentication, Bare};
pub use registration::Registration;

use countersign::{Challenge, OriginRule, RelyingParty};
use countersign_conformance::{Suites, Vector, conformance_folder};

/// The vector of this id.
fn vector(id: &str) -> Vector {
    let folder = conformance_folder().expect("the vectors are in the repository");
    let mut suites = Suites::default();
    suites
        .add(&folder.join("vectors"))
        .expect("the vectors are well formed");
    suites.keep(id);
    let mut vectors = suites.iter().flat_map(|(_, vectors)| vectors);
    let vector = vectors.find(|vector| vector.id == id);
    vector.expect("the vector is there").clone()
}

fn relying_party(vector: &Vector) -> RelyingParty {
    let origins = vector.rp.origins.iter();
    let origins = origins.map(|origin| OriginRule::exact(origin).expect("it is an origin"));
    RelyingParty::new(&vector.rp.id, origins).expect("its origins lie at its RP ID")
}

fn challenge(vector: &Vector) -> Challenge {
    Challenge::new(&vector.request.challenge.0).expect("it is long enough")
}
