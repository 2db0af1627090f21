use core::time::Duration;

use countersign_spec::{Reason, Rejection, Step, UnixTime};
use serde::{Deserialize, Serialize};

use crate::ConfigError;

/// §15.1: "Recommended default value: 300000 milliseconds (5 minutes)".
pub(super) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(300);

/// §15.1: "Recommended range: 300000 milliseconds to 600000 milliseconds".
const RANGE: core::ops::RangeInclusive<Duration> = DEFAULT_TIMEOUT..=VALIDITY;

/// §13.4.3: "Challenges SHOULD be valid for a duration similar to the upper limit" of that range.
pub(super) const VALIDITY: Duration = Duration::from_secs(600);

/// When a ceremony began, and the last second in which a response is accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lifetime {
    began: i64,
    expires: i64,
}

impl Lifetime {
    pub(super) fn new(now: UnixTime, validity: Duration) -> Self {
        let seconds = i64::try_from(validity.as_secs()).unwrap_or(i64::MAX);
        Self {
            began: now.0,
            expires: now.0.saturating_add(seconds),
        }
    }

    pub(super) const fn expires(self) -> UnixTime {
        UnixTime(self.expires)
    }

    /// Refuses a response that comes too late. One that comes before the beginning is not
    /// refused: the clocks of two servers differ.
    pub(super) fn verify(self, now: UnixTime, step: Step) -> Result<(), Rejection> {
        step.require(
            now <= self.expires(),
            Reason::Expired {
                what: "ceremony",
                now,
                not_before: UnixTime(self.began),
                not_after: self.expires(),
            },
        )
    }
}

/// The timeout as options carry it.
pub(super) fn milliseconds(timeout: Duration) -> Result<u32, ConfigError> {
    let milliseconds = timeout.as_millis();
    match u32::try_from(milliseconds) {
        Ok(fitting) if RANGE.contains(&timeout) => Ok(fitting),
        _ => Err(ConfigError::Timeout { milliseconds }),
    }
}
