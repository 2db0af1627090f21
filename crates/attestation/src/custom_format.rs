use alloc::vec::Vec;
use core::fmt;

use countersign_spec::Reason;

use crate::{AttestationType, Format, Statement, TrustPath};

/// An attestation statement format of the caller's own, beside the registered ones.
///
/// ```
/// use countersign_attestation::{
///     AttestationType, CustomEvidence, CustomFormat, CustomFormats, Policy, Statement, TrustPath,
/// };
/// use countersign_spec::Reason;
///
/// #[derive(Debug)]
/// struct Badge;
///
/// impl CustomFormat for Badge {
///     fn identifier(&self) -> &'static str {
///         "com.example.badge"
///     }
///     fn verify<'a>(&self, input: &Statement<'a>) -> Result<CustomEvidence<'a>, Reason> {
///         // CBOR of the text "badge"
///         if input.statement.bytes == b"\x65badge" {
///             Ok(CustomEvidence::new(AttestationType::None, TrustPath::EMPTY))
///         } else {
///             Err(Reason::Malformed { what: "badge", offset: 0 })
///         }
///     }
/// }
///
/// # fn main() -> Result<(), countersign_attestation::IdentifierError> {
/// let formats: [&dyn CustomFormat; 1] = [&Badge];
/// let mut policy = Policy::default();
/// policy.custom = CustomFormats::new(&formats)?;
/// assert!(policy.format("com.example.badge").is_some());
/// # Ok(())
/// # }
/// ```
pub trait CustomFormat: fmt::Debug {
    /// The attestation statement format identifier ("fmt"), by [§8.1][1] at most 32 visible ASCII
    /// characters without `"` and `\`, in reverse domain-name form if it is not registered.
    ///
    /// [1]: https://www.w3.org/TR/webauthn-3/#sctn-attstn-fmt-ids
    fn identifier(&self) -> &'static str;

    /// The verification procedure. It must be a function of `input` alone, and must take from
    /// `input` all that the statement is to be bound to: [`Statement::message`] and the
    /// credential.
    ///
    /// # Errors
    ///
    /// How the statement failed; the step will be
    /// [`RegistrationStatement`](countersign_spec::Step::RegistrationStatement).
    fn verify<'a>(&self, input: &Statement<'a>) -> Result<CustomEvidence<'a>, Reason>;
}

/// What a correct statement of a [`CustomFormat`] says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CustomEvidence<'a> {
    /// The attestation type.
    pub attestation_type: AttestationType,
    /// The attestation trust path, leaf first.
    pub trust_path: TrustPath<'a>,
}

/// The caller's own formats, checked: none of them takes the place of a registered format or of
/// another in the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct CustomFormats<'p>(&'p [&'p dyn CustomFormat]);

/// Why an identifier cannot be that of a [`CustomFormat`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum IdentifierError {
    /// It is the identifier of a registered format.
    Registered(&'static str),
    /// Two formats of the list have it.
    Repeated(&'static str),
    /// It is empty, longer than 32 bytes, or has other characters than §8.1 allows.
    Invalid(&'static str),
}

impl<'a> CustomEvidence<'a> {
    /// Evidence of this type and trust path.
    #[must_use]
    pub const fn new(attestation_type: AttestationType, trust_path: TrustPath<'a>) -> Self {
        Self {
            attestation_type,
            trust_path,
        }
    }
}

impl<'p> CustomFormats<'p> {
    /// Checks the identifiers of the caller's formats.
    ///
    /// # Errors
    ///
    /// The first identifier that cannot stand beside those before it.
    pub fn new(formats: &'p [&'p dyn CustomFormat]) -> Result<Self, IdentifierError> {
        let mut seen = Vec::new();
        for format in formats {
            let identifier = format.identifier();
            if !is_valid(identifier) {
                return Err(IdentifierError::Invalid(identifier));
            }
            if Format::from_identifier(identifier).is_some() {
                return Err(IdentifierError::Registered(identifier));
            }
            if seen.contains(&identifier) {
                return Err(IdentifierError::Repeated(identifier));
            }
            seen.push(identifier);
        }
        Ok(Self(formats))
    }

    /// The format of that identifier.
    pub(crate) fn get(self, identifier: &str) -> Option<&'p dyn CustomFormat> {
        self.0
            .iter()
            .copied()
            .find(|format| format.identifier() == identifier)
    }
}

/// §8.1: at most 32 octets, VCHAR without `"` and `\`.
fn is_valid(identifier: &str) -> bool {
    const LONGEST: usize = 32;
    !identifier.is_empty()
        && identifier.len() <= LONGEST
        && identifier
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

impl fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registered(identifier) => {
                write!(f, "{identifier:?} is the identifier of a registered format")
            }
            Self::Repeated(identifier) => write!(f, "two formats are called {identifier:?}"),
            Self::Invalid(identifier) => {
                write!(
                    f,
                    "{identifier:?} is no attestation statement format identifier"
                )
            }
        }
    }
}

impl core::error::Error for IdentifierError {}

#[cfg(test)]
mod tests {
    use super::{CustomEvidence, CustomFormat, CustomFormats, IdentifierError};
    use crate::Statement;
    use alloc::string::ToString;
    use countersign_spec::Reason;

    #[derive(Debug)]
    struct Named(&'static str);

    impl CustomFormat for Named {
        fn identifier(&self) -> &'static str {
            self.0
        }
        fn verify<'a>(&self, _input: &Statement<'a>) -> Result<CustomEvidence<'a>, Reason> {
            Err(Reason::NotAllowed("anything"))
        }
    }

    #[test]
    fn errors_read_as_sentences() {
        for (error, text) in [
            (
                IdentifierError::Registered("tpm"),
                r#""tpm" is the identifier of a registered format"#,
            ),
            (
                IdentifierError::Repeated("a"),
                r#"two formats are called "a""#,
            ),
            (
                IdentifierError::Invalid("a b"),
                r#""a b" is no attestation statement format identifier"#,
            ),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn registered_formats_cannot_be_replaced() {
        for &format in crate::Format::ALL {
            let refused = CustomFormats::new(&[&Named(format.identifier())]).unwrap_err();
            assert_eq!(refused, IdentifierError::Registered(format.identifier()));
        }
    }

    #[test]
    fn an_identifier_stands_for_one_format() {
        let refused = CustomFormats::new(&[&Named("a"), &Named("b"), &Named("a")]).unwrap_err();
        assert_eq!(refused, IdentifierError::Repeated("a"));
    }

    #[test]
    fn identifiers_keep_the_rules_of_their_section() {
        let longest = "abcdefghijklmnopqrstuvwxyz.23456";
        assert!(CustomFormats::new(&[&Named(longest)]).is_ok());
        for bad in [
            "",
            "abcdefghijklmnopqrstuvwxyz.234567",
            "a b",
            "a\"",
            "a\\",
            "a\u{7f}",
            "ä",
        ] {
            let refused = CustomFormats::new(&[&Named(bad)]).unwrap_err();
            assert_eq!(refused, IdentifierError::Invalid(bad));
        }
    }
}
