use std::fmt;

use countersign::Rejection;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::Refusal;

/// A mistake of the server: a configuration that can not be, or a call with a member that is
/// missing, unknown or of another type. Never the fault of a response.
///
/// Serializes as `{"member", "message"}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    member: String,
    message: String,
    refused: Option<Box<Rejection>>,
}

impl Error {
    pub(crate) fn new(member: impl Into<String>, message: impl fmt::Display) -> Self {
        Self {
            member: member.into(),
            message: message.to_string(),
            refused: None,
        }
    }

    /// What the server brought along was refused at a step of its own: a metadata BLOB.
    pub(crate) fn refused(member: &str, rejection: Rejection) -> Self {
        Self {
            refused: Some(Box::new(rejection.clone())),
            ..Self::new(member, rejection)
        }
    }

    /// The path of the member at fault, as `rp.origins[1]`; empty where it is the whole text.
    #[must_use]
    pub fn member(&self) -> &str {
        &self.member
    }

    /// What is wrong with it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where what the server brought along failed, if that was verified: its metadata BLOB.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        self.refused.as_deref().map(Refusal::new)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.member.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.member, self.message)
        }
    }
}

impl std::error::Error for Error {}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Error", 2)?;
        fields.serialize_field("member", &self.member)?;
        fields.serialize_field("message", &self.message)?;
        fields.end()
    }
}
