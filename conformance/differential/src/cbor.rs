use countersign_authenticator::Cbor;

use crate::bytes;
use crate::random::Random;

/// Changes a CBOR item in one place, and says where and how.
pub(crate) fn edit(item: &mut Cbor, random: &mut Random) -> String {
    if random.below(8) == 0 {
        return edit_form(item, random);
    }
    let inside = random.below(4) > 0;
    match item {
        Cbor::Map(entries) if inside && !entries.is_empty() => edit_entry(entries, random),
        Cbor::Map(entries) => edit_map(entries, random),
        Cbor::Array(items) if inside && !items.is_empty() => {
            let place = random.below(items.len());
            format!("[{}] {}", place.min(1), edit(&mut items[place], random))
        }
        Cbor::Array(items) => edit_array(items, random),
        _ => edit_value(item, random),
    }
}

fn edit_entry(entries: &mut Vec<(Cbor, Cbor)>, random: &mut Random) -> String {
    let place = random.below(entries.len());
    let name = name(&entries[place].0);
    match random.below(8) {
        0 => {
            entries.remove(place);
            format!("{name} removed")
        }
        1 => {
            let entry = entries[place].clone();
            entries.insert(place, entry);
            format!("{name} twice")
        }
        2 => {
            let twin = (
                entries[place].0.clone(),
                other_type(&entries[place].1, random),
            );
            entries.push(twin);
            format!("{name} twice, then of another type")
        }
        3 => format!("{name}'s key {}", edit_form(&mut entries[place].0, random)),
        4 => {
            entries[place].1 = other_type(&entries[place].1, random);
            format!("{name} of another type")
        }
        _ => format!("{name} {}", edit(&mut entries[place].1, random)),
    }
}

fn edit_map(entries: &mut Vec<(Cbor, Cbor)>, random: &mut Random) -> String {
    match random.below(4) {
        0 => {
            entries.push((Cbor::Text("unknown".to_owned()), Cbor::Integer(1)));
            "member «unknown» added".to_owned()
        }
        1 => {
            entries.push((Cbor::Integer(-70), Cbor::Bytes(vec![1])));
            "member -70 added".to_owned()
        }
        2 if entries.len() > 1 => {
            let place = random.below(entries.len() - 1);
            entries.swap(place, place + 1);
            "members in another order".to_owned()
        }
        _ => {
            entries.clear();
            "map emptied".to_owned()
        }
    }
}

fn edit_array(items: &mut Vec<Cbor>, random: &mut Random) -> String {
    let place = random.below(items.len().max(1));
    match random.below(4) {
        0 if !items.is_empty() => {
            items.remove(place);
            "element removed".to_owned()
        }
        1 if !items.is_empty() => {
            let twin = items[place].clone();
            items.push(twin);
            "element twice".to_owned()
        }
        2 if items.len() > 1 => {
            items.swap(0, 1);
            "elements in another order".to_owned()
        }
        _ => {
            items.push(Cbor::Null);
            "null added".to_owned()
        }
    }
}

fn edit_value(item: &mut Cbor, random: &mut Random) -> String {
    match item {
        Cbor::Bytes(value) => bytes::edit(value, random).to_owned(),
        Cbor::Integer(value) => {
            let (other, how) = match random.below(4) {
                0 => (*value + 1, "one more"),
                1 => (-*value, "negated"),
                2 => (*value + (1 << 32), "2^32 more"),
                _ => (
                    *random.pick(&[-7, -8, -257, -37, -35, -65535, 1, 2, 3]),
                    "another number",
                ),
            };
            *value = other;
            how.to_owned()
        }
        Cbor::Text(value) => {
            match random.below(3) {
                0 => value.push('x'),
                1 => drop(value.pop()),
                _ => *value = value.to_uppercase(),
            }
            "another text".to_owned()
        }
        other => {
            *other = other_type(other, random);
            "of another type".to_owned()
        }
    }
}

/// Writes the same item in a way that canonical CBOR does not have.
fn edit_form(item: &mut Cbor, random: &mut Random) -> String {
    let (written, how) = misshapen(item.clone(), random);
    *item = written;
    how.to_owned()
}

fn misshapen(item: Cbor, random: &mut Random) -> (Cbor, &'static str) {
    let is_long = matches!(
        item,
        Cbor::Bytes(_) | Cbor::Text(_) | Cbor::Array(_) | Cbor::Map(_)
    );
    match random.below(4) {
        0 => (item.tagged(24), "tagged"),
        1 if is_long => (item.indefinite(), "of indefinite length"),
        2 if is_long => {
            let claimed = length(&item) + 1;
            (item.claiming(claimed), "claims one more")
        }
        3 if is_long && length(&item) > 0 => {
            let claimed = length(&item) - 1;
            (item.claiming(claimed), "claims one less")
        }
        _ => (item.wide(8), "with a wide head"),
    }
}

fn length(item: &Cbor) -> u64 {
    let length = match item {
        Cbor::Bytes(value) => value.len(),
        Cbor::Text(value) => value.len(),
        Cbor::Array(items) => items.len(),
        Cbor::Map(entries) => entries.len(),
        _ => 0,
    };
    u64::try_from(length).expect("a length fits")
}

fn other_type(item: &Cbor, random: &mut Random) -> Cbor {
    match (item, random.below(4)) {
        (Cbor::Bytes(value), 0) => {
            Cbor::Text(value.iter().map(|&b| char::from(b & 0x7f)).collect())
        }
        (Cbor::Text(value), 0) => Cbor::Bytes(value.clone().into_bytes()),
        (Cbor::Integer(_), 0) => Cbor::Raw(vec![0xfa, 0x3f, 0x80, 0, 0]),
        (Cbor::Map(_), 0) => Cbor::Array(vec![]),
        (Cbor::Bytes(_) | Cbor::Text(_), 1) => Cbor::Integer(0),
        (_, 1) => Cbor::Text("text".to_owned()),
        (_, 2) => Cbor::Null,
        _ => Cbor::Array(vec![item.clone()]),
    }
}

fn name(key: &Cbor) -> String {
    match key {
        Cbor::Text(text) => text.clone(),
        Cbor::Integer(number) => number.to_string(),
        _ => "a member".to_owned(),
    }
}
