//! Test data that is not part of the repository: `../shared` beside it, or where the variable
//! `COUNTERSIGN_SHARED` says.

use std::path::{Path, PathBuf};

use serde_json::Value;

const BESIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");

/// The JSON file at `path`, or `None` and a line in the output where there is no shared data.
pub(crate) fn json(path: impl AsRef<Path>) -> Option<Value> {
    let shared =
        std::env::var_os("COUNTERSIGN_SHARED").map_or_else(|| BESIDE.into(), PathBuf::from);
    let path = shared.join(path);
    if !shared.exists() {
        println!("left out: {} is not there", path.display());
        return None;
    }
    let text = std::fs::read_to_string(&path).expect("shared data that is there can be read");
    Some(serde_json::from_str(&text).expect("shared data is JSON"))
}

/// A member that is a string of hex digits.
pub(crate) fn hex(of: &Value, member: &str) -> Vec<u8> {
    hex::decode(text(of, member)).expect("hex digits")
}

/// A member that is a string.
pub(crate) fn text<'a>(of: &'a Value, member: &str) -> &'a str {
    of[member].as_str().unwrap_or_else(|| panic!("no {member}"))
}

/// A member that is an array.
pub(crate) fn list<'a>(of: &'a Value, member: &str) -> &'a [Value] {
    of[member]
        .as_array()
        .unwrap_or_else(|| panic!("no {member}"))
}
