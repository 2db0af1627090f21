//! Writes key descriptions, tag by tag.

use crate::registration::certificate::{sequence, tlv};

pub(crate) const KEY_DESCRIPTION: &str = "1.3.6.1.4.1.11129.2.1.17";

pub(crate) const PURPOSE: u32 = 1;
pub(crate) const ALL_APPLICATIONS: u32 = 600;
pub(crate) const ORIGIN: u32 = 702;
pub(crate) const ROOT_OF_TRUST: u32 = 704;
pub(crate) const OS_PATCH_LEVEL: u32 = 706;

/// Tags with the DER of their values, in the order they are written.
pub(crate) type List = Vec<(u32, Vec<u8>)>;

/// `KeyDescription`; the challenge is the right one where there is none here.
#[derive(Clone)]
pub(crate) struct Description {
    pub(crate) version: u32,
    pub(crate) levels: [u8; 2],
    pub(crate) challenge: Option<Vec<u8>>,
    pub(crate) software: List,
    pub(crate) tee: List,
    pub(crate) after: Vec<u8>,
}

impl Description {
    /// As a phone of 2024 writes it, but for a locked boot loader.
    pub(crate) fn new() -> Self {
        Self {
            version: 300,
            levels: [1, 1],
            challenge: None,
            software: vec![(701, integer(1_700_000_000_000))],
            tee: vec![
                (PURPOSE, integers(&[2])),
                (2, integer(3)),
                (3, integer(256)),
                (503, null()),
                (ORIGIN, integer(0)),
                (ROOT_OF_TRUST, root_of_trust(0xff, 0)),
                (OS_PATCH_LEVEL, integer(202_408)),
            ],
            after: Vec::new(),
        }
    }

    pub(crate) fn bytes(&self, challenge: &[u8]) -> Vec<u8> {
        let challenge = self.challenge.as_deref().unwrap_or(challenge);
        sequence(&[
            integer(self.version.into()),
            tlv(0x0a, &[self.levels[0]]),
            integer(self.version.into()),
            tlv(0x0a, &[self.levels[1]]),
            octets(challenge),
            octets(b""),
            list(&self.software),
            list(&self.tee),
            self.after.clone(),
        ])
    }
}

pub(crate) fn list(tags: &List) -> Vec<u8> {
    let elements: Vec<_> = tags
        .iter()
        .map(|(tag, value)| explicit(*tag, value))
        .collect();
    sequence(&elements)
}

/// Replaces the value of a tag in its place, or adds it at the end.
pub(crate) fn set(list: &mut List, tag: u32, value: Vec<u8>) {
    match list.iter_mut().find(|(other, _)| *other == tag) {
        Some((_, old)) => *old = value,
        None => list.push((tag, value)),
    }
}

pub(crate) fn remove(list: &mut List, tag: u32) {
    list.retain(|(other, _)| *other != tag);
}

/// `[tag] EXPLICIT`, X.690 §8.1.2.4.
fn explicit(tag: u32, value: &[u8]) -> Vec<u8> {
    let short = u8::try_from(tag).ok().filter(|tag| *tag < 31);
    if let Some(tag) = short {
        return tlv(0xa0 | tag, value);
    }
    let low = (tag & 0x7f).to_be_bytes()[3];
    let high = (tag >> 7).to_be_bytes();
    assert_eq!(high[..3], [0; 3], "a tag of two bytes");
    let mut bytes = tlv(0xbf, value);
    let number = if high[3] == 0 {
        vec![low]
    } else {
        vec![0x80 | high[3], low]
    };
    bytes.splice(1..1, number);
    bytes
}

pub(crate) fn integer(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let zeros = bytes.iter().take(7).take_while(|byte| **byte == 0).count();
    crate::registration::certificate::der_integer(&bytes[zeros..])
}

pub(crate) fn integers(values: &[u64]) -> Vec<u8> {
    tlv(
        0x31,
        &values
            .iter()
            .flat_map(|value| integer(*value))
            .collect::<Vec<_>>(),
    )
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

pub(crate) fn null() -> Vec<u8> {
    tlv(0x05, &[])
}

/// `RootOfTrust`, with this byte for `deviceLocked` and this `verifiedBootState`.
pub(crate) fn root_of_trust(locked: u8, state: u8) -> Vec<u8> {
    let (key, hash) = (octets(&[0x44; 32]), octets(&[0x55; 32]));
    sequence(&[key, tlv(0x01, &[locked]), tlv(0x0a, &[state]), hash])
}
