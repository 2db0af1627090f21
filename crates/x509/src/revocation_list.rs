use countersign_cose::Scheme;
use countersign_spec::{Reason, UnixTime};
use der::Tag;

use crate::certificate::context;
use crate::validity::read_time;
use crate::{DerReader, Extension, Extensions, Name, ObjectIdentifier, signature_algorithm};

const WHAT: &str = "revocation list";

/// A certificate revocation list, taken apart (RFC 5280 §5.1) and borrowed from the input. It
/// proves nothing: neither is its signature known to be valid nor its issuer to be anyone.
///
/// ```
/// use countersign_spec::{Reason, UnixTime};
/// use countersign_x509::{Certificate, RevocationList, RevokedCertificate};
///
/// /// What a list says of a certificate, if it does. Whether the list is its issuer's, up to date
/// /// and well signed is what `countersign-trust` checks.
/// fn entry<'a>(
///     list: &RevocationList<'a>,
///     certificate: &Certificate<'_>,
///     now: UnixTime,
/// ) -> Result<Option<RevokedCertificate<'a>>, Reason> {
///     if list.this_update() > now {
///         return Err(Reason::NotAllowed("list of the future"));
///     }
///     for revoked in list.entries() {
///         let revoked = revoked?;
///         if revoked.is_about(certificate.serial_number()) {
///             println!("since {}, {:?}", revoked.revocation_date, revoked.reason_code());
///             return Ok(Some(revoked));
///         }
///     }
///     Ok(None)
/// }
/// # let _ = entry;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RevocationList<'a> {
    /// `tbsCertList`, tag and length included.
    tbs: &'a [u8],
    /// `signature` and `signatureAlgorithm`, which must be equal.
    algorithms: [&'a [u8]; 2],
    signature: &'a [u8],
    issuer: Name<'a>,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    /// The content of `revokedCertificates`.
    entries: &'a [u8],
    /// The content of `crlExtensions`, known to be well formed.
    extensions: &'a [u8],
}

/// The entries of a list, in order; each is read when the iterator reaches it. After an error there
/// are no more.
#[derive(Clone, Debug)]
pub struct RevokedCertificates<'a> {
    rest: &'a [u8],
}

/// An entry of a list (RFC 5280 §5.1.2.6).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RevokedCertificate<'a> {
    /// The content octets of the certificate's serial number.
    pub serial_number: &'a [u8],
    /// When it was revoked.
    pub revocation_date: UnixTime,
    /// The content of `crlEntryExtensions`, known to be well formed.
    extensions: &'a [u8],
}

impl<'a> RevocationList<'a> {
    /// Parses a list; `der` must end where it does. The entries are left unread.
    ///
    /// # Errors
    ///
    /// `Malformed` where the bytes are no list.
    pub fn parse(der: &'a [u8]) -> Result<Self, Reason> {
        DerReader::read_all(der, WHAT, |r| {
            r.nested(Tag::Sequence, WHAT, |r| {
                let tbs = r.clone().whole("tbsCertList")?;
                let mut list = r.nested(Tag::Sequence, "tbsCertList", Self::read)?;
                let outer = r.whole("signatureAlgorithm")?;
                list.tbs = tbs;
                list.algorithms = [list.algorithms[0], outer];
                list.signature = r.bit_string("signatureValue")?;
                Ok(list)
            })
        })
    }

    /// The signed part; what is outside it is empty yet.
    fn read(r: &mut DerReader<'a>) -> Result<Self, Reason> {
        let offset = r.offset();
        let version = r.optional(Tag::Integer, "version")?;
        if !matches!(version, None | Some([1])) {
            return Err(Reason::Malformed {
                what: "version",
                offset,
            });
        }
        let algorithm = r.whole("signature")?;
        let issuer = Name::parse(r.whole("issuer")?)?;
        let this_update = read_time(r, "thisUpdate")?;
        let has_next = matches!(r.tag(), Some(Tag::UtcTime | Tag::GeneralizedTime));
        let next_update = has_next.then(|| read_time(r, "nextUpdate")).transpose()?;
        let entries = r.optional(Tag::Sequence, "revokedCertificates")?;
        let extensions =
            r.optional_nested(context(0, true), "crlExtensions", Extensions::read_sequence)?;
        Ok(Self {
            tbs: &[],
            algorithms: [algorithm, &[]],
            signature: &[],
            issuer,
            this_update,
            next_update,
            entries: entries.unwrap_or_default(),
            extensions: extensions.unwrap_or_default(),
        })
    }

