use countersign::attestation::KeyDescription;
use countersign::{Aaguid, Certificate};
use countersign_cose::PublicKey;
use countersign_x509::{Attribute, Name, ObjectIdentifier};

use super::{Finding, Verdict, der, offset_in};
use crate::node::{Node, hex};

/// Identifiers that attestation certificates have, by name.
const NAMES: [(&str, &str); 14] = [
    ("2.5.29.14", "subjectKeyIdentifier"),
    ("2.5.29.15", "keyUsage"),
    ("2.5.29.17", "subjectAltName"),
    ("2.5.29.19", "basicConstraints"),
    ("2.5.29.31", "cRLDistributionPoints"),
    ("2.5.29.32", "certificatePolicies"),
    ("2.5.29.35", "authorityKeyIdentifier"),
    ("2.5.29.37", "extKeyUsage"),
    ("1.3.6.1.5.5.7.1.1", "authorityInfoAccess"),
    ("1.3.6.1.4.1.45724.1.1.4", "id-fido-gen-ce-aaguid"),
    ("1.3.6.1.4.1.45724.1.1.2", "id-fido-gen-ce-sernum"),
    ("1.3.6.1.4.1.45724.2.1.1", "fidoU2FTransports"),
    (ANDROID_KEY, "Android key description"),
    ("1.2.840.113635.100.8.2", "Apple nonce"),
];

const ANDROID_KEY: &str = "1.3.6.1.4.1.11129.2.1.17";

pub(crate) fn certificate(bytes: &[u8]) -> Finding {
    let verdict = Verdict::of_form(Certificate::parse(bytes));
    Finding::new("certificate", tree("certificate", bytes, 0), verdict)
}

pub(crate) fn key_description(bytes: &[u8]) -> Finding {
    const TITLE: &str = "Android key description";
    let verdict = Verdict::of_form(KeyDescription::parse(bytes));
    Finding::new(TITLE, description_tree(TITLE, bytes, 0), verdict)
}

pub(crate) fn tree(name: &str, bytes: &[u8], offset: usize) -> Node {
    let certificate = match Certificate::parse(bytes) {
        Ok(certificate) => certificate,
        // Its elements, to see where it goes wrong.
        Err(reason) => return der::tree(name, bytes, offset).with(der::fault(&reason, offset)),
    };
    let place = |part: &[u8]| offset.saturating_add(offset_in(bytes, part));
    let named = |name: &str, value: &Name<'_>| {
        Node::new(name, name_text(value)).at(place(value.der()), value.der().len())
    };
    let serial = certificate.serial_number();
    let scheme = certificate.signature_scheme();
    let scheme = scheme.map_or_else(|reason| reason.to_string(), |scheme| format!("{scheme:?}"));
    let key = certificate.public_key_info();
    let signature = certificate.signature();
    let mut root = Node::new(name, "certificate").at(offset, bytes.len());
    root.push(Node::new("version", certificate.version().to_string()));
    root.push(Node::bytes("serialNumber", serial, place(serial)));
    root.push(named("issuer", &certificate.issuer()));
    root.push(Node::new("notBefore", certificate.not_before().to_string()));
    root.push(Node::new("notAfter", certificate.not_after().to_string()));
    root.push(named("subject", &certificate.subject()));
    root.push(Node::new("key", key_text(&certificate)).at(place(key), key.len()));
    let extensions = certificate.extensions().map(|(oid, extension)| {
        let critical = if extension.critical {
            " (critical)"
        } else {
            ""
        };
        let oid = oid.to_string();
        let known = NAMES.iter().find(|(known, _)| *known == oid);
        let name = known.map_or(oid.clone(), |(_, name)| (*name).to_owned());
        let at = place(extension.value);
        let node = Node::bytes(format!("{name}{critical}"), extension.value, at);
        if oid == ANDROID_KEY {
            description_tree(&name, extension.value, at)
        } else if let ("id-fido-gen-ce-aaguid", Ok(Some(aaguid))) =
            (&*name, certificate.fido_aaguid())
        {
            Node::new(name, Aaguid(aaguid).to_string()).at(at, extension.value.len())
        } else {
            node
        }
    });
    let extensions: Vec<_> = extensions.collect();
    root.push(Node::new("extensions", extensions.len().to_string()).with_all(extensions));
    root.push(Node::new("signed with", scheme).at(place(signature), signature.len()));
    root
}

