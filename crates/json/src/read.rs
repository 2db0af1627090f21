use serde::Deserialize;

use crate::Error;

/// The most bytes of a text of the server's own: a metadata BLOB of its greatest size, and room.
const LIMIT: usize = 0x0400_0000;

/// Reads a JSON text of the server's own; the error names the member at fault.
pub(crate) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    if text.len() > LIMIT {
        return Err(Error::new("", format_args!("more than {LIMIT} bytes")));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let member = if path == "." { String::new() } else { path };
        Error::new(member, error.inner())
    })?;
    json.end().map_err(|error| Error::new("", error))?;
    Ok(value)
}
