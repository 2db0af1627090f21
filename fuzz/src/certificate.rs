use countersign_signature::VerifyingKey;
use countersign_x509::{Certificate, parse_public_key_info};

use crate::input::choice;

/// Reads the input as an X.509 certificate, and everything in it that anyone asks for.
///
/// - What is accepted is kept as it came, and its signed part lies inside it.
/// - One byte more, or any number less, is refused.
/// - Everything that may be asked for answers without panic, and the same for the certificate's
///   own key as for its key alone.
/// - A name matches itself, and issuer and subject match one another or do not, asked either way.
pub fn certificate(data: &[u8]) {
    // A key that stands alone is also read where a client sends one (getPublicKey()).
    if let Ok(key) = parse_public_key_info(data) {
        drop(VerifyingKey::new(&key));
        assert!(parse_public_key_info(&data[..data.len() - 1]).is_err());
        assert!(parse_public_key_info(&[data, &[0x00]].concat()).is_err());
    }
    let Ok(parsed) = Certificate::parse(data) else {
        return;
    };
    assert_eq!(parsed.der(), data);
    assert!(Certificate::parse(&[data, &[0x00]].concat()).is_err());
    let shorter = choice(data) % data.len();
    assert!(Certificate::parse(&data[..shorter]).is_err());
    assert!(Certificate::parse(&data[..data.len() - 1]).is_err());
    assert!(
        data.windows(parsed.tbs().len())
            .any(|part| part == parsed.tbs())
    );
    assert!((1..=3).contains(&parsed.version()));
    ask_for_everything(&parsed);
}

fn ask_for_everything(parsed: &Certificate<'_>) {
    let key = parsed.public_key();
    assert_eq!(key, parse_public_key_info(parsed.public_key_info()));
    if let Ok(key) = key {
        drop(VerifyingKey::new(&key));
    }
    if let Ok(scheme) = parsed.signature_scheme() {
        drop(parsed.public_key_for(scheme));
    }
    let (issuer, subject) = (parsed.issuer(), parsed.subject());
    assert_eq!(issuer.matches(&subject), subject.matches(&issuer));
    for name in [issuer, subject] {
        assert!(name.matches(&name));
        for attribute in name.attributes().flatten() {
            drop(attribute.text());
        }
    }
    drop(parsed.basic_constraints());
    drop(parsed.key_usage());
    drop(parsed.extended_key_usage());
    drop(
        parsed
            .subject_alt_names()
            .map(|names| names.map(Iterator::count)),
    );
    drop(parsed.subject_key_identifier());
    drop(parsed.authority_key_identifier());
    drop(parsed.fido_aaguid());
    drop(parsed.fido_firmware_version());
    drop(parsed.fido_serial_number());
    drop(parsed.fido_transports());
    drop(parsed.extensions());
}
