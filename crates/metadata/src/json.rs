use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_spec::Reason;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Members of a dictionary that this version does not know: each name with its value, as the
/// JSON text that came. They have no meaning here; a later version of the format may have given
/// them one.
pub type Unknown = BTreeMap<String, String>;

/// A value read from JSON text, for the member `what`.
pub(crate) trait FromJson: Sized {
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason>;

    /// What it means that the member is not there.
    fn absent(what: &'static str) -> Result<Self, Reason> {
        Err(Reason::Missing(what))
    }
}

/// The members of a JSON object, each once, their values not read yet.
pub(crate) struct Members<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Members<'a> {
    /// Parses all of a text.
    pub(crate) fn parse(what: &'static str, json: &'a str) -> Result<Self, Reason> {
        serde_json::from_str(json).map_err(|error| malformed(what, json, &error))
    }

    /// Takes a member out and reads it.
    pub(crate) fn take<T: FromJson>(&mut self, what: &'static str) -> Result<T, Reason> {
        match self.0.remove(what) {
            Some(json) => T::from_json(what, json.get()),
            None => T::absent(what),
        }
    }

    /// Takes a member out as it came.
    pub(crate) fn take_raw(&mut self, what: &'static str) -> Result<&'a str, Reason> {
        let json = self.0.remove(what).ok_or(Reason::Missing(what))?;
        Ok(json.get())
    }

    /// Those that nobody took, as they came.
    pub(crate) fn into_raw(self) -> BTreeMap<String, &'a RawValue> {
        self.0
    }

    /// Those that nobody took.
    pub(crate) fn rest(self) -> Unknown {
        let text = |(name, json): (String, &RawValue)| (name, json.get().to_owned());
        self.0.into_iter().map(text).collect()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = BTreeMap<String, &'de RawValue>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    // STRICTER: RFC 8259 §4 leaves open what a name that is there twice means; in
                    // metadata no name may be, at any level, so that no two readers can disagree.
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("member that is there twice"));
                    }
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Object).map(Self)
    }
}

/// The most items of a list inside an entry; the longest of the service's have some 40.
const MAX_LIST: usize = 1000;

// STRICTER: FIDO MDS sets no limit to values; a payload of more than 100,000 is refused, and an
// entry with a list of more than 1,000 items left out.
/// The most places of a text where something begins: brackets, braces and commas. The service's
/// payload of 2 million bytes has some 13,000. What a value takes in memory may be a hundred times
/// its text, as `{}`, so this and not only the size bounds the memory.
const MAX_VALUES: usize = 100_000;

/// Refuses a text of too many values, before anything of it is read.
pub(crate) fn verify_values(what: &'static str, json: &str) -> Result<(), Reason> {
    let begins = |byte: &u8| matches!(byte, b',' | b'[' | b'{');
    let found = json.bytes().filter(begins).count();
    if found > MAX_VALUES {
        return Err(Reason::too_large(what, MAX_VALUES, found));
    }
    Ok(())
}

/// Reads a JSON array of so many items at most, its items not read yet.
pub(crate) fn items<'a>(
    what: &'static str,
    json: &'a str,
    limit: usize,
) -> Result<Vec<&'a RawValue>, Reason> {
    let list: Result<Vec<&'a RawValue>, _> = serde_json::from_str(json);
    let list = list.map_err(|error| malformed(what, json, &error))?;
    if list.len() > limit {
        return Err(Reason::too_large(what, limit, list.len()));
    }
    Ok(list)
}

pub(crate) fn malformed(what: &'static str, json: &str, error: &serde_json::Error) -> Reason {
    let lines = json
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let before = lines.fold(0_usize, |sum, line| sum.saturating_add(line.len()));
    let offset = before.saturating_add(error.column().saturating_sub(1));
    Reason::Malformed { what, offset }
}

/// Types that serde reads as they are.
macro_rules! read_by_serde {
    ($($type:ty),*) => {$(
        impl FromJson for $type {
            fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
                serde_json::from_str(json).map_err(|error| malformed(what, json, &error))
            }
        }
    )*};
}

