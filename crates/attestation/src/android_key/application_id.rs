use alloc::vec::Vec;

use countersign_spec::Reason;
use countersign_x509::{DerReader, Tag};

/// The apps that may use the key, as the operating system says: `AttestationApplicationId` of the
/// [Android key attestation extension][1]. Several share a user ID, and the signing keys.
///
/// [1]: https://source.android.com/docs/security/features/keystore/attestation#attestation-application-id
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ApplicationId<'a> {
    /// The packages ("package_infos").
    pub packages: Vec<Package<'a>>,
    /// SHA-256 of each certificate that the packages are signed with ("signature_digests").
    pub signature_digests: Vec<&'a [u8]>,
}

/// `AttestationPackageInfo`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Package<'a> {
    /// The name, UTF-8 ("package_name").
    pub name: &'a [u8],
    /// The version ("version").
    pub version: u64,
}

impl<'a> ApplicationId<'a> {
    /// Parses the content of "attestationApplicationId".
    ///
    /// # Errors
    ///
    /// `Malformed`.
    pub fn parse(content: &'a [u8]) -> Result<Self, Reason> {
        const WHAT: &str = "attestationApplicationId";
        DerReader::read_all(content, WHAT, |r| {
            r.nested(Tag::Sequence, WHAT, |r| {
                Ok(Self {
                    packages: read_set(r, "package_infos", Package::read)?,
                    signature_digests: read_set(r, "signature_digests", |r| {
                        r.value(Tag::OctetString, "signature digest")
                    })?,
                })
            })
        })
    }
}

impl<'a> Package<'a> {
    fn read(r: &mut DerReader<'a>) -> Result<Self, Reason> {
        r.nested(Tag::Sequence, "package_info", |r| {
            Ok(Self {
                name: r.value(Tag::OctetString, "package_name")?,
                version: r.decode("version")?,
            })
        })
    }
}

/// A `SET OF`, in whatever order it came.
pub(super) fn read_set<'a, T>(
    r: &mut DerReader<'a>,
    what: &'static str,
    read: impl Fn(&mut DerReader<'a>) -> Result<T, Reason>,
) -> Result<Vec<T>, Reason> {
    r.nested(Tag::Set, what, |r| {
        let mut items = Vec::new();
        while !r.is_empty() {
            items.push(read(r)?);
        }
        Ok(items)
    })
}
