use countersign_cose::{Form, Key, PublicKey, Reader};
use countersign_signature::VerifyingKey;

/// Reads the input as a COSE key.
///
/// - What is accepted is canonical CBOR, and is kept as it came.
/// - One byte more or less is refused; a key in front of other bytes is read to its end and no
///   further.
/// - The numbers of the key lie in its bytes, and their lengths are those of the algorithm.
/// - Checking its point or numbers never panics, and says the same twice.
pub fn cose_key(data: &[u8]) {
    let Ok(key) = Key::parse(data) else {
        return;
    };
    assert_eq!(key.bytes(), data);
    let canonical = Reader::read_all(data, Form::Canonical, "key", |r| r.item("key"));
    assert_eq!(canonical, Ok(data));
    assert!(Key::parse(&data[..data.len() - 1]).is_err());

    let longer = [data, &[0x00]].concat();
    assert!(Key::parse(&longer).is_err());
    let mut reader = Reader::new(&longer, Form::Canonical);
    assert_eq!(Key::read(&mut reader).map(|key| key.bytes()), Ok(data));
    assert_eq!(reader.offset(), data.len());

    numbers_are_of_the_key(&key);
    let [first, second] = [(); 2].map(|()| VerifyingKey::new(key.public_key()).err());
    assert_eq!(first, second);
}

fn numbers_are_of_the_key(key: &Key<'_>) {
    let is_part = |part: &[u8]| {
        key.bytes()
            .windows(part.len().max(1))
            .any(|window| window == part)
    };
    match *key.public_key() {
        PublicKey::Ec { curve, x, y } => {
            assert_eq!(key.algorithm().curve(), Some(curve));
            assert_eq!([x.len(), y.len()], [curve.coordinate_length(); 2]);
            assert!(is_part(x) && is_part(y));
        }
        PublicKey::Edwards { curve, point } => {
            assert_eq!(key.algorithm().curve(), Some(curve));
            assert_eq!(point.len(), curve.coordinate_length());
            assert!(is_part(point));
        }
        PublicKey::Rsa { n, e } => {
            assert_ne!(n.first().copied().unwrap_or_default(), 0);
            assert_ne!(e.first().copied().unwrap_or_default(), 0);
            assert!(is_part(n) && is_part(e));
        }
        PublicKey::MlDsa { set, key: bytes } => {
            assert_eq!(bytes.len(), set.public_key_length());
            assert!(is_part(bytes));
        }
        _ => panic!("a kind of key that this target does not know"),
    }
}
