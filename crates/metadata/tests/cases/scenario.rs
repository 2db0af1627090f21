//! The software authenticator's service that signs BLOBs, and how its BLOBs are loaded here.

use std::ops::{Deref, DerefMut};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_authenticator::certificate::CertificateSpec;
use countersign_authenticator::{
    MetadataService, Pki, PrivateKey, RevocationList, Seed, certificate, metadata_entry,
};
use countersign_cose::Algorithm;
use countersign_metadata::{BlobRules, Metadata};
use countersign_spec::{Rejection, UnixTime};
use countersign_trust::{Anchor, Revocation, RevocationSources};
use countersign_x509::Certificate;
use serde_json::Value;

/// 2026-06-01.
pub(crate) const NOW: UnixTime = UnixTime(1_780_272_000);
pub(crate) const AAGUID: &str = "00010203-0405-0607-0809-0a0b0c0d0e0f";
/// Serial numbers of signer and intermediate.
pub(crate) const SIGNER: &[u8] = MetadataService::SIGNER;
pub(crate) const INTERMEDIATE: &[u8] = MetadataService::INTERMEDIATE;

/// A service with one entry, for the model [`AAGUID`].
pub(crate) struct Service(MetadataService);

pub(crate) fn seed() -> Seed {
    MetadataService::seed()
}

pub(crate) fn base64(der: &[u8]) -> String {
    BASE64_STANDARD.encode(der)
}

/// A CA certificate that can stand in an entry.
pub(crate) fn some_root() -> Vec<u8> {
    Pki::default().root("packed").certificate
}

pub(crate) fn entry() -> Value {
    let aaguid: countersign_authdata::Aaguid = AAGUID.parse().unwrap();
    metadata_entry(aaguid.0, &[some_root()])
}

impl Deref for Service {
    type Target = MetadataService;

    fn deref(&self) -> &MetadataService {
        &self.0
    }
}

impl DerefMut for Service {
    fn deref_mut(&mut self) -> &mut MetadataService {
        &mut self.0
    }
}

impl Service {
    pub(crate) fn new() -> Self {
        Self::with(Algorithm::Es256, |_| ())
    }

    /// A service that signs with this, its certificate bent before it is signed.
    pub(crate) fn with(algorithm: Algorithm, bend: impl FnOnce(&mut CertificateSpec)) -> Self {
        Self(MetadataService::with(algorithm, &[entry()], bend))
    }

    pub(crate) fn entry(&mut self) -> &mut Value {
        self.0.entry(0)
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

pub(crate) fn expired(spec: &mut CertificateSpec) {
    spec.not_after = certificate::date(2026, 5, 31);
}
