use countersign::{Aaguid, Flags, Form};
use countersign_authdata::AuthenticatorData;
use countersign_cose::Reader;

use super::{Finding, Verdict, cbor};
use crate::node::Node;

const TITLE: &str = "authenticator data";

pub(crate) fn authenticator_data(bytes: &[u8]) -> Finding {
    let verdict = Verdict::of(AuthenticatorData::parse(bytes));
    Finding::new(TITLE, tree(TITLE, bytes, 0), verdict)
}

/// The parts of §6.1, as far as there are bytes.
pub(crate) fn tree(name: &str, bytes: &[u8], offset: usize) -> Node {
    let mut root = Node::new(name, "").at(offset, bytes.len());
    if parts(bytes, offset, &mut root).is_none() {
        let end = offset.saturating_add(bytes.len());
        root.push(Node::fault(Some(end), "there are no more bytes"));
    }
    root
}

fn parts(bytes: &[u8], offset: usize, root: &mut Node) -> Option<()> {
    let at = |place: usize| offset.saturating_add(place);
    root.push(Node::bytes("rpIdHash", bytes.get(..32)?, at(0)));
    let flags = Flags::from_byte(*bytes.get(32)?);
    root.push(Node::new("flags", flag_names(flags)).at(at(32), 1));
    let count = u32::from_be_bytes(bytes.get(33..37)?.try_into().ok()?);
    root.push(Node::new("signCount", count.to_string()).at(at(33), 4));
    let mut position = 37;
    if flags.attested() {
        position = attested(bytes, offset, root)?;
    }
    if flags.extensions() {
        let rest = bytes.get(position..)?;
        let none = |_: &str, _: &[u8], _: usize| None;
        root.push(cbor::tree("extensions", rest, at(position), &none));
    } else if position < bytes.len() {
        let left = bytes.get(position..)?;
        root.push(Node::bytes("left over", left, at(position)));
    }
    Some(())
}

/// §6.5.1; gives the offset behind it.
fn attested(bytes: &[u8], offset: usize, root: &mut Node) -> Option<usize> {
    let at = |place: usize| offset.saturating_add(place);
    let aaguid = Aaguid(bytes.get(37..53)?.try_into().ok()?);
    root.push(Node::new("aaguid", aaguid.to_string()).at(at(37), 16));
    let length = u16::from_be_bytes(bytes.get(53..55)?.try_into().ok()?);
    root.push(Node::new("credentialIdLength", length.to_string()).at(at(53), 2));
    let end = usize::from(length).checked_add(55)?;
    root.push(Node::bytes("credentialId", bytes.get(55..end)?, at(55)));
    let rest = bytes.get(end..).filter(|rest| !rest.is_empty())?;
    // The key ends where its item does; what is no item is shown as far as it goes.
    let mut reader = Reader::new(rest, Form::Tolerant);
    let key = reader.item("credentialPublicKey").unwrap_or(rest);
    root.push(cbor::key_tree("credentialPublicKey", key, at(end)));
    end.checked_add(key.len())
}

fn flag_names(flags: Flags) -> String {
    let names = [
        (flags.user_present(), "UP"),
        (flags.user_verified(), "UV"),
        (flags.backup_eligible(), "BE"),
        (flags.backed_up(), "BS"),
        (flags.attested(), "AT"),
        (flags.extensions(), "ED"),
        (flags.byte() & 0x02 != 0, "RFU1"),
        (flags.byte() & 0x20 != 0, "RFU2"),
    ];
    let set: Vec<_> = names
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, name)| *name)
        .collect();
    format!("{:#04x} {}", flags.byte(), set.join(" "))
}
