use std::fmt::Write as _;

use countersign_cose::Algorithm;
use serde_json::{Value, json};

use crate::algorithm::of;
use crate::base64::base64;
use crate::certificate::{CertificateSpec, Extension};
use crate::{Authority, Jws, Pki, PrivateKey, Seed};

/// A service that signs BLOBs of metadata as the FIDO Metadata Service does: a root, an
/// intermediate, a certificate for the service's host. Bend its `jws` before it is signed.
#[derive(Clone, PartialEq, Debug)]
pub struct MetadataService {
    /// The root that a relying party trusts.
    pub root: Authority,
    /// The authority below it.
    pub intermediate: Authority,
    /// The key that signs.
    pub key: PrivateKey,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// Header and payload of the BLOB.
    pub jws: Jws,
}

impl MetadataService {
    /// The number of its BLOB.
    pub const NUMBER: u64 = 7;
    /// The serial number of the signer's certificate.
    pub const SIGNER: &'static [u8] = &[0x51];
    /// The serial number of the intermediate's certificate.
    pub const INTERMEDIATE: &'static [u8] = &[0x52];

    /// A service that signs with ES256, with these entries in its BLOB.
    #[must_use]
    pub fn new(entries: &[Value]) -> Self {
        Self::with(Algorithm::Es256, entries, |_| ())
    }

    /// A service that signs with this, its certificate bent before it is signed.
    pub fn with(
        algorithm: Algorithm,
        entries: &[Value],
        bend: impl FnOnce(&mut CertificateSpec),
    ) -> Self {
        let (pki, seed) = (Pki::default(), Self::seed());
        let root = pki.root("metadata");
        let intermediate = pki.intermediate_with("metadata", 1, &root, |spec| {
            spec.serial = Self::INTERMEDIATE.to_vec();
        });
        let key = PrivateKey::derive(algorithm, &seed, "signer");
        let signer = Pki::leaf_with(&seed, "metadata", &intermediate, &key.public(), |leaf| {
            leaf.serial = Self::SIGNER.to_vec();
            leaf.extensions
                .push(Extension::dns_name("mds.fidoalliance.org"));
            bend(leaf);
        });
        let chain = [signer, intermediate.certificate.clone()];
        let payload = json!({
            "legalHeader": "terms",
            "no": Self::NUMBER,
            "nextUpdate": "2026-07-01",
            "entries": entries,
        });
        Self {
            root,
            intermediate,
            key,
            algorithm,
            jws: Jws::new(algorithm, &chain, payload),
        }
    }

    /// What the service's keys are derived from.
    #[must_use]
    pub fn seed() -> Seed {
        Seed::new("metadata service")
    }

    /// An entry of the BLOB, by its place.
    pub fn entry(&mut self, place: usize) -> &mut Value {
        &mut self.jws.payload["entries"][place]
    }

    /// The BLOB, signed.
    #[must_use]
    pub fn blob(&self) -> String {
        self.jws.sign(&self.key, of(self.algorithm).scheme)
    }
}

/// An entry for a model, certified at level 1, that makes basic attestations under these roots.
#[must_use]
pub fn metadata_entry(aaguid: [u8; 16], roots: &[Vec<u8>]) -> Value {
    let aaguid = aaguid_text(aaguid);
    let roots: Vec<_> = roots.iter().map(|root| base64(root)).collect();
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
            "attestationRootCertificates": roots,
            "icon": "data:image/png;base64,AAAA",
        },
        "statusReports": [{ "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2025-01-01" }],
        "timeOfLastStatusChange": "2025-01-01",
    })
}

/// An AAGUID as metadata write it.
#[must_use]
pub fn aaguid_text(aaguid: [u8; 16]) -> String {
    let mut text = String::new();
    for (place, byte) in aaguid.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{MetadataService, aaguid_text, metadata_entry};

    #[test]
    fn an_aaguid_has_five_groups() {
        let bytes = core::array::from_fn(|n| u8::try_from(n).unwrap());
        assert_eq!(aaguid_text(bytes), "00010203-0405-0607-0809-0a0b0c0d0e0f");
    }

    #[test]
    fn a_blob_has_three_parts_and_is_the_same_every_time() {
        let make = || MetadataService::new(&[metadata_entry([7; 16], &[])]).blob();
        assert_eq!(make().split('.').count(), 3);
        assert_eq!(make(), make());
    }
}
