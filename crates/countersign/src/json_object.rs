use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::marker::PhantomData;

use countersign_spec::Reason;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::Serialize;

/// A structure read from a JSON object and nothing else: serde would take an array of the
/// members' values as well.
pub(crate) struct Object<T>(pub(crate) T);

impl<'a, T: Deserialize<'a>> Object<T> {
    /// Parses all of a text.
    pub(crate) fn parse(json: &'a str, what: &'static str) -> Result<T, Reason> {
        serde_json::from_str(json)
            .map(|Self(object)| object)
            .map_err(|error| Reason::Malformed {
                what,
                offset: offset(json, &error),
            })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

/// Text, borrowed from the JSON where it has no escapes. A `Cow` within an `Option` or a `Vec` is
/// always a copy.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

/// The JSON text of a value made of lists, objects with fixed members and strings.
pub(crate) fn text(value: &impl Serialize) -> String {
    #[expect(
        clippy::expect_used,
        reason = "serialising fails for maps whose keys are no strings, and for errors of our own"
    )]
    serde_json::to_string(value).expect("safe: nothing in it can fail")
}

/// The byte of `json` at which `serde_json` stopped; it counts lines, and bytes of a line, from 1.
pub(crate) fn offset(json: &str, error: &serde_json::Error) -> usize {
    let lines_before = json
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let before = lines_before.fold(0_usize, |sum, line| sum.saturating_add(line.len()));
    before
        .saturating_add(error.column().saturating_sub(1))
        .min(json.len())
}
