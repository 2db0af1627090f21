use countersign_cose::{PublicKey, Scheme};
use countersign_spec::{Reason, UnixTime};
use der::{Tag, TagNumber};

use crate::validity::read_time;
use crate::{
    BasicConstraints, DerReader, ExtendedKeyUsage, Extension, Extensions, GeneralNames, KeyUsage,
    Name, ObjectIdentifier, Oid, extension, public_key, signature_algorithm,
};

/// An X.509 certificate, taken apart (RFC 5280 §4.1) and borrowed from the input. It proves
/// nothing: neither is its signature known to be valid nor its issuer to be anyone.
///
/// What [`parse`](Self::parse) reads is the structure: the fields in their order, times, and the
/// list of extensions. Names, keys, algorithms and the contents of extensions are read by the
/// method that is asked for them.
///
/// ```
/// use countersign_cose::{Hash, Scheme};
/// use countersign_x509::{Certificate, ObjectIdentifier, parse_public_key_info, public_key_for};
///
/// const CLIENT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
///
/// let der = include_bytes!("../tests/data/packed.der");
/// let certificate = Certificate::parse(der)?;
/// assert!(certificate.subject().matches(&certificate.issuer()));
/// assert!(certificate.not_before() < certificate.not_after());
///
/// // What a signature is checked over, with, and how.
/// let (signed, scheme) = (certificate.tbs(), certificate.signature_scheme()?);
/// assert!(signed.len() < der.len());
/// assert_eq!(scheme, Scheme::Ecdsa(Hash::Sha256));
/// let info = certificate.public_key_info();
/// assert_eq!(parse_public_key_info(info)?, certificate.public_key()?);
/// assert_eq!(public_key_for(info, scheme)?, certificate.public_key()?);
///
/// // An extension is read when it is asked for.
/// assert_eq!(certificate.subject_key_identifier()?.map(<[u8]>::len), Some(20));
/// assert_eq!(certificate.authority_key_identifier()?, None);
/// assert!(certificate.key_usage()?.is_none_or(|usage| usage.digital_signature()));
/// assert!(certificate.extended_key_usage()?.is_none_or(|purposes| purposes.contains(CLIENT)));
/// assert!(certificate.subject_alt_names()?.is_none());
/// # Ok::<(), countersign_spec::Reason>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Certificate<'a> {
    der: &'a [u8],
    to_be_signed: ToBeSigned<'a>,
    /// `signatureAlgorithm`, tag and length included.
    signature_algorithm: &'a [u8],
    signature: &'a [u8],
}

