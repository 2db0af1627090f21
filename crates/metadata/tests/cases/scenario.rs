//! A service that signs BLOBs, any part of which can be bent.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_authenticator::certificate::{CertificateSpec, Extension};
use countersign_authenticator::{
    Authority, Jws, Pki, PrivateKey, RevocationList, Seed, certificate,
};
use countersign_cose::{Algorithm, Scheme};
use countersign_metadata::{BlobRules, Metadata};
use countersign_spec::{Rejection, UnixTime};
use countersign_trust::{Anchor, Revocation, RevocationSources};
use countersign_x509::Certificate;
use serde_json::{Value, json};

/// 2026-06-01.
pub(crate) const NOW: UnixTime = UnixTime(1_780_272_000);
pub(crate) const AAGUID: &str = "00010203-0405-0607-0809-0a0b0c0d0e0f";
/// Serial numbers of signer and intermediate.
pub(crate) const SIGNER: &[u8] = &[0x51];
pub(crate) const INTERMEDIATE: &[u8] = &[0x52];

pub(crate) struct Service {
    pub(crate) root: Authority,
    pub(crate) intermediate: Authority,
    pub(crate) key: PrivateKey,
    pub(crate) algorithm: Algorithm,
    pub(crate) jws: Jws,
}

pub(crate) fn seed() -> Seed {
    Seed::new("metadata service")
}

pub(crate) fn base64(der: &[u8]) -> String {
    BASE64_STANDARD.encode(der)
}

/// A CA certificate that can stand in an entry.
pub(crate) fn some_root() -> Vec<u8> {
    Pki::default().root("packed").certificate
}

pub(crate) fn entry() -> Value {
    json!({
        "aaguid": AAGUID,
        "metadataStatement": {
            "legalHeader": "terms",
            "description": "Example key",
            "aaguid": AAGUID,
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
            "attestationRootCertificates": [base64(&some_root())],
            "icon": "data:image/png;base64,AAAA",
        },
        "statusReports": [{ "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2025-01-01" }],
        "timeOfLastStatusChange": "2025-01-01",
    })
}

impl Service {
    pub(crate) fn new() -> Self {
        Self::with(Algorithm::Es256, |_| ())
    }

    /// A service that signs with this, its certificate bent before it is signed.
    pub(crate) fn with(algorithm: Algorithm, bend: impl FnOnce(&mut CertificateSpec)) -> Self {
        let pki = Pki::default();
        let root = pki.root("metadata");
        let intermediate = pki.intermediate_with("metadata", 1, &root, |spec| {
            spec.serial = INTERMEDIATE.to_vec();
        });
        let key = PrivateKey::derive(algorithm, &seed(), "signer");
        let signer = Pki::leaf_with(&seed(), "metadata", &intermediate, &key.public(), |leaf| {
            leaf.serial = SIGNER.to_vec();
            leaf.extensions
                .push(Extension::dns_name("mds.fidoalliance.org"));
            bend(leaf);
        });
        let mut jws = Jws::safetynet(
            algorithm,
            &[signer, intermediate.certificate.clone()],
            &[],
            0,
        );
        jws.payload = json!({
            "legalHeader": "terms",
            "no": 7,
            "nextUpdate": "2026-07-01",
            "entries": [entry()],
        });
        Self {
            root,
            intermediate,
            key,
            algorithm,
            jws,
        }
    }

    pub(crate) fn entry(&mut self) -> &mut Value {
        &mut self.jws.payload["entries"][0]
    }

    pub(crate) fn blob(&self) -> String {
        self.jws.sign(&self.key, scheme(self.algorithm))
    }

    pub(crate) fn load(&self) -> Result<Metadata, Rejection> {
        self.verify(self.blob().as_bytes(), |rules| rules)
    }

    pub(crate) fn load_with(
        &self,
        bend: impl FnOnce(BlobRules<'_>) -> BlobRules<'_>,
    ) -> Result<Metadata, Rejection> {
        self.verify(self.blob().as_bytes(), bend)
    }

    pub(crate) fn verify(
        &self,
        blob: &[u8],
        bend: impl FnOnce(BlobRules<'_>) -> BlobRules<'_>,
    ) -> Result<Metadata, Rejection> {
        let anchors = [anchor(&self.root.certificate)];
        bend(BlobRules::new(&anchors, NOW)).verify(blob)
    }

    /// Loads with lists of both authorities, required; the lists revoke these serial numbers and
    /// can be bent.
    pub(crate) fn load_with_lists(
        &self,
        revoked: &[&[u8]],
        bend: impl Fn(&mut RevocationList),
        signer: Option<&PrivateKey>,
    ) -> Result<Metadata, Rejection> {
        let lists = [&self.root, &self.intermediate].map(|authority| {
            let mut list = RevocationList::new(authority, revoked);
            bend(&mut list);
            list.sign(signer.unwrap_or(&authority.key))
        });
        let parsed = lists
            .iter()
            .map(|der| countersign_x509::RevocationList::parse(der).unwrap())
            .collect::<Vec<_>>();
        let sources = RevocationSources::default().with_lists(&parsed);
        let anchors = [anchor(&self.root.certificate)];
        let rules = BlobRules::new(&anchors, NOW).revocation(Revocation::Required(sources));
        rules.verify(self.blob().as_bytes())
    }
}

pub(crate) fn anchor(der: &[u8]) -> Anchor<'_> {
    Anchor::from_certificate(Certificate::parse(der).unwrap())
}

pub(crate) fn scheme(algorithm: Algorithm) -> Scheme {
    algorithm.scheme()
}

pub(crate) fn expired(spec: &mut CertificateSpec) {
    spec.not_after = certificate::date(2026, 5, 31);
}
