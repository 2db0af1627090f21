use core::fmt;

use countersign_spec::Reason;
use der::{Tag, asn1::BitStringRef};

use crate::certificate::context;
use crate::{DerReader, Name, ObjectIdentifier, Oid};

/// An extension: criticality and the DER inside its OCTET STRING, uninterpreted (RFC 5280 §4.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Extension<'a> {
    /// Whether one who does not know it must refuse the certificate.
    pub critical: bool,
    /// The content of `extnValue`.
    pub value: &'a [u8],
}

/// The extensions of a certificate, in order, each with its identifier.
#[derive(Clone)]
pub struct Extensions<'a> {
    /// What is left of the content of the SEQUENCE; known to be well formed.
    rest: &'a [u8],
}

impl<'a> Extension<'a> {
    /// Subject key identifier, RFC 5280 §4.2.1.2.
    pub const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
    /// Key usage, RFC 5280 §4.2.1.3.
    pub const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
    /// Subject alternative name, RFC 5280 §4.2.1.6.
    pub const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
    /// Basic constraints, RFC 5280 §4.2.1.9.
    pub const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
    /// Name constraints, RFC 5280 §4.2.1.10.
    pub const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
    /// CRL distribution points, RFC 5280 §4.2.1.13.
    pub const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
    /// Authority key identifier, RFC 5280 §4.2.1.1.
    pub const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier =
        ObjectIdentifier::new_unwrap("2.5.29.35");
    /// Extended key usage, RFC 5280 §4.2.1.12.
    pub const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");

    fn read(r: &mut DerReader<'a>) -> Result<(Oid<'a>, Self), Reason> {
        r.nested(Tag::Sequence, "extension", |r| {
            let oid = r.oid("extnID")?;
            // LAXER: X.690 §11.5 leaves a default out; certificates in use write "critical FALSE".
            let critical = boolean(r, "critical")?.unwrap_or(false);
            let value = r.value(Tag::OctetString, "extnValue")?;
            Ok((oid, Self { critical, value }))
        })
    }
}

impl<'a> Extensions<'a> {
    /// The extensions in the content of a list that [`read_list`](Self::read_list) gave.
    pub(crate) const fn new(list: &'a [u8]) -> Self {
        Self { rest: list }
    }

    /// `[3] EXPLICIT Extensions OPTIONAL`, walked to the end of the list; gives its content.
    pub(crate) fn read_list(r: &mut DerReader<'a>) -> Result<&'a [u8], Reason> {
        let list = r.optional_nested(context(3, true), "extensions", Self::read_sequence)?;
        Ok(list.unwrap_or_default())
    }

    /// `Extensions`, walked to the end of the list; gives its content.
    pub(crate) fn read_sequence(r: &mut DerReader<'a>) -> Result<&'a [u8], Reason> {
        let content = r.clone().value(Tag::Sequence, "extensions")?;
        // LAXER: RFC 5280 §4.1.2.9 wants at least one extension in the list if there is a
        // list; an empty one says nothing, and harms nobody.
        r.nested(Tag::Sequence, "extensions", |r| {
            while !r.is_empty() {
                Extension::read(r)?;
            }
            Ok(())
        })?;
        Ok(content)
    }
}

impl<'a> Iterator for Extensions<'a> {
    type Item = (Oid<'a>, Extension<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest;
        let (item, used) = DerReader::read_some(rest, "extensions", Extension::read).ok()?;
        self.rest = rest.get(used..)?;
        Some(item)
    }
}

impl fmt::Debug for Extensions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// A BOOLEAN (X.690 §11.1), if one comes next.
fn boolean(r: &mut DerReader<'_>, what: &'static str) -> Result<Option<bool>, Reason> {
    let offset = r.offset();
    match r.optional(Tag::Boolean, what)? {
        None => Ok(None),
        Some([0x00]) => Ok(Some(false)),
        Some([0xff]) => Ok(Some(true)),
        Some(_) => Err(Reason::Malformed { what, offset }),
    }
}

/// RFC 5280 §4.2.1.9.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BasicConstraints {
    /// "cA".
    pub ca: bool,
    /// "pathLenConstraint".
    pub path_length: Option<u32>,
}

impl BasicConstraints {
    /// Parses the content of the extension.
    ///
    /// # Errors
    ///
    /// `Malformed`, also for a path length that is negative or does not fit `u32`.
    pub fn parse(value: &[u8]) -> Result<Self, Reason> {
        const WHAT: &str = "basicConstraints";
        DerReader::read_all(value, WHAT, |r| {
            r.nested(Tag::Sequence, WHAT, |r| {
                // LAXER: X.690 §11.5 leaves a default out; certificates in use write "cA FALSE".
                let ca = boolean(r, WHAT)?;
                let path_length = (!r.is_empty()).then(|| r.decode(WHAT)).transpose()?;
                Ok(Self {
                    ca: ca.unwrap_or(false),
                    path_length,
                })
            })
        })
    }
}

/// RFC 5280 §4.2.1.3: what the key may be used for.
///
/// ```
/// use countersign_x509::KeyUsage;
///
/// let authority = KeyUsage::parse(&[0x03, 0x02, 0x01, 0x06])?;
/// assert!(authority.key_cert_sign() && authority.crl_sign());
/// assert!(!authority.digital_signature());
/// # Ok::<(), countersign_spec::Reason>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyUsage(u8);

impl KeyUsage {
    const DIGITAL_SIGNATURE: u8 = 0x80; // bit 0
    const KEY_CERT_SIGN: u8 = 0x04; // bit 5
    const CRL_SIGN: u8 = 0x02; // bit 6

