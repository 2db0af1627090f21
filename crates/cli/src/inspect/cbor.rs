use countersign::{Form, Reason, Step};
use countersign_authdata::{AttestationObject, AuthenticatorData};
use countersign_cose::{Key, Kind, PublicKey, Reader};

use super::{Finding, Verdict, authenticator_data, certificate, json, offset_in, tpm};
use crate::node::Node;

const WHAT: &str = "CBOR";

/// What a byte string of that name holds, if it is known.
type Inside<'f> = &'f dyn Fn(&str, &[u8], usize) -> Option<Node>;

pub(crate) fn attestation_object(bytes: &[u8]) -> Finding {
    const TITLE: &str = "attestation object";
    let object = match AttestationObject::parse(bytes, Form::Tolerant) {
        Ok(object) => object,
        Err(reason) => {
            let step = Step::RegistrationAttestationObject;
            let tree = tree(TITLE, bytes, 0, &inside);
            return Finding::new(TITLE, tree, Verdict::Refused(step.refuse(reason)));
        }
    };
    let format = object.statement.format;
    let at = offset_in(bytes, object.authenticator_data);
    let verdict = Verdict::of(AuthenticatorData::parse(object.authenticator_data));
    let mut root = Node::new(TITLE, "").at(0, bytes.len());
    let fmt = Node::new("fmt", format).at(offset_in(bytes, format.as_bytes()), format.len());
    let statement = object.statement.bytes;
    let statement = tree("attStmt", statement, offset_in(bytes, statement), &inside);
    root.push(fmt);
    root.push(statement);
    root.push(authenticator_data::tree(
        "authData",
        object.authenticator_data,
        at,
    ));
    for (what, place) in [
        ("key out of order", object.departures.order),
        ("length longer than needed", object.departures.length),
    ] {
        root = root.with_all(place.map(|at| Node::new("not canonical", format!("{what} at {at}"))));
    }
    Finding::new(TITLE, root, verdict)
}

pub(crate) fn cose_key(bytes: &[u8]) -> Finding {
    const TITLE: &str = "COSE key";
    let tree = key_tree(TITLE, bytes, 0);
    Finding::new(TITLE, tree, Verdict::of(Key::parse(bytes)))
}

pub(crate) fn any(bytes: &[u8]) -> Finding {
    let parsed = Reader::read_all(bytes, Form::Tolerant, WHAT, |reader| reader.item(WHAT));
    let tree = tree(WHAT, bytes, 0, &|_, _, _| None);
    Finding::new(WHAT, tree, Verdict::of_form::<&[u8]>(parsed))
}

/// A key with its numbers, and in words what they make.
pub(crate) fn key_tree(name: &str, bytes: &[u8], offset: usize) -> Node {
    let tree = tree(name, bytes, offset, &|_, _, _| None);
    let Ok(key) = Key::parse(bytes) else {
        return tree;
    };
    let kind = match key.public_key() {
        PublicKey::Ec { curve, .. } | PublicKey::Edwards { curve, .. } => curve.name().to_owned(),
        PublicKey::Rsa { n, .. } => format!("RSA of {} bytes", n.len()),
        PublicKey::MlDsa { set, .. } => set.name().to_owned(),
        _ => "another kind".to_owned(),
    };
    let algorithm = key.algorithm();
    tree.with(Node::new(
        "means",
        format!("{} ({}), {kind}", algorithm.name(), algorithm.id()),
    ))
}

/// Members of attestation statements.
fn inside(path: &str, bytes: &[u8], offset: usize) -> Option<Node> {
    let name = path.rsplit('.').next().unwrap_or(path);
    if name.starts_with("x5c[") {
        return Some(certificate::tree(name, bytes, offset));
    }
    match name {
        "certInfo" => Some(tpm::attest_tree(name, bytes, offset)),
        "pubArea" => Some(tpm::public_tree(name, bytes, offset)),
        "response" => json::jws_tree(name, bytes, offset),
        "authData" => Some(authenticator_data::tree(name, bytes, offset)),
        _ => None,
    }
}

/// An item of CBOR that begins at `offset` of something larger, as far as it can be read.
pub(crate) fn tree(name: &str, bytes: &[u8], offset: usize, inside: Inside<'_>) -> Node {
    let mut walk = Walk { offset, inside };
    let mut holder = Node::default();
    let mut reader = Reader::new(bytes, Form::Tolerant);
    let read = walk.item(&mut reader, name, &mut holder);
    let read = read.and_then(|()| reader.end(WHAT));
    let mut node = holder.into_first().unwrap_or_else(|| Node::new(name, ""));
    if let Err(reason) = read {
        node.push(fault(&reason, offset));
    }
    node
}

/// Where the reader stopped.
fn fault(reason: &Reason, base: usize) -> Node {
    let at = match reason {
        Reason::Malformed { offset, .. } => Some(base.saturating_add(*offset)),
        _ => None,
    };
    Node::fault(at, reason.to_string())
}

struct Walk<'f> {
    /// Of the item in what is shown.
    offset: usize,
    inside: Inside<'f>,
}

impl Walk<'_> {
    fn item(&mut self, r: &mut Reader<'_>, path: &str, to: &mut Node) -> Result<(), Reason> {
        let start = r.offset();
        let mut node = Node::new(path.rsplit('.').next().unwrap_or(path), "");
        let mut special = None;
        let read = match r.kind(WHAT) {
            Ok(Kind::Integer) => r.integer(WHAT).map(|number| node.set(number.to_string())),
            Ok(Kind::Text) => r.text(WHAT).map(|text| node.set(format!("{text:?}"))),
            Ok(Kind::Boolean) => r.boolean(WHAT).map(|value| node.set(value.to_string())),
            Ok(Kind::Bytes) => r.bytes(WHAT).map(|bytes| {
                let at = self
                    .offset
                    .saturating_add(r.offset())
                    .saturating_sub(bytes.len());
                node.set(format!("h'{}'", crate::node::hex(bytes)));
                node.hold(bytes);
                special = (self.inside)(path, bytes, at);
            }),
            Ok(Kind::Array) => {
                node.set("array".to_owned());
                let mut place = 0_usize;
                let items = r.array(WHAT, |r| {
                    let path = format!("{path}[{place}]");
                    place = place.saturating_add(1);
                    self.item(r, &path, &mut node)
                });
                items.map(drop)
            }
            Ok(Kind::Map) => {
                node.set("map".to_owned());
                let entries = r.map(WHAT, key, |r, key| {
                    self.item(r, &format!("{path}.{key}"), &mut node)
                });
                entries.map(drop)
            }
            Ok(_) => r.item(WHAT).map(|bytes| node.set(crate::node::hex(bytes))),
            Err(reason) => Err(reason),
        };
        let length = r.offset().saturating_sub(start);
        let node = special.unwrap_or_else(|| node.at(self.offset.saturating_add(start), length));
        to.push(node);
        read
    }
}

/// The key of a map's entry in words.
fn key(r: &mut Reader<'_>) -> Result<String, Reason> {
    Ok(match r.kind(WHAT)? {
        Kind::Text => r.text(WHAT)?.replace('.', "·"),
        Kind::Integer => r.integer(WHAT)?.to_string(),
        _ => crate::node::hex(r.item(WHAT)?),
    })
}
