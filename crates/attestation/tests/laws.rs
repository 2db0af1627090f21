//! What holds for every key description of an Android certificate: what was put in comes out, and
//! nothing else is taken.

use countersign_attestation::{KeyDescription, SecurityLevel};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

const LEVELS: [SecurityLevel; 3] = [
    SecurityLevel::Software,
    SecurityLevel::TrustedEnvironment,
    SecurityLevel::StrongBox,
];

/// Versions, levels as their numbers, challenge and unique identifier.
type Parts = ([u8; 2], [u8; 2], [Vec<u8>; 2]);

fn parts() -> impl Strategy<Value = Parts> {
    let bytes = || vec(any::<u8>(), 0..200);
    let bytes = (bytes(), bytes()).prop_map(|(challenge, id)| [challenge, id]);
    ([1..=127_u8, 1..=127], [0..=2_u8, 0..=2], bytes)
}

/// A value of DER with its tag and length.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match length {
        [0, short @ ..0x80] => vec![tag, short],
        [0, long] => vec![tag, 0x81, long],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [&head, content].concat()
}

/// `KeyDescription` without authorizations.
fn build(([version, keymint], levels, [challenge, id]): &Parts) -> Vec<u8> {
    let integer = |value: u8| der(0x02, &[value]);
    let level = |value: u8| der(0x0a, &[value]);
    let content = [
        integer(*version),
        level(levels[0]),
        integer(*keymint),
        level(levels[1]),
        der(0x04, challenge),
        der(0x04, id),
        der(0x30, &[]),
        der(0x30, &[]),
    ];
    der(0x30, &content.concat())
}

proptest! {
    // What fails becomes a test of its own; no file of seeds is kept.
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn parsing_gives_the_parts_back(parts in parts()) {
        let bytes = build(&parts);
        let description = KeyDescription::parse(&bytes).unwrap();
        let (_, levels, [challenge, id]) = &parts;
        let [attestation, keymint] = levels.map(|level| LEVELS[usize::from(level)]);
        prop_assert_eq!(description.attestation_security_level, attestation);
        prop_assert_eq!(description.keymaster_security_level, keymint);
        prop_assert_eq!(description.security_level(), attestation.min(keymint));
        prop_assert_eq!(description.attestation_challenge, &**challenge);
        prop_assert_eq!(description.unique_id, &**id);
        prop_assert!(description.software_enforced.is_empty());
        prop_assert!(description.tee_enforced.is_empty());
    }

    #[test]
    fn truncations_and_additions_are_refused(parts in parts(), place in any::<Index>(), more: u8) {
        let mut bytes = build(&parts);
        let length = place.index(bytes.len());
        prop_assert!(KeyDescription::parse(&bytes[..length]).is_err());
        bytes.push(more);
        prop_assert!(KeyDescription::parse(&bytes).is_err());
    }

    #[test]
    fn changed_bytes_never_panic(
        parts in parts(),
        changes in vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = build(&parts);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(description) = KeyDescription::parse(&bytes) {
            for list in [&description.software_enforced, &description.tee_enforced] {
                let application = list.attesting_application();
                prop_assert_eq!(application, list.attesting_application(), "twice");
            }
        }
    }
}