    /// Parses the content of the extension.
    ///
    /// # Errors
    ///
    /// `Malformed`.
    pub fn parse(value: &[u8]) -> Result<Self, Reason> {
        DerReader::read_all(value, "keyUsage", |r| {
            let bits: BitStringRef<'_> = r.decode("keyUsage")?;
            // Bit 8, decipherOnly, is in a second byte; nothing here asks for it.
            Ok(Self(bits.raw_bytes().first().copied().unwrap_or(0)))
        })
    }

    /// "digitalSignature": signatures other than those on certificates and CRLs.
    #[must_use]
    pub const fn digital_signature(self) -> bool {
        self.0 & Self::DIGITAL_SIGNATURE != 0
    }

    /// "keyCertSign": signatures on certificates.
    #[must_use]
    pub const fn key_cert_sign(self) -> bool {
        self.0 & Self::KEY_CERT_SIGN != 0
    }

    /// "cRLSign": signatures on revocation lists.
    #[must_use]
    pub const fn crl_sign(self) -> bool {
        self.0 & Self::CRL_SIGN != 0
    }
}

/// RFC 5280 §4.2.1.12: the purposes a certificate is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExtendedKeyUsage<'a> {
    /// The content of the SEQUENCE; known to be well formed.
    purposes: &'a [u8],
}

impl<'a> ExtendedKeyUsage<'a> {
    /// Parses the content of the extension.
    ///
    /// # Errors
    ///
    /// `Malformed`.
    pub fn parse(value: &'a [u8]) -> Result<Self, Reason> {
        const WHAT: &str = "extKeyUsage";
        let purposes = DerReader::read_all(value, WHAT, |r| r.value(Tag::Sequence, WHAT))?;
        DerReader::read_all(purposes, WHAT, |r| {
            while !r.is_empty() {
                r.oid(WHAT)?;
            }
            Ok(Self { purposes })
        })
    }

    /// Whether `purpose` is one of them.
    #[must_use]
    pub fn contains(&self, purpose: ObjectIdentifier) -> bool {
        let found = DerReader::read_all(self.purposes, "extKeyUsage", |r| {
            let mut found = false;
            while !r.is_empty() {
                found |= r.oid("extKeyUsage")? == purpose;
            }
            Ok(found)
        });
        found.unwrap_or(false)
    }
}

