use sha2::{Digest as _, Sha256};

use crate::{RelyingParty, base64url};

/// `clientDataJSON` of [§5.8.1][1], as text that can be bent to any bytes.
///
/// The members are written in their order, names and values as they stand: both are JSON text
/// already, with their quotation marks. What is no JSON at all goes through
/// [`ClientData::edit`].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictionary-client-data
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientData {
    /// What comes before the object, such as a byte order mark.
    pub before: Vec<u8>,
    /// The members in their order.
    pub members: Vec<Member>,
    /// What comes after the object.
    pub after: Vec<u8>,
    /// The whole text; if set, nothing else counts.
    pub raw: Option<Vec<u8>>,
}

/// One member of a JSON object, both sides as JSON text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The name with its quotation marks.
    pub name: String,
    /// The value.
    pub value: String,
}

impl ClientData {
    /// What a browser writes: `type`, `challenge`, `origin`, `crossOrigin` and, in a frame,
    /// `topOrigin`.
    #[must_use]
    pub fn new(kind: &str, challenge: &[u8], rp: &RelyingParty) -> Self {
        let mut data = Self {
            before: vec![],
            members: vec![],
            after: vec![],
            raw: None,
        };
        data.set_text("type", kind);
        data.set_text("challenge", &base64url(challenge));
        data.set_text("origin", &rp.origin);
        data.set(
            "crossOrigin",
            if rp.cross_origin { "true" } else { "false" },
        );
        if let Some(top_origin) = &rp.top_origin {
            data.set_text("topOrigin", top_origin);
        }
        data
    }

    /// Gives a member this value, JSON text, in its place or else at the end.
    pub fn set(&mut self, name: &str, json: &str) {
        let name = quoted(name);
        match self.members.iter_mut().find(|member| member.name == name) {
            Some(member) => json.clone_into(&mut member.value),
            None => self.members.push(Member {
                name,
                value: json.to_owned(),
            }),
        }
    }

    /// Gives a member a string as its value.
    pub fn set_text(&mut self, name: &str, text: &str) {
        self.set(name, &quoted(text));
    }

    /// Adds a member at the end, there or not.
    pub fn push(&mut self, name: &str, json: &str) {
        self.members.push(Member {
            name: quoted(name),
            value: json.to_owned(),
        });
    }

    /// Removes a member.
    pub fn remove(&mut self, name: &str) {
        let name = quoted(name);
        self.members.retain(|member| member.name != name);
    }

    /// Changes the bytes of the text as it is now.
    pub fn edit(&mut self, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = self.encode();
        change(&mut bytes);
        self.raw = Some(bytes);
    }

    /// The text: what is sent, and what is hashed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let members: Vec<String> = self
            .members
            .iter()
            .map(|m| format!("{}:{}", m.name, m.value))
            .collect();
        let object = format!("{{{}}}", members.join(","));
        [self.before.as_slice(), object.as_bytes(), &self.after].concat()
    }

    /// SHA-256 of the text.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.encode()).into()
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_browsers_write() {
        let rp = RelyingParty::new("example.org").framed(Some("https://example.com"));
        let mut data = ClientData::new("webauthn.get", &[0xfb, 0xff], &rp);
        let text = r#"{"type":"webauthn.get","challenge":"-_8","origin":"https://example.org","crossOrigin":true,"topOrigin":"https://example.com"}"#;
        assert_eq!(String::from_utf8(data.encode()).unwrap(), text);
        data.remove("topOrigin");
        data.set("crossOrigin", "\"true\"");
        data.before = vec![0xef, 0xbb, 0xbf];
        data.edit(|bytes| bytes.push(b' '));
        assert!(data.encode().ends_with(b"\"crossOrigin\":\"true\"} "));
        assert!(data.encode().starts_with(b"\xef\xbb\xbf{"));
    }
}
