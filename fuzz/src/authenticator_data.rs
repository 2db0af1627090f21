use countersign::{AuthenticatorData, Extensions};

/// Reads the input as authenticator data.
///
/// - What is accepted can be put together again from its parts, byte for byte, so nothing was
///   skipped or read twice.
/// - One byte more or less is refused.
/// - Every extension that is listed is found by its name.
pub fn authenticator_data(data: &[u8]) {
    let Ok(parsed) = AuthenticatorData::parse(data) else {
        return;
    };
    assert_eq!(parsed.bytes(), data);
    assert_eq!(put_together(&parsed), data);
    assert!(AuthenticatorData::parse(&data[..data.len() - 1]).is_err());
    assert!(AuthenticatorData::parse(&[data, &[0xa0]].concat()).is_err());
    for (name, output) in parsed.extensions().into_iter().flat_map(Extensions::iter) {
        assert_eq!(
            parsed.extensions().and_then(|all| all.get(name)),
            Some(output)
        );
    }
}

fn put_together(parsed: &AuthenticatorData<'_>) -> Vec<u8> {
    let flags = parsed.flags();
    assert_eq!(flags.attested(), parsed.credential().is_some());
    assert_eq!(flags.extensions(), parsed.extensions().is_some());
    let mut bytes = parsed.rp_id_hash().0.to_vec();
    bytes.push(flags.byte());
    bytes.extend(parsed.sign_count().to_be_bytes());
    if let Some(credential) = parsed.credential() {
        let length = u16::try_from(credential.id.0.len()).expect("the length is two bytes");
        bytes.extend(credential.aaguid.0);
        bytes.extend(length.to_be_bytes());
        bytes.extend(credential.id.0);
        bytes.extend(credential.key.bytes());
    }
    if let Some(extensions) = parsed.extensions() {
        bytes.extend(extensions.bytes());
    }
    bytes
}
