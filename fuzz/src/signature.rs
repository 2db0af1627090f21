use countersign_cose::{Algorithm, Key, Scheme};
use countersign_signature::{VerifyingKey, is_supported};

use crate::Input;
use crate::input::{choice, one_bit_flipped};

/// Verifies a signature: a COSE key and the signature, each with its length before it, then the
/// message. So the fuzzer chooses all three.
///
/// - The verdict is the same twice, and for the message in two parts as in one.
/// - A scheme that does not go with the kind of key is refused, and no signature is valid under
///   two schemes.
/// - Where a signature is valid: it is not for another message, and not with a bit flipped, a
///   byte more or a byte less.
pub fn signature(data: &[u8]) {
    let mut input = Input::new(data);
    let (Some(key), Some(signature)) = (input.string(), input.string()) else {
        return;
    };
    let message = input.rest();
    let Ok(parsed) = Key::parse(key) else {
        return;
    };
    let scheme = parsed.algorithm().scheme();
    let Ok(key) = VerifyingKey::new(parsed.public_key()) else {
        return;
    };
    assert!(is_supported(scheme));
    let verdict = key.verify(scheme, &[message], signature);
    let (left, right) = message.split_at(choice(data) % message.len().saturating_add(1));
    assert_eq!(key.verify(scheme, &[left, right], signature), verdict);
    if verdict.is_ok() {
        of_this_alone(&key, scheme, message, signature, choice(data));
    }
}

fn of_this_alone(
    key: &VerifyingKey,
    scheme: Scheme,
    message: &[u8],
    signature: &[u8],
    choice: usize,
) {
    let is_valid =
        |message: &[u8], signature: &[u8]| key.verify(scheme, &[message], signature).is_ok();
    let refused = "valid, and should not be";
    for longer in [0x00, 0x80] {
        assert!(
            !is_valid(&[message, &[longer]].concat(), signature),
            "{refused}"
        );
        assert!(
            !is_valid(message, &[signature, &[longer]].concat()),
            "{refused}"
        );
    }
    assert!(
        !is_valid(message, &signature[..signature.len() - 1]),
        "{refused}"
    );
    if let Some(other) = one_bit_flipped(message, choice) {
        assert!(!is_valid(&other, signature), "{refused}");
    }
    let other = one_bit_flipped(signature, choice).expect("no signature is empty");
    assert!(!is_valid(message, &other), "{refused}");
    for other in Algorithm::ALL.iter().map(|other| other.scheme()) {
        assert!(other == scheme || key.verify(other, &[message], signature).is_err());
    }
}
