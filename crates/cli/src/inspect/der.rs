use countersign::Reason;
use countersign_x509::{DerReader, Oid};

use super::{Finding, Verdict};
use crate::node::{Node, hex};

/// How deep it is shown: deeper than any certificate.
const DEPTH: usize = 24;

pub(crate) fn any(bytes: &[u8]) -> Finding {
    let parsed = DerReader::read_all(bytes, "DER", |r| r.whole("DER").map(drop));
    Finding::new("DER", tree("DER", bytes, 0), Verdict::of_form::<()>(parsed))
}

/// Elements as far as they can be read.
pub(crate) fn tree(name: &str, bytes: &[u8], offset: usize) -> Node {
    let mut root = Node::new(name, "").at(offset, bytes.len());
    elements(bytes, offset, DEPTH, &mut root);
    root
}

fn elements(bytes: &[u8], offset: usize, depth: usize, to: &mut Node) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let at = offset.saturating_add(bytes.len().saturating_sub(rest.len()));
        let Some(element) = Element::read(rest) else {
            to.push(Node::fault(Some(at), "no element of DER"));
            return;
        };
        let header = element.whole.saturating_sub(element.content.len());
        let mut node = Node::new(element.name(), element.value()).at(at, element.whole);
        if element.constructed && depth > 0 {
            let inside = at.saturating_add(header);
            elements(element.content, inside, depth.saturating_sub(1), &mut node);
        }
        to.push(node);
        rest = rest.get(element.whole..).unwrap_or_default();
    }
}

/// Tag, length and value (X.690 §8.1).
struct Element<'a> {
    class: u8,
    constructed: bool,
    number: u32,
    content: &'a [u8],
    /// How long it is with its head.
    whole: usize,
}

impl<'a> Element<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (first, mut rest) = bytes.split_first()?;
        let mut number = u32::from(first & 0x1f);
        if number == 0x1f {
            number = 0;
            loop {
                let (byte, after) = rest.split_first()?;
                rest = after;
                number = number
                    .checked_mul(128)?
                    .checked_add(u32::from(byte & 0x7f))?;
                if byte & 0x80 == 0 {
                    break;
                }
            }
        }
        let (length, mut rest) = rest.split_first()?;
        let mut size = usize::from(*length);
        if size >= 0x80 {
            let (digits, after) = rest.split_at_checked(size & 0x7f)?;
            if digits.is_empty() {
                return None;
            }
            let number = digits.iter().try_fold(0_usize, |sum, digit| {
                sum.checked_mul(256)?.checked_add(usize::from(*digit))
            });
            size = number?;
            rest = after;
        }
        let content = rest.get(..size)?;
        let head = bytes.len().checked_sub(rest.len())?;
        Some(Self {
            class: first >> 6,
            constructed: first & 0x20 != 0,
            number,
            content,
            whole: head.checked_add(size)?,
        })
    }

    fn name(&self) -> String {
        let name = match (self.class, self.number) {
            (0, 1) => "BOOLEAN",
            (0, 2) => "INTEGER",
            (0, 3) => "BIT STRING",
            (0, 4) => "OCTET STRING",
            (0, 5) => "NULL",
            (0, 6) => "OBJECT IDENTIFIER",
            (0, 10) => "ENUMERATED",
            (0, 12) => "UTF8String",
            (0, 16) => "SEQUENCE",
            (0, 17) => "SET",
            (0, 19) => "PrintableString",
            (0, 22) => "IA5String",
            (0, 23) => "UTCTime",
            (0, 24) => "GeneralizedTime",
            (class, number) => {
                return format!(
                    "[{}{number}]",
                    ["universal ", "application ", "", "private "]
                        .get(usize::from(class))
                        .copied()
                        .unwrap_or_default()
                );
            }
        };
        name.to_owned()
    }

    fn value(&self) -> String {
        let text = || String::from_utf8_lossy(self.content).into_owned();
        match (self.class, self.number, self.content) {
            _ if self.constructed => String::new(),
            (0, 1, [byte]) => (*byte != 0).to_string(),
            (0, 2 | 10, [0..=0x7f, ..]) if self.content.len() <= 8 => {
                let number = self.content.iter();
                number
                    .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte))
                    .to_string()
            }
            (0, 6, content) => Oid(content).to_string(),
            (0, 12 | 19 | 22..=24, _) => text(),
            (_, _, content) => hex(content),
        }
    }
}

/// Where a parser stopped, as the last thing of a tree.
pub(crate) fn fault(reason: &Reason, base: usize) -> Node {
    match reason {
        Reason::Malformed { offset, .. } => {
            Node::fault(Some(base.saturating_add(*offset)), reason.to_string())
        }
        _ => Node::fault(None, reason.to_string()),
    }
}
