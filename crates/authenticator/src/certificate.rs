//! Certificates before they are signed, every part open.

use countersign_cose::Scheme;
use sha1::{Digest as _, Sha1};

use crate::{PrivateKey, PublicKey, der, signature_algorithm};

/// Object identifiers that the profiles use.
pub mod oid {
    /// Common name.
    pub const COMMON_NAME: &str = "2.5.4.3";
    /// Country.
    pub const COUNTRY: &str = "2.5.4.6";
    /// Organization.
    pub const ORGANIZATION: &str = "2.5.4.10";
    /// Organizational unit.
    pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
    /// Basic constraints.
    pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
    /// Key usage.
    pub const KEY_USAGE: &str = "2.5.29.15";
    /// Extended key usage.
    pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
    /// Subject alternative name.
    pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
    /// Subject key identifier.
    pub const SUBJECT_KEY_ID: &str = "2.5.29.14";
    /// Authority key identifier.
    pub const AUTHORITY_KEY_ID: &str = "2.5.29.35";
    /// Name constraints.
    pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
    /// `id-fido-gen-ce-aaguid`.
    pub const FIDO_AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";
    /// `id-fido-gen-ce-sernum`, of enterprise attestation.
    pub const FIDO_SERIAL: &str = "1.3.6.1.4.1.45724.1.1.2";
    /// The Android key description.
    pub const ANDROID_KEY: &str = "1.3.6.1.4.1.11129.2.1.17";
    /// The nonce of Apple's anonymous attestation.
    pub const APPLE_NONCE: &str = "1.2.840.113635.100.8.2";
    /// `tcg-kp-AIKCertificate`.
    pub const TCG_AIK: &str = "2.23.133.8.3";
    /// `tcg-at-tpmManufacturer`.
    pub const TPM_MANUFACTURER: &str = "2.23.133.2.1";
    /// `tcg-at-tpmModel`.
    pub const TPM_MODEL: &str = "2.23.133.2.2";
    /// `tcg-at-tpmVersion`.
    pub const TPM_VERSION: &str = "2.23.133.2.3";
    /// `anyExtendedKeyUsage`.
    pub const ANY_USAGE: &str = "2.5.29.37.0";
}

/// Version 1 as it stands in a certificate (where it should be left out).
pub const V1: u8 = 0;
/// Version 3 as it stands in a certificate.
pub const V3: u8 = 2;

/// A certificate to be: `TBSCertificate` of RFC 5280 §4.1 and how it is signed.
///
/// All fields are written as they stand. [`CertificateSpec::sign`] signs what they say, right or
/// wrong, so a certificate can be bent in one place and its signature still verifies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateSpec {
    /// The version number (2 means v3); left out if `None`, which means v1.
    pub version: Option<u8>,
    /// The content of the serial number's `INTEGER`.
    pub serial: Vec<u8>,
    /// What the certificate is signed with.
    pub scheme: Scheme,
    /// The `AlgorithmIdentifier` inside, if not that of the scheme.
    pub inner_algorithm: Option<Vec<u8>>,
    /// The `AlgorithmIdentifier` outside, if not that of the scheme.
    pub outer_algorithm: Option<Vec<u8>>,
    /// The issuer's name.
    pub issuer: Name,
    /// The first moment of validity, a whole DER element; see [`date`].
    pub not_before: Vec<u8>,
    /// The last moment of validity, a whole DER element; see [`date`].
    pub not_after: Vec<u8>,
    /// The subject's name.
    pub subject: Name,
    /// The subject's key, a whole `SubjectPublicKeyInfo`.
    pub public_key: Vec<u8>,
    /// `issuerUniqueID` and `subjectUniqueID`, whole DER elements.
    pub unique_ids: Vec<u8>,
    /// The extensions in their order; none: the field is left out.
    pub extensions: Vec<Extension>,
    /// The bytes that are signed; if set, none of the fields above counts.
    pub raw: Option<Vec<u8>>,
    /// Whether one bit of the signature is flipped.
    pub broken_signature: bool,
    /// How many bits at the signature's end are said to be unused.
    pub unused_signature_bits: u8,
    /// Bytes after the certificate.
    pub after: Vec<u8>,
}

impl CertificateSpec {
    /// A version 3 certificate from 2024 to 2124 without extensions.
    #[must_use]
    pub fn new(issuer: Name, subject: Name, public_key: &PublicKey, scheme: Scheme) -> Self {
        Self {
            version: Some(V3),
            serial: vec![1],
            scheme,
            inner_algorithm: None,
            outer_algorithm: None,
            issuer,
            not_before: date(2024, 1, 1),
            not_after: date(2124, 1, 1),
            subject,
            public_key: public_key.to_spki(),
            unique_ids: vec![],
            extensions: vec![],
            raw: None,
            broken_signature: false,
            unused_signature_bits: 0,
            after: vec![],
        }
    }

