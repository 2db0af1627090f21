use alloc::format;
use core::fmt;

use countersign_spec::{Reason, UnixTime};

use crate::json::FromJson;

/// A day in UTC, as ISO 8601 writes it: `2026-01-31`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    /// Since 1970-01-01.
    days: i64,
}

const DAY: i64 = 86_400; // seconds

impl Date {
    /// Parses a date.
    ///
    /// # Errors
    ///
    /// `Malformed`, if it is no day of the calendar written `YYYY-MM-DD`.
    pub fn parse(what: &'static str, text: &str) -> Result<Self, Reason> {
        Self::read(text).ok_or(Reason::Malformed { what, offset: 0 })
    }

    /// The day's first second.
    #[must_use]
    pub const fn start(self) -> UnixTime {
        UnixTime(self.days.saturating_mul(DAY))
    }

    /// The day's last second.
    #[must_use]
    pub const fn end(self) -> UnixTime {
        UnixTime(self.start().0.saturating_add(DAY - 1))
    }

    fn read(text: &str) -> Option<Self> {
        let digits = |range| text.get(range).filter(|part| is_number(part))?.parse().ok();
        let (year, month, day): (i64, i64, i64) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
        let date = Self {
            days: days_from_civil(year, month, day),
        };
        // What is no day of the calendar is written as another one, and what has no hyphens, or
        // more after the day, in another way.
        (format!("{date}") == text).then_some(date)
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Days since 1970-01-01 of a proleptic Gregorian date; the year is counted from 1 March, so that
/// the leap day is its last.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 {
        year
    } else {
        year.saturating_sub(1)
    };
    let month = month.saturating_add(9).rem_euclid(12);
    let leap_days = year
        .div_euclid(4)
        .saturating_sub(year.div_euclid(100))
        .saturating_add(year.div_euclid(400));
    let days_of_months = month.saturating_mul(153).saturating_add(2).div_euclid(5);
    year.saturating_mul(365)
        .saturating_add(leap_days)
        .saturating_add(days_of_months)
        .saturating_add(day)
        .saturating_sub(719_469)
}

impl FromJson for Date {
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
        Self::parse(what, &alloc::string::String::from_json(what, json)?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = format!("{}", self.start());
        f.write_str(time.get(..10).unwrap_or(&time))
    }
}

#[cfg(test)]
mod tests {
    use super::Date;
    use alloc::string::ToString;

    #[test]
    fn dates_are_days() {
        for (text, seconds) in [
            ("1970-01-01", 0),
            ("2000-02-29", 951_782_400),
            ("2023-10-01", 1_696_118_400),
            ("2025-12-31", 1_767_139_200),
            ("1969-12-31", -86_400),
        ] {
            let date = Date::parse("date", text).unwrap();
            assert_eq!(date.start().0, seconds, "{text}");
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "2026-13-01",
            "2026-00-01",
            "2026-02-30",
            "2023-02-29",
            "2026-01-32",
            "2026-01-00",
            "2026-1-1",
            "20260101",
            "2026/01/01",
            "2026-01/01",
            "2026-01-011",
            "-026-01-01",
            "2026-01-01T00:00:00Z",
            "+026-01-01",
            "2026-01-0a",
            "",
            "ä026-01-1",
        ] {
            assert!(Date::parse("date", text).is_err(), "{text}");
        }
    }
}
