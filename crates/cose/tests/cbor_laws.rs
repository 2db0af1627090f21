//! Laws that hold for any CBOR: what was encoded is read again, what is cut short is refused, and
//! what the canonical form accepts the tolerant form accepts without a word.

use ciborium::Value;
use countersign_cose::{Departures, Form, Kind, Reader};
use countersign_spec::{Reason, ReasonKind};
use proptest::collection::vec;
use proptest::prelude::*;

const FORMS: [Form; 2] = [Form::Canonical, Form::Tolerant];

/// Values without floating-point numbers, at most four containers deep, their maps in CTAP2 order.
fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        any::<i64>().prop_map(Value::from),
        (-300..300_i64).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        "\\PC{0,12}".prop_map(Value::Text),
    ];
    scalar.prop_recursive(u32::from(Reader::DEPTH), 64, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::Array),
            vec((inner.clone(), inner), 0..8).prop_map(|entries| Value::Map(sorted(entries))),
        ]
    })
}

/// A map of the most entries that may be out of order, its keys shuffled.
fn shuffled_map() -> impl Strategy<Value = Vec<(Value, Value)>> {
    let key = prop_oneof![
        (-300..300_i64).prop_map(Value::from),
        "[a-c]{0,3}".prop_map(Value::Text)
    ];
    vec(
        (key, any::<i64>().prop_map(Value::from)),
        2..=Reader::UNORDERED,
    )
    .prop_map(sorted)
    .prop_shuffle()
}

fn sorted(mut entries: Vec<(Value, Value)>) -> Vec<(Value, Value)> {
    let order = |(key, _): &(Value, Value)| {
        let bytes = encode(key);
        (bytes[0] >> 5, bytes.len(), bytes)
    };
    entries.sort_by_key(order);
    entries.dedup_by_key(|entry| order(entry));
    entries
}

fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

/// Reads a value by the typed methods, as the parsers above do.
fn read(reader: &mut Reader<'_>) -> Result<Value, Reason> {
    Ok(match reader.kind("value")? {
        Kind::Integer => reader.integer("value")?.into(),
        Kind::Bytes => reader.bytes("value")?.into(),
        Kind::Text => reader.text("value")?.into(),
        Kind::Boolean => reader.boolean("value")?.into(),
        Kind::Array => {
            let mut elements = Vec::new();
            reader.array("value", |reader| {
                elements.push(read(reader)?);
                Ok::<(), Reason>(())
            })?;
            Value::Array(elements)
        }
        Kind::Map => {
            let mut entries = Vec::new();
            reader.map("value", read, |reader, key| {
                entries.push((key, read(reader)?));
                Ok::<(), Reason>(())
            })?;
            Value::Map(entries)
        }
        _ => {
            reader.item("value")?;
            Value::Null
        }
    })
}

fn parse(input: &[u8], form: Form) -> Result<(Value, Departures), Reason> {
    Reader::read_all(input, form, "value", |reader| {
        Ok((read(reader)?, reader.departures()))
    })
}

fn check(input: &[u8], form: Form) -> Result<Departures, Reason> {
    Reader::read_all(input, form, "value", |reader| {
        reader.item("value")?;
        Ok(reader.departures())
    })
}

proptest! {
    #[test]
    fn what_was_encoded_is_read_again(value in value()) {
        let bytes = encode(&value);
        for form in FORMS {
            let expected = Ok((value.clone(), Departures::default()));
            prop_assert_eq!(parse(&bytes, form), expected);
            prop_assert_eq!(check(&bytes, form), Ok(Departures::default()));
        }
    }

    #[test]
    fn every_truncation_is_refused(value in value()) {
        let bytes = encode(&value);
        for form in FORMS {
            for end in 0..bytes.len() {
                prop_assert!(check(&bytes[..end], form).is_err(), "cut to {}", end);
            }
        }
    }

    #[test]
    fn one_byte_more_is_refused(value in value(), byte: u8) {
        let mut bytes = encode(&value);
        let offset = bytes.len();
        bytes.push(byte);
        for form in FORMS {
            let what = "value";
            prop_assert_eq!(check(&bytes, form), Err(Reason::Malformed { what, offset }));
        }
    }

    #[test]
    fn what_is_canonical_is_tolerated_without_departure(
        value in value(), at: prop::sample::Index, byte: u8,
    ) {
        let mut bytes = encode(&value);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        match (check(&bytes, Form::Canonical), check(&bytes, Form::Tolerant)) {
            (Ok(_), tolerant) => prop_assert_eq!(tolerant, Ok(Departures::default())),
            (Err(_), Ok(tolerant)) => prop_assert_ne!(tolerant, Departures::default()),
            (Err(_), Err(_)) => {}
        }
    }

    #[test]
    fn any_bytes_are_accepted_or_refused_and_never_read_beyond(bytes in vec(any::<u8>(), 0..64)) {
        for form in FORMS {
            let mut reader = Reader::new(&bytes, form);
            if let Ok(item) = reader.item("value") {
                prop_assert_eq!(item, &bytes[..reader.offset()]);
            }
        }
    }

    #[test]
    fn keys_out_of_order_are_tolerated_and_reported(entries in shuffled_map()) {
        let ordered = sorted(entries.clone()) == entries;
        let map = Value::Map(entries);
        let bytes = encode(&map);
        let (read, departures) = parse(&bytes, Form::Tolerant).unwrap();
        prop_assert_eq!(read, map);
        prop_assert_eq!(departures.order.is_some(), !ordered);
        prop_assert_eq!(departures.length, None);
        prop_assert_eq!(check(&bytes, Form::Canonical).is_ok(), ordered);
    }

    #[test]
    fn a_duplicate_anywhere_is_refused(
        mut entries in shuffled_map(), from: prop::sample::Index, to: prop::sample::Index,
    ) {
        let (key, _) = entries[from.index(entries.len())].clone();
        entries.truncate(Reader::UNORDERED - 1);
        entries.insert(to.index(entries.len() + 1), (key.clone(), Value::Null));
        prop_assume!(entries.iter().filter(|(other, _)| *other == key).count() == 2);
        let bytes = encode(&Value::Map(entries));
        for form in FORMS {
            let refused = check(&bytes, form).unwrap_err();
            prop_assert_eq!(refused.kind(), ReasonKind::Malformed);
        }
    }
}
