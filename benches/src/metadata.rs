use countersign::metadata::{BlobRules, Metadata};
use countersign::trust::{Anchor, anchors};
use countersign::{Aaguid, UnixTime};
use countersign_authenticator::{MetadataService, metadata_entry};
use countersign_conformance::shared_folder;
use serde_json::Value;

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

/// 174 entries with large icons, as number 31 has.
fn generated() -> MdsBlob {
    let entries: Vec<_> = (0..174).map(entry).collect();
    let mut service = MetadataService::new(&entries);
    service.jws.payload["nextUpdate"] = "2100-01-01".into();
    let bytes = service.blob().into_bytes();
    MdsBlob {
        name: "generated BLOB",
        bytes,
        anchor: Anchor::from_certificate(certificate(&leak(service.root).certificate)),
        time: NOW,
    }
}

fn entry(number: u32) -> Value {
    let aaguid = 0x0001_0203_0405_0607_0809_0a0b_0000_0000_u128 | u128::from(number);
    let mut entry = metadata_entry(aaguid.to_be_bytes(), &[]);
    let icon = "A".repeat(12_000);
    entry["metadataStatement"]["icon"] = format!("data:image/png;base64,{icon}").into();
    entry
}
