use alloc::borrow::Cow;
use alloc::string::String;

use countersign_spec::Reason;
use der::Tag;

use crate::{DerReader, ObjectIdentifier, Oid};

/// A distinguished name (RFC 5280 §4.1.2.4) as it stands in the certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Name<'a> {
    der: &'a [u8],
}

/// One attribute of a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Attribute<'a> {
    /// What it is, as `countryName`.
    pub oid: Oid<'a>,
    /// The identifier octet of the value: the type of the string.
    pub tag: u8,
    /// The content octets of the value.
    pub value: &'a [u8],
}

impl<'a> Name<'a> {
    /// Parses a name alone, as it stands in a name constraint.
    ///
    /// # Errors
    ///
    /// `Malformed` where the bytes are not exactly one SEQUENCE.
    pub fn parse(der: &'a [u8]) -> Result<Self, Reason> {
        DerReader::read_all(der, "name", |r| r.value(Tag::Sequence, "name"))?;
        Ok(Self { der })
    }

    /// A name whose encoding is known to be a SEQUENCE.
    pub(crate) const fn new(der: &'a [u8]) -> Self {
        Self { der }
    }

    /// The DER encoding, as it came.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.der
    }

    /// Whether the name has no part at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.relative_names().next().is_none()
    }

    /// The attributes in order, from the root downwards; those of a part that has several follow
    /// each other. After an error there are no more.
    pub fn attributes(&self) -> impl Iterator<Item = Result<Attribute<'a>, Reason>> + use<'a> {
        self.relative_names().flat_map(|relative| {
            let (set, error) = match relative {
                Ok(set) => (set, None),
                Err(reason) => (Rest(&[]), Some(Err(reason))),
            };
            error
                .into_iter()
                .chain(set.items("attribute", Attribute::read))
        })
    }

    /// Whether the two names are equal as RFC 5280 §7.1 compares them for building paths: the
    /// same attributes in the same order, text without regard to case, string type and the amount
    /// of white space. A name that is malformed equals only its own bytes.
    #[must_use]
    pub fn matches(&self, other: &Name<'_>) -> bool {
        self.der == other.der || (self.is_below(other) && other.is_below(self))
    }

    /// Whether this name lies in the subtree of `base`: begins with all its parts, compared as
    /// [`matches`](Self::matches) does (RFC 5280 §4.2.1.10).
    #[must_use]
    pub fn is_below(&self, base: &Name<'_>) -> bool {
        let mut own = self.relative_names();
        base.relative_names()
            .all(|theirs| match (own.next(), theirs) {
                (Some(Ok(own)), Ok(theirs)) => own.same_attributes(theirs),
                _ => false,
            })
    }

    /// Whether this name is `base` with one part more, given as the content of its SET, as a name
    /// relative to an issuer is (RFC 5280 §4.2.1.13).
    pub(crate) fn is_base_and(&self, base: &Name<'_>, part: &[u8]) -> bool {
        let mut rest = self.relative_names().skip(base.relative_names().count());
        let last_is_part = rest
            .next()
            .is_some_and(|last| last.is_ok_and(|last| last.same_attributes(Rest(part))));
        self.is_below(base) && last_is_part && rest.next().is_none()
    }

    /// The contents of the SETs that the name consists of.
    fn relative_names(&self) -> impl Iterator<Item = Result<Rest<'a>, Reason>> + use<'a> {
        let parts = DerReader::read_all(self.der, "name", |r| r.value(Tag::Sequence, "name"));
        Rest(parts.unwrap_or_default()).items("relativeDistinguishedName", |r| {
            r.value(Tag::Set, "relativeDistinguishedName").map(Rest)
        })
    }
}

impl<'a> Attribute<'a> {
    const UTF8: u8 = 0x0c; // X.690 §8.23 and X.680 §8.6: universal tag numbers
    const NUMERIC: u8 = 0x12;
    const PRINTABLE: u8 = 0x13;
    const TELETEX: u8 = 0x14;
    const IA5: u8 = 0x16;
    const VISIBLE: u8 = 0x1a;
    const UNIVERSAL: u8 = 0x1c;
    const BMP: u8 = 0x1e;

    /// `countryName`.
    pub const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
    /// `organizationName`.
    pub const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
    /// `organizationalUnitName`.
    pub const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
    /// `commonName`.
    pub const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
    /// `tcg-at-tpmManufacturer`, TCG EK Credential Profile 2.0 §3.1.2.
    pub const TPM_MANUFACTURER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.133.2.1");
    /// `tcg-at-tpmModel`, TCG EK Credential Profile 2.0 §3.1.2.
    pub const TPM_MODEL: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.133.2.2");
    /// `tcg-at-tpmVersion`, TCG EK Credential Profile 2.0 §3.1.2.
    pub const TPM_VERSION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.133.2.3");

