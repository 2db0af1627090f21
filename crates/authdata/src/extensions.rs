use core::fmt;

use countersign_cose::{Form, Reader};
use countersign_spec::{Reason, Value};

const WHAT: &str = "extensions";

/// Authenticator extension outputs: a canonical CBOR map from text ([§9.4][1]), well formed, its
/// values as they came.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-authenticator-extension-processing
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Extensions<'a> {
    bytes: &'a [u8],
    /// The map without its head; known to be well formed.
    entries: &'a [u8],
}

impl<'a> Extensions<'a> {
    /// Reads the map at byte `offset` of authenticator data; gives the offset behind it.
    // LAXER: §6.1 has ED clear where there is no extension data; an empty map with ED set is
    // accepted, as it says the same.
    pub(crate) fn read(bytes: &'a [u8], offset: usize) -> Result<(Self, usize), Reason> {
        let mut reader = Reader::at(bytes, offset, Form::Canonical);
        if reader.rest().is_empty() {
            return Err(Reason::Missing(WHAT));
        }
        let mut first = None;
        reader.map(
            WHAT,
            |r| {
                first.get_or_insert(r.offset());
                r.text("extension identifier")
            },
            |r, _| r.item("extension output").map(drop),
        )?;
        let end = reader.offset();
        let between = |start| bytes.get(start..end).unwrap_or_default();
        let read = Self {
            bytes: between(offset),
            entries: between(first.unwrap_or(end)),
        };
        Ok((read, end))
    }

    /// The map as it came.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Identifier and CBOR value of each output, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
        let mut reader = Reader::new(self.entries, Form::Canonical);
        core::iter::from_fn(move || {
            if reader.rest().is_empty() {
                return None;
            }
            Some((reader.text(WHAT).ok()?, reader.item(WHAT).ok()?))
        })
    }

    /// The CBOR value of one output.
    #[must_use]
    pub fn get(&self, identifier: &str) -> Option<&'a [u8]> {
        self.iter()
            .find(|(found, _)| *found == identifier)
            .map(|(_, value)| value)
    }
}

impl fmt::Debug for Extensions<'_> {
    /// Writes the identifiers, and of the outputs how long they are and how they begin.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self
            .iter()
            .map(|(identifier, value)| (identifier, Value::from(value)));
        f.debug_map().entries(entries).finish()
    }
}
