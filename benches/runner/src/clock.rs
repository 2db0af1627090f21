use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The processor time that this process has used, all its threads together. Other processes on a
/// busy machine do not count, though what they do to caches does.
#[must_use]
pub fn processor_time() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime)
        .try_into()
        .expect("it is not negative")
}
