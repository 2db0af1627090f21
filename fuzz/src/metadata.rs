use countersign_authdata::Aaguid;
use countersign_metadata::danger::{read_unverified, read_unverified_payload};
use countersign_metadata::{
    BlobRules, CommunityList, ConvenienceMetadata, Device, Ground, Metadata, ModelPolicy,
    ProviderDirectory,
};
use countersign_spec::UnixTime;
use countersign_trust::anchors;
use serde_json::Value;

use crate::Input;

/// Reads the input as metadata; its first byte says of which kind: a whole BLOB, the payload of
/// one, that of the Convenience Metadata Service, or the community's list.
///
/// - A BLOB is not believed under FIDO's own anchors, whatever it says.
/// - Every item of "entries", as serde_json's general parser counts them, was read or left out.
/// - A model's entry is found by its AAGUID unless the model was refused; its certificates are
///   those that were parsed; and the policies answer.
/// - A provider has a name that is short and without control characters, and pictures that are
///   not too large; so does one that nobody knows.
pub fn metadata(data: &[u8]) {
    let mut input = Input::new(data);
    let Some(kind) = input.byte() else { return };
    let rest = input.rest();
    match kind % 4 {
        0 => blob(rest),
        1 => payload(rest),
        2 => drop(ConvenienceMetadata::parse(rest).map(convenience)),
        _ => drop(CommunityList::parse(rest).map(community)),
    }
}

fn blob(data: &[u8]) {
    let anchors = anchors::fido::MDS_ROOTS.map(|root| root.anchor().expect("a published root"));
    assert!(
        BlobRules::new(&anchors, UnixTime(1_790_000_000))
            .host(None)
            .verify(data)
            .is_err()
    );
    if let Ok(metadata) = read_unverified(data) {
        entries(&metadata);
    }
}

fn payload(data: &[u8]) {
    let Ok(metadata) = read_unverified_payload(data) else {
        return;
    };
    entries(&metadata);
    // The general parser refuses some numbers, and depths, that nobody reads here.
    let Ok(object) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    assert_eq!(metadata.number, object["no"].as_u64());
    let read = metadata.entries().len() + metadata.left_out().len();
    assert_eq!(Some(read), object["entries"].as_array().map(Vec::len));
}

fn entries(metadata: &Metadata) {
    let now = UnixTime(1_790_000_000);
    for entry in metadata.entries() {
        assert!(entry.anchors().is_ok());
        drop(ModelPolicy::default().verify(entry, &Device::default(), now));
        let Some(aaguid) = entry.aaguid.filter(|aaguid| *aaguid != Aaguid::ZERO) else {
            continue;
        };
        if let Ok(found) = metadata.by_aaguid(aaguid) {
            assert_eq!(found.and_then(|found| found.aaguid), Some(aaguid));
        }
    }
    for left_out in metadata.left_out() {
        let aaguid = left_out.aaguid.filter(|aaguid| *aaguid != Aaguid::ZERO);
        assert!(aaguid.is_none_or(|aaguid| metadata.by_aaguid(aaguid).is_err()));
    }
}

fn convenience(metadata: ConvenienceMetadata) {
    let models: Vec<_> = metadata.iter().map(|(aaguid, _)| aaguid).collect();
    shown(
        &ProviderDirectory::new(metadata, CommunityList::default()),
        &models,
    );
}

fn community(list: CommunityList) {
    let directory = ProviderDirectory::new(ConvenienceMetadata::default(), list);
    shown(&directory, &[]);
}

fn shown(directory: &ProviderDirectory, models: &[Aaguid]) {
    let others = [Aaguid::ZERO, Aaguid([0xff; 16])];
    for aaguid in models.iter().chain(&others) {
        for language in ["en-US", "de-CH-1996", "x-", ""] {
            let provider = directory.provider(*aaguid, &[language]);
            assert!((1..=200).contains(&provider.name.chars().count()));
            assert!(!provider.name.contains(char::is_control));
            let icons = [Ground::Light, Ground::Dark].map(|ground| provider.icon(ground));
            for icon in icons.into_iter().flatten() {
                assert!(icon.bytes().len() <= countersign_metadata::Icon::MAX);
            }
        }
    }
}