read_by_serde!(String, bool, u8, u16, u32, u64, i64, f64);

impl<T: FromJson> FromJson for Option<T> {
    // LAXER: the metadata formats know no null; we take it as a member that is not there.
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
        if json == "null" {
            return Ok(None);
        }
        T::from_json(what, json).map(Some)
    }

    fn absent(_what: &'static str) -> Result<Self, Reason> {
        Ok(None)
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
        T::from_json(what, json).map(Self::new)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
        let items = items(what, json, MAX_LIST)?;
        // Collecting would leave room for four where there is one.
        let mut list = Self::with_capacity(items.len());
        for item in items {
            list.push(T::from_json(what, item.get())?);
        }
        Ok(list)
    }

    // LAXER: some lists of the metadata formats are required; one that is not there is empty.
    fn absent(_what: &'static str) -> Result<Self, Reason> {
        Ok(Self::new())
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
        let members = Members::parse(what, json)?.0.into_iter();
        members
            .map(|(name, json)| Ok((name, T::from_json(what, json.get())?)))
            .collect()
    }

    fn absent(_what: &'static str) -> Result<Self, Reason> {
        Ok(Self::new())
    }
}

/// A dictionary of the specification as a struct and its reader: each row is the member's name,
/// and the field.
macro_rules! dictionary {
    ($(#[$doc:meta])* $name:ident { $($(#[$row:meta])* $member:literal $field:ident: $type:ty;)* }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Debug)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$row])* pub $field: $type,)*
            /// Members that this version does not know.
            pub unknown: $crate::Unknown,
        }

        impl $crate::json::FromJson for $name {
            fn from_json(what: &'static str, json: &str) -> Result<Self, countersign_spec::Reason> {
                let mut members = $crate::json::Members::parse(what, json)?;
                Ok(Self {
                    $($field: members.take($member)?,)*
                    unknown: members.rest(),
                })
            }
        }
    };
}
pub(crate) use dictionary;

#[cfg(test)]
mod tests {
    use super::{FromJson, MAX_VALUES, Members, verify_values};
    use alloc::string::String;
    use alloc::vec::Vec;
    use countersign_spec::Reason;

    #[test]
    fn a_text_has_so_many_values_and_no_more() {
        let text = ",".repeat(MAX_VALUES);
        assert_eq!(verify_values("payload", &text), Ok(()));
        let too_large = Reason::too_large("payload", MAX_VALUES, MAX_VALUES + 1);
        assert_eq!(verify_values("payload", &(text + "[")), Err(too_large));
    }

    #[test]
    fn a_member_that_is_there_twice_is_refused() {
        let refused = Members::parse("entry", r#"{"a":1,"a":1}"#).err();
        let (what, offset) = ("entry", 12);
        assert_eq!(refused, Some(Reason::Malformed { what, offset }));
    }

    #[test]
    fn an_array_is_no_object() {
        assert!(Members::parse("entry", "[1]").is_err());
    }

    #[test]
    fn null_is_a_member_that_is_not_there() {
        let mut members = Members::parse("entry", r#"{"icon":null,"no":null}"#).unwrap();
        assert_eq!(members.take::<Option<String>>("icon"), Ok(None));
        assert!(members.take::<u64>("no").is_err());
    }

    #[test]
    fn a_list_that_is_not_there_is_empty() {
        let mut members = Members::parse("entry", "{}").unwrap();
        assert_eq!(members.take::<Vec<String>>("upv"), Ok(Vec::new()));
        assert_eq!(
            members.take::<String>("status"),
            Err(Reason::Missing("status"))
        );
    }

    #[test]
    fn numbers_are_whole_and_not_negative() {
        for json in ["-1", "1.5", "1.0", "\"1\"", "true", "18446744073709551616"] {
            assert!(u64::from_json("no", json).is_err(), "{json}");
        }
    }
}
