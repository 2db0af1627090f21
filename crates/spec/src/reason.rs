use alloc::boxed::Box;
use core::fmt;

use crate::UnixTime;

/// How a step failed. Together with the [`Step`](crate::Step) it is the whole of a
/// [`Rejection`](crate::Rejection).
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The bytes do not have the form that `what` must have; `offset` is the byte, counted from
    /// the start of the structure being read, where that was found out.
    Malformed {
        /// The structure or field.
        what: &'static str,
        /// The byte, from the start of the structure.
        offset: usize,
    },
    /// A member that must be there is not.
    Missing(&'static str),
    /// Two values that must be equal differ.
    Mismatch {
        /// What was compared.
        what: &'static str,
        /// What the specification or the caller demands.
        expected: Value,
        /// What the response has.
        found: Value,
    },
    /// Something is there, or is set, that the specification or the caller's policy forbids.
    NotAllowed(&'static str),
    /// The signature does not verify.
    BadSignature,
    /// Well formed, but nothing this build knows: an algorithm, a curve, a format.
    Unsupported(&'static str, Value),
    /// `now` lies outside the time for which `what` is valid.
    Expired {
        /// The certificate, list or statement.
        what: &'static str,
        /// The time the caller gave.
        now: UnixTime,
        /// The first valid second.
        not_before: UnixTime,
        /// The last valid second.
        not_after: UnixTime,
    },
    /// Larger than a limit that the specification or the engine sets.
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The largest size or count allowed.
        limit: u64,
        /// The size or count found.
        found: u64,
    },
}

/// The name of a [`Reason`] without what it carries, as vectors and other languages write it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the variant of Reason of the same name"
)]
pub enum ReasonKind {
    Malformed,
    Missing,
    Mismatch,
    NotAllowed,
    BadSignature,
    Unsupported,
    Expired,
    TooLarge,
}

/// One side of a comparison in a [`Reason`].
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Value {
    /// A number, as of an algorithm identifier or a version.
    Number(i64),
    /// A name from a closed list.
    Name(&'static str),
    /// Text of the caller or of the response, at most [`Value::TEXT`] characters of it.
    Text(Box<str>),
    /// Bytes: their length and a prefix, enough to compare two by eye and too little to replay.
    Bytes {
        /// How many there are.
        length: usize,
        /// The first of them, zero where there are fewer than four.
        prefix: [u8; 4],
    },
}

impl Reason {
    /// The two sides differ.
    #[must_use]
    pub fn mismatch(
        what: &'static str,
        expected: impl Into<Value>,
        found: impl Into<Value>,
    ) -> Self {
        Self::Mismatch {
            what,
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// More bytes or items than the limit.
    #[must_use]
    pub fn too_large(what: &'static str, limit: usize, found: usize) -> Self {
        let size = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Self::TooLarge {
            what,
            limit: size(limit),
            found: size(found),
        }
    }

    /// Which reason this is, without its details.
    #[must_use]
    pub const fn kind(&self) -> ReasonKind {
        match self {
            Self::Malformed { .. } => ReasonKind::Malformed,
            Self::Missing(_) => ReasonKind::Missing,
            Self::Mismatch { .. } => ReasonKind::Mismatch,
            Self::NotAllowed(_) => ReasonKind::NotAllowed,
            Self::BadSignature => ReasonKind::BadSignature,
            Self::Unsupported(..) => ReasonKind::Unsupported,
            Self::Expired { .. } => ReasonKind::Expired,
            Self::TooLarge { .. } => ReasonKind::TooLarge,
        }
    }
}

impl ReasonKind {
    /// Every kind, in the order of [`Reason`]'s variants.
    pub const ALL: &[Self] = &[
        Self::Malformed,
        Self::Missing,
        Self::Mismatch,
        Self::NotAllowed,
        Self::BadSignature,
        Self::Unsupported,
        Self::Expired,
        Self::TooLarge,
    ];

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The name that vectors, JSON and other languages use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "Malformed",
            Self::Missing => "Missing",
            Self::Mismatch => "Mismatch",
            Self::NotAllowed => "NotAllowed",
            Self::BadSignature => "BadSignature",
            Self::Unsupported => "Unsupported",
            Self::Expired => "Expired",
            Self::TooLarge => "TooLarge",
        }
    }
}

impl Value {
    /// The most characters of a text that a reason keeps: enough for an origin with a host name
    /// of 253 characters, little enough for a log line.
    pub const TEXT: usize = 300;
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { what, offset } => write!(f, "{what} is malformed at byte {offset}"),
            Self::Missing(what) => write!(f, "{what} is missing"),
            Self::Mismatch {
                what,
                expected,
                found,
            } => {
                write!(f, "{what} is {found}, expected {expected}")
            }
            Self::NotAllowed(what) => write!(f, "{what} is not allowed"),
            Self::BadSignature => f.write_str("the signature does not verify"),
            Self::Unsupported(what, found) => write!(f, "{what} {found} is not supported"),
            Self::Expired {
                what,
                now,
                not_before,
                not_after,
            } => {
                write!(
                    f,
                    "{what} is valid from {not_before} to {not_after}, not at {now}"
                )
            }
            Self::TooLarge { what, limit, found } => {
                write!(f, "{what} is too large: {found}, at most {limit}")
            }
        }
    }
}

