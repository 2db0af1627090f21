//! A BLOB that the service served in 2023: number 31, 174 entries, RS256 under GlobalSign R3.

mod shared;

use countersign_authdata::Aaguid;
use countersign_metadata::{
    BlobRules, CertificationLevel, Device, Metadata, ModelPolicy, NextUpdate, Number,
};
use countersign_spec::{ReasonKind, Rejection, Step, UnixTime};
use countersign_trust::{Anchor, anchors};

/// 2023-09-20; the signer's certificate is valid from 2023-06-08 to 2024-07-09.
const NOW: UnixTime = UnixTime(1_695_168_000);

fn verify(
    blob: &[u8],
    bend: impl FnOnce(BlobRules<'_>) -> BlobRules<'_>,
) -> Result<Metadata, Rejection> {
    verify_at(
        blob,
        NOW,
        &[anchors::fido::MDS_ROOT_R3.anchor().unwrap()],
        bend,
    )
}

fn verify_at(
    blob: &[u8],
    now: UnixTime,
    anchors: &[Anchor<'_>],
    bend: impl FnOnce(BlobRules<'_>) -> BlobRules<'_>,
) -> Result<Metadata, Rejection> {
    bend(BlobRules::new(anchors, now)).verify(blob)
}

#[test]
fn it_is_verified_and_every_entry_is_read() {
    let Some(blob) = shared::blob() else { return };
    let metadata = verify(&blob, |rules| rules).unwrap();
    assert_eq!(metadata.left_out(), []);
    assert_eq!(metadata.entries().len(), 174);
    assert_eq!(metadata.number, Some(31));
    assert_eq!(metadata.next_update.unwrap().to_string(), "2023-10-01");
    assert!(
        metadata
            .legal_header
            .as_ref()
            .unwrap()
            .contains("metadata-legal-terms")
    );
    assert!(metadata.unknown.is_empty());
    for entry in metadata.entries() {
        let statement = entry.statement.as_ref().unwrap();
        assert_eq!(statement.schema, 3);
        assert_eq!(
            entry.anchors().unwrap().len(),
            statement.root_certificates.len()
        );
        assert!(entry.unknown.is_empty() && statement.unknown.is_empty());
    }
}

#[test]
fn entries_are_found_by_model() {
    let Some(blob) = shared::blob() else { return };
    let metadata = verify(&blob, |rules| rules).unwrap();
    let yubikey: Aaguid = "c1f9a0bc-1dd2-404a-b27f-8e29047a43fd".parse().unwrap();
    let entry = metadata.by_aaguid(yubikey).unwrap().unwrap();
    assert_eq!(entry.name(), "YubiKey 5 FIPS Series with NFC");
    // The newest report, of level 2, comes first.
    let policy = ModelPolicy::default().certified(CertificationLevel::L2);
    let standing = policy.verify(entry, &Device::default(), NOW).unwrap();
    assert_eq!(standing.certification, Some(CertificationLevel::L2));
    assert_eq!(standing.since.unwrap().to_string(), "2023-03-28");
    assert!(standing.icon.unwrap().starts_with("data:image/png;base64,"));
    // Before that day it was of level 1.
    let earlier = UnixTime(1_672_531_200);
    let refused = policy
        .verify(entry, &Device::default(), earlier)
        .unwrap_err();
    assert_eq!(refused.step(), Step::MdsCertification);
    assert_eq!(metadata.by_aaguid(Aaguid([0; 16])), Ok(None));
    assert_eq!(metadata.by_aaguid(Aaguid([1; 16])), Ok(None));
    let found = |entry: &countersign_metadata::Entry| {
        entry
            .aaguid
            .map(|aaguid| metadata.by_aaguid(aaguid).unwrap() == Some(entry))
    };
    let found: Vec<_> = metadata.entries().iter().filter_map(found).collect();
    assert_eq!(found, [true; 108]);
}

#[test]
fn entries_of_u2f_are_found_by_certificate() {
    let Some(blob) = shared::blob() else { return };
    let metadata = verify(&blob, |rules| rules).unwrap();
    // Where a model lists its attestation certificate as anchor, that one's key is the identifier.
    let mut found = 0;
    for entry in metadata.entries() {
        for root in &entry.statement.as_ref().unwrap().root_certificates {
            let certificate = root.certificate().unwrap();
            if let Some(other) = metadata.by_certificate(&certificate).unwrap() {
                assert!(!other.key_identifiers.is_empty());
                found += 1;
            }
        }
    }
    assert!(found > 0);
}

#[test]
fn it_is_refused_outside_its_certificates_life() {
    let Some(blob) = shared::blob() else { return };
    let anchors = [anchors::fido::MDS_ROOT_R3.anchor().unwrap()];
    for (now, accepted) in [
        (1_686_254_410, false), // 2023-06-08T20:00:10Z
        (1_686_254_411, true),
        (1_720_555_210, true), // 2024-07-09T20:00:10Z
        (1_720_555_211, false),
    ] {
        let verdict = verify_at(&blob, UnixTime(now), &anchors, |rules| rules);
        match verdict {
            Ok(_) => assert!(accepted, "{now}"),
            Err(rejection) => {
                assert!(!accepted, "{now}: {rejection}");
                assert_eq!(rejection.step(), Step::PathValidity);
                assert_eq!(rejection.reason().kind(), ReasonKind::Expired);
            }
        }
    }
}

#[test]
fn it_is_refused_under_another_root() {
    let Some(blob) = shared::blob() else { return };
    let other = [anchors::fido::MDS_ROOT_R46.anchor().unwrap()];
    let refused = verify_at(&blob, NOW, &other, |rules| rules).unwrap_err();
    assert_eq!(refused.step(), Step::PathAnchor);
    let none = verify_at(&blob, NOW, &[], |rules| rules).unwrap_err();
    assert_eq!(none.step(), Step::PathAnchor);
}

#[test]
fn its_number_does_not_go_back() {
    let Some(blob) = shared::blob() else { return };
    for (number, accepted) in [
        (Number::NewerThan(30), true),
        (Number::NewerThan(31), false),
        (Number::AtLeast(31), true),
        (Number::AtLeast(32), false),
    ] {
        let verdict = verify(&blob, |rules| rules.number(number));
        let step = verdict.map_err(|rejection| rejection.step()).map(|_| ());
        assert_eq!(
            step,
            if accepted {
                Ok(())
            } else {
                Err(Step::MdsNumber)
            }
        );
    }
}

#[test]
fn it_is_overdue_after_the_day_of_the_next_update() {
    let Some(blob) = shared::blob() else { return };
    let anchors = [anchors::fido::MDS_ROOT_R3.anchor().unwrap()];
    let verify = |now, grace| {
        verify_at(&blob, now, &anchors, |rules| {
            rules.next_update(NextUpdate::Required { grace })
        })
    };
    let last = UnixTime(1_696_204_799); // 2023-10-01T23:59:59Z
    let late = UnixTime(last.0 + 1);
    let metadata = verify(last, 0).unwrap();
    assert!(!metadata.is_overdue(last) && metadata.is_overdue(late));
    let refused = verify(late, 0).unwrap_err();
    assert_eq!(refused.step(), Step::MdsNextUpdate);
    assert_eq!(refused.reason().kind(), ReasonKind::Expired);
    assert!(verify(late, 1).is_ok());
}

/// A sample: each costs three RSA signatures over 2.8 million bytes.
#[test]
fn a_changed_byte_is_refused() {
    let Some(blob) = shared::blob() else { return };
    let end = blob.len();
    let dots: Vec<_> = (0..end).filter(|at| blob[*at] == b'.').collect();
    let ends = [
        0,
        1,
        dots[0] - 1,
        dots[0],
        dots[0] + 1,
        dots[1] - 1,
        dots[1],
        dots[1] + 1,
        end - 1,
    ];
    let sample = (1..32)
        .map(|part| part * (end / 32))
        .chain((0..dots[0]).step_by(401));
    for at in sample.chain(ends) {
        let mut changed = blob.clone();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        assert!(verify(&changed, |rules| rules).is_err(), "byte {at}");
    }
    for length in [0, 1, dots[0], dots[1], dots[1] + 1, end - 1] {
        assert!(
            verify(&blob[..length], |rules| rules).is_err(),
            "{length} bytes"
        );
    }
}