fn description_tree(name: &str, bytes: &[u8], offset: usize) -> Node {
    let description = match KeyDescription::parse(bytes) {
        Ok(description) => description,
        Err(reason) => return der::tree(name, bytes, offset).with(der::fault(&reason, offset)),
    };
    let challenge = description.attestation_challenge;
    let place = |part: &[u8]| offset.saturating_add(offset_in(bytes, part));
    Node::new(name, "")
        .at(offset, bytes.len())
        .with(Node::new(
            "attestationVersion",
            description.attestation_version.to_string(),
        ))
        .with(Node::new(
            "attestationSecurityLevel",
            description.attestation_security_level.name(),
        ))
        .with(Node::new(
            "keymasterVersion",
            description.keymaster_version.to_string(),
        ))
        .with(Node::new(
            "keymasterSecurityLevel",
            description.keymaster_security_level.name(),
        ))
        .with(Node::bytes(
            "attestationChallenge",
            challenge,
            place(challenge),
        ))
        .with(Node::bytes(
            "uniqueId",
            description.unique_id,
            place(description.unique_id),
        ))
        .with(list("softwareEnforced", &description.software_enforced))
        .with(list("hardwareEnforced", &description.tee_enforced))
        .with(der::tree("as DER", bytes, offset))
}

/// The members that a decision may hang on.
fn list(name: &str, list: &countersign::attestation::AuthorizationList<'_>) -> Node {
    let debug = |name: &str, value: String| Node::new(name, value);
    let mut node = Node::new(name, if list.is_empty() { "empty" } else { "" });
    node = node.with_all(
        list.purpose
            .as_ref()
            .map(|all| debug("purpose", format!("{all:?}"))),
    );
    node = node.with_all(
        list.algorithm
            .map(|one| debug("algorithm", one.to_string())),
    );
    node = node.with_all(list.key_size.map(|one| debug("keySize", one.to_string())));
    node = node.with_all(list.origin.map(|one| debug("origin", format!("{one:?}"))));
    node = node.with_all(
        list.os_patch_level
            .map(|one| debug("osPatchLevel", one.to_string())),
    );
    node.with_all(list.root_of_trust.map(|root| {
        let locked = if root.device_locked {
            "locked"
        } else {
            "not locked"
        };
        debug(
            "rootOfTrust",
            format!("{:?}, {locked}", root.verified_boot_state),
        )
    }))
}

fn key_text(certificate: &Certificate<'_>) -> String {
    match certificate.public_key() {
        Ok(PublicKey::Ec { curve, .. } | PublicKey::Edwards { curve, .. }) => curve.name().into(),
        Ok(PublicKey::Rsa { n, .. }) => format!("RSA of {} bytes", n.len()),
        Ok(PublicKey::MlDsa { set, .. }) => set.name().into(),
        Ok(_) => "another kind".into(),
        Err(reason) => reason.to_string(),
    }
}

/// As `C=AA, O=Example`.
pub(crate) fn name_text(name: &Name<'_>) -> String {
    const SHORT: [(ObjectIdentifier, &str); 4] = [
        (Attribute::COUNTRY, "C"),
        (Attribute::ORGANIZATION, "O"),
        (Attribute::ORGANIZATIONAL_UNIT, "OU"),
        (Attribute::COMMON_NAME, "CN"),
    ];
    let attributes = name.attributes().map(|attribute| match attribute {
        Err(reason) => reason.to_string(),
        Ok(attribute) => {
            let short = SHORT.iter().find(|(oid, _)| attribute.oid == *oid);
            let name =
                short.map_or_else(|| attribute.oid.to_string(), |(_, name)| (*name).to_owned());
            let text = attribute.text();
            let text = text.map_or_else(|| hex(attribute.value), std::borrow::Cow::into_owned);
            format!("{name}={text}")
        }
    });
    let text: Vec<_> = attributes.collect();
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    text.join(", ")
}
