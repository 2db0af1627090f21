use countersign::metadata::{BlobRules, Metadata};
use countersign::trust::{Anchor, anchors};
use countersign::{Aaguid, Algorithm, UnixTime};
use countersign_authenticator::certificate::Extension;
use countersign_authenticator::{Jws, Pki, PrivateKey, Seed};
use countersign_conformance::shared_folder;
use serde_json::{Value, json};

use crate::registration::certificate;
use crate::{NOW, leak};

/// A BLOB of the Metadata Service and what is needed to believe it.
pub struct MdsBlob {
    /// Where it is from.
    pub name: &'static str,
    /// The BLOB.
    pub bytes: Vec<u8>,
    anchor: Anchor<'static>,
    time: UnixTime,
}

impl MdsBlob {
    /// Loads it: verifies it and reads every entry.
    #[must_use]
    pub fn load(&self) -> Metadata {
        let anchors = [self.anchor.clone()];
        let rules = BlobRules::new(&anchors, self.time);
        rules.verify(&self.bytes).expect("it is believed")
    }

    /// The model of an entry in its middle.
    #[must_use]
    pub fn model(&self) -> Aaguid {
        let metadata = self.load();
        let mut models = metadata.entries().iter().filter_map(|entry| entry.aaguid);
        let middle = models.clone().count() / 2;
        models.nth(middle).expect("there are models")
    }
}

/// The service's BLOB number 31 where the folder `../shared` has it, else a generated one.
#[must_use]
pub fn blob() -> MdsBlob {
    let path = shared_folder().map(|folder| folder.join("vectors/mds/blob-31.jwt"));
    match path.and_then(|path| std::fs::read(path).ok()) {
        Some(bytes) => MdsBlob {
            name: "BLOB 31 of the service",
            bytes,
            anchor: anchors::fido::MDS_ROOT_R3.anchor().expect("it is a root"),
            // 2023-09-20, inside the life of the signer's certificate.
            time: UnixTime(1_695_168_000),
        },
        None => generated(),
    }
}

/// 174 entries, as number 31 has.
fn generated() -> MdsBlob {
    let root = leak(Pki::default().root("metadata"));
    let (seed, algorithm) = (Seed::new("metadata service"), Algorithm::Es256);
    let key = PrivateKey::derive(algorithm, &seed, "signer");
    let signer = Pki::leaf_with(&seed, "metadata", root, &key.public(), |leaf| {
        leaf.extensions
            .push(Extension::dns_name("mds.fidoalliance.org"));
    });
    let mut jws = Jws::safetynet(algorithm, &[signer], &[], 0);
    jws.payload = json!({
        "legalHeader": "terms",
        "no": 1,
        "nextUpdate": "2100-01-01",
        "entries": (0..174).map(entry).collect::<Value>(),
    });
    MdsBlob {
        name: "generated BLOB",
        bytes: jws.sign(&key, algorithm.scheme()).into_bytes(),
        anchor: Anchor::from_certificate(certificate(&root.certificate)),
        time: NOW,
    }
}

fn entry(number: u32) -> Value {
    let aaguid = format!("00010203-0405-0607-0809-0a0b{number:08x}");
    let icon = "A".repeat(12_000);
    json!({
        "aaguid": aaguid,
        "metadataStatement": {
            "legalHeader": "terms",
            "description": "Example key",
            "aaguid": aaguid,
            "authenticatorVersion": 2,
            "protocolFamily": "fido2",
            "schema": 3,
            "upv": [{ "major": 1, "minor": 0 }],
            "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw"],
            "publicKeyAlgAndEncodings": ["cose"],
            "attestationTypes": ["basic_full"],
            "userVerificationDetails": [[{ "userVerificationMethod": "presence_internal" }]],
            "keyProtection": ["hardware"],
            "matcherProtection": ["on_chip"],
            "attachmentHint": ["external"],
            "tcDisplay": [],
            "attestationRootCertificates": [],
            "icon": format!("data:image/png;base64,{icon}"),
        },
        "statusReports": [{ "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2025-01-01" }],
        "timeOfLastStatusChange": "2025-01-01",
    })
}
