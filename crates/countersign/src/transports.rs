use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use countersign_spec::Reason;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

use crate::json_object::Text;
use crate::limits::within;

/// `transports` as the client sends them: strings, of which no more are kept than there may be.
#[derive(Default)]
pub(crate) struct Transports<'a> {
    kept: Vec<Cow<'a, str>>,
    count: usize,
}

impl<'a> Transports<'a> {
    /// How many there may be: [§5.8.4](https://www.w3.org/TR/webauthn-3/#enum-transport) has six.
    const LIMIT: usize = 32;

    pub(crate) fn into_strings(self) -> Result<Vec<Cow<'a, str>>, Reason> {
        // STRICTER: §5.2.1 sets no bound on the number of transports; more than 32 are refused, as
        // each takes more memory than it has bytes.
        within("transports", self.count, Self::LIMIT)?;
        Ok(self.kept)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Transports<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Strings;

        impl<'de> Visitor<'de> for Strings {
            type Value = Transports<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of strings")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut transports = Transports::default();
                while let Some(Text(one)) = list.next_element()? {
                    transports.count = transports.count.saturating_add(1);
                    if transports.count <= Transports::LIMIT {
                        transports.kept.push(one);
                    }
                }
                Ok(transports)
            }
        }

        deserializer.deserialize_seq(Strings)
    }
}
