//! What holds for all authenticator data: what was put in comes out, and nothing else is taken.

mod build;

use build::AuthData;
use countersign_authdata::{Aaguid, AuthenticatorData};
use proptest::prelude::*;

/// Some flags without AT and ED, perhaps a credential ID, perhaps the lengths of extension names.
type Parts = (u8, Option<Vec<u8>>, Option<Vec<u8>>);

fn parts() -> impl Strategy<Value = Parts> {
    (
        any::<u8>().prop_map(|flags| flags & 0x3f),
        proptest::option::of(proptest::collection::vec(any::<u8>(), 0..70)),
        proptest::option::of(proptest::collection::vec(any::<u8>(), 0..20)),
    )
}

/// A canonical map with an entry for each value: names of growing length to byte strings.
fn map(values: &[u8]) -> Vec<u8> {
    let count = u8::try_from(values.len()).unwrap();
    let mut map = vec![0xa0 | count];
    for (length, value) in values.iter().enumerate() {
        map.push(0x60 | u8::try_from(length).unwrap());
        map.extend(name(length).bytes());
        map.extend([0x41, *value]);
    }
    map
}

fn name(length: usize) -> String {
    "n".repeat(length)
}

fn build(&(flags, ref id, ref values): &Parts) -> Vec<u8> {
    let mut data = AuthData::new(flags);
    if let Some(id) = id {
        data = data.credential(id);
    }
    if let Some(values) = values {
        data = data.extensions(&map(values));
    }
    data.bytes()
}

proptest! {
    // What fails becomes a test of its own; no file of seeds is kept.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parsing_gives_the_parts_back(parts in parts()) {
        let bytes = build(&parts);
        let (flags, id, values) = parts;
        let data = AuthenticatorData::parse(&bytes).unwrap();
        prop_assert_eq!(data.bytes(), &bytes);
        prop_assert_eq!(data.flags().byte() & 0x3f, flags);
        prop_assert_eq!(data.flags().attested(), id.is_some());
        prop_assert_eq!(data.flags().extensions(), values.is_some());
        prop_assert_eq!(data.sign_count(), 0x0102_0304);
        prop_assert_eq!(data.credential().map(|c| c.id.0), id.as_deref());
        if let Some(credential) = data.credential() {
            prop_assert_eq!(credential.aaguid, Aaguid([0x22; 16]));
            prop_assert_eq!(credential.key.bytes(), &build::es256_key());
        }
        let found = data.extensions().map(|e| {
            e.iter().map(|(name, value)| (name.to_owned(), value.to_vec())).collect::<Vec<_>>()
        });
        let expected = values.map(|values| {
            let entry = |(length, value): (usize, &u8)| (name(length), vec![0x41, *value]);
            values.iter().enumerate().map(entry).collect::<Vec<_>>()
        });
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn truncations_and_additions_are_refused(parts in parts(), place in any::<prop::sample::Index>()) {
        let mut bytes = build(&parts);
        prop_assert!(AuthenticatorData::parse(&bytes[..place.index(bytes.len())]).is_err());
        bytes.push(0);
        prop_assert!(AuthenticatorData::parse(&bytes).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(data) = AuthenticatorData::parse(&bytes) {
            prop_assert_eq!(data.bytes(), &bytes);
        }
    }

    #[test]
    fn aaguids_are_read_as_they_are_written(bytes in any::<[u8; 16]>()) {
        prop_assert_eq!(Aaguid(bytes).to_string().parse(), Ok(Aaguid(bytes)));
    }
}
