//! What holds for every list of Android keys that are no longer good: whoever is on it is found,
//! nobody else is, and part of a list is none.

use std::collections::BTreeSet;

use countersign_trust::AndroidStatusList;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

/// As the service writes them: in hex, in lower case, without zeros before. A letter is among
/// them, so that it can be no decimal number.
fn serials() -> impl Strategy<Value = BTreeSet<String>> {
    prop::collection::btree_set("[a-f][0-9a-f]{0,37}", 0..20)
}

fn list(serials: &BTreeSet<String>) -> String {
    let entry = json!({"status": "REVOKED", "reason": "KEY_COMPROMISE"});
    let entries = serials.iter().map(|serial| (serial.clone(), entry.clone()));
    json!({"entries": Value::Object(entries.collect::<Map<_, _>>())}).to_string()
}

/// The content of a number's INTEGER: two's complement, so that one that begins with a set bit
/// has a zero before.
fn content(serial: &str) -> Vec<u8> {
    let digits = format!("{}{serial}", "0".repeat(serial.len() % 2));
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    let mut bytes: Vec<_> = (0..digits.len()).step_by(2).map(byte).collect();
    if bytes[0] >= 0x80 {
        bytes.insert(0, 0);
    }
    bytes
}

proptest! {
    // What fails becomes a test of its own; no file of seeds is kept.
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn who_is_on_the_list_is_found_and_nobody_else(on in serials(), others in serials()) {
        let list = AndroidStatusList::parse(list(&on).as_bytes()).unwrap();
        prop_assert_eq!(list.len(), on.len());
        prop_assert_eq!(list.is_empty(), on.is_empty());
        for serial in on.union(&others) {
            let is_found = list.status(&content(serial)).is_some();
            prop_assert_eq!(is_found, on.contains(serial), "{}", serial);
        }
    }

    #[test]
    fn part_of_a_list_is_none(on in serials(), place in any::<Index>(), after in "[^ \t\r\n]{1,3}") {
        let list = list(&on);
        let length = place.index(list.len());
        prop_assert!(AndroidStatusList::parse(&list.as_bytes()[..length]).is_err());
        prop_assert!(AndroidStatusList::parse((list + &after).as_bytes()).is_err());
    }

    #[test]
    fn an_entry_twice_is_refused(on in serials(), place in any::<Index>()) {
        prop_assume!(!on.is_empty());
        let serials: Vec<_> = on.iter().collect();
        let twice = format!("\"{}\":{{\"status\":\"REVOKED\"}},", serials[place.index(on.len())]);
        let list = list(&on).replacen("{\"entries\":{", &format!("{{\"entries\":{{{twice}"), 1);
        prop_assert!(AndroidStatusList::parse(list.as_bytes()).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(AndroidStatusList::parse(&bytes).is_err());
    }
}
