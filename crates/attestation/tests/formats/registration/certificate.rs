//! Writes DER and certificates. The issuer's signature is a made-up one: whether a certificate is
//! genuine is not decided by attestation formats.

use countersign_x509::ObjectIdentifier;

use super::Key;

pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(crate) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub(crate) const FIDO_AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";
pub(crate) const FIDO_FIRMWARE: &str = "1.3.6.1.4.1.45724.1.1.5";
pub(crate) const FIDO_SERIAL: &str = "1.3.6.1.4.1.45724.1.1.2";
pub(crate) const APPLE_NONCE: &str = "1.2.840.113635.100.8.2";

/// The parts of a certificate that tests change.
#[derive(Clone)]
pub(crate) struct Leaf {
    /// 1, 2 or 3.
    pub(crate) version: u8,
    /// Attribute type and text.
    pub(crate) subject: Vec<(&'static str, &'static str)>,
    pub(crate) public_key_info: Vec<u8>,
    /// Identifier, criticality and content.
    pub(crate) extensions: Vec<(&'static str, bool, Vec<u8>)>,
}

impl Leaf {
    /// A certificate that keeps §8.2.1, with the AAGUID in it.
    pub(crate) fn packed(key: &Key) -> Self {
        Self {
            version: 3,
            subject: vec![
                ("2.5.4.6", "SE"),
                ("2.5.4.10", "Countersign"),
                ("2.5.4.11", "Authenticator Attestation"),
                ("2.5.4.3", "Test"),
            ],
            public_key_info: key.public_key_info(),
            extensions: vec![
                (BASIC_CONSTRAINTS, true, sequence(&[])),
                (FIDO_AAGUID, false, tlv(0x04, &super::AAGUID)),
            ],
        }
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let algorithm = sequence(&[oid("1.2.840.10045.4.3.2")]); // ecdsa-with-SHA256
        let time = tlv(0x17, b"250101000000Z");
        let mut parts = Vec::new();
        if self.version > 1 {
            parts.push(tlv(0xa0, &tlv(0x02, &[self.version - 1])));
        }
        parts.extend([
            tlv(0x02, &[1]),
            algorithm.clone(),
            name(&[("2.5.4.3", "Test CA")]),
            sequence(&[time.clone(), time]),
            name(&self.subject),
            self.public_key_info.clone(),
        ]);
        if !self.extensions.is_empty() {
            let list: Vec<_> = self.extensions.iter().map(extension).collect();
            parts.push(tlv(0xa3, &sequence(&list)));
        }
        let made_up = tlv(
            0x03,
            &[&[0][..], &[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]].concat(),
        );
        sequence(&[sequence(&parts), algorithm, made_up])
    }

    /// Replaces the content of an extension, or adds it.
    pub(crate) fn with_extension(
        mut self,
        id: &'static str,
        critical: bool,
        value: Vec<u8>,
    ) -> Self {
        self = self.without_extension(id);
        self.extensions.push((id, critical, value));
        self
    }

    pub(crate) fn without_extension(mut self, id: &str) -> Self {
        self.extensions.retain(|(other, ..)| *other != id);
        self
    }
}

pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let bytes = content.len().to_be_bytes();
    let (&last, before) = bytes.split_last().expect("eight bytes");
    let length = match content.len() {
        0..0x80 => vec![last],
        0x80..0x100 => vec![0x81, last],
        _ => vec![0x82, before[before.len() - 1], last],
    };
    [&[tag][..], &length, content].concat()
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    tlv(0x06, ObjectIdentifier::new_unwrap(dotted).as_bytes())
}

/// A positive INTEGER.
pub(crate) fn der_integer(big_endian: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if big_endian[0] & 0x80 == 0 { &[] } else { &[0] };
    tlv(0x02, &[sign, big_endian].concat())
}

fn name(attributes: &[(&'static str, &'static str)]) -> Vec<u8> {
    let parts: Vec<_> = attributes
        .iter()
        .map(|(id, text)| tlv(0x31, &sequence(&[oid(id), tlv(0x0c, text.as_bytes())])))
        .collect();
    sequence(&parts)
}

fn extension((id, critical, value): &(&'static str, bool, Vec<u8>)) -> Vec<u8> {
    let critical = if *critical {
        tlv(0x01, &[0xff])
    } else {
        Vec::new()
    };
    sequence(&[oid(id), critical, tlv(0x04, value)])
}
