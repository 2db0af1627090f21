//! What is known of authenticators and their makers, from files, read again when they change.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::metadata::{
    BlobRules, CommunityList, ConvenienceMetadata, Metadata, Number, ProviderDirectory,
};
use countersign::trust::{Anchor, AndroidStatusList, Revocation, RevocationSources, anchors};
use countersign::{Certificate, RevocationList, UnixTime};

use crate::config::TrustFiles;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The data of the files, as of the last time that they could all be read.
#[derive(Debug)]
pub(crate) struct TrustData {
    files: TrustFiles,
    /// Whether BLOBs that are refused are passed over, as FIDO's conformance tools want it: they
    /// hand out good ones and bad ones together.
    tolerant: bool,
    now: RwLock<(Vec<Stamp>, Arc<Known>)>,
}

/// By which a change of a file is seen.
type Stamp = (PathBuf, Option<SystemTime>, u64);

#[derive(Default, Debug)]
pub(crate) struct Known {
    pub(crate) metadata: Vec<Metadata>,
    pub(crate) providers: ProviderDirectory,
    pub(crate) android_status: Option<AndroidStatusList>,
    /// In DER.
    pub(crate) revocation_lists: Vec<Vec<u8>>,
    /// The numbers of the BLOBs, which do not go back.
    numbers: BTreeMap<PathBuf, u64>,
}

impl TrustData {
    pub(crate) fn load(files: &TrustFiles, tolerant: bool, now: UnixTime) -> Result<Self, Failure> {
        let stamps = stamps(files);
        let known = Known::read(files, tolerant, now, &BTreeMap::new())?;
        Ok(Self {
            files: files.clone(),
            tolerant,
            now: RwLock::new((stamps, Arc::new(known))),
        })
    }

    pub(crate) fn known(&self) -> Arc<Known> {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&now.1)
    }

    /// Reads the files again, if one has changed or `always`; what can not be read leaves all as
    /// it was.
    pub(crate) fn reload(&self, always: bool, time: UnixTime) -> Result<bool, Failure> {
        let stamps = stamps(&self.files);
        let is_same = {
            let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
            now.0 == stamps
        };
        if is_same && !always {
            return Ok(false);
        }
        let known = Known::read(&self.files, self.tolerant, time, &self.known().numbers)?;
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        *now = (stamps, Arc::new(known));
        Ok(true)
    }
}

impl Known {
    /// The BLOBs have these numbers at least, by their files.
    fn read(
        files: &TrustFiles,
        tolerant: bool,
        now: UnixTime,
        least: &BTreeMap<PathBuf, u64>,
    ) -> Result<Self, Failure> {
        let anchors = mds_anchors(&files.mds_anchors)?;
        let anchors = anchors.iter().map(|der| Certificate::parse(der));
        let anchors: Result<Vec<_>, _> = anchors
            .map(|certificate| certificate.map(Anchor::from_certificate))
            .collect();
        let anchors = anchors.map_err(|reason| format!("mds_anchors: {reason}"))?;
        let revocation_lists = revocation_lists(files.revocation_lists.as_deref())?;
        let lists = parsed(&revocation_lists)?;
        let sources = RevocationSources::default().with_lists(&lists);
        let mut rules =
            BlobRules::new(&anchors, now).revocation(Revocation::CheckedWhereGiven(sources));
        match files.mds_host.as_deref() {
            Some("") => rules = rules.host(None),
            Some(host) => rules = rules.host(Some(host)),
            None => {}
        }
        let (mut metadata, numbers) = blobs(files, tolerant, &rules, least)?;
        if let Some(folder) = &files.metadata_folder {
            metadata.push(statements(folder)?);
        }
        let providers = providers(files, &rules)?;
        Ok(Self {
            metadata,
            providers,
            android_status: android_status(files)?,
            revocation_lists,
            numbers,
        })
    }
}

/// The BLOBs and their numbers.
fn blobs(
    files: &TrustFiles,
    tolerant: bool,
    rules: &BlobRules<'_>,
    least: &BTreeMap<PathBuf, u64>,
) -> Result<(Vec<Metadata>, BTreeMap<PathBuf, u64>), Failure> {
    let mut numbers = BTreeMap::new();
    let mut metadata = Vec::new();
    for path in &files.mds_blobs {
        let number = match least.get(path) {
            Some(number) if !tolerant => Number::AtLeast(*number),
            _ => Number::Any,
        };
        match rules.clone().number(number).verify(&contents(path)?) {
            Ok(blob) => {
                numbers.extend(blob.number.map(|number| (path.clone(), number)));
                metadata.push(blob);
            }
            Err(rejection) if tolerant => {
                tracing::warn!(file = %path.display(), %rejection, "BLOB passed over");
            }
            Err(rejection) => return Err(format!("{}: {rejection}", path.display()).into()),
        }
    }
    Ok((metadata, numbers))
}

