//! Replays the committed corpora of `fuzz/`, the seeds and what a fuzzer found beside them, through
//! the bodies of the fuzz targets: what a fuzzer once found stays found.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use countersign_fuzz::TARGETS;

#[test]
fn every_input_of_the_corpora_keeps_the_laws() {
    let mut wrong = Vec::new();
    for (target, run) in TARGETS {
        let files = files(&corpora().join(target));
        assert!(!files.is_empty(), "{target} has no corpus");
        let seeds = files
            .iter()
            .map(|file| fs::read(file).expect("a file of the corpus is readable"));
        let found = found(target);
        println!("{target}: {} seeds, {} found", files.len(), found.len());
        for input in seeds.chain(found) {
            if catch_unwind(|| run(&input)).is_err() {
                wrong.push((target, Base64::encode_string(&input)));
            }
        }
    }
    assert_eq!(wrong, []);
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
    let size = |files: Vec<PathBuf>| -> u64 {
        let size = |file: PathBuf| file.metadata().expect("the file is there").len();
        files.into_iter().map(size).sum()
    };
    let seeds = size(all.collect());
    assert!(seeds < 300_000, "seeds: {seeds} bytes");
    let found = size(files(&minimised()));
    assert!(found < 1_200_000, "found: {found} bytes");
}

/// What `fuzz/minimise.py` kept for a target: an input a line.
fn found(target: &str) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(minimised().join(format!("{target}.txt")));
    let text = text.expect("each target has been fuzzed");
    let decode = |line| Base64::decode_vec(line).expect("each line is base64");
    text.lines().map(decode).collect()
}

fn minimised() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/minimised")
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
