use std::time::{SystemTime, UNIX_EPOCH};

use countersign::UnixTime;
use countersign::metadata::Date;

/// Reads `now`, `2026-01-31`, `2026-01-31T12:00:00Z`, or seconds since 1970.
pub(crate) fn parse(text: &str) -> Result<UnixTime, String> {
    const HELP: &str = "give now, 2026-01-31, 2026-01-31T12:00:00Z or seconds since 1970";
    if text == "now" {
        return now();
    }
    if let Ok(seconds) = text.parse() {
        return Ok(UnixTime(seconds));
    }
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let day = Date::parse("day", day).map_err(|_reason| HELP.to_owned())?;
    let time = time.strip_suffix('Z').ok_or(HELP)?;
    let parts: Vec<_> = time.split(':').map(str::parse::<u8>).collect();
    let [Ok(hour @ 0..24), Ok(minute @ 0..60), Ok(second @ 0..60)] = parts[..] else {
        return Err(HELP.to_owned());
    };
    let of_day = [(hour, 3600), (minute, 60), (second, 1)];
    let seconds = of_day
        .into_iter()
        .fold(day.start().0, |sum, (count, unit)| {
            sum.saturating_add(i64::from(count).saturating_mul(unit))
        });
    Ok(UnixTime(seconds))
}

fn now() -> Result<UnixTime, String> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.map_err(|error| format!("the clock is before 1970: {error}"))?;
    i64::try_from(since.as_secs())
        .map(UnixTime)
        .map_err(|error| format!("the clock: {error}"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn times_are_read_as_they_are_written() {
        for (text, seconds) in [
            ("2026-06-01", 1_780_272_000),
            ("2026-06-01T00:00:01Z", 1_780_272_001),
            ("1780272000", 1_780_272_000),
            ("-1", -1),
        ] {
            assert_eq!(parse(text).unwrap().0, seconds);
        }
        assert!(parse("now").unwrap().0 > 1_780_000_000);
        for text in [
            "",
            "today",
            "2026-02-30",
            "2026-06-01T24:00:00Z",
            "2026-06-01T00:00:00",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