/// In DER, in order of their files' names.
fn revocation_lists(folder: Option<&Path>) -> Result<Vec<Vec<u8>>, Failure> {
    let paths = of_folder(folder, "crl")?;
    paths.iter().map(|path| contents(path)).collect()
}

fn parsed(lists: &[Vec<u8>]) -> Result<Vec<RevocationList<'_>>, Failure> {
    let lists = lists.iter().map(|der| RevocationList::parse(der));
    let lists: Result<Vec<_>, _> = lists.collect();
    lists.map_err(|reason| format!("revocation_lists: {reason}").into())
}

fn statements(folder: &Path) -> Result<Metadata, Failure> {
    let mut metadata = Metadata::default();
    for path in of_folder(Some(folder), "json")? {
        metadata
            .add_statement(&contents(&path)?)
            .map_err(|rejection| format!("{}: {rejection}", path.display()))?;
    }
    Ok(metadata)
}

fn providers(files: &TrustFiles, rules: &BlobRules<'_>) -> Result<ProviderDirectory, Failure> {
    let service = match &files.convenience_blob {
        Some(path) => rules
            .verify_convenience(&contents(path)?)
            .map_err(|rejection| format!("{}: {rejection}", path.display()))?,
        None => ConvenienceMetadata::default(),
    };
    let community = match &files.community_list {
        Some(path) => CommunityList::parse(&contents(path)?)
            .map_err(|reason| format!("{}: {reason}", path.display()))?,
        None => CommunityList::default(),
    };
    Ok(ProviderDirectory::new(service, community))
}

fn android_status(files: &TrustFiles) -> Result<Option<AndroidStatusList>, Failure> {
    let Some(path) = &files.android_status else {
        return Ok(None);
    };
    AndroidStatusList::parse(&contents(path)?)
        .map(Some)
        .map_err(|reason| format!("{}: {reason}", path.display()).into())
}

/// In DER; FIDO's own where none are configured.
fn mds_anchors(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    if files.is_empty() {
        let roots = anchors::fido::MDS_ROOTS.iter();
        return Ok(roots.map(|root| root.der.to_vec()).collect());
    }
    let read = |path: &PathBuf| {
        let bytes = contents(path)?;
        match str::from_utf8(&bytes) {
            Ok(text) if text.contains("-----BEGIN") => {
                der_of_pem(text).ok_or_else(|| format!("{}: not PEM", path.display()).into())
            }
            _ => Ok(bytes),
        }
    };
    files.iter().map(read).collect()
}

/// The first block.
fn der_of_pem(text: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once("-----BEGIN CERTIFICATE-----")?;
    let (body, _) = rest.split_once("-----END CERTIFICATE-----")?;
    let body: String = body.split_whitespace().collect();
    STANDARD.decode(body).ok()
}

fn contents(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Files of that extension in a folder, in order of their names.
fn of_folder(folder: Option<&Path>, extension: &str) -> Result<Vec<PathBuf>, Failure> {
    let Some(folder) = folder else {
        return Ok(Vec::new());
    };
    let shown = |error: io::Error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(shown)? {
        let path = entry.map_err(shown)?.path();
        if path
            .extension()
            .is_some_and(|of| of.eq_ignore_ascii_case(extension))
        {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn stamps(files: &TrustFiles) -> Vec<Stamp> {
    let mut paths = files.mds_blobs.clone();
    paths.extend(files.mds_anchors.iter().cloned());
    paths.extend(files.convenience_blob.clone());
    paths.extend(files.community_list.clone());
    paths.extend(files.android_status.clone());
    let folders = [
        (files.metadata_folder.as_deref(), "json"),
        (files.revocation_lists.as_deref(), "crl"),
    ];
    for (folder, extension) in folders {
        paths.extend(of_folder(folder, extension).unwrap_or_default());
    }
    let stamp = |path: PathBuf| {
        let metadata = fs::metadata(&path).ok();
        let changed = metadata
            .as_ref()
            .and_then(|metadata| metadata.modified().ok());
        (path, changed, metadata.map_or(0, |metadata| metadata.len()))
    };
    paths.into_iter().map(stamp).collect()
}
