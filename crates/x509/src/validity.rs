use countersign_spec::{Reason, UnixTime};
use der::{DateTime, Tag};

use crate::DerReader;

/// The Gregorian calendar repeats after so many years …
const CYCLE_YEARS: u16 = 400;
/// … which are so many seconds (146,097 days).
const CYCLE_SECONDS: i64 = 12_622_780_800;
/// So many cycles bring every year from 0 into the range of [`DateTime`], which begins in 1970.
const CYCLES: u16 = 5;

/// Reads a `Time` (RFC 5280 §4.1.2.5): `UTCTime` or `GeneralizedTime`, to the second, in UTC.
pub(crate) fn read_time(
    reader: &mut DerReader<'_>,
    what: &'static str,
) -> Result<UnixTime, Reason> {
    let offset = reader.offset();
    let (tag, text) = reader.any(what)?;
    let time = match tag {
        Tag::UtcTime => utc_time(text),
        // LAXER: RFC 5280 §4.1.2.5 wants UTCTime for dates through 2049; certificates in use write
        // them as GeneralizedTime.
        Tag::GeneralizedTime => generalized_time(text),
        _ => None,
    };
    time.ok_or(Reason::Malformed { what, offset })
}

/// `YYMMDDHHMMSSZ`: RFC 5280 §4.1.2.5.1, years 50 to 99 belong to the 20th century.
fn utc_time(text: &[u8]) -> Option<UnixTime> {
    let (year, rest) = text.split_first_chunk::<2>()?;
    let year = u16::from(two_digits(*year)?);
    let century = if year < 50 { 2000 } else { 1900 };
    seconds(year.checked_add(century)?, rest)
}

/// `YYYYMMDDHHMMSSZ`: RFC 5280 §4.1.2.5.2, without fractions.
fn generalized_time(text: &[u8]) -> Option<UnixTime> {
    let ([a, b, c, d], rest) = text.split_first_chunk()?;
    let century = u16::from(two_digits([*a, *b])?).checked_mul(100)?;
    seconds(century.checked_add(u16::from(two_digits([*c, *d])?))?, rest)
}

/// The rest of either: `MMDDHHMMSSZ`.
///
/// The calendar is that of `der`, whose own times begin in 1970 where those of certificates may
/// begin in 1950 (RFC 5280 §4.1.2.5.1); earlier years are taken some whole cycles later.
fn seconds(year: u16, rest: &[u8]) -> Option<UnixTime> {
    let (fields, []) = rest.strip_suffix(b"Z")?.as_chunks::<2>() else {
        return None;
    };
    let [month, day, hour, minute, second] = fields else {
        return None;
    };
    let cycles = if year < 1970 { CYCLES } else { 0 };
    let time = DateTime::new(
        year.checked_add(CYCLE_YEARS.checked_mul(cycles)?)?,
        two_digits(*month)?,
        two_digits(*day)?,
        two_digits(*hour)?,
        two_digits(*minute)?,
        two_digits(*second)?,
    );
    let since_1970 = i64::try_from(time.ok()?.unix_duration().as_secs()).ok()?;
    let shift = CYCLE_SECONDS.checked_mul(i64::from(cycles))?;
    Some(UnixTime(since_1970.checked_sub(shift)?))
}

fn two_digits([tens, units]: [u8; 2]) -> Option<u8> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| byte.wrapping_sub(b'0'));
    digit(tens)?.checked_mul(10)?.checked_add(digit(units)?)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::{generalized_time, utc_time};

    #[test]
    fn times_are_read_to_the_second() {
        for (text, time) in [
            ("500101120000Z", "1950-01-01T12:00:00Z"),
            ("691231235959Z", "1969-12-31T23:59:59Z"),
            ("700101000000Z", "1970-01-01T00:00:00Z"),
            ("000229000000Z", "2000-02-29T00:00:00Z"),
            ("491231235959Z", "2049-12-31T23:59:59Z"),
        ] {
            assert_eq!(utc_time(text.as_bytes()).unwrap().to_string(), time);
        }
        for (text, time) in [
            ("99991231235959Z", "9999-12-31T23:59:59Z"),
            ("20240103174521Z", "2024-01-03T17:45:21Z"),
            ("00000101000000Z", "0000-01-01T00:00:00Z"),
            ("16000229000000Z", "1600-02-29T00:00:00Z"),
        ] {
            assert_eq!(generalized_time(text.as_bytes()).unwrap().to_string(), time);
        }
    }

    #[test]
    fn times_that_are_none_are_refused() {
        for text in [
            "",
            "Z",
            "500101120000",
            "5001011200Z",
            "500101120000+0000",
            "501301120000Z",
            "500132120000Z",
            "010229120000Z",
            "500101240000Z",
            "500101126000Z",
            "500101120060Z",
            "50 101120000Z",
            "5001011200000Z",
            "+50101120000Z",
        ] {
            assert_eq!(utc_time(text.as_bytes()), None, "{text}");
        }
        for text in [
            "20240103174521.5Z",
            "202401031745Z",
            "20240103174521",
            "19000229000000Z",
        ] {
            assert_eq!(generalized_time(text.as_bytes()), None, "{text}");
        }
    }
}
