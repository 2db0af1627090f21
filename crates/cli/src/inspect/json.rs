use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countersign::metadata::danger::read_unverified;
use countersign::{
    AuthenticationResponseJson, ClientData, ClientExtensionResults, Reason,
    RegistrationResponseJson,
};
use serde_json::Value;

use super::{Finding, Verdict, authenticator_data, cbor};
use crate::node::{Node, hex};

pub(crate) fn client_data(bytes: &[u8]) -> Finding {
    const TITLE: &str = "client data";
    let verdict = Verdict::of(ClientData::parse(bytes));
    Finding::new(TITLE, client_data_tree(TITLE, bytes), verdict)
}

pub(crate) fn any(bytes: &[u8]) -> Finding {
    let parsed = serde_json::from_slice::<Value>(bytes);
    let tree = json_tree("JSON", bytes);
    let verdict = match parsed {
        Ok(_) => Verdict::Shown,
        Err(error) => Verdict::Malformed(Reason::Malformed {
            what: "JSON",
            offset: offset(bytes, &error),
        }),
    };
    Finding::new("JSON", tree, verdict)
}

pub(crate) fn registration(bytes: &[u8]) -> Finding {
    const TITLE: &str = "registration response";
    let text = String::from_utf8_lossy(bytes);
    let parsed = match RegistrationResponseJson::parse(text.trim()) {
        Ok(parsed) => parsed,
        Err(refused) => {
            return Finding::new(TITLE, json_tree(TITLE, bytes), Verdict::Refused(refused));
        }
    };
    let response = parsed.response();
    let object = cbor::attestation_object(response.attestation_object);
    let root = Node::new(TITLE, "")
        .with(Node::new("credentialId", hex(response.credential_id)))
        .with(client_data_tree(
            "clientDataJSON",
            response.client_data_json,
        ))
        .with(object.tree.named("attestationObject"))
        .with(Node::new("transports", response.transports.join(", ")))
        .with_all(extension_results(&response.client_extension_results));
    let client_data = ClientData::parse(response.client_data_json);
    let verdict = match client_data {
        Err(refused) => Verdict::Refused(refused),
        Ok(_) => object.verdict,
    };
    Finding::new(TITLE, root, verdict)
}

pub(crate) fn authentication(bytes: &[u8]) -> Finding {
    const TITLE: &str = "authentication response";
    let text = String::from_utf8_lossy(bytes);
    let parsed = match AuthenticationResponseJson::parse(text.trim()) {
        Ok(parsed) => parsed,
        Err(refused) => {
            return Finding::new(TITLE, json_tree(TITLE, bytes), Verdict::Refused(refused));
        }
    };
    let response = parsed.response();
    let data = authenticator_data::authenticator_data(response.authenticator_data);
    let root = Node::new(TITLE, "")
        .with(Node::new("credentialId", hex(response.credential_id)))
        .with(client_data_tree(
            "clientDataJSON",
            response.client_data_json,
        ))
        .with(data.tree.named("authenticatorData"))
        .with(Node::bytes("signature", response.signature, 0))
        .with_all(
            response
                .user_handle
                .map(|handle| Node::new("userHandle", hex(handle))),
        )
        .with_all(extension_results(&response.client_extension_results));
    let client_data = ClientData::parse(response.client_data_json);
    let verdict = match client_data {
        Err(refused) => Verdict::Refused(refused),
        Ok(_) => data.verdict,
    };
    Finding::new(TITLE, root, verdict)
}

pub(crate) fn mds_blob(bytes: &[u8]) -> Finding {
    const TITLE: &str = "MDS BLOB, not verified";
    let metadata = match read_unverified(bytes.trim_ascii()) {
        Ok(metadata) => metadata,
        Err(refused) => {
            return Finding::new(TITLE, Node::new(TITLE, ""), Verdict::Refused(refused));
        }
    };
    let text = |value: Option<String>| value.unwrap_or_default();
    let left_out = metadata.left_out().iter().map(|left_out| {
        let name = format!("entry {}", left_out.place);
        Node::fault(None, left_out.rejection.to_string()).named(&name)
    });
    let root = Node::new(TITLE, "")
        .with(Node::new(
            "no",
            text(metadata.number.map(|no| no.to_string())),
        ))
        .with(Node::new(
            "nextUpdate",
            text(metadata.next_update.map(|date| date.to_string())),
        ))
        .with(Node::new(
            "legalHeader",
            metadata.legal_header.as_deref().unwrap_or_default(),
        ))
        .with(Node::new("entries", metadata.entries().len().to_string()))
        .with(Node::new("left out", metadata.left_out().len().to_string()).with_all(left_out));
    Finding::new(TITLE, root, Verdict::Shown)
}

fn extension_results(results: &ClientExtensionResults<'_>) -> Option<Node> {
    let json = results.json?;
    Some(json_tree("clientExtensionResults", json.as_bytes()))
}

/// Client data: the members, and how long the challenge is.
fn client_data_tree(name: &str, bytes: &[u8]) -> Node {
    let tree = json_tree(name, bytes);
    let Ok(client_data) = ClientData::parse(bytes) else {
        return tree;
    };
    let challenge = BASE64_URL_SAFE_NO_PAD.decode(&*client_data.challenge);
    let meaning = challenge.map_or_else(
        |_| "challenge is no base64url".to_owned(),
        |challenge| format!("challenge of {} bytes", challenge.len()),
    );
    tree.with(Node::new("means", meaning))
}

/// The JWS of a SafetyNet statement: header and payload. None where it is none.
pub(crate) fn jws_tree(name: &str, bytes: &[u8], offset: usize) -> Option<Node> {
    let mut parts = std::str::from_utf8(bytes).ok()?.split('.');
    let mut decoded = || BASE64_URL_SAFE_NO_PAD.decode(parts.next()?).ok();
    let (header, payload) = (decoded()?, decoded()?);
    let node = Node::new(name, "JWS").at(offset, bytes.len());
    Some(
        node.with(json_tree("header", &header))
            .with(json_tree("payload", &payload)),
    )
}

fn json_tree(name: &str, bytes: &[u8]) -> Node {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => value_tree(name, &value).at(0, bytes.len()),
        Err(error) => Node::new(name, "")
            .at(0, bytes.len())
            .with(Node::fault(Some(offset(bytes, &error)), error.to_string())),
    }
}

fn value_tree(name: &str, value: &Value) -> Node {
    match value {
        Value::Object(members) => Node::new(name, "")
            .with_all(members.iter().map(|(name, value)| value_tree(name, value))),
        Value::Array(items) => Node::new(name, "").with_all(
            items
                .iter()
                .enumerate()
                .map(|(place, item)| value_tree(&format!("[{place}]"), item)),
        ),
        Value::String(text) if text.chars().count() > 100 => {
            let start: String = text.chars().take(80).collect();
            Node::new(
                name,
                format!("{start:?}… ({} characters)", text.chars().count()),
            )
        }
        other => Node::new(name, other.to_string()),
    }
}

/// The byte where a parser stopped.
fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let before = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len);
    let before: usize = before.sum();
    before.saturating_add(error.column().saturating_sub(1))
}
