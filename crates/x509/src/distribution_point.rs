use countersign_spec::Reason;
use der::{Tag, asn1::BitStringRef};

use crate::certificate::context;
use crate::{DerReader, GeneralName, GeneralNames, Name};

/// Where and for what a revocation list is issued (RFC 5280 §5.2.5).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the fields of the ASN.1 structure"
)]
pub struct IssuingDistributionPoint<'a> {
    /// "distributionPoint"
    pub name: Option<DistributionPointName<'a>>,
    /// "onlyContainsUserCerts"
    pub only_user_certificates: bool,
    /// "onlyContainsCACerts"
    pub only_ca_certificates: bool,
    /// "onlySomeReasons"
    pub only_some_reasons: Option<ReasonFlags>,
    /// "indirectCRL"
    pub is_indirect: bool,
    /// "onlyContainsAttributeCerts"
    pub only_attribute_certificates: bool,
}

/// The places where revocation of a certificate is told (RFC 5280 §4.2.1.13); each is read when the
/// iterator reaches it. After an error there are no more.
///
/// ```
/// use countersign_x509::{DistributionPoint, DistributionPointName, DistributionPoints};
///
/// let value = [0x30, 0x09, 0x30, 0x07, 0xa0, 0x05, 0xa0, 0x03, 0x86, 0x01, b'u'];
/// for point in DistributionPoints::parse(&value)? {
///     let point: DistributionPoint<'_> = point?;
///     assert!(matches!(point.name, Some(DistributionPointName::Full(_))));
///     assert_eq!(point.reasons, None); // all of them
/// }
/// # Ok::<(), countersign_spec::Reason>(())
/// ```
#[derive(Clone, Debug)]
pub struct DistributionPoints<'a> {
    rest: &'a [u8],
}

/// One of them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DistributionPoint<'a> {
    /// "distributionPoint"
    pub name: Option<DistributionPointName<'a>>,
    /// "reasons"
    pub reasons: Option<ReasonFlags>,
    /// "cRLIssuer": the content of a list of names, where another than the certificate's issuer
    /// issues the list.
    pub crl_issuer: Option<&'a [u8]>,
}

/// The name of a distribution point.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum DistributionPointName<'a> {
    /// "fullName": the content of a list of names, any of which will do.
    Full(&'a [u8]),
    /// "nameRelativeToCRLIssuer": the content of a SET of attributes.
    Relative(&'a [u8]),
}

/// Reasons for revocation (RFC 5280 §4.2.1.13).
///
/// ```
/// use countersign_x509::{IssuingDistributionPoint, ReasonFlags};
///
/// // A list for one reason, keyCompromise: the others must be on another.
/// let point = IssuingDistributionPoint::parse(&[0x30, 0x04, 0x83, 0x02, 0x06, 0x40])?;
/// let told = point.only_some_reasons.unwrap_or(ReasonFlags::ALL);
/// assert_ne!(ReasonFlags::NONE.union(told), ReasonFlags::ALL);
/// assert_eq!(told.intersection(ReasonFlags::ALL), told);
/// # Ok::<(), countersign_spec::Reason>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReasonFlags(u16);

impl<'a> IssuingDistributionPoint<'a> {
    /// Parses the content of the extension.
    ///
    /// # Errors
    ///
    /// `Malformed`.
    pub fn parse(value: &'a [u8]) -> Result<Self, Reason> {
        const WHAT: &str = "issuingDistributionPoint";
        DerReader::read_all(value, WHAT, |r| {
            r.nested(Tag::Sequence, WHAT, |r| {
                Ok(Self {
                    name: r.optional_nested(context(0, true), WHAT, DistributionPointName::read)?,
                    only_user_certificates: boolean(r, 1, WHAT)?,
                    only_ca_certificates: boolean(r, 2, WHAT)?,
                    only_some_reasons: ReasonFlags::read(r, 3, WHAT)?,
                    is_indirect: boolean(r, 4, WHAT)?,
                    only_attribute_certificates: boolean(r, 5, WHAT)?,
                })
            })
        })
    }
}

impl<'a> DistributionPoints<'a> {
    /// Parses the content of the extension.
    ///
    /// # Errors
    ///
    /// `Malformed`.
    pub fn parse(value: &'a [u8]) -> Result<Self, Reason> {
        const WHAT: &str = "cRLDistributionPoints";
        let rest = DerReader::read_all(value, WHAT, |r| r.value(Tag::Sequence, WHAT))?;
        Ok(Self { rest })
    }
}

impl<'a> Iterator for DistributionPoints<'a> {
    type Item = Result<DistributionPoint<'a>, Reason>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let rest = core::mem::take(&mut self.rest);
        let read = DerReader::read_some(rest, "distributionPoint", DistributionPoint::read);
        Some(read.map(|(point, used)| {
            self.rest = rest.get(used..).unwrap_or_default();
            point
        }))
    }
}

