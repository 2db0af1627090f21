use std::time::{SystemTime, UNIX_EPOCH};

use countersign::UnixTime;
use der::DateTime;
use serde::de::{Deserialize, Deserializer, Error as _};

/// A time, written as `2026-01-31T12:00:00Z` or as seconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Time(pub(crate) UnixTime);

/// The time of a call: as it says, or else the system's.
pub(crate) fn of_call(said: Option<Time>) -> UnixTime {
    said.map_or_else(now, |Time(time)| time)
}

fn now() -> UnixTime {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    UnixTime(i64::try_from(seconds).unwrap_or(i64::MAX))
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged, expecting = "expected a time, a text or a number of seconds")]
        enum Written {
            Seconds(i64),
            Text(String),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Seconds(seconds) => return Ok(Self(UnixTime(seconds))),
            Written::Text(text) => text,
        };
        let time: DateTime = text.parse().map_err(|_der| {
            D::Error::custom(format_args!(
                "{text:?} is no time such as 2026-01-31T12:00:00Z"
            ))
        })?;
        i64::try_from(time.unix_duration().as_secs())
            .map(|seconds| Self(UnixTime(seconds)))
            .map_err(D::Error::custom)
    }
}
