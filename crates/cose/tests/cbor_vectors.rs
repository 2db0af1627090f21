//! Every item of `shared/vectors/cbor.json` through [`Reader::item`], in both forms.
//!
//! Expected of the canonical form: exactly the items that are `ctap2_canonical`, at most four
//! containers deep. Expected of the tolerant form: exactly the items that are `valid` (well formed,
//! UTF-8, no duplicate keys), at most four containers deep, without indefinite lengths and tags.
//! The file does not say which have those, so a small walker in this test looks for them.

use std::{env, fs, path::PathBuf};

use countersign_cose::{Departures, Form, Reader};
use serde_json::Value;

struct Case {
    id: String,
    input: Vec<u8>,
    valid: bool,
    canonical: bool,
    depth: u64,
}

#[test]
fn every_item_is_accepted_or_refused_as_its_flags_say() {
    let Some(cases) = cases() else {
        println!("left out: shared/vectors/cbor.json is not there");
        return;
    };
    assert_eq!(cases.len(), 1451);
    let mut accepted = (0, 0);
    for case in &cases {
        let shallow = case.depth <= u64::from(Reader::DEPTH);
        let canonical = case.canonical && shallow;
        let tolerant = case.valid && shallow && !has_indefinite_length_or_tag(&case.input);
        let read = |form| Reader::read_all(&case.input, form, "item", |r| r.item("item"));
        assert_eq!(
            read(Form::Canonical).is_ok(),
            canonical,
            "canonical {}",
            case.id
        );
        assert_eq!(
            read(Form::Tolerant).is_ok(),
            tolerant,
            "tolerant {}",
            case.id
        );
        if tolerant {
            let mut reader = Reader::new(&case.input, Form::Tolerant);
            assert_eq!(reader.item("item").unwrap(), case.input);
            let departed = reader.departures() != Departures::default();
            assert_eq!(departed, !canonical, "departures {}", case.id);
        }
        accepted.0 += usize::from(canonical);
        accepted.1 += usize::from(tolerant);
    }
    println!(
        "accepted of 1451: {} canonical, {} tolerant",
        accepted.0, accepted.1
    );
}

fn cases() -> Option<Vec<Case>> {
    let shared = env::var_os("COUNTERSIGN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let file = fs::read(shared.join("vectors/cbor.json")).ok()?;
    let file: Value = serde_json::from_slice(&file).unwrap();
    Some(file["cases"].as_array().unwrap().iter().map(case).collect())
}

fn case(case: &Value) -> Case {
    Case {
        id: case["id"].as_str().unwrap().into(),
        input: match case.get("hex") {
            Some(bytes) => unhex(bytes),
            None => repeated(&case["repeat"]),
        },
        valid: case["valid"].as_bool().unwrap(),
        canonical: case["ctap2_canonical"].as_bool().unwrap(),
        depth: case.get("depth").map_or(0, |depth| depth.as_u64().unwrap()),
    }
}

fn unhex(text: &Value) -> Vec<u8> {
    hex::decode(text.as_str().unwrap()).unwrap()
}

/// A long input: a unit so many times, a suffix, and perhaps another such run.
fn repeated(run: &Value) -> Vec<u8> {
    let times = usize::try_from(run["times"].as_u64().unwrap()).unwrap();
    let mut bytes = unhex(&run["hex"]).repeat(times);
    if let Some(suffix) = run.get("suffix_hex") {
        bytes.extend(unhex(suffix));
    }
    if let Some(then) = run.get("then") {
        bytes.extend(repeated(then));
    }
    bytes
}

/// Looks at one head after another, without regard to nesting: `input` is well formed, so there is
/// always a head where the last string ended. Written without the reader it is to check.
fn has_indefinite_length_or_tag(input: &[u8]) -> bool {
    let mut rest = input;
    while let Some((&first, after)) = rest.split_first() {
        let (major, minor) = (first >> 5, first & 0x1f);
        if major == 6 || minor == 31 {
            return true;
        }
        let size = match minor {
            0..24 => 0,
            24..28 => 1 << (minor - 24),
            _ => panic!("reserved heads are not well formed"),
        };
        let (argument, after) = after.split_at(size);
        let argument = argument
            .iter()
            .fold(0, |sum, &byte| sum << 8 | usize::from(byte));
        let argument = if size == 0 { minor.into() } else { argument };
        rest = if matches!(major, 2 | 3) {
            &after[argument..]
        } else {
            after
        };
    }
    false
}
