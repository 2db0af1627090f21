//! What chains must lead to: anchors, revocation lists and metadata, from files.

use std::path::PathBuf;

use countersign::danger::unassessed_chains;
use countersign::metadata::Metadata;
use countersign::trust::{Anchor, PathValidation, Revocation, RevocationSources};
use countersign::{
    AnchorRule, AttestationTrust, Certificate, MetadataRule, Reason, RevocationList, UnixTime,
    UnknownModel,
};

use crate::input;

/// Blocks of DER, each with the path of its file.
pub(crate) struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    pub(crate) fn certificates(paths: &[PathBuf]) -> Result<Self, String> {
        Self::read(paths, "CERTIFICATE")
    }

    pub(crate) fn revocation_lists(paths: &[PathBuf]) -> Result<Self, String> {
        Self::read(paths, "X509 CRL")
    }

    fn read(paths: &[PathBuf], label: &str) -> Result<Self, String> {
        let mut all = Vec::new();
        for path in paths {
            let blocks = input::der_file(path, label)?.into_iter();
            all.extend(blocks.map(|der| (path.display().to_string(), der)));
        }
        Ok(Self(all))
    }

    pub(crate) fn anchors(&self) -> Result<Vec<Anchor<'_>>, String> {
        self.parsed("certificate", |der| {
            Certificate::parse(der).map(Anchor::from_certificate)
        })
    }

    pub(crate) fn lists(&self) -> Result<Vec<RevocationList<'_>>, String> {
        self.parsed("revocation list", RevocationList::parse)
    }

    fn parsed<'a, T>(
        &'a self,
        what: &str,
        parse: impl Fn(&'a [u8]) -> Result<T, Reason>,
    ) -> Result<Vec<T>, String> {
        let mut all = Vec::new();
        for (path, der) in &self.0 {
            let one = parse(der);
            all.push(one.map_err(|reason| format!("{path}: no {what} in DER or PEM: {reason}"))?);
        }
        Ok(all)
    }
}

/// With lists, each certificate must be covered by one; without, nobody asks.
pub(crate) fn revocation<'a>(lists: &'a [RevocationList<'a>]) -> Revocation<'a> {
    if lists.is_empty() {
        return Revocation::Ignored;
    }
    Revocation::Required(RevocationSources::default().with_lists(lists))
}

/// Which attestations are trusted. Where nothing says what chains must lead to, they may go
/// unassessed.
pub(crate) fn attestation<'a>(
    anchors: &'a [Anchor<'a>],
    revocation: Revocation<'a>,
    metadata: Option<&'a Metadata>,
    time: UnixTime,
) -> AttestationTrust<'a> {
    let mut trust = AttestationTrust::default();
    if anchors.is_empty() && metadata.is_none() {
        return unassessed_chains(trust);
    }
    let mut validation = PathValidation::new(anchors, time);
    validation.revocation = revocation;
    if let Some(metadata) = metadata {
        let rule = MetadataRule::new(metadata, time)
            .validation(validation.clone())
            .unknown(UnknownModel::AsWithoutMetadata);
        trust = trust.by_metadata(rule);
    }
    if !anchors.is_empty() {
        trust = trust.anchored([AnchorRule::new(validation)]);
    }
    trust
}
