//! What holds for every BLOB: each of its entries is read or left out, in order, a model is found
//! if it was read once, and part of a BLOB is none.

use countersign_authdata::Aaguid;
use countersign_metadata::danger::{read_unverified, read_unverified_payload};
use countersign_metadata::{CommunityList, ConvenienceMetadata};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// An entry: the number of a model, or something that is no entry.
fn entries() -> impl Strategy<Value = Vec<Option<u8>>> {
    vec(prop::option::weighted(0.8, 1..=u8::MAX), 0..20)
}

fn aaguid(model: u8) -> Aaguid {
    Aaguid([model; 16])
}

fn payload(entries: &[Option<u8>]) -> String {
    let entry = |model: &Option<u8>| match model {
        Some(model) => json!({"aaguid": aaguid(*model).to_string(), "statusReports": []}),
        None => json!(0),
    };
    let entries: Vec<Value> = entries.iter().map(entry).collect();
    let payload = json!({
        "legalHeader": "", "no": entries.len(), "nextUpdate": "2026-07-01", "entries": entries,
    });
    payload.to_string()
}

proptest! {
    // What fails becomes a test of its own; no file of seeds is kept.
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn each_entry_is_read_or_left_out(entries in entries(), other: u8) {
        let metadata = read_unverified_payload(payload(&entries).as_bytes()).unwrap();
        let models: Vec<_> = entries.iter().flatten().copied().collect();
        prop_assert_eq!(metadata.number, u64::try_from(entries.len()).ok());
        prop_assert_eq!(metadata.entries().len() + metadata.left_out().len(), entries.len());
        for model in models.iter().copied().chain([other]) {
            let same: Vec<_> = models.iter().filter(|one| **one == model).collect();
            let found = metadata.by_aaguid(aaguid(model));
            match same.len() {
                0 => prop_assert!(matches!(found, Ok(None)), "nobody's"),
                1 => prop_assert_eq!(found.unwrap().and_then(|one| one.aaguid), Some(aaguid(model))),
                // Two entries for a model: which counts nobody can say.
                _ => prop_assert!(found.is_err(), "twice"),
            }
        }
    }

    #[test]
    fn part_of_a_payload_is_none(entries in entries(), place in any::<Index>()) {
        let payload = payload(&entries);
        let length = place.index(payload.len());
        prop_assert!(read_unverified_payload(&payload.as_bytes()[..length]).is_err());
        let longer = payload + "}";
        prop_assert!(read_unverified_payload(longer.as_bytes()).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..200), text in "[{}\\[\\]\":,.a0e ]{0,60}") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            prop_assert!(read_unverified(bytes).is_err());
            prop_assert!(read_unverified_payload(bytes).is_err());
            let _ = CommunityList::parse(bytes);
            let _ = ConvenienceMetadata::parse(bytes);
        }
    }
}