/// RFC 5280 §4.1.2.
#[derive(Clone, Copy, Debug)]
struct ToBeSigned<'a> {
    der: &'a [u8],
    version: u8,
    serial_number: &'a [u8],
    /// `signature`, which must equal `signatureAlgorithm` outside.
    signature_algorithm: &'a [u8],
    issuer: Name<'a>,
    not_before: UnixTime,
    not_after: UnixTime,
    subject: Name<'a>,
    public_key_info: &'a [u8],
    /// The content of the list of extensions, known to be well formed.
    extensions: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Parses a certificate; `der` must end where it does.
    ///
    /// # Errors
    ///
    /// `Malformed` where the bytes are no certificate of version 1, 2 or 3.
    pub fn parse(der: &'a [u8]) -> Result<Self, Reason> {
        DerReader::read_all(der, "certificate", |r| {
            r.nested(Tag::Sequence, "certificate", |r| {
                Ok(Self {
                    der,
                    to_be_signed: ToBeSigned::read(r)?,
                    signature_algorithm: sequence(r, "signatureAlgorithm")?,
                    signature: r.bit_string("signatureValue")?,
                })
            })
        })
    }

    /// All of it, as it came.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.der
    }

    /// The signed part (`tbsCertificate`), tag and length included, as it came.
    #[must_use]
    pub const fn tbs(&self) -> &'a [u8] {
        self.to_be_signed.der
    }

    /// The version: 1, 2 or 3, where the encoding has 0, 1 or 2.
    #[must_use]
    pub const fn version(&self) -> u8 {
        self.to_be_signed.version
    }

    /// The content octets of the serial number INTEGER.
    #[must_use]
    pub const fn serial_number(&self) -> &'a [u8] {
        self.to_be_signed.serial_number
    }

    /// The issuer.
    #[must_use]
    pub const fn issuer(&self) -> Name<'a> {
        self.to_be_signed.issuer
    }

    /// The subject.
    #[must_use]
    pub const fn subject(&self) -> Name<'a> {
        self.to_be_signed.subject
    }

    /// The first second for which the certificate is valid.
    #[must_use]
    pub const fn not_before(&self) -> UnixTime {
        self.to_be_signed.not_before
    }

    /// The last second for which the certificate is valid.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.to_be_signed.not_after
    }

    /// The `SubjectPublicKeyInfo`, tag and length included, as it came.
    #[must_use]
    pub const fn public_key_info(&self) -> &'a [u8] {
        self.to_be_signed.public_key_info
    }

    /// The subject's public key: lengths checked, not yet known to be valid.
    ///
    /// To check a signature with it, ask for [`public_key_for`](Self::public_key_for) instead.
    ///
    /// # Errors
    ///
    /// `Malformed`; `Unsupported` for an algorithm, curve or point format we do not know.
    pub fn public_key(&self) -> Result<PublicKey<'a>, Reason> {
        public_key::parse_public_key_info(self.public_key_info())
    }

    /// The subject's public key, for a signature of `scheme`: a key that its certificate confines
    /// to RSASSA-PSS (RFC 4055 §1.2) is given for no other.
    ///
    /// # Errors
    ///
    /// As [`public_key`](Self::public_key); `NotAllowed` where the certificate forbids `scheme`.
    pub fn public_key_for(&self, scheme: Scheme) -> Result<PublicKey<'a>, Reason> {
        public_key::public_key_for(self.public_key_info(), scheme)
    }

    /// How the certificate was signed.
    ///
    /// # Errors
    ///
    /// `Mismatch` where the algorithm in the signed part differs from the one beside the signature
    /// (RFC 5280 §4.1.1.2); `Malformed`; `Unsupported`.
    pub fn signature_scheme(&self) -> Result<Scheme, Reason> {
        let signed = self.to_be_signed.signature_algorithm;
        if self.signature_algorithm != signed {
            return Err(Reason::mismatch(
                "signatureAlgorithm",
                signed,
                self.signature_algorithm,
            ));
        }
        signature_algorithm::read(signed)
    }

    /// The signature's bytes, without the BIT STRING around them.
    #[must_use]
    pub const fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// All extensions, in order.
    #[must_use]
    pub const fn extensions(&self) -> Extensions<'a> {
        Extensions::new(self.to_be_signed.extensions)
    }

    /// The extension of that identifier, if there.
    ///
    /// # Errors
    ///
    /// `NotAllowed` if it is there twice (RFC 5280 §4.2).
    pub fn extension(&self, oid: ObjectIdentifier) -> Result<Option<Extension<'a>>, Reason> {
        let mut found = self.extensions().filter(|(id, _)| *id == oid);
        let first = found.next().map(|(_, extension)| extension);
        if found.next().is_some() {
            return Err(Reason::NotAllowed(
                "certificate extension that is there twice",
            ));
        }
        Ok(first)
    }

    /// Basic constraints (RFC 5280 §4.2.1.9), if there.
    ///
    /// # Errors
    ///
    /// `Malformed`; `NotAllowed` if they are there twice.
    pub fn basic_constraints(&self) -> Result<Option<BasicConstraints>, Reason> {
        self.read_extension(Extension::BASIC_CONSTRAINTS, BasicConstraints::parse)
    }

    /// Key usage (RFC 5280 §4.2.1.3), if there.
    ///
    /// # Errors
    ///
    /// `Malformed`; `NotAllowed` if it is there twice.
    pub fn key_usage(&self) -> Result<Option<KeyUsage>, Reason> {
        self.read_extension(Extension::KEY_USAGE, KeyUsage::parse)
    }

    /// Extended key usage (RFC 5280 §4.2.1.12), if there.
    ///
    /// # Errors
    ///
    /// `Malformed`; `NotAllowed` if it is there twice.
    pub fn extended_key_usage(&self) -> Result<Option<ExtendedKeyUsage<'a>>, Reason> {
        self.read_extension(Extension::EXTENDED_KEY_USAGE, ExtendedKeyUsage::parse)
    }

    /// The subject's alternative names (RFC 5280 §4.2.1.6), if there.
    ///
    /// # Errors
    ///
    /// `Malformed`; `NotAllowed` if the extension is there twice.
    pub fn subject_alt_names(&self) -> Result<Option<GeneralNames<'a>>, Reason> {
        self.read_extension(Extension::SUBJECT_ALT_NAME, GeneralNames::parse)
    }

    /// The subject key identifier (RFC 5280 §4.2.1.2), if there.
    ///
    /// # Errors
    ///
    /// `Malformed`; `NotAllowed` if it is there twice.
    pub fn subject_key_identifier(&self) -> Result<Option<&'a [u8]>, Reason> {
        self.read_extension(Extension::SUBJECT_KEY_IDENTIFIER, |value| {
            extension::octet_string(value, "subjectKeyIdentifier")
        })
    }

    /// The key identifier of the authority key identifier (RFC 5280 §4.2.1.1), if there.
    ///
    /// # Errors
    ///
    /// `Malformed`; `NotAllowed` if the extension is there twice.
    pub fn authority_key_identifier(&self) -> Result<Option<&'a [u8]>, Reason> {
        let id = self.read_extension(
            Extension::AUTHORITY_KEY_IDENTIFIER,
            extension::authority_key_identifier,
        )?;
        Ok(id.flatten())
    }

    /// Interprets an extension with `parse`, if it is there.
    pub(crate) fn read_extension<T>(
        &self,
        oid: ObjectIdentifier,
        parse: impl FnOnce(&'a [u8]) -> Result<T, Reason>,
    ) -> Result<Option<T>, Reason> {
        self.extension(oid)?
            .map(|extension| parse(extension.value))
            .transpose()
    }
}

