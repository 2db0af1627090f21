use alloc::boxed::Box;
use core::fmt;

/// A mistake of the caller, found when the configuration is built. Bytes from the network can
/// never cause one.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The RP ID is not a domain: [§5.1.2, RP ID](https://www.w3.org/TR/webauthn-3/#rp-id).
    RpId {
        /// What was given.
        id: Box<str>,
        /// What is wrong with it.
        why: &'static str,
    },
    /// An origin is not written as browsers send it.
    Origin {
        /// What was given.
        origin: Box<str>,
        /// What is wrong with it.
        why: &'static str,
    },
    /// No origin was given, so that every response would be refused.
    NoOrigins,
    /// The challenge has fewer than [`Challenge::MIN`](crate::Challenge::MIN) bytes.
    ShortChallenge {
        /// How many it has.
        length: usize,
    },
    /// A user handle has 1 to 64 bytes:
    /// [§5.4.3](https://www.w3.org/TR/webauthn-3/#dom-publickeycredentialuserentity-id).
    UserHandle {
        /// How many it has.
        length: usize,
    },
    /// A secret of the server has fewer bytes than it needs.
    ShortSecret {
        /// How many it has.
        length: usize,
    },
    /// The timeout lies outside the recommended range:
    /// [§15.1](https://www.w3.org/TR/webauthn-3/#sctn-timeout-recommended-range).
    Timeout {
        /// What was given, in milliseconds.
        milliseconds: u128,
    },
    /// A sign-in by user name or a step-up was started without a credential of the account; with
    /// an empty list it would accept any account's.
    NoCredentials,
    /// A ceremony can not be sealed: it lists too many credentials.
    Unsealable,
    /// The random generator failed. No mistake, but all the same nothing can begin.
    Generator {
        /// What the generator says.
        error: Box<str>,
    },
    /// The policy can not be met by any response.
    Unsatisfiable(&'static str),
    /// An algorithm was asked for that this build can not verify.
    Algorithm(&'static str),
    /// An extension input that clients refuse, or pass over.
    Extension {
        /// The extension identifier.
        identifier: Box<str>,
        /// What is wrong with the input.
        why: &'static str,
    },
    /// A document for a `/.well-known/` address is not one, or says what can not be so.
    Document {
        /// The document.
        document: &'static str,
        /// What in it is wrong; empty where it is the whole.
        item: Box<str>,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A user handle has 1 to 64 bytes ([§5.4.3](https://www.w3.org/TR/webauthn-3/#dom-publickeycredentialuserentity-id)).
    UserHandleLength {
        /// How many it has.
        length: usize,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RpId { id, why } => write!(f, "RP ID {id:?}: {why}"),
            Self::Origin { origin, why } => write!(f, "origin {origin:?}: {why}"),
            Self::NoOrigins => {
                f.write_str("no origin is expected; every response would be refused")
            }
            Self::ShortChallenge { length } => write!(
                f,
                "a challenge of {length} bytes; at least {} random ones are needed",
                crate::Challenge::MIN
            ),
            Self::UserHandle { length } => {
                write!(f, "a user handle of {length} bytes; it has 1 to 64")
            }
            Self::ShortSecret { length } => {
                write!(
                    f,
                    "a secret of {length} bytes; at least 32 random ones are needed"
                )
            }
            Self::Timeout { milliseconds } => write!(
                f,
                "a timeout of {milliseconds} ms; 300000 to 600000 are recommended"
            ),
            Self::NoCredentials => f.write_str(
                "no credential of the account is given; any account's would be accepted",
            ),
            Self::Unsealable => f.write_str("the ceremony lists too many credentials to be sealed"),
            Self::Generator { error } => write!(f, "the random generator failed: {error}"),
            Self::Unsatisfiable(why) => write!(f, "no response can meet this policy: {why}"),
            Self::Algorithm(name) => write!(f, "this build can not verify {name}"),
            Self::Extension { identifier, why } => write!(f, "extension {identifier:?}: {why}"),
            Self::Document {
                document,
                item,
                why,
            } if item.is_empty() => write!(f, "{document}: {why}"),
            Self::Document {
                document,
                item,
                why,
            } => write!(f, "{document}: {item:?}: {why}"),
            Self::UserHandleLength { length } => {
                write!(f, "a user handle of {length} bytes; it has 1 to 64")
            }
        }
    }
}

impl core::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::ConfigError;
    use alloc::string::ToString;

    #[test]
    fn errors_read_as_sentences() {
        for (error, text) in [
            (
                ConfigError::RpId {
                    id: "org".into(),
                    why: "a top-level domain",
                },
                r#"RP ID "org": a top-level domain"#,
            ),
            (
                ConfigError::NoOrigins,
                "no origin is expected; every response would be refused",
            ),
            (
                ConfigError::ShortChallenge { length: 15 },
                "a challenge of 15 bytes; at least 16 random ones are needed",
            ),
            (
                ConfigError::Unsatisfiable("two things at once"),
                "no response can meet this policy: two things at once",
            ),
            (
                ConfigError::Algorithm("Ed448"),
                "this build can not verify Ed448",
            ),
            (
                ConfigError::Extension {
                    identifier: "prf".into(),
                    why: "too much",
                },
                r#"extension "prf": too much"#,
            ),
            (
                ConfigError::Document {
                    document: "assetlinks.json",
                    item: "".into(),
                    why: "nothing in it",
                },
                "assetlinks.json: nothing in it",
            ),
            (
                ConfigError::Document {
                    document: "assetlinks.json",
                    item: "app".into(),
                    why: "no package name",
                },
                r#"assetlinks.json: "app": no package name"#,
            ),
            (
                ConfigError::UserHandleLength { length: 65 },
                "a user handle of 65 bytes; it has 1 to 64",
            ),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }
}
