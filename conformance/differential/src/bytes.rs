use crate::random::Random;

/// Changes a byte string in one place, and says how.
pub(crate) fn edit(bytes: &mut Vec<u8>, random: &mut Random) -> &'static str {
    if bytes.is_empty() {
        bytes.push(random.byte());
        return "byte added";
    }
    let place = random.below(bytes.len());
    match random.below(8) {
        0..=2 => {
            bytes[place] ^= 1 << random.below(8);
            "bit flipped"
        }
        3 => {
            let value = *random.pick(&[0, 0x7f, 0x80, 0xff, 0x20, b'"']);
            bytes[place] = if bytes[place] == value { !value } else { value };
            "byte replaced"
        }
        4 => {
            bytes.insert(place, random.byte());
            "byte inserted"
        }
        5 => {
            bytes.remove(place);
            "byte removed"
        }
        6 => {
            bytes.truncate(place);
            "cut off"
        }
        _ => {
            bytes.push(*random.pick(&[0, 0xa0, 0xff, b' ', b'=']));
            "byte added"
        }
    }
}