impl core::error::Error for Reason {}

impl fmt::Display for ReasonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
            // Debug form: control characters of a response must not reach a terminal or a log.
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Bytes { length, prefix } => {
                for byte in prefix.iter().take(*length) {
                    write!(f, "{byte:02x}")?;
                }
                let more = if *length > prefix.len() { "…" } else { "" };
                write!(f, "{more} ({length} bytes)")
            }
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<&'static str> for Value {
    fn from(name: &'static str) -> Self {
        Self::Name(name)
    }
}

impl Value {
    /// Text that came with the request or the response, cut to [`Value::TEXT`] characters.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(
            text.chars()
                .take(Self::TEXT)
                .collect::<alloc::string::String>()
                .into(),
        )
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        let mut prefix = [0; 4];
        for (to, from) in prefix.iter_mut().zip(bytes) {
            *to = *from;
        }
        Self::Bytes {
            length: bytes.len(),
            prefix,
        }
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::{Reason, ReasonKind, Value};
    use crate::UnixTime;
    use alloc::string::ToString;

    #[test]
    fn a_kind_is_found_by_its_name() {
        for &kind in ReasonKind::ALL {
            assert_eq!(ReasonKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(ReasonKind::from_name("malformed"), None);
    }

    #[test]
    fn reasons_read_as_sentences() {
        let cases = [
            (
                Reason::Malformed {
                    what: "flags",
                    offset: 32,
                },
                "flags is malformed at byte 32",
            ),
            (
                Reason::mismatch("alg", -7, -257),
                "alg is -257, expected -7",
            ),
            (
                Reason::mismatch("rpIdHash", &[1, 2, 3, 4, 5], &[0xab]),
                "rpIdHash is ab (1 bytes), expected 01020304… (5 bytes)",
            ),
            (
                Reason::mismatch("origin", Value::text("https://a"), Value::text("x\n")),
                r#"origin is "x\n", expected "https://a""#,
            ),
            (
                Reason::Unsupported("fmt", Value::text("new")),
                r#"fmt "new" is not supported"#,
            ),
            (
                Reason::Expired {
                    what: "certificate",
                    now: UnixTime(3),
                    not_before: UnixTime(0),
                    not_after: UnixTime(2),
                },
                "certificate is valid from 1970-01-01T00:00:00Z to 1970-01-01T00:00:02Z, not at \
                 1970-01-01T00:00:03Z",
            ),
            (
                Reason::TooLarge {
                    what: "credentialId",
                    limit: 1023,
                    found: 1024,
                },
                "credentialId is too large: 1024, at most 1023",
            ),
        ];
        for (reason, text) in cases {
            assert_eq!(reason.to_string(), text);
        }
    }

    #[test]
    fn long_text_is_cut() {
        let long = "é".repeat(1000);
        let Value::Text(kept) = Value::text(&long) else {
            panic!("text stays text")
        };
        assert_eq!(kept.chars().count(), Value::TEXT);
    }
}
