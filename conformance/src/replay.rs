use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{Outcome, Vector};

/// Why there is no verdict on a vector. That is always a failure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoVerdict(pub String);

/// Replays a vector: its parts, its JSON form, or both, which must then come out the same.
///
/// # Errors
///
/// Where the relying party of the vector is no valid configuration, where both forms come out
/// differently, or where the engine panics.
pub fn replay(vector: &Vector) -> Result<Outcome, NoVerdict> {
    catch_unwind(AssertUnwindSafe(|| verdict(vector))).unwrap_or_else(|panic| {
        Err(NoVerdict(format!(
            "the engine panicked: {}",
            words(&*panic)
        )))
    })
}

fn verdict(_vector: &Vector) -> Result<Outcome, NoVerdict> {
    Err(NoVerdict("the engine is not wired in yet".to_owned()))
}

/// The message of a panic.
fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

impl fmt::Display for NoVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no verdict: {}", self.0)
    }
}
