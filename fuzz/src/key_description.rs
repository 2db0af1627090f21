use countersign_attestation::KeyDescription;

use crate::input::choice;

/// Reads the input as the key description of an Android attestation certificate.
///
/// - It is read the same twice; one byte more, or any number less, is refused.
/// - Challenge and identifier lie in it; the security level is one of its two.
/// - What may be asked of its lists answers without panic.
pub fn key_description(data: &[u8]) {
    let Ok(description) = KeyDescription::parse(data) else {
        return;
    };
    assert_eq!(
        KeyDescription::parse(data).as_ref(),
        Ok(&description),
        "twice"
    );
    assert!(KeyDescription::parse(&[data, &[0x00]].concat()).is_err());
    assert!(KeyDescription::parse(&data[..data.len() - 1]).is_err());
    assert!(KeyDescription::parse(&data[..choice(data) % data.len()]).is_err());
    for part in [description.attestation_challenge, description.unique_id] {
        let length = part.len().max(1);
        assert!(part.is_empty() || data.windows(length).any(|window| window == part));
    }
    let levels = [
        description.attestation_security_level,
        description.keymaster_security_level,
    ];
    assert_eq!(Some(description.security_level()), levels.into_iter().min());
    for list in [&description.software_enforced, &description.tee_enforced] {
        let application = list.attesting_application();
        assert_eq!(application, list.attesting_application(), "twice");
    }
}