impl<'a> DistributionPoint<'a> {
    fn read(r: &mut DerReader<'a>) -> Result<Self, Reason> {
        const WHAT: &str = "distributionPoint";
        r.nested(Tag::Sequence, WHAT, |r| {
            Ok(Self {
                name: r.optional_nested(context(0, true), WHAT, DistributionPointName::read)?,
                reasons: ReasonFlags::read(r, 1, WHAT)?,
                crl_issuer: r.optional(context(2, true), WHAT)?,
            })
        })
    }
}

impl<'a> DistributionPointName<'a> {
    fn read(r: &mut DerReader<'a>) -> Result<Self, Reason> {
        const WHAT: &str = "distributionPointName";
        if let Some(names) = r.optional(context(0, true), WHAT)? {
            return Ok(Self::Full(names));
        }
        r.value(context(1, true), WHAT).map(Self::Relative)
    }

    /// Whether the two, of which relative ones are relative to `issuer`, name the same place: have
    /// a full name in common.
    #[must_use]
    pub fn matches(&self, other: &DistributionPointName<'_>, issuer: &Name<'_>) -> bool {
        let is_relative = |name: GeneralName<'_>, relative: &[u8]| {
            matches!(
                name, GeneralName::Directory(name) if name.is_base_and(issuer, relative)
            )
        };
        match (*self, *other) {
            (Self::Full(own), DistributionPointName::Full(theirs)) => {
                names(own).any(|own| names(theirs).any(|theirs| same(&own, &theirs)))
            }
            (Self::Relative(own), DistributionPointName::Relative(theirs)) => own == theirs,
            (Self::Full(full), DistributionPointName::Relative(relative)) => {
                names(full).any(|name| is_relative(name, relative))
            }
            (Self::Relative(relative), DistributionPointName::Full(full)) => {
                names(full).any(|name| is_relative(name, relative))
            }
        }
    }
}

/// The names in the content of a list, as far as they can be read.
fn names(list: &[u8]) -> impl Iterator<Item = GeneralName<'_>> {
    GeneralNames::new(list).flatten()
}

impl ReasonFlags {
    /// No reason.
    pub const NONE: Self = Self(0);
    /// Every reason, from "keyCompromise", bit 1, to "aACompromise", bit 8.
    pub const ALL: Self = Self(0x7f80);

    /// A BIT STRING under an implicit tag. One without bits names no reason at all.
    fn read(
        r: &mut DerReader<'_>,
        number: u32,
        what: &'static str,
    ) -> Result<Option<Self>, Reason> {
        let offset = r.offset();
        let Some(content) = r.optional(context(number, false), what)? else {
            return Ok(None);
        };
        let malformed = Reason::Malformed { what, offset };
        let (unused, bytes) = content.split_first().ok_or(malformed.clone())?;
        let bits = BitStringRef::new(*unused, bytes).map_err(|_invalid| malformed.clone())?;
        let mut bytes = bits.raw_bytes().iter().copied();
        let flags = u16::from_be_bytes([bytes.next().unwrap_or(0), bytes.next().unwrap_or(0)]);
        if flags & Self::ALL.0 == 0 {
            Err(malformed)
        } else {
            Ok(Some(Self(flags & Self::ALL.0)))
        }
    }

    /// The reasons in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The reasons in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

fn same(own: &GeneralName<'_>, theirs: &GeneralName<'_>) -> bool {
    match (own, theirs) {
        (GeneralName::Directory(own), GeneralName::Directory(theirs)) => own.matches(theirs),
        (own, theirs) => own == theirs,
    }
}

/// A BOOLEAN under an implicit tag, false where it is absent.
fn boolean(r: &mut DerReader<'_>, number: u32, what: &'static str) -> Result<bool, Reason> {
    let offset = r.offset();
    match r.optional(context(number, false), what)? {
        None | Some([0x00]) => Ok(false),
        Some([0xff]) => Ok(true),
        Some(_) => Err(Reason::Malformed { what, offset }),
    }
}

#[cfg(test)]
mod tests {
    use super::{IssuingDistributionPoint, ReasonFlags};
    use countersign_spec::ReasonKind;

    #[test]
    fn reasons_are_read_bit_by_bit() {
        // SEQUENCE { [3] keyCompromise, aACompromise }
        let point = [0x30, 0x05, 0x83, 0x03, 0x07, 0x40, 0x80];
        let point = IssuingDistributionPoint::parse(&point).unwrap();
        assert_eq!(point.only_some_reasons, Some(ReasonFlags(0x4080)));
    }

    #[test]
    fn a_list_for_no_reason_is_refused() {
        for point in [
            &[0x30, 0x02, 0x83, 0x00][..],
            &[0x30, 0x03, 0x83, 0x01, 0x00],
            &[0x30, 0x04, 0x83, 0x02, 0x00, 0x00],
            &[0x30, 0x04, 0x83, 0x02, 0x09, 0x40],
        ] {
            let refused = IssuingDistributionPoint::parse(point).unwrap_err();
            assert_eq!(refused.kind(), ReasonKind::Malformed);
        }
    }
}