    /// The first extension of this kind.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn extension_mut(&mut self, oid: &str) -> &mut Extension {
        let found = self
            .extensions
            .iter_mut()
            .find(|extension| extension.oid == oid);
        found.unwrap_or_else(|| panic!("this certificate has no extension {oid}"))
    }

    /// Replaces the extension of the same kind, or adds it at the end.
    pub fn set_extension(&mut self, extension: Extension) {
        match self
            .extensions
            .iter_mut()
            .find(|there| there.oid == extension.oid)
        {
            Some(there) => *there = extension,
            None => self.extensions.push(extension),
        }
    }

    /// Removes all extensions of this kind.
    pub fn remove_extension(&mut self, oid: &str) {
        self.extensions.retain(|extension| extension.oid != oid);
    }

    /// Changes the bytes that are signed, as the fields make them now.
    pub fn edit(&mut self, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = self.to_be_signed();
        change(&mut bytes);
        self.raw = Some(bytes);
    }

    /// The bytes that are signed.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let version = self
            .version
            .map(|v| der::explicit(0, &der::integer(v.into())));
        let extensions: Vec<_> = self.extensions.iter().map(Extension::encode).collect();
        let extensions = if extensions.is_empty() {
            vec![]
        } else {
            der::explicit(3, &der::sequence(&extensions))
        };
        let inner = self.inner_algorithm.clone();
        der::sequence(&[
            version.unwrap_or_default(),
            der::tlv(0x02, &self.serial),
            inner.unwrap_or_else(|| signature_algorithm(self.scheme)),
            self.issuer.encode(),
            der::sequence(&[&self.not_before, &self.not_after]),
            self.subject.encode(),
            self.public_key.clone(),
            self.unique_ids.clone(),
            extensions,
        ])
    }

    /// The certificate, signed with the issuer's key.
    #[must_use]
    pub fn sign(&self, issuer: &PrivateKey) -> Vec<u8> {
        let tbs = self.to_be_signed();
        let mut signature = issuer.sign(self.scheme, &tbs);
        if let (true, Some(last)) = (self.broken_signature, signature.last_mut()) {
            *last ^= 1;
        }
        let outer = self.outer_algorithm.clone();
        let outer = outer.unwrap_or_else(|| signature_algorithm(self.scheme));
        let certificate = der::sequence(&[
            tbs,
            outer,
            der::bit_string(self.unused_signature_bits, &signature),
        ]);
        [certificate, self.after.clone()].concat()
    }
}

/// A distinguished name: a sequence of sets of attributes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Name(pub Vec<Vec<Attribute>>);

/// One attribute of a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// The kind, dotted.
    pub oid: String,
    /// The value, a whole DER element.
    pub value: Vec<u8>,
}

impl Name {
    /// A name of these attributes, one a set: country as `PrintableString`, the others as
    /// `UTF8String`.
    #[must_use]
    pub fn new(attributes: &[(&str, &str)]) -> Self {
        Self(
            attributes
                .iter()
                .map(|(oid, text)| vec![Attribute::new(oid, text)])
                .collect(),
        )
    }

    /// Gives the first attribute of this kind another text, or adds it at the end.
    pub fn set(&mut self, oid: &str, text: &str) {
        match self
            .0
            .iter_mut()
            .flatten()
            .find(|attribute| attribute.oid == oid)
        {
            Some(attribute) => *attribute = Attribute::new(oid, text),
            None => self.0.push(vec![Attribute::new(oid, text)]),
        }
    }

    /// Removes all attributes of this kind.
    pub fn remove(&mut self, oid: &str) {
        self.0
            .iter_mut()
            .for_each(|set| set.retain(|attribute| attribute.oid != oid));
        self.0.retain(|set| !set.is_empty());
    }

    /// The DER.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let attribute = |a: &Attribute| der::sequence(&[&der::oid(&a.oid), &a.value]);
        let set = |set: &Vec<Attribute>| der::set(&set.iter().map(attribute).collect::<Vec<_>>());
        der::sequence(&self.0.iter().map(set).collect::<Vec<_>>())
    }
}

impl Attribute {
    /// An attribute with a text: country as `PrintableString`, all others as `UTF8String`.
    #[must_use]
    pub fn new(oid: &str, text: &str) -> Self {
        let value = match oid {
            oid::COUNTRY => der::printable_string(text),
            _ => der::utf8_string(text),
        };
        Self {
            oid: oid.to_owned(),
            value,
        }
    }
}