impl<'a> ToBeSigned<'a> {
    fn read(outer: &mut DerReader<'a>) -> Result<Self, Reason> {
        let der = outer.clone().whole("tbsCertificate")?;
        outer.nested(Tag::Sequence, "tbsCertificate", |r| {
            let version = read_version(r)?;
            // LAXER: RFC 5280 §4.1.2.2 wants a positive serial number of at most 20 octets;
            // certificates in use have others, and nothing is decided by them.
            let serial_number = r.value(Tag::Integer, "serialNumber")?;
            let signature_algorithm = sequence(r, "signature")?;
            let issuer = Name::new(sequence(r, "issuer")?);
            let (not_before, not_after) = r.nested(Tag::Sequence, "validity", |r| {
                Ok((read_time(r, "notBefore")?, read_time(r, "notAfter")?))
            })?;
            let subject = Name::new(sequence(r, "subject")?);
            let public_key_info = sequence(r, "subjectPublicKeyInfo")?;
            if version > 1 {
                r.optional(context(1, false), "issuerUniqueID")?;
                r.optional(context(2, false), "subjectUniqueID")?;
            }
            let extensions = match version {
                3 => Extensions::read_list(r)?,
                _ => &[],
            };
            Ok(Self {
                der,
                version,
                serial_number,
                signature_algorithm,
                issuer,
                not_before,
                not_after,
                subject,
                public_key_info,
                extensions,
            })
        })
    }
}

/// `[0] EXPLICIT INTEGER DEFAULT v1`; DER leaves the default out.
fn read_version(r: &mut DerReader<'_>) -> Result<u8, Reason> {
    let offset = r.offset();
    let content = r.optional_nested(context(0, true), "version", |r| {
        r.value(Tag::Integer, "version")
    })?;
    match content {
        None => Ok(1),
        Some([1]) => Ok(2),
        Some([2]) => Ok(3),
        Some(_) => Err(Reason::Malformed {
            what: "version",
            offset,
        }),
    }
}

/// A SEQUENCE, whole and unread.
fn sequence<'a>(r: &mut DerReader<'a>, what: &'static str) -> Result<&'a [u8], Reason> {
    let der = r.clone().whole(what)?;
    r.value(Tag::Sequence, what)?;
    Ok(der)
}

/// A context-specific tag.
pub(crate) const fn context(number: u32, constructed: bool) -> Tag {
    Tag::ContextSpecific {
        constructed,
        number: TagNumber(number),
    }
}

/// An algorithm's identifier, and tag and content of its parameters.
pub(crate) type Algorithm<'a> = (Oid<'a>, Option<(Tag, &'a [u8])>);

/// `AlgorithmIdentifier` (RFC 5280 §4.1.1.2).
pub(crate) fn read_algorithm<'a>(
    r: &mut DerReader<'a>,
    what: &'static str,
) -> Result<Algorithm<'a>, Reason> {
    r.nested(Tag::Sequence, what, |r| {
        let oid = r.oid(what)?;
        let parameters = (!r.is_empty()).then(|| r.any(what)).transpose()?;
        Ok((oid, parameters))
    })
}
