use alloc::string::String;
use core::fmt;

use countersign_cose::Hash;
use countersign_signature::digest;
use countersign_spec::Reason;
use countersign_x509::{Certificate, DerReader, Tag};

use crate::json::FromJson;

/// The identifier of an attestation certificate's key, by which models without AAGUID are known:
/// SHA-1 over the bits of the key, [RFC 5280 §4.2.1.2][1] method (1).
///
/// [1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.2
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyIdentifier(pub [u8; 20]);

impl KeyIdentifier {
    /// That of a certificate's key.
    ///
    /// # Errors
    ///
    /// `Malformed`, if the certificate's `SubjectPublicKeyInfo` is none.
    pub fn of(certificate: &Certificate<'_>) -> Result<Self, Reason> {
        const WHAT: &str = "SubjectPublicKeyInfo";
        let bits = DerReader::read_all(certificate.public_key_info(), WHAT, |r| {
            r.nested(Tag::Sequence, WHAT, |r| {
                let _algorithm = r.value(Tag::Sequence, WHAT)?;
                r.bit_string(WHAT)
            })
        })?;
        let hash = digest(Hash::Sha1, &[bits]);
        let malformed = |_length| Reason::Malformed {
            what: WHAT,
            offset: 0,
        };
        hash.as_ref().try_into().map(Self).map_err(malformed)
    }

    fn read(text: &str) -> Option<Self> {
        let digit = |letter: u8| u8::try_from(char::from(letter).to_digit(16)?).ok();
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
            return None;
        };
        let pairs: &[[u8; 2]; 20] = pairs.try_into().ok()?;
        let mut bytes = [0; 20];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = (digit(*high)? << 4) | digit(*low)?;
        }
        Some(Self(bytes))
    }
}

impl FromJson for KeyIdentifier {
    fn from_json(what: &'static str, json: &str) -> Result<Self, Reason> {
        let text = String::from_json(what, json)?;
        // LAXER: the metadata formats want small letters in key identifiers; capitals are the same.
        Self::read(&text).ok_or(Reason::Malformed { what, offset: 0 })
    }
}

impl fmt::Display for KeyIdentifier {
    /// Writes it in hex, in small letters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyIdentifier({self})")
    }
}
