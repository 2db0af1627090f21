//! What the benchmarks measure: responses of the software authenticator, ready to be verified by
//! the engine as its users do, and by the bare signature checks that are in them.
//!
//! `just bench` runs the benchmarks; `cargo run --release --bin ratios` prints how much of a
//! ceremony is its signatures. What is measured here lives until the program ends, so it is leaked
//! and borrowed for ever.
//!
//! ```
//! use countersign_benches::{Backend, authentications};
//!
//! let es256 = authentications(Backend::default()).swap_remove(0);
//! assert_eq!(es256.name, "ES256");
//! (es256.from_json)();
//! (es256.from_bytes)();
//! ```

mod authentication;
mod bare;
mod metadata;
mod parser;
mod path;
mod registration;
mod turns;
mod worst_case;

pub use authentication::authentications;
pub use bare::Bare;
pub use metadata::{MdsBlob, blob};
pub use parser::{Parser, parsers};
pub use path::paths;
pub use registration::registrations;
pub use turns::{Quartiles, in_turns};
pub use worst_case::worst_cases;

pub use countersign::Backend;
use countersign::{Challenge, OriginRule, RelyingParty, UnixTime};

/// Something to run again and again, from any thread.
pub type Run = Box<dyn Fn() + Send + Sync>;

/// A response that is accepted, with the signature checks that its verification needs.
pub struct Ceremony {
    /// The format and the algorithm.
    pub name: String,
    /// From the JSON text to the verdict.
    pub from_json: Run,
    /// From the parts of the response to the verdict.
    pub from_bytes: Run,
    /// The signature checks, as a signature library would be given them.
    pub bare: Vec<Bare>,
}

impl Ceremony {
    /// All the signature checks, the keys from their numbers.
    pub fn verify_bare(&self) {
        self.bare.iter().for_each(Bare::verify);
    }
}

const CHALLENGE: &[u8] = b"a challenge of the benchmarks, 32";
const USER: &[u8] = b"a user of the benchmarks";

/// Inside the life of the test PKI's certificates.
const NOW: UnixTime = UnixTime(1_790_000_000);

fn relying_party(backend: Backend) -> RelyingParty {
    let origin = OriginRule::exact("https://example.org").expect("it is an origin");
    let rp = RelyingParty::new("example.org", [origin]).expect("its origin lies at its RP ID");
    rp.backend(backend)
}

fn challenge() -> Challenge {
    Challenge::new(CHALLENGE).expect("it is long enough")
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}
