use countersign_trust::AndroidStatusList;
use serde_json::Value;

/// Reads the input as Google's list of Android attestation keys that are no longer good.
///
/// - What is accepted has as many entries as serde_json's general parser finds, each serial number
///   once, however many zeros it begins with.
/// - Each that is a number in hex or decimal is found by that number's bytes.
/// - Anything after the list is refused.
pub fn android_status_list(data: &[u8]) {
    let Ok(list) = AndroidStatusList::parse(data) else {
        return;
    };
    assert!(AndroidStatusList::parse(&[data, b"}"].concat()).is_err());
    let Ok(object) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    let entries = object["entries"]
        .as_object()
        .expect("an object, as it was read");
    assert_eq!(list.len(), entries.len());
    for serial in entries.keys() {
        let bytes = [hex(serial), decimal(serial)].into_iter().flatten();
        for number in bytes.filter(|bytes| bytes.len() <= 20) {
            assert!(list.status(&number).is_some(), "{serial}");
        }
    }
}

fn hex(serial: &str) -> Option<Vec<u8>> {
    let odd = serial.len() % 2 == 1;
    let text = if odd {
        format!("0{serial}")
    } else {
        serial.to_owned()
    };
    let digits: Option<Vec<_>> = text.chars().map(|letter| letter.to_digit(16)).collect();
    let bytes = digits?;
    let bytes = bytes
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]));
    bytes.collect::<Result<_, _>>().ok()
}

/// Of a number that the machine can count to; zero is one byte.
fn decimal(serial: &str) -> Option<Vec<u8>> {
    let is_number = serial.bytes().all(|letter| letter.is_ascii_digit());
    let number: u128 = serial.parse().ok().filter(|_| is_number)?;
    let bytes = number.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Some(bytes[zeros.min(15)..].to_vec())
}