/// RFC 5280 §4.2.1.6: one name out of [`GeneralNames`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum GeneralName<'a> {
    /// "rfc822Name", `[1]`: the octets of a mailbox.
    Rfc822(&'a [u8]),
    /// "dNSName", `[2]`: the octets of a host name.
    Dns(&'a [u8]),
    /// "directoryName", `[4]`.
    Directory(Name<'a>),
    /// "uniformResourceIdentifier", `[6]`: the octets of a URI.
    Uri(&'a [u8]),
    /// "iPAddress", `[7]`: 4 or 16 octets, or twice as many in name constraints.
    IpAddress(&'a [u8]),
    /// Any other: its tag and content.
    Other(Tag, &'a [u8]),
}

/// A list of general names (RFC 5280 §4.2.1.6); each is read when the iterator reaches it.
///
/// ```
/// use countersign_x509::{GeneralName, GeneralNames};
///
/// let mut names = GeneralNames::parse(&[0x30, 0x03, 0x82, 0x01, b'a'])?;
/// assert_eq!(names.next(), Some(Ok(GeneralName::Dns(b"a"))));
/// assert_eq!(names.next(), None);
/// # Ok::<(), countersign_spec::Reason>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GeneralNames<'a> {
    rest: &'a [u8],
}

impl<'a> GeneralNames<'a> {
    /// Parses the content of an extension that is a list of names.
    ///
    /// # Errors
    ///
    /// `Malformed`.
    pub fn parse(value: &'a [u8]) -> Result<Self, Reason> {
        const WHAT: &str = "generalNames";
        let rest = DerReader::read_all(value, WHAT, |r| r.value(Tag::Sequence, WHAT))?;
        Ok(Self { rest })
    }

    /// The names in the content of a list.
    pub(crate) const fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }
}

impl<'a> Iterator for GeneralNames<'a> {
    type Item = Result<GeneralName<'a>, Reason>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let rest = core::mem::take(&mut self.rest);
        let read = DerReader::read_some(rest, "generalName", GeneralName::read);
        Some(read.map(|(name, used)| {
            self.rest = rest.get(used..).unwrap_or_default();
            name
        }))
    }
}

impl<'a> GeneralName<'a> {
    /// Reads one name.
    ///
    /// # Errors
    ///
    /// `Malformed`.
    pub fn read(r: &mut DerReader<'a>) -> Result<Self, Reason> {
        const RFC822: Tag = context(1, false);
        const DNS: Tag = context(2, false);
        const DIRECTORY: Tag = context(4, true); // EXPLICIT, as Name is a CHOICE
        const URI: Tag = context(6, false);
        const IP_ADDRESS: Tag = context(7, false);
        let (tag, value) = r.any("generalName")?;
        Ok(match tag {
            RFC822 => Self::Rfc822(value),
            DNS => Self::Dns(value),
            DIRECTORY => Self::Directory(Name::parse(value)?),
            URI => Self::Uri(value),
            IP_ADDRESS => Self::IpAddress(value),
            _ => Self::Other(tag, value),
        })
    }
}

/// An extension that is an OCTET STRING.
pub(crate) fn octet_string<'a>(value: &'a [u8], what: &'static str) -> Result<&'a [u8], Reason> {
    DerReader::read_all(value, what, |r| r.value(Tag::OctetString, what))
}

/// `keyIdentifier [0]` of the authority key identifier; the issuer and serial number that may
/// follow are not read.
pub(crate) fn authority_key_identifier(value: &[u8]) -> Result<Option<&[u8]>, Reason> {
    const WHAT: &str = "authorityKeyIdentifier";
    DerReader::read_all(value, WHAT, |r| {
        r.nested(Tag::Sequence, WHAT, |r| {
            let id = r.optional(context(0, false), WHAT)?;
            while !r.is_empty() {
                r.any(WHAT)?;
            }
            Ok(id)
        })
    })
}
