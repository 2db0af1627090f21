use ciborium::Value;
use countersign_cose::{Departures, Form, Kind, Reader};
use countersign_spec::Reason;

/// Reads the input as one CBOR item.
///
/// - Canonical form accepts exactly what tolerant form accepts without departures.
/// - What is accepted ends where the input does: one byte more or less is refused.
/// - Taking the item apart by its kinds reads the same bytes as reading it whole.
/// - What is canonical and holds no floating-point or simple values but the common three comes
///   out of ciborium's general decoder and encoder as the same bytes.
pub fn cbor_reader(data: &[u8]) {
    let canonical = whole(data, Form::Canonical);
    let tolerant = whole(data, Form::Tolerant);
    match (&canonical, &tolerant) {
        (Ok(_), Ok(departures)) => assert_eq!(*departures, Departures::default()),
        (Err(_), Ok(departures)) => assert_ne!(*departures, Departures::default()),
        (Ok(_), Err(reason)) => panic!("canonical, and not tolerated: {reason}"),
        (Err(_), Err(_)) => {}
    }
    if tolerant.is_ok() {
        let mut longer = data.to_vec();
        longer.push(0);
        for form in [Form::Canonical, Form::Tolerant] {
            assert!(whole(&longer, form).is_err(), "a byte left over");
            assert!(
                whole(&data[..data.len() - 1], form).is_err(),
                "a byte too few"
            );
        }
        let mut reader = Reader::new(data, Form::Tolerant);
        let is_plain = take_apart(&mut reader).expect("the item was accepted as a whole");
        assert!(reader.rest().is_empty());
        if is_plain && canonical.is_ok() {
            assert_eq!(through_ciborium(data), data);
        }
    }
}

fn whole(data: &[u8], form: Form) -> Result<Departures, Reason> {
    Reader::read_all(data, form, "item", |reader| {
        let item = reader.item("item")?;
        assert_eq!(item, &data[..reader.offset()]);
        Ok(reader.departures())
    })
}

/// Reads an item by what its kind says it is; whether all in it are integers, strings, arrays,
/// maps, booleans and null.
fn take_apart(reader: &mut Reader<'_>) -> Result<bool, Reason> {
    let what = "item";
    let mut is_plain = true;
    match reader.kind(what)? {
        Kind::Integer => is_plain = integer(reader)?,
        Kind::Bytes => assert!(reader.bytes(what)?.len() <= reader.offset()),
        Kind::Text => assert!(reader.text(what)?.len() <= reader.offset()),
        Kind::Boolean => drop(reader.boolean(what)?),
        Kind::Array => {
            reader.array(what, |reader| {
                is_plain &= take_apart(reader)?;
                Ok::<_, Reason>(())
            })?;
        }
        Kind::Map => {
            let mut are_plain = true;
            reader.map(
                what,
                |reader| {
                    are_plain &= take_apart(reader)?;
                    Ok::<_, Reason>(())
                },
                |reader, ()| {
                    is_plain &= take_apart(reader)?;
                    Ok(())
                },
            )?;
            is_plain &= are_plain;
        }
        Kind::Null => drop(reader.item(what)?),
        _ => {
            reader.item(what)?;
            is_plain = false;
        }
    }
    Ok(is_plain)
}

/// An integer, which need not be in the range of `i64`; what is not is left to
/// [`Reader::item`].
fn integer(reader: &mut Reader<'_>) -> Result<bool, Reason> {
    let mut attempt = reader.clone();
    if attempt.integer("integer").is_ok() {
        *reader = attempt;
    } else {
        reader.item("integer")?;
    }
    Ok(true)
}

fn through_ciborium(data: &[u8]) -> Vec<u8> {
    let value: Value = ciborium::from_reader(data).expect("ciborium reads what we read");
    let mut written = Vec::new();
    ciborium::into_writer(&value, &mut written).expect("a vector takes all");
    written
}
