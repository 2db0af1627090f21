//! `docs/dependencies.md` names every crate that the facade's default build is made of.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The most crates from elsewhere.
const LIMIT: usize = 70;

/// The packages of the tree, each with its version: build scripts left aside, one target, so that
/// it is the same on every machine.
fn tree() -> BTreeSet<(String, String)> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "countersign", "--edges", "normal"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .args(["--prefix", "none", "--format", "{p}"])
        .args(["--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).expect("names are text");
    let package = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    };
    text.lines().filter_map(package).collect()
}

/// The first cells of the tables, which are names in backquotes.
fn named() -> BTreeSet<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/dependencies.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let tables = page
        .split("## Build cost")
        .next()
        .expect("there are tables");
    let mut names = BTreeSet::new();
    for row in tables.lines().filter_map(|line| line.strip_prefix("| `")) {
        let (name, _) = row.split_once('`').expect("a name is closed");
        assert!(names.insert(name.to_owned()), "{name} is there twice");
    }
    names
}

#[test]
fn the_page_names_every_crate_of_the_default_build_and_no_other() {
    let tree: BTreeSet<_> = tree().into_iter().map(|(name, _)| name).collect();
    assert_eq!(named(), tree);
}

#[test]
fn crates_from_elsewhere_are_no_more_than_the_limit() {
    let tree = tree();
    let foreign = tree
        .iter()
        .filter(|(name, _)| !name.starts_with("countersign"));
    let count = foreign.count();
    assert!(count > 0 && count <= LIMIT, "{count}");
    println!("{count} crates from elsewhere");
}
