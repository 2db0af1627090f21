//! Replays the committed corpora of `fuzz/` through the bodies of the fuzz targets, with the
//! stable compiler: what a fuzzer once found stays found.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use countersign_fuzz::TARGETS;

#[test]
fn every_input_of_the_corpora_keeps_the_laws() {
    let mut wrong = Vec::new();
    for (target, run) in TARGETS {
        let files = files(&corpora().join(target));
        assert!(!files.is_empty(), "{target} has no corpus");
        for file in &files {
            let input = fs::read(file).expect("a file of the corpus is readable");
            if catch_unwind(|| run(&input)).is_err() {
                wrong.push(file.clone());
            }
        }
        println!("{target}: {} inputs", files.len());
    }
    assert_eq!(wrong, [] as [PathBuf; 0]);
}

#[test]
fn every_corpus_has_a_target() {
    let targets: BTreeSet<_> = TARGETS
        .iter()
        .map(|(name, _)| corpora().join(name))
        .collect();
    assert_eq!(
        files(&corpora()).into_iter().collect::<BTreeSet<_>>(),
        targets
    );
}

/// Seeds are to be read by people and cloned by everyone; a fuzzer's whole corpus is not for here.
#[test]
fn the_corpora_stay_small() {
    let all = TARGETS
        .iter()
        .flat_map(|(name, _)| files(&corpora().join(name)));
    let size: u64 = all
        .map(|file| {
            file.metadata()
                .expect("a file of the corpus is there")
                .len()
        })
        .sum();
    assert!(size < 300_000, "{size} bytes");
}

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the corpora are in the repository");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .collect();
    files.sort();
    files
}
