//! Builds certificates value by value. Nothing is signed, as nothing here verifies.
#![allow(dead_code, reason = "each test file uses its part")]

use countersign_x509::ObjectIdentifier;

pub(crate) const PRINTABLE: u8 = 0x13;
pub(crate) const UTF8: u8 = 0x0c;

/// One DER value.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let mut der = vec![tag];
    match length {
        [0, short @ 0..0x80] => der.push(short),
        [0, long] => der.extend([0x81, long]),
        long => der.extend([&[0x82], &long[..]].concat()),
    }
    der.extend(content);
    der
}

/// A SEQUENCE of values.
pub(crate) fn seq(values: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &values.concat())
}

pub(crate) fn oid(text: &str) -> Vec<u8> {
    tlv(0x06, ObjectIdentifier::new_unwrap(text).as_bytes())
}

/// A BIT STRING of whole bytes.
pub(crate) fn bits(bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], bytes].concat())
}

pub(crate) const NULL: &[u8] = &[0x05, 0x00];

/// An attribute of a name.
pub(crate) fn attribute(kind: &str, tag: u8, value: &[u8]) -> Vec<u8> {
    seq(&[&oid(kind), &tlv(tag, value)])
}

/// A name with one attribute in each part.
pub(crate) fn name(attributes: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<_> = attributes
        .iter()
        .map(|attribute| tlv(0x31, attribute))
        .collect();
    tlv(0x30, &parts.concat())
}

pub(crate) fn extension(kind: &str, critical: Option<u8>, value: &[u8]) -> Vec<u8> {
    let critical = critical.map_or(Vec::new(), |byte| tlv(0x01, &[byte]));
    seq(&[&oid(kind), &critical, &tlv(0x04, value)])
}

pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(crate) const AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";
pub(crate) const FIRMWARE_VERSION: &str = "1.3.6.1.4.1.45724.1.1.5";
pub(crate) const SERIAL_NUMBER: &str = "1.3.6.1.4.1.45724.1.1.2";

/// The fields of a certificate, each as DER.
#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) version: Vec<u8>,
    pub(crate) serial_number: Vec<u8>,
    pub(crate) inner_algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) validity: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) public_key_info: Vec<u8>,
    pub(crate) unique_ids: Vec<u8>,
    /// The values in the list; no list where there is `None`.
    pub(crate) extensions: Option<Vec<Vec<u8>>>,
    pub(crate) outer_algorithm: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Fields {
    /// A certificate that meets §8.2.1, with all that it may have.
    pub(crate) fn packed() -> Self {
        let algorithm = seq(&[&oid("1.2.840.10045.4.3.2")]);
        Self {
            version: tlv(0xa0, &[2, 1, 2]),
            serial_number: tlv(0x02, &[1]),
            inner_algorithm: algorithm.clone(),
            issuer: name(&[attribute("2.5.4.3", UTF8, b"Root")]),
            validity: seq(&[&tlv(0x17, b"200102030405Z"), &tlv(0x18, b"20510203040506Z")]),
            subject: name(&packed_subject()),
            public_key_info: seq(&[
                &seq(&[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]),
                &bits(&[&[4][..], &[5; 32], &[6; 32]].concat()),
            ]),
            unique_ids: Vec::new(),
            extensions: Some(vec![
                extension(BASIC_CONSTRAINTS, Some(0xff), &seq(&[])),
                extension(AAGUID, None, &tlv(0x04, &[7; 16])),
                extension(FIRMWARE_VERSION, None, &tlv(0x02, &[0x2a])),
                extension(SERIAL_NUMBER, None, &tlv(0x04, b"serial")),
            ]),
            outer_algorithm: algorithm,
            signature: bits(b"signature"),
        }
    }

    /// A certificate that meets §8.3.1.
    pub(crate) fn tpm() -> Self {
        let directory = name(&[
            attribute("2.23.133.2.1", UTF8, b"id:FFFFF1D0"),
            attribute("2.23.133.2.2", UTF8, b"model"),
            attribute("2.23.133.2.3", UTF8, b"id:13"),
        ]);
        Self {
            subject: seq(&[]),
            extensions: Some(vec![
                extension(BASIC_CONSTRAINTS, Some(0xff), &seq(&[])),
                extension("2.5.29.17", Some(0xff), &seq(&[&tlv(0xa4, &directory)])),
                extension(
                    "2.5.29.37",
                    None,
                    &seq(&[&oid("1.3.6.1.5.5.7.3.2"), &oid("2.23.133.8.3")]),
                ),
            ]),
            ..Self::packed()
        }
    }

    /// The extension of that kind, replaced.
    pub(crate) fn replace(&mut self, kind: &str, with: Option<Vec<u8>>) {
        let id = oid(kind);
        let list = self.extensions.as_mut().unwrap();
        let place = list
            .iter()
            .position(|one| one[2..].starts_with(&id))
            .unwrap();
        match with {
            Some(with) => list[place] = with,
            None => drop(list.remove(place)),
        }
    }

    pub(crate) fn tbs(&self) -> Vec<u8> {
        let extensions = self
            .extensions
            .as_ref()
            .map(|list| tlv(0xa3, &tlv(0x30, &list.concat())));
        seq(&[
            &self.version,
            &self.serial_number,
            &self.inner_algorithm,
            &self.issuer,
            &self.validity,
            &self.subject,
            &self.public_key_info,
            &self.unique_ids,
            &extensions.unwrap_or_default(),
        ])
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        seq(&[&self.tbs(), &self.outer_algorithm, &self.signature])
    }
}

/// The attributes of §8.2.1: country, organisation, unit, common name.
pub(crate) fn packed_subject() -> [Vec<u8>; 4] {
    [
        attribute("2.5.4.6", PRINTABLE, b"SE"),
        attribute("2.5.4.10", UTF8, b"Countersign"),
        attribute("2.5.4.11", UTF8, b"Authenticator Attestation"),
        attribute("2.5.4.3", UTF8, b"Example"),
    ]
}
