//! Structures of TPM 2.0 Part 2 that a statement of format tpm has. The engine reads them inside a
//! statement only, so there is no verdict on one alone; the tree ends where the bytes do not fit.

use super::{Finding, Verdict};
use crate::node::Node;

const GENERATED: [u8; 4] = [0xff, b'T', b'C', b'G'];

pub(crate) fn attest(bytes: &[u8]) -> Finding {
    const TITLE: &str = "TPMS_ATTEST";
    Finding::new(
        TITLE,
        attest_tree(TITLE, bytes, 0),
        verdict(bytes, attest_parts),
    )
}

pub(crate) fn public(bytes: &[u8]) -> Finding {
    const TITLE: &str = "TPMT_PUBLIC";
    Finding::new(
        TITLE,
        public_tree(TITLE, bytes, 0),
        verdict(bytes, public_parts),
    )
}

pub(crate) fn is_attest(bytes: &[u8]) -> bool {
    bytes.starts_with(&GENERATED)
}

pub(crate) fn is_public(bytes: &[u8]) -> bool {
    matches!(bytes.get(..2), Some([0x00, 0x01 | 0x23])) && is_whole(bytes, public_parts)
}

pub(crate) fn attest_tree(name: &str, bytes: &[u8], offset: usize) -> Node {
    tree(name, bytes, offset, attest_parts)
}

pub(crate) fn public_tree(name: &str, bytes: &[u8], offset: usize) -> Node {
    tree(name, bytes, offset, public_parts)
}

type Parts = fn(&mut Cursor<'_>) -> Option<()>;

fn tree(name: &str, bytes: &[u8], offset: usize, parts: Parts) -> Node {
    let mut cursor = Cursor::new(bytes, offset);
    let read = parts(&mut cursor);
    let end = cursor.at();
    let mut root = cursor.root;
    if read.is_none() {
        root.push(Node::fault(Some(end), "the bytes do not fit here"));
    } else if !cursor.rest.is_empty() {
        root.push(Node::bytes("left over", cursor.rest, end));
    }
    root.named(name).at(offset, bytes.len())
}

fn is_whole(bytes: &[u8], parts: Parts) -> bool {
    let mut cursor = Cursor::new(bytes, 0);
    parts(&mut cursor).is_some() && cursor.rest.is_empty()
}

fn verdict(bytes: &[u8], parts: Parts) -> Verdict {
    let mut cursor = Cursor::new(bytes, 0);
    match parts(&mut cursor) {
        Some(()) if cursor.rest.is_empty() => Verdict::Shown,
        _ => Verdict::Malformed(countersign::Reason::Malformed {
            what: "TPM structure",
            offset: cursor.at(),
        }),
    }
}

struct Cursor<'a> {
    rest: &'a [u8],
    whole: usize,
    offset: usize,
    root: Node,
}

impl<'a> Cursor<'a> {
    fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self {
            rest: bytes,
            whole: bytes.len(),
            offset,
            root: Node::default(),
        }
    }

    const fn at(&self) -> usize {
        let used = self.whole.saturating_sub(self.rest.len());
        self.offset.saturating_add(used)
    }

    fn take(&mut self, length: usize) -> Option<(usize, &'a [u8])> {
        let at = self.at();
        let (part, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some((at, part))
    }

    /// A number, as one of those named or in hex.
    fn number(&mut self, name: &str, length: usize, names: &[(u64, &str)]) -> Option<u64> {
        let (at, bytes) = self.take(length)?;
        let number = bytes
            .iter()
            .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let known = names.iter().find(|(known, _)| *known == number);
        let text = known.map_or(String::new(), |(_, text)| format!(" {text}"));
        self.root
            .push(Node::new(name, format!("{number:#x}{text}")).at(at, length));
        Some(number)
    }

    /// Bytes with their length before them: TPM2B of Part 2 §10.4.
    fn sized(&mut self, name: &str) -> Option<()> {
        let (_, length) = self.take(2)?;
        let length = u16::from_be_bytes(length.try_into().ok()?);
        let (at, bytes) = self.take(length.into())?;
        self.root.push(Node::bytes(name, bytes, at));
        Some(())
    }
}

/// Part 2 §6.3.
const ALGORITHMS: &[(u64, &str)] = &[
    (0x0001, "RSA"),
    (0x0004, "SHA-1"),
    (0x0006, "AES"),
    (0x000b, "SHA-256"),
    (0x000c, "SHA-384"),
    (0x000d, "SHA-512"),
    (0x0010, "null"),
    (0x0014, "RSASSA"),
    (0x0016, "RSAPSS"),
    (0x0018, "ECDSA"),
    (0x0023, "ECC"),
    (0x0043, "CFB"),
];

/// Part 2 §6.4.
const CURVES: &[(u64, &str)] = &[(0x0003, "P-256"), (0x0004, "P-384"), (0x0005, "P-521")];

/// Part 2 §10.12.8, with §10.12.3 in it.
fn attest_parts(c: &mut Cursor<'_>) -> Option<()> {
    c.number("magic", 4, &[(0xff54_4347, "TPM_GENERATED_VALUE")])?;
    let kind = c.number("type", 2, &[(0x8017, "TPM_ST_ATTEST_CERTIFY")])?;
    c.sized("qualifiedSigner")?;
    c.sized("extraData")?;
    c.number("clock", 8, &[])?;
    c.number("resetCount", 4, &[])?;
    c.number("restartCount", 4, &[])?;
    c.number("safe", 1, &[])?;
    c.number("firmwareVersion", 8, &[])?;
    if kind != 0x8017 {
        return Some(());
    }
    c.sized("attested.name")?;
    c.sized("attested.qualifiedName")
}

/// Part 2 §12.2.4.
fn public_parts(c: &mut Cursor<'_>) -> Option<()> {
    let kind = c.number("type", 2, ALGORITHMS)?;
    c.number("nameAlg", 2, ALGORITHMS)?;
    c.number("objectAttributes", 4, &[])?;
    c.sized("authPolicy")?;
    if c.number("symmetric", 2, ALGORITHMS)? != 0x0010 {
        c.number("symmetric keyBits", 2, &[])?;
        c.number("symmetric mode", 2, ALGORITHMS)?;
    }
    if c.number("scheme", 2, ALGORITHMS)? != 0x0010 {
        c.number("scheme hashAlg", 2, ALGORITHMS)?;
    }
    match kind {
        0x0001 => {
            c.number("keyBits", 2, &[])?;
            c.number("exponent", 4, &[(0, "(means 65537)")])?;
            c.sized("unique")
        }
        0x0023 => {
            c.number("curveID", 2, CURVES)?;
            if c.number("kdf", 2, ALGORITHMS)? != 0x0010 {
                c.number("kdf hashAlg", 2, ALGORITHMS)?;
            }
            c.sized("unique.x")?;
            c.sized("unique.y")
        }
        _ => None,
    }
}
