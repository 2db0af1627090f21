use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use countersign_spec::{At, Reason, Rejection, Step, Value};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::json_object::offset;
use crate::limits::within;
use crate::{Challenge, Framing, Limits, OriginRule, RelyingParty};

/// What the client said about the ceremony: [§5.8.1][1]. Parsed, not verified.
///
/// Members are found by a full JSON parser, in any order; members that the specification does
/// not know are passed over.
///
/// [1]: https://www.w3.org/TR/webauthn-3/#dictionary-client-data
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ClientData<'a> {
    /// "type".
    pub kind: Cow<'a, str>,
    /// "challenge": base64url text.
    pub challenge: Cow<'a, str>,
    /// "origin".
    pub origin: Cow<'a, str>,
    /// "crossOrigin", if there.
    pub cross_origin: Option<bool>,
    /// "topOrigin", if there.
    pub top_origin: Option<Cow<'a, str>>,
}

/// The steps of one ceremony that are about client data.
pub(crate) struct ClientDataSteps {
    pub(crate) text: Step,
    pub(crate) json: Step,
    pub(crate) kind: Step,
    pub(crate) challenge: Step,
    pub(crate) origin: Step,
    pub(crate) cross_origin: Step,
    pub(crate) top_origin_expected: Step,
    pub(crate) top_origin: Step,
}

impl<'a> ClientData<'a> {
    /// The most bytes of client data that are read, unless [`Limits`] say less.
    pub const LIMIT: usize = Limits::CLIENT_DATA_JSON;

    /// How deeply members that are passed over may nest: as much as a parser can follow on a
    /// small stack, and more than any client sends.
    pub const NESTING: usize = 32;

    /// Parses `clientDataJSON`, at the steps that a registration names.
    ///
    /// # Errors
    ///
    /// At [`Step::RegistrationClientDataText`] if the bytes are too many or not UTF-8, at
    /// [`Step::RegistrationClientDataJson`] if the text is not a JSON object or a member is
    /// missing, there twice or of another type.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Rejection> {
        let text = text(bytes, Self::LIMIT).at(Step::RegistrationClientDataText)?;
        Self::from_text(text).at(Step::RegistrationClientDataJson)
    }

    fn from_text(json: &'a str) -> Result<Self, Reason> {
        // STRICTER: a JSON parser may take half a surrogate pair or a number beyond a double's
        // range, in a member that nobody reads; both are refused, as parsers differ on them.
        let members = members(json)?;
        // STRICTER: §5.8.1 does not speak of members that are there twice, and parsers differ on
        // which one counts; a second one of those we read is refused.
        if let Some(name) = members.twice {
            return Err(Reason::NotAllowed(name));
        }
        Ok(Self {
            kind: members.kind.required_text("type")?,
            challenge: members.challenge.required_text("challenge")?,
            origin: members.origin.required_text("origin")?,
            cross_origin: members.cross_origin.boolean("crossOrigin")?,
            top_origin: members.top_origin.text("topOrigin")?,
        })
    }

    /// Parses `clientDataJSON` and verifies every member: the steps on client data, which §7.1
    /// and §7.2 share word for word.
    pub(crate) fn verify(
        bytes: &'a [u8],
        steps: &ClientDataSteps,
        kind: &'static str,
        challenge: &Challenge,
        rp: &RelyingParty,
    ) -> Result<Self, Rejection> {
        // Step::RegistrationClientDataText, Step::AuthenticationClientDataText
        let text = text(bytes, rp.limited_to().client_data_json).at(steps.text)?;
        // Step::RegistrationClientDataJson, Step::AuthenticationClientDataJson
        let client_data = Self::from_text(text).at(steps.json)?;
        rp.tolerated_token_binding().verify(text).at(steps.json)?;
        // Step::RegistrationType, Step::AuthenticationType
        if client_data.kind != kind {
            let found = Value::text(&client_data.kind);
            return Err(steps.kind.refuse(Reason::mismatch("type", kind, found)));
        }
        // Step::RegistrationChallenge, Step::AuthenticationChallenge
        if !challenge.is(&client_data.challenge) {
            let expected = Value::from(challenge.as_base64url().as_bytes());
            let found = Value::from(client_data.challenge.as_bytes());
            return Err(steps
                .challenge
                .refuse(Reason::mismatch("challenge", expected, found)));
        }
        // Step::RegistrationOrigin, Step::AuthenticationOrigin
        matches_one(rp.origins(), "origin", &client_data.origin).at(steps.origin)?;
        client_data.verify_framing(steps, rp.framed())?;
        Ok(client_data)
    }

    /// The steps on `crossOrigin` and `topOrigin`.
    fn verify_framing(&self, steps: &ClientDataSteps, framing: &Framing) -> Result<(), Rejection> {
        let cross_origin = self.cross_origin == Some(true);
        // Step::RegistrationCrossOrigin, Step::AuthenticationCrossOrigin
        if cross_origin && *framing == Framing::Refused {
            return Err(steps.cross_origin.refuse(Reason::NotAllowed("crossOrigin")));
        }
        let Some(top_origin) = &self.top_origin else {
            return Ok(());
        };
        // Step::RegistrationTopOriginExpected, Step::AuthenticationTopOriginExpected
        let Framing::By(rules) = framing else {
            return Err(steps
                .top_origin_expected
                .refuse(Reason::NotAllowed("topOrigin")));
        };
        // STRICTER: §5.8.1 says that topOrigin is set only if crossOrigin is true, but no step of
        // §7.1 or §7.2 compares the two; a client that sends one without the other is refused.
        steps.top_origin_expected.require(
            cross_origin,
            Reason::NotAllowed("topOrigin without crossOrigin"),
        )?;
        // Step::RegistrationTopOrigin, Step::AuthenticationTopOrigin
        matches_one(rules, "topOrigin", top_origin).at(steps.top_origin)
    }
}

