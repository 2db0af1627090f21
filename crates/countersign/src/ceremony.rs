//! Ceremonies from the first request to the second: options for the page, and the state that the
//! server keeps until the response comes.

mod algorithms;
mod authentication_builder;
mod authentication_ceremony;
mod decoys;
mod lifetime;
mod registration_builder;
mod registration_ceremony;
#[cfg(feature = "sealed")]
mod sealed;

use countersign_spec::{Reason, Rejection, Step, Value};

pub use authentication_builder::AuthenticationBuilder;
pub use authentication_ceremony::{AccountCredential, AuthenticationCeremony};
pub use decoys::Decoys;
pub use registration_builder::RegistrationBuilder;
pub use registration_ceremony::RegistrationCeremony;
#[cfg(feature = "sealed")]
pub use sealed::SealingKeys;

use crate::RelyingParty;

/// A ceremony is finished by the relying party that began it.
fn verify_rp_id(began: &str, rp: &RelyingParty, step: Step) -> Result<(), Rejection> {
    step.require(
        began == rp.id(),
        Reason::mismatch("rpId", Value::text(began), Value::text(rp.id())),
    )
}