    /// The value as text, if it is a string of a type we know and holds what that type may.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match self.tag {
            Self::UTF8 => core::str::from_utf8(self.value).ok().map(Cow::Borrowed),
            // LAXER: RFC 5280 §4.1.2.4 refers to the alphabets of PrintableString and
            // NumericString; certificates in use go beyond them, so any ASCII is read.
            Self::PRINTABLE | Self::NUMERIC | Self::VISIBLE | Self::IA5 => self
                .value
                .is_ascii()
                .then(|| core::str::from_utf8(self.value).ok().map(Cow::Borrowed))?,
            // LAXER: T.61 text is read as ISO 8859-1, which is what those who wrote it meant.
            Self::TELETEX => Some(self.value.iter().copied().map(char::from).collect()),
            Self::BMP => chars(self.value, |unit: &[u8; 2]| {
                u16::from_be_bytes(*unit).into()
            }),
            Self::UNIVERSAL => chars(self.value, |unit: &[u8; 4]| u32::from_be_bytes(*unit)),
            _ => None,
        }
    }

    fn read(r: &mut DerReader<'a>) -> Result<Self, Reason> {
        r.nested(Tag::Sequence, "attribute", |r| {
            let oid = r.oid("attribute type")?;
            let (tag, value) = r.primitive("attribute value")?;
            Ok(Self { oid, tag, value })
        })
    }

    fn matches(&self, other: &Attribute<'_>) -> bool {
        let same_text = || match (self.text(), other.text()) {
            (Some(own), Some(theirs)) => is_same_text(&own, &theirs),
            _ => false,
        };
        self.oid == other.oid
            && ((self.tag == other.tag && self.value == other.value) || same_text())
    }
}

/// DER values that follow one another.
#[derive(Clone, Copy)]
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    /// Reads one value after the other; after an error there are no more.
    fn items<T>(
        self,
        what: &'static str,
        read: impl Fn(&mut DerReader<'a>) -> Result<T, Reason>,
    ) -> impl Iterator<Item = Result<T, Reason>> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let bytes = core::mem::take(&mut rest);
            let (item, used) = match DerReader::read_some(bytes, what, &read) {
                Ok((item, used)) => (Ok(item), used),
                Err(reason) => (Err(reason), bytes.len()),
            };
            rest = bytes.get(used..).unwrap_or_default();
            Some(item)
        })
    }

    /// Compares attribute by attribute in the order of the encoding.
    // STRICTER: RFC 5280 §7.1 compares the attributes of a part as a set; we compare them in the
    // order in which DER sorts them, so that the work grows no faster than the name.
    fn same_attributes(self, other: Rest<'_>) -> bool {
        let mut own = self.items("attribute", Attribute::read);
        let mut theirs = other.items("attribute", Attribute::read);
        loop {
            match (own.next(), theirs.next()) {
                (None, None) => return true,
                (Some(Ok(own)), Some(Ok(theirs))) if own.matches(&theirs) => {}
                _ => return false,
            }
        }
    }
}

/// Whether the words of both are the same, in lower case.
// STRICTER: RFC 5280 §7.1 prepares strings as RFC 4518 does, with compatibility forms of Unicode
// taken together; we only fold case and white space, so fewer names are equal.
fn is_same_text(own: &str, theirs: &str) -> bool {
    fn folded(word: &str) -> impl Iterator<Item = char> {
        word.chars().flat_map(char::to_lowercase)
    }
    let same_word = |own: &str, theirs: &str| own == theirs || folded(own).eq(folded(theirs));
    let (mut own, mut theirs) = (own.split_whitespace(), theirs.split_whitespace());
    loop {
        match (own.next(), theirs.next()) {
            (None, None) => return true,
            (Some(own), Some(theirs)) if same_word(own, theirs) => {}
            _ => return false,
        }
    }
}

/// Characters of a fixed number of bytes each.
fn chars<'a, const N: usize>(
    bytes: &[u8],
    number: impl Fn(&[u8; N]) -> u32,
) -> Option<Cow<'a, str>> {
    let (units, []) = bytes.as_chunks::<N>() else {
        return None;
    };
    let text: Option<String> = units
        .iter()
        .map(|unit| char::from_u32(number(unit)))
        .collect();
    text.map(Cow::Owned)
}