/// Refuses an origin that no rule matches.
fn matches_one(rules: &[OriginRule], what: &'static str, found: &str) -> Result<(), Reason> {
    if rules.iter().any(|rule| rule.matches(found)) {
        return Ok(());
    }
    let expected = match rules {
        [rule] => Value::text(&rule.shown()),
        [] => Value::from("none"),
        _ => Value::from("one of those configured"),
    };
    Err(Reason::mismatch(what, expected, Value::text(found)))
}

/// UTF-8 decode (Encoding standard): a leading byte order mark is dropped.
fn text(bytes: &[u8], limit: usize) -> Result<&str, Reason> {
    let what = "clientDataJSON";
    within(what, bytes.len(), limit)?;
    // STRICTER: the Encoding standard's UTF-8 decode replaces bytes that are not UTF-8; we refuse
    // them, because what a signature covers should read the same to every parser.
    let text = core::str::from_utf8(bytes).map_err(|error| Reason::Malformed {
        what,
        offset: error.valid_up_to(),
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The members that the specification knows, of whatever type they came.
#[derive(Default)]
struct Members<'a> {
    kind: Member<'a>,
    challenge: Member<'a>,
    origin: Member<'a>,
    cross_origin: Member<'a>,
    top_origin: Member<'a>,
    /// The first name that came twice.
    twice: Option<&'static str>,
}

/// A member, as far as its type matters.
#[derive(Default)]
enum Member<'a> {
    #[default]
    Absent,
    Text(Cow<'a, str>),
    Boolean(bool),
    Other,
}

impl<'a> Member<'a> {
    fn text(self, name: &'static str) -> Result<Option<Cow<'a, str>>, Reason> {
        match self {
            Self::Absent => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            Self::Boolean(_) | Self::Other => Err(Reason::Malformed {
                what: name,
                offset: 0,
            }),
        }
    }

    fn required_text(self, name: &'static str) -> Result<Cow<'a, str>, Reason> {
        self.text(name)?.ok_or(Reason::Missing(name))
    }

    fn boolean(self, name: &'static str) -> Result<Option<bool>, Reason> {
        match self {
            Self::Absent => Ok(None),
            Self::Boolean(value) => Ok(Some(value)),
            Self::Text(_) | Self::Other => Err(Reason::Malformed {
                what: name,
                offset: 0,
            }),
        }
    }
}

/// Reads a JSON object, all of the text, for the members we know.
fn members(json: &str) -> Result<Members<'_>, Reason> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer
        .deserialize_map(MembersVisitor)
        .and_then(|members| deserializer.end().map(|()| members))
        .map_err(|error| Reason::Malformed {
            what: "clientDataJSON",
            offset: offset(json, &error),
        })
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members::default();
        while let Some(name) = map.next_key::<Name>()? {
            let (place, name) = match name {
                Name::Type => (&mut members.kind, "type"),
                Name::Challenge => (&mut members.challenge, "challenge"),
                Name::Origin => (&mut members.origin, "origin"),
                Name::CrossOrigin => (&mut members.cross_origin, "crossOrigin"),
                Name::TopOrigin => (&mut members.top_origin, "topOrigin"),
                Name::Unknown => {
                    map.next_value_seed(Nested(ClientData::NESTING))?;
                    continue;
                }
            };
            if !matches!(place, Member::Absent) {
                members.twice.get_or_insert(name);
            }
            *place = map.next_value_seed(Nested(ClientData::NESTING))?;
        }
        Ok(members)
    }
}

/// The name of a member, after its escapes are resolved.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
enum Name {
    Type,
    Challenge,
    Origin,
    CrossOrigin,
    TopOrigin,
    #[serde(other)]
    Unknown,
}

/// A value of any type, with at most so many levels of arrays and objects.
struct Nested(usize);

impl<'de> DeserializeSeed<'de> for Nested {
    type Value = Member<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Nested {
    fn inner<E: Error>(&self) -> Result<Self, E> {
        self.0
            .checked_sub(1)
            .map(Self)
            .ok_or_else(|| E::custom("nested too deeply"))
    }
}

impl<'de> Visitor<'de> for Nested {
    type Value = Member<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Member::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Member::Text(Cow::Owned(String::from(text))))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Member::Boolean(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Member::Other)
    }

    fn visit_i64<E: Error>(self, _number: i64) -> Result<Self::Value, E> {
        Ok(Member::Other)
    }

    fn visit_u64<E: Error>(self, _number: u64) -> Result<Self::Value, E> {
        Ok(Member::Other)
    }

    fn visit_f64<E: Error>(self, _number: f64) -> Result<Self::Value, E> {
        Ok(Member::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element_seed(self.inner()?)?.is_some() {}
        Ok(Member::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_key_seed(Nested(0))?.is_some() {
            map.next_value_seed(self.inner()?)?;
        }
        Ok(Member::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::ClientData;
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;
    use countersign_spec::{Reason, Step};

    const TEXT: &str = r#"{"type":"t","challenge":"c","origin":"o"}"#;

    fn refused(text: &str) -> (Step, Reason) {
        let rejection = ClientData::parse(text.as_bytes()).unwrap_err();
        (rejection.step(), rejection.reason().clone())
    }

    #[test]
    fn members_stand_in_any_order_among_others() {
        let text = r#"{"x":[{"type":1}],"origin":"o","topOrigin":"p","crossOrigin":true,
            "challenge":"\u0063","__proto__":{"type":"x"},"type":"t","tokenBinding":null}"#;
        let parsed = ClientData::parse(text.as_bytes()).unwrap();
        assert_eq!(parsed.kind, "t");
        assert_eq!(parsed.challenge, "c");
        assert_eq!(parsed.origin, "o");
        assert_eq!(parsed.cross_origin, Some(true));
        assert_eq!(parsed.top_origin.as_deref(), Some("p"));
    }

    #[test]
    fn one_byte_order_mark_is_dropped() {
        assert!(ClientData::parse(format!("\u{feff}{TEXT}").as_bytes()).is_ok());
        let twice = format!("\u{feff}\u{feff}{TEXT}");
        assert_eq!(refused(&twice).0, Step::RegistrationClientDataJson);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_where_they_stand() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes[10] = 0xff;
        let refused = ClientData::parse(&bytes).unwrap_err();
        let reason = Reason::Malformed {
            what: "clientDataJSON",
            offset: 10,
        };
        assert_eq!(refused, Step::RegistrationClientDataText.refuse(reason));
    }

    #[test]
    fn a_known_member_twice_is_refused() {
        for (name, value) in [
            ("type", r#""t""#),
            ("challenge", r#""c""#),
            ("origin", r#""o""#),
            ("crossOrigin", "false"),
            ("topOrigin", r#""p""#),
        ] {
            let text = format!(
                r#"{{"type":"t","challenge":"c","origin":"o","{name}":{value},"{name}":{value}}}"#
            );
            let expected = (Step::RegistrationClientDataJson, Reason::NotAllowed(name));
            assert_eq!(refused(&text), expected);
            let escaped = format!("\\u{:04x}{}", u32::from(name.as_bytes()[0]), &name[1..]);
            assert_eq!(refused(&text.replacen(name, &escaped, 1)), expected);
        }
        let unread = TEXT.replacen('{', r#"{"x":1,"x":2,"#, 1);
        assert!(ClientData::parse(unread.as_bytes()).is_ok());
    }

    #[test]
    fn members_have_their_types() {
        for (name, found) in [
            ("type", r#"["t"]"#),
            ("type", "null"),
            ("challenge", "1"),
            ("origin", r#"["o"]"#),
            ("crossOrigin", r#""true""#),
            ("crossOrigin", "1"),
            ("crossOrigin", "-1"),
            ("crossOrigin", "0.5"),
            ("crossOrigin", "null"),
            ("topOrigin", "{}"),
            ("topOrigin", "false"),
        ] {
            let mut members = Vec::from([
                ("type", r#""t""#),
                ("challenge", r#""c""#),
                ("origin", r#""o""#),
                ("crossOrigin", "true"),
                ("topOrigin", r#""p""#),
            ]);
            for member in &mut members {
                if member.0 == name {
                    member.1 = found;
                }
            }
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("\"{name}\":{value}"))
                .collect();
            let text = format!("{{{}}}", members.join(","));
            let expected = Reason::Malformed {
                what: name,
                offset: 0,
            };
            assert_eq!(refused(&text), (Step::RegistrationClientDataJson, expected));
        }
    }

    #[test]
    fn required_members_are_there() {
        for name in ["type", "challenge", "origin"] {
            let text = TEXT.replace(name, &name.to_uppercase());
            let expected = (Step::RegistrationClientDataJson, Reason::Missing(name));
            assert_eq!(refused(&text), expected);
        }
    }

    #[test]
    fn what_is_no_object_is_refused() {
        let wrapped = format!("[{TEXT}]");
        let twice = format!("{TEXT}{TEXT}");
        let garbage = format!("{TEXT} x");
        let comma = TEXT.replace('}', ",}");
        let comment = TEXT.replace('}', "//\n}");
        for text in [
            "",
            "null",
            "true",
            "\"t\"",
            "{type:'t'}",
            &wrapped,
            &twice,
            &garbage,
            &comma,
            &comment,
        ] {
            let (step, reason) = refused(text);
            assert_eq!(step, Step::RegistrationClientDataJson, "{text}");
            assert!(
                matches!(
                    reason,
                    Reason::Malformed {
                        what: "clientDataJSON",
                        ..
                    }
                ),
                "{text}"
            );
        }
        assert!(ClientData::parse(format!(" {TEXT}\n").as_bytes()).is_ok());
    }

    #[test]
    fn what_parsers_differ_on_is_refused_in_any_member() {
        for value in [r#""\ud800""#, r#""\udc00 ""#, "1e400", "-1e400"] {
            let text = TEXT.replacen('{', &format!("{{\"x\":{value},"), 1);
            assert_eq!(
                refused(&text).0,
                Step::RegistrationClientDataJson,
                "{value}"
            );
        }
        for value in [r#""\ud83d\ude00""#, "1e300"] {
            let text = TEXT.replacen('{', &format!("{{\"x\":{value},"), 1);
            assert!(ClientData::parse(text.as_bytes()).is_ok(), "{value}");
        }
    }

    #[test]
    fn the_offset_is_that_of_the_byte() {
        let text = TEXT.replace(r#""origin""#, "\n\n  #");
        let expected = Reason::Malformed {
            what: "clientDataJSON",
            offset: text.find('#').unwrap(),
        };
        assert_eq!(refused(&text).1, expected);
    }

    #[test]
    fn nesting_and_length_are_bounded() {
        let nested = |levels: usize| {
            let value = "[".repeat(levels) + &"]".repeat(levels);
            TEXT.replacen('{', &format!("{{\"x\":{value},"), 1)
        };
        assert!(ClientData::parse(nested(ClientData::NESTING).as_bytes()).is_ok());
        let (step, _) = refused(&nested(ClientData::NESTING + 1));
        assert_eq!(step, Step::RegistrationClientDataJson);
        let padded = |length: usize| TEXT.to_string() + &" ".repeat(length - TEXT.len());
        assert!(ClientData::parse(padded(ClientData::LIMIT).as_bytes()).is_ok());
        let expected = Reason::TooLarge {
            what: "clientDataJSON",
            limit: 65_536,
            found: 65_537,
        };
        let found = refused(&padded(ClientData::LIMIT + 1));
        assert_eq!(found, (Step::RegistrationClientDataText, expected));
    }
}
