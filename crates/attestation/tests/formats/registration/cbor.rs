//! Writes CBOR (RFC 8949) as told: nothing is sorted or checked.

fn head(major: u8, argument: u64) -> Vec<u8> {
    let initial = |additional: u8| major << 5 | additional;
    let bytes = argument.to_be_bytes();
    match argument {
        0..0x18 => vec![initial(bytes[7])],
        0x18..0x100 => vec![initial(0x18), bytes[7]],
        0x100..0x1_0000 => [&[initial(0x19)], &bytes[6..]].concat(),
        0x1_0000..0x1_0000_0000 => [&[initial(0x1a)], &bytes[4..]].concat(),
        _ => [&[initial(0x1b)], bytes.as_slice()].concat(),
    }
}

pub(crate) fn integer(value: i64) -> Vec<u8> {
    if value < 0 {
        head(1, (!value).cast_unsigned())
    } else {
        head(0, value.cast_unsigned())
    }
}

pub(crate) fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len() as u64), value.to_vec()].concat()
}

pub(crate) fn text(value: &str) -> Vec<u8> {
    [head(3, value.len() as u64), value.as_bytes().to_vec()].concat()
}

pub(crate) fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len() as u64), items.concat()].concat()
}

/// An array of byte strings.
pub(crate) fn x5c(certificates: &[Vec<u8>]) -> Vec<u8> {
    array(
        &certificates
            .iter()
            .map(|der| bytes(der))
            .collect::<Vec<_>>(),
    )
}

pub(crate) fn map(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let members: Vec<_> = members
        .iter()
        .map(|(name, value)| (text(name), value.clone()))
        .collect();
    map_of(&members)
}

pub(crate) fn map_of(entries: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let body: Vec<u8> = entries
        .iter()
        .flat_map(|(key, value)| [key.clone(), value.clone()].concat())
        .collect();
    [head(5, entries.len() as u64), body].concat()
}
