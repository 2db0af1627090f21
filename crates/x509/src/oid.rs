use core::fmt;

use const_oid::ObjectIdentifier;

/// The content octets of an OBJECT IDENTIFIER, as they stand in the certificate.
///
/// A certificate may name things by identifiers of any length and with arcs of any size;
/// [`ObjectIdentifier`] holds the shorter ones, which is all that a check ever looks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Oid<'a>(pub &'a [u8]);

impl Oid<'_> {
    /// The identifier as a value of its own, if it is short enough and well formed.
    ///
    /// ```
    /// use countersign_x509::{ObjectIdentifier, Oid};
    ///
    /// let key_usage = ObjectIdentifier::new_unwrap("2.5.29.15");
    /// assert_eq!(Oid(&[0x55, 0x1d, 0x0f]).to_identifier(), Some(key_usage));
    /// assert_eq!(Oid(&[]).to_identifier(), None);
    /// ```
    #[must_use]
    pub fn to_identifier(self) -> Option<ObjectIdentifier> {
        if self.0.is_empty() {
            return None;
        }
        ObjectIdentifier::from_bytes(self.0).ok()
    }
}

impl PartialEq<ObjectIdentifier> for Oid<'_> {
    fn eq(&self, other: &ObjectIdentifier) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<Oid<'_>> for ObjectIdentifier {
    fn eq(&self, other: &Oid<'_>) -> bool {
        other == self
    }
}

impl fmt::Display for Oid<'_> {
    /// Writes arcs and dots, or bytes in hex where the arcs cannot be told.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_identifier() {
            Some(identifier) => write!(f, "{identifier}"),
            None => self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

impl fmt::Debug for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::Oid;
    use const_oid::ObjectIdentifier;

    #[test]
    fn identifiers_compare_with_constants_by_their_bytes() {
        const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
        assert_eq!(Oid(&[0x55, 0x04, 0x03]), COMMON_NAME);
        assert_ne!(Oid(&[0x55, 0x04, 0x06]), COMMON_NAME);
        assert!(COMMON_NAME == Oid(&[0x55, 0x04, 0x03]) && COMMON_NAME != Oid(&[0x55, 0x04, 0x06]));
        assert_eq!(Oid(&[0x55, 0x04, 0x03]).to_string(), "2.5.4.3");
    }

    #[test]
    fn identifiers_that_cannot_be_told_are_written_in_hex() {
        assert_eq!(Oid(&[]).to_string(), "");
        assert_eq!(Oid(&[0x55, 0x80]).to_string(), "5580");
        assert_eq!(Oid(&[0xff; 40]).to_string(), "ff".repeat(40));
    }
}
