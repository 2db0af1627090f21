use core::fmt;
use core::str::FromStr;

use countersign_cose::{Form, Key, Reader};
use countersign_spec::{At, Reason, Rejection, Step};

/// The identifier of an authenticator model, 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Aaguid(pub [u8; 16]);

/// A credential ID: bytes that mean something to the authenticator alone. Printing it shows its
/// length and first bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialId<'a>(pub &'a [u8]);

/// Attested credential data: [§6.5.1 Attested Credential Data][1].
///
/// [1]: https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AttestedCredential<'a> {
    /// The authenticator's model.
    pub aaguid: Aaguid,
    /// The credential's identifier, of any length up to 65535: §7.1 step 25 bounds it.
    pub id: CredentialId<'a>,
    /// The credential's public key.
    pub key: Key<'a>,
}

impl<'a> AttestedCredential<'a> {
    /// Reads attested credential data at byte `offset` of authenticator data; gives the offset
    /// behind it.
    pub(crate) fn read(bytes: &'a [u8], offset: usize) -> Result<(Self, usize), Rejection> {
        let (aaguid, id) = fixed_part(bytes.get(offset..).unwrap_or_default())
            .map_err(|what| Reason::Malformed {
                what,
                offset: bytes.len(),
            })
            .at(Step::AttestedCredentialData)?;
        // 16 bytes of AAGUID and 2 of length stand before the credential ID.
        let key_offset = offset.saturating_add(18).saturating_add(id.0.len());
        let mut reader = Reader::at(bytes, key_offset, Form::Canonical);
        let key = Key::read(&mut reader)?;
        Ok((Self { aaguid, id, key }, reader.offset()))
    }
}

/// All but the key, or the name of what does not lie within the input.
fn fixed_part(bytes: &[u8]) -> Result<(Aaguid, CredentialId<'_>), &'static str> {
    let (aaguid, bytes) = bytes.split_first_chunk().ok_or("aaguid")?;
    let (length, bytes) = bytes.split_first_chunk().ok_or("credentialIdLength")?;
    let length = usize::from(u16::from_be_bytes(*length));
    let id = bytes.get(..length).ok_or("credentialId")?;
    Ok((Aaguid(*aaguid), CredentialId(id)))
}

impl Aaguid {
    /// All zero: an authenticator that has none (as U2F has), or a client that hides it.
    pub const ZERO: Self = Self([0; 16]);

    /// Where the hyphens stand in text.
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
}

impl fmt::Display for Aaguid {
    /// Writes it as a UUID (RFC 9562 §4), in small letters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            let hyphen = if matches!(place, 4 | 6 | 8 | 10) {
                "-"
            } else {
                ""
            };
            write!(f, "{hyphen}{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Aaguid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aaguid({self})")
    }
}

impl FromStr for Aaguid {
    type Err = Reason;

    /// Reads a UUID: 32 hexadecimal digits in either case, with hyphens in their four places.
    fn from_str(text: &str) -> Result<Self, Reason> {
        let mut nibbles = [0_u8; 32];
        let mut to = nibbles.iter_mut();
        for (offset, letter) in text.chars().enumerate() {
            let refused = Reason::Malformed {
                what: "AAGUID",
                offset,
            };
            match (Self::HYPHENS.contains(&offset), letter.to_digit(16)) {
                (true, None) if letter == '-' => {}
                (false, Some(digit)) => {
                    let digit = u8::try_from(digit).ok();
                    let (Some(nibble), Some(digit)) = (to.next(), digit) else {
                        return Err(refused);
                    };
                    *nibble = digit;
                }
                _ => return Err(refused),
            }
        }
        if to.next().is_some() {
            return Err(Reason::Malformed {
                what: "AAGUID",
                offset: text.len(),
            });
        }
        let mut bytes = [0; 16];
        for (byte, [high, low]) in bytes.iter_mut().zip(nibbles.as_chunks().0) {
            *byte = (*high << 4) | *low;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Debug for CredentialId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialId({})", countersign_spec::Value::from(self.0))
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::{Aaguid, CredentialId};
    use countersign_spec::Reason;

    #[test]
    fn aaguids_are_written_and_read_as_uuids() {
        let text = "00010203-0405-0607-0809-0a0b0c0d0eff";
        let aaguid: Aaguid = text.parse().unwrap();
        assert_eq!(aaguid.to_string(), text);
        assert_eq!(text.to_uppercase().parse(), Ok(aaguid));
        assert_eq!(format!("{aaguid:?}"), format!("Aaguid({text})"));
        assert_eq!(
            Aaguid::ZERO.to_string(),
            "00000000-0000-0000-0000-000000000000"
        );
    }

    #[test]
    fn other_texts_are_no_aaguids() {
        for (text, offset) in [
            ("", 0),
            ("00010203-0405-0607-0809-0a0b0c0d0ef", 35),
            ("00010203-0405-0607-0809-0a0b0c0d0effa", 36),
            ("000102030405060708090a0b0c0d0eff", 8),
            ("00010203-0405_0607-0809-0a0b0c0d0eff", 13),
            ("00010203-0405-0607-0809-0a0b0c0d0e-f", 34),
            ("{0010203-0405-0607-0809-0a0b0c0d0eff", 0),
            ("0001020é-0405-0607-0809-0a0b0c0d0eff", 7),
        ] {
            let refused = Reason::Malformed {
                what: "AAGUID",
                offset,
            };
            assert_eq!(text.parse::<Aaguid>(), Err(refused), "{text}");
        }
    }

    #[test]
    fn a_credential_id_is_printed_in_part() {
        assert_eq!(
            format!("{:?}", CredentialId(&[0xab; 16])),
            "CredentialId(abababab… (16 bytes))"
        );
    }
}
