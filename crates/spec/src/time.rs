use core::fmt;

/// Seconds since 1970-01-01T00:00:00Z, without leap seconds. Time is always an argument: nothing
/// in the engine reads a clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UnixTime(pub i64);

impl fmt::Display for UnixTime {
    /// Writes the UTC date and time, as `2026-01-31T12:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DAY: i64 = 86_400;
        let (days, seconds) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (year, month, day) = civil_from_days(days);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

/// The proleptic Gregorian date of a number of days since 1970-01-01: eras of 400 years, each
/// beginning on 1 March, so that the leap day is the last of its year. `i128`, so that no count
/// of days overflows.
fn civil_from_days(days: i64) -> (i128, i128, i128) {
    let shifted = i128::from(days).saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = of_era
        .saturating_sub(of_era / 1460)
        .saturating_add(of_era / 36_524)
        .saturating_sub(of_era / 146_096)
        / 365;
    let day_of_year = of_era.saturating_sub(
        year_of_era
            .saturating_mul(365)
            .saturating_add(year_of_era / 4)
            .saturating_sub(year_of_era / 100),
    );
    let shifted_month = day_of_year.saturating_mul(5).saturating_add(2) / 153;
    let day = day_of_year
        .saturating_sub(shifted_month.saturating_mul(153).saturating_add(2) / 5)
        .saturating_add(1);
    let month = if shifted_month < 10 {
        shifted_month.saturating_add(3)
    } else {
        shifted_month.saturating_sub(9)
    };
    let year = year_of_era
        .saturating_add(era.saturating_mul(400))
        .saturating_add(i128::from(month <= 2));
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::UnixTime;
    use alloc::string::ToString;

    #[test]
    fn times_are_written_as_dates() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_827_696, "2000-02-29T12:34:56Z"),
            (1_767_225_599, "2025-12-31T23:59:59Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(UnixTime(seconds).to_string(), text);
        }
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        assert!(!UnixTime(i64::MIN).to_string().is_empty());
        assert!(!UnixTime(i64::MAX).to_string().is_empty());
    }
}