/// One certificate extension.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extension {
    /// The kind, dotted.
    pub oid: String,
    /// Whether it is critical; `Some(false)` spells the default out, which DER forbids.
    pub critical: Option<bool>,
    /// The content of the `OCTET STRING`.
    pub value: Vec<u8>,
}

impl Extension {
    /// An extension that is not critical.
    #[must_use]
    pub fn new(oid: &str, value: Vec<u8>) -> Self {
        Self {
            oid: oid.to_owned(),
            critical: None,
            value,
        }
    }

    /// A critical extension.
    #[must_use]
    pub fn critical(oid: &str, value: Vec<u8>) -> Self {
        Self {
            critical: Some(true),
            ..Self::new(oid, value)
        }
    }

    /// Basic constraints: critical, of a CA with this path length or of an end entity.
    #[must_use]
    pub fn basic_constraints(ca: bool, path_length: Option<i64>) -> Self {
        let ca = if ca { der::boolean(true) } else { vec![] };
        let path_length = path_length.map(der::integer).unwrap_or_default();
        Self::critical(oid::BASIC_CONSTRAINTS, der::sequence(&[ca, path_length]))
    }

    /// Key usage: critical, the first byte of the bits (0x80 `digitalSignature`, 0x04
    /// `keyCertSign`, 0x02 `cRLSign`).
    #[must_use]
    pub fn key_usage(bits: u8) -> Self {
        let unused = u8::try_from(bits.trailing_zeros().min(7)).expect("safe: at most 7");
        Self::critical(oid::KEY_USAGE, der::bit_string(unused, &[bits]))
    }

    /// Extended key usage with these purposes.
    #[must_use]
    pub fn extended_key_usage(purposes: &[&str]) -> Self {
        let purposes: Vec<_> = purposes.iter().map(|purpose| der::oid(purpose)).collect();
        Self::new(oid::EXTENDED_KEY_USAGE, der::sequence(&purposes))
    }

    /// Subject key identifier: SHA-1 of the key's bits (RFC 5280 §4.2.1.2, method 1).
    #[must_use]
    pub fn subject_key_id(key: &PublicKey) -> Self {
        let id = Sha1::digest(key.key_bits());
        Self::new(oid::SUBJECT_KEY_ID, der::octet_string(&id))
    }

    /// Authority key identifier: SHA-1 of the issuer's key's bits.
    #[must_use]
    pub fn authority_key_id(issuer: &PublicKey) -> Self {
        let id = der::implicit(0, &Sha1::digest(issuer.key_bits()));
        Self::new(oid::AUTHORITY_KEY_ID, der::sequence(&[id]))
    }

    /// Subject alternative name with one DNS name.
    #[must_use]
    pub fn dns_name(name: &str) -> Self {
        let name = der::implicit(2, name.as_bytes());
        Self::new(oid::SUBJECT_ALT_NAME, der::sequence(&[name]))
    }

    /// Subject alternative name with one directory name, critical.
    #[must_use]
    pub fn directory_name(name: &Name) -> Self {
        let name = der::explicit(4, &name.encode());
        Self::critical(oid::SUBJECT_ALT_NAME, der::sequence(&[name]))
    }

    /// `id-fido-gen-ce-aaguid`: the identifier in an `OCTET STRING` of its own.
    #[must_use]
    pub fn aaguid(aaguid: &[u8]) -> Self {
        Self::new(oid::FIDO_AAGUID, der::octet_string(aaguid))
    }

    /// The DER.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let critical = self.critical.map(der::boolean).unwrap_or_default();
        der::sequence(&[
            der::oid(&self.oid),
            critical,
            der::octet_string(&self.value),
        ])
    }
}

/// Midnight UTC of a day as `UTCTime` until 2049 and `GeneralizedTime` after.
#[must_use]
pub fn date(year: u16, month: u8, day: u8) -> Vec<u8> {
    match year {
        1950..2050 => utc_time(&format!("{:02}{month:02}{day:02}000000Z", year % 100)),
        _ => generalized_time(&format!("{year:04}{month:02}{day:02}000000Z")),
    }
}

/// A `UTCTime` of any text.
#[must_use]
pub fn utc_time(text: &str) -> Vec<u8> {
    der::tlv(0x17, text.as_bytes())
}

/// A `GeneralizedTime` of any text.
#[must_use]
pub fn generalized_time(text: &str) -> Vec<u8> {
    der::tlv(0x18, text.as_bytes())
}

/// A certificate as PEM.
#[must_use]
pub fn pem(der: &[u8]) -> String {
    let text = crate::base64::base64(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let lines = lines.join("\n");
    format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
}
