use countersign::RevocationList;
use countersign_x509::RevokedCertificate;

use super::certificate::name_text;
use super::{Finding, Verdict, der, offset_in};
use crate::node::{Node, hex};

const TITLE: &str = "revocation list";

/// More entries than a person reads; the rest are counted.
const SHOWN: usize = 100;

/// Reasons by their codes (RFC 5280 §5.3.1); 7 is not used.
const REASONS: [&str; 11] = [
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "7",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise",
];

/// The parts of RFC 5280 §5.1.
pub(crate) fn revocation_list(bytes: &[u8]) -> Finding {
    let list = match RevocationList::parse(bytes) {
        Ok(list) => list,
        Err(reason) => {
            let tree = der::tree(TITLE, bytes, 0).with(der::fault(&reason, 0));
            return Finding::new(TITLE, tree, Verdict::Malformed(reason));
        }
    };
    let issuer = list.issuer();
    let at = offset_in(bytes, issuer.der());
    let scheme = list.signature_scheme();
    let scheme = scheme.map_or_else(|reason| reason.to_string(), |scheme| format!("{scheme:?}"));
    let next = list.next_update();
    let next = next.map_or_else(|| "not said".to_owned(), |time| time.to_string());
    let (revoked, verdict) = entries(bytes, &list);
    let signature = list.signature();
    let tree = Node::new(TITLE, "")
        .at(0, bytes.len())
        .with(Node::new("issuer", name_text(&issuer)).at(at, issuer.der().len()))
        .with(Node::new("thisUpdate", list.this_update().to_string()))
        .with(Node::new("nextUpdate", next))
        .with(revoked)
        .with(Node::new("signed with", scheme).at(offset_in(bytes, signature), signature.len()));
    Finding::new(TITLE, tree, verdict)
}

/// The revoked certificates as far as they can be read, and whether that is all of them.
fn entries(bytes: &[u8], list: &RevocationList<'_>) -> (Node, Verdict) {
    let mut node = Node::new("revoked", "");
    let mut count = 0_usize;
    let mut verdict = Verdict::Taken;
    for revoked in list.entries() {
        match revoked {
            Ok(revoked) if count < SHOWN => node.push(entry(bytes, &revoked)),
            Ok(_) => {}
            Err(reason) => {
                node.push(Node::fault(None, reason.to_string()));
                verdict = Verdict::Malformed(reason);
                break;
            }
        }
        count = count.saturating_add(1);
    }
    node.set(match count.checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{count}, the last {more} not shown"),
        _ => count.to_string(),
    });
    (node, verdict)
}

fn entry(bytes: &[u8], revoked: &RevokedCertificate<'_>) -> Node {
    let reason = revoked.reason_code().map_or(String::new(), |code| {
        let name = REASONS.get(usize::from(code)).copied();
        format!(", {}", name.unwrap_or("unknown reason"))
    });
    let serial = revoked.serial_number;
    let value = format!("since {}{reason}", revoked.revocation_date);
    Node::new(hex(serial), value).at(offset_in(bytes, serial), serial.len())
}
