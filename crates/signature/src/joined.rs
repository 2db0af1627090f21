/// Room for a message that is put together without an allocation: authenticator data and a hash
/// are 69 bytes in an assertion, and some more with extensions.
const ROOM: usize = 512;

/// Gives the parts of a message as one, for libraries that take no parts.
pub(crate) fn joined<T>(parts: &[&[u8]], take: impl FnOnce(&[u8]) -> T) -> T {
    if let [whole] = parts {
        return take(whole);
    }
    let mut room = [0; ROOM];
    let mut length = 0_usize;
    for part in parts {
        let end = length.saturating_add(part.len());
        let Some(place) = room.get_mut(length..end) else {
            return take(&parts.concat());
        };
        place.copy_from_slice(part);
        length = end;
    }
    take(room.get(..length).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{ROOM, joined};
    use alloc::vec::Vec;

    #[test]
    fn parts_are_put_together_whatever_their_length() {
        let long: Vec<u8> = (0..=u8::MAX).cycle().take(ROOM).collect();
        for parts in [
            &[][..],
            &[&b"one"[..]],
            &[b"one", b"", b"two"],
            &[&long],
            &[&long, b""],
            &[&long, b"more"],
            &[b"more", &long],
        ] {
            assert_eq!(joined(parts, <[u8]>::to_vec), parts.concat());
        }
    }
}