    /// The signed part (`tbsCertList`), tag and length included, as it came.
    #[must_use]
    pub const fn tbs(&self) -> &'a [u8] {
        self.tbs
    }

    /// How the list was signed.
    ///
    /// # Errors
    ///
    /// `Mismatch` where the algorithm in the signed part differs from the one beside the signature
    /// (RFC 5280 §5.1.1.2); `Malformed`; `Unsupported`.
    pub fn signature_scheme(&self) -> Result<Scheme, Reason> {
        let [signed, beside] = self.algorithms;
        if signed != beside {
            return Err(Reason::mismatch("signatureAlgorithm", signed, beside));
        }
        signature_algorithm::read(signed)
    }

    /// The signature's bytes, without the BIT STRING around them.
    #[must_use]
    pub const fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// Who issued the list.
    #[must_use]
    pub const fn issuer(&self) -> Name<'a> {
        self.issuer
    }

    /// When the list was issued.
    #[must_use]
    pub const fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// By when the next one will be, if the list says so.
    #[must_use]
    pub const fn next_update(&self) -> Option<UnixTime> {
        self.next_update
    }

    /// The revoked certificates.
    #[must_use]
    pub const fn entries(&self) -> RevokedCertificates<'a> {
        RevokedCertificates { rest: self.entries }
    }

    /// All extensions of the list, in order.
    #[must_use]
    pub const fn extensions(&self) -> Extensions<'a> {
        Extensions::new(self.extensions)
    }

    /// The extension of that identifier, if there.
    ///
    /// # Errors
    ///
    /// `NotAllowed` if it is there twice (RFC 5280 §5.2).
    pub fn extension(&self, oid: ObjectIdentifier) -> Result<Option<Extension<'a>>, Reason> {
        let mut found = self.extensions().filter(|(id, _)| *id == oid);
        let first = found.next().map(|(_, extension)| extension);
        match found.next() {
            None => Ok(first),
            Some(_) => Err(Reason::NotAllowed("CRL extension that is there twice")),
        }
    }
}

impl<'a> RevokedCertificate<'a> {
    fn read(r: &mut DerReader<'a>) -> Result<Self, Reason> {
        r.nested(Tag::Sequence, "revoked certificate", |r| {
            let serial_number = r.value(Tag::Integer, "userCertificate")?;
            let revocation_date = read_time(r, "revocationDate")?;
            let list = (!r.is_empty())
                .then(|| Extensions::read_sequence(r))
                .transpose()?;
            let extensions = list.unwrap_or_default();
            Ok(Self {
                serial_number,
                revocation_date,
                extensions,
            })
        })
    }

    /// What else is said of it.
    #[must_use]
    pub const fn extensions(&self) -> Extensions<'a> {
        Extensions::new(self.extensions)
    }

    /// Whether the entry is about a certificate with this serial number, given as the content
    /// octets of its INTEGER. Octets that only repeat the sign are left out of the comparison.
    #[must_use]
    pub fn is_about(&self, serial_number: &[u8]) -> bool {
        shortest(self.serial_number) == shortest(serial_number)
    }

    /// The reason code (RFC 5280 §5.3.1), if there is one.
    #[must_use]
    pub fn reason_code(&self) -> Option<u8> {
        const REASON_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
        let (_, extension) = self.extensions().find(|(oid, _)| *oid == REASON_CODE)?;
        let read = |r: &mut DerReader<'a>| r.value(Tag::Enumerated, "reasonCode");
        match DerReader::read_all(extension.value, "reasonCode", read) {
            Ok([code]) => Some(*code),
            _ => None,
        }
    }
}

impl<'a> Iterator for RevokedCertificates<'a> {
    type Item = Result<RevokedCertificate<'a>, Reason>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let rest = core::mem::take(&mut self.rest);
        let read = DerReader::read_some(rest, "revokedCertificates", RevokedCertificate::read);
        Some(read.map(|(entry, used)| {
            self.rest = rest.get(used..).unwrap_or_default();
            entry
        }))
    }
}

/// The content of an INTEGER as DER would have it (X.690 §8.3.2).
fn shortest(mut integer: &[u8]) -> &[u8] {
    while let [0x00 | 0xff, next, ..] = integer {
        let repeats_sign = (next & 0x80 == 0) == (integer.first() == Some(&0));
        if !repeats_sign {
            break;
        }
        integer = integer.get(1..).unwrap_or_default();
    }
    integer
}

#[cfg(test)]
mod tests {
    use super::shortest;

    #[test]
    fn serial_numbers_are_compared_as_numbers() {
        for (given, expected) in [
            (&[][..], &[][..]),
            (&[0], &[0]),
            (&[0, 0, 1], &[1]),
            (&[0, 0x80], &[0, 0x80]),
            (&[0, 0, 0x80], &[0, 0x80]),
            (&[0xff], &[0xff]),
            (&[0xff, 0xff], &[0xff]),
            (&[0xff, 0x7f], &[0xff, 0x7f]),
        ] {
            assert_eq!(shortest(given), expected);
        }
    }
}
