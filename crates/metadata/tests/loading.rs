//! What it costs to load a BLOB of 2.8 million bytes.

mod shared;

use std::time::{Duration, Instant};

use countersign_metadata::{BlobRules, Metadata};
use countersign_spec::UnixTime;
use countersign_trust::{Anchor, anchors};

/// The most memory that the process had, and what it has now, in bytes: "VmHWM" and "VmRSS".
fn memory() -> Option<(usize, usize)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = |name| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<usize>().ok()
    };
    Some((value("VmHWM:")? * 1024, value("VmRSS:")? * 1024))
}

/// Runs the code once over little data, so that its own pages are not counted; then the most
/// memory counts from here.
fn warm_up(blob: &[u8], anchors: &[Anchor<'_>]) {
    let mut metadata = Metadata::default();
    metadata
        .add_statement(include_bytes!("data/statement.json"))
        .unwrap();
    let mut changed = blob.to_vec();
    changed.pop();
    changed.push(b'A');
    let now = UnixTime(1_695_168_000);
    assert!(BlobRules::new(anchors, now).verify(&changed).is_err());
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

#[test]
fn loading_takes_less_than_three_times_the_file_and_100_ms() {
    let Some(blob) = shared::blob() else { return };
    let anchors = [anchors::fido::MDS_ROOT_R3.anchor().unwrap()];
    warm_up(&blob, &anchors);
    let before = memory();
    let start = Instant::now();
    let metadata = BlobRules::new(&anchors, UnixTime(1_695_168_000))
        .verify(&blob)
        .unwrap();
    let took = start.elapsed();
    let after = memory();
    println!("{} entries in {took:?}", metadata.entries().len());
    if !cfg!(debug_assertions) {
        assert!(took < Duration::from_millis(100), "{took:?}");
    }
    let (Some((_, before)), Some((most, _))) = (before, after) else {
        println!("left out: memory, as there is no /proc/self/status");
        return;
    };
    // What was there before has the file in it once.
    let more = most.saturating_sub(before);
    println!(
        "{more} bytes more than before, for a file of {}",
        blob.len()
    );
    assert!(more < 2 * blob.len(), "{more} bytes");
}
