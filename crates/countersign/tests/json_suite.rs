//! Cases of JSON parsing (`../shared/vectors/json-suite`), each as the value of a member of client
//! data that is passed over: what JSON requires is accepted, what it forbids is refused, and what
//! it leaves open is as the tables here say. Nothing panics, whatever the bytes.

use std::fs;
use std::path::PathBuf;

use countersign::{ClientData, Step};
use serde_json::Value;

/// JSON leaves these to the parser (RFC 8259 §6, §8.1, §8.2, §9); we refuse them.
const REFUSED: &[(&str, &str)] = &[
    ("huge_exp", "a number that is not finite"),
    ("real_neg_overflow", "a number that is not finite"),
    ("real_pos_overflow", "a number that is not finite"),
    ("surrogate", "half of a surrogate pair"),
    ("1st_valid", "half of a surrogate pair"),
    ("escaped_invalid_codepoint", "half of a surrogate pair"),
    ("invalid_codepoint", "not UTF-8"),
    ("utf-8", "not UTF-8"),
    ("UTF-8_invalid", "not UTF-8"),
    ("utf8_continuation", "not UTF-8"),
    ("iso_latin_1", "not UTF-8"),
    ("not_in_unicode_range", "not UTF-8"),
    ("overlong_sequence", "not UTF-8"),
    ("UTF-16", "not UTF-8"),
    ("utf16", "not UTF-8"),
    ("BOM_empty_object", "a byte order mark inside the text"),
    (
        "500_nested_arrays",
        "nested more deeply than ClientData::NESTING",
    ),
];

/// JSON leaves these open too; we accept them.
const ACCEPTED: &[(&str, &str)] = &[
    ("huge_neg_exp", "a number that is as good as zero"),
    ("real_underflow", "a number that is as good as zero"),
    ("number_", "a number of any precision"),
    ("too_big_", "a number of any precision"),
    ("very_big_negative_int", "a number of any precision"),
    (
        "object_key_n",
        "two members with names that only look alike",
    ),
    ("object_same_key", "a member that we do not read, twice"),
    ("string_with_escaped_NULL", "an escaped NUL"),
];

#[test]
fn json_is_read_as_its_specification_says() {
    let Some(cases) = cases() else {
        println!("left out: ../shared/vectors/json-suite is not there");
        return;
    };
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case["name"].as_str().unwrap();
        let accepted = match ClientData::parse(&client_data(&bytes(case))) {
            Ok(_) => true,
            Err(rejection) => {
                let step = rejection.step();
                let steps = [
                    Step::RegistrationClientDataText,
                    Step::RegistrationClientDataJson,
                ];
                assert!(steps.contains(&step), "{name}: {rejection}");
                false
            }
        };
        if accepted != is_expected(name, case["verdict"].as_str().unwrap()) {
            wrong.push(name);
        }
    }
    println!("{} cases", cases.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_cases_by_themselves_do_not_panic() {
    for case in cases().unwrap_or_default() {
        let refused = ClientData::parse(&bytes(&case)).unwrap_err();
        assert!(
            !refused.to_string().is_empty(),
            "none of them is client data"
        );
    }
}

fn is_expected(name: &str, verdict: &str) -> bool {
    let is_in = |table: &[(&str, &str)]| table.iter().any(|(part, _)| name.contains(part));
    match verdict {
        "accept" => true,
        "reject" => false,
        _ if is_in(REFUSED) => false,
        _ if is_in(ACCEPTED) => true,
        _ => panic!("{name} is in neither table"),
    }
}

fn client_data(value: &[u8]) -> Vec<u8> {
    let before = br#"{"type":"webauthn.get","challenge":"AAAA","origin":"https://a.example","x":"#;
    [before, value, b"}"].concat()
}

fn cases() -> Option<Vec<Value>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared = std::env::var_os("COUNTERSIGN_SHARED").map_or(beside.into(), PathBuf::from);
    let text = fs::read_to_string(shared.join("vectors/json-suite/json-parsing.json")).ok()?;
    let suite: Value = serde_json::from_str(&text).unwrap();
    Some(suite["cases"].as_array().unwrap().clone())
}

fn bytes(case: &Value) -> Vec<u8> {
    let hex = |value: &Value| -> Vec<u8> {
        let digits = value.as_str().unwrap().as_bytes();
        let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
        digits.chunks(2).map(byte).collect()
    };
    let Some(repeat) = case.get("repeat") else {
        return hex(&case["hex"]);
    };
    let times = usize::try_from(repeat["times"].as_u64().unwrap()).unwrap();
    let mut bytes = hex(&repeat["hex"]).repeat(times);
    bytes.extend(hex(&repeat["suffix_hex"]));
    bytes
}
