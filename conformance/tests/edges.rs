//! Which crate may use which, as an allow-table against `cargo metadata`. A crate of the engine
//! uses crates of the floors below its own; `docs/architecture.md` shows the same table. And what
//! else each crate of the engine must keep, as far as its text shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// The engine: package, floor, and what it may use from elsewhere.
const HOUSE: &[(&str, u8, &[&str])] = &[
    // `subtle` compares the challenge, `rand_core` has the trait of the caller's generator, and
    // `chacha20poly1305`, behind a feature, seals the state of ceremonies.
    (
        "countersign",
        6,
        &[
            "base64",
            "chacha20poly1305",
            "rand_core",
            "serde",
            "serde_json",
            "subtle",
        ],
    ),
    // `serde_json` for SafetyNet's JWS alone.
    (
        "countersign-attestation",
        5,
        &["base64", "serde", "serde_json"],
    ),
    // JSON for Google's Android status list alone.
    ("countersign-trust", 5, &["serde", "serde_json"]),
    (
        "countersign-metadata",
        5,
        &["base64", "serde", "serde_json"],
    ),
    ("countersign-authdata", 4, &[]),
    (
        "countersign-x509",
        4,
        &["const-oid", "der", "spki", "x509-cert"],
    ),
    ("countersign-signature", 4, CRYPTOGRAPHY),
    ("countersign-cose", 3, &[]),
    ("countersign-spec", 2, &[]),
];

/// Who may use a crate of its own floor.
const BESIDE: &[(&str, &str)] = &[("countersign-metadata", "countersign-trust")];

/// The cryptography libraries, which `signature` alone may name.
const CRYPTOGRAPHY: &[&str] = &[
    "aws-lc-rs",
    "ed25519-dalek",
    "ed448-goldilocks",
    "graviola",
    "hmac",
    "k256",
    "ml-dsa",
    "p256",
    "p384",
    "p521",
    "rsa",
    "sha1",
    "sha2",
    "signature",
];

/// Packages that use the engine. The engine itself may use them in tests only.
const AROUND: &[&str] = &[
    "countersign-authenticator",
    "countersign-capi",
    "countersign-cli",
    "countersign-conformance",
    "countersign-differential",
    "countersign-json",
    "countersign-server",
    "countersign-vectors",
];

#[test]
fn every_package_has_its_place() {
    let placed: BTreeSet<_> = house().into_keys().chain(AROUND.iter().copied()).collect();
    let packages = Workspace::read();
    let found: BTreeSet<_> = packages
        .0
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    assert_eq!(found, placed);
}

#[test]
fn the_engine_uses_only_floors_below_and_what_the_table_allows() {
    let mut wrong = Vec::new();
    for package in &Workspace::read().0 {
        let Some((floor, libraries)) = house().get(package.name.as_str()).copied() else {
            continue;
        };
        for used in &package.uses {
            let allowed = match house().get(used.as_str()) {
                Some((below, _)) => *below < floor || BESIDE.contains(&(&package.name, used)),
                None => libraries.contains(&used.as_str()),
            };
            if !allowed {
                wrong.push(format!("{} uses {used}", package.name));
            }
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}

#[test]
fn the_tests_of_the_engine_use_no_floor_above() {
    let mut wrong = Vec::new();
    for package in &Workspace::read().0 {
        let Some((floor, _)) = house().get(package.name.as_str()).copied() else {
            continue;
        };
        for used in &package.tests_use {
            if house()
                .get(used.as_str())
                .is_some_and(|(below, _)| *below >= floor)
            {
                wrong.push(format!("the tests of {} use {used}", package.name));
            }
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}

#[test]
fn the_engine_needs_no_standard_library() {
    for package in Workspace::read().0 {
        if !house().contains_key(package.name.as_str()) {
            continue;
        }
        let source = package.folder.join("src/lib.rs");
        let text = fs::read_to_string(&source).expect("a crate has src/lib.rs");
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        assert!(lines.contains(&"#![no_std]"), "{}", package.name);
        let mut pairs = lines.windows(2);
        let bare =
            pairs.any(|pair| pair[1] == "extern crate std;" && !pair[0].starts_with("#[cfg("));
        assert!(!bare, "{}: std without a condition", package.name);
    }
}

#[test]
fn every_package_keeps_the_lints_of_the_workspace() {
    for package in Workspace::read().0 {
        let manifest = fs::read_to_string(package.folder.join("Cargo.toml")).expect("it is there");
        let keeps = manifest.contains("[lints]\nworkspace = true");
        // The C interface takes pointers, so it has a table of its own, which only denies what is
        // forbidden elsewhere.
        let is_interface = package.name == "countersign-capi"
            && manifest.contains("[lints.rust]\nunsafe_code = \"deny\"");
        assert!(keeps || is_interface, "{}", package.name);
    }
}

fn house() -> BTreeMap<&'static str, (u8, &'static [&'static str])> {
    HOUSE
        .iter()
        .map(|&(name, floor, libraries)| (name, (floor, libraries)))
        .collect()
}

/// The packages of the workspace with the names of what they depend on.
struct Workspace(Vec<Package>);

struct Package {
    name: String,
    folder: PathBuf,
    uses: Vec<String>,
    tests_use: Vec<String>,
}

impl Workspace {
    fn read() -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
        let packages = metadata["packages"]
            .as_array()
            .expect("metadata has packages");
        Self(packages.iter().map(Package::read).collect())
    }
}

impl Package {
    fn read(package: &Value) -> Self {
        let dependencies = package["dependencies"]
            .as_array()
            .expect("a package has dependencies");
        let of = |tests: bool| {
            let wanted = dependencies
                .iter()
                .filter(|one| (one["kind"] == "dev") == tests);
            wanted.map(|one| text(&one["name"])).collect()
        };
        let manifest = PathBuf::from(text(&package["manifest_path"]));
        Self {
            name: text(&package["name"]),
            folder: manifest.parent().expect("it is in a folder").to_owned(),
            uses: of(false),
            tests_use: of(true),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
