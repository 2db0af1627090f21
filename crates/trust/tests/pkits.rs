//! NIST PKITS, and the same layout with ECDSA keys.

mod shared;

use std::collections::BTreeMap;

use countersign_trust::{Anchor, PathValidation, Revocation, RevocationSources};
use countersign_x509::{Certificate, RevocationList};
use serde_json::Value;
use shared::{array, base64, json, text, time};

/// Runs a test: accepted, or why not.
fn verdict(suite: &Value, test: &Value, check_lists: bool) -> Result<(), String> {
    let der = |map: &str, name: &Value| base64(text(&suite[map], name.as_str().expect("name")));
    let root = der("certs", &test["trust_anchor"]);
    let chain: Vec<_> = array(test, "chain")
        .iter()
        .rev()
        .map(|name| der("certs", name))
        .collect();
    let crls: Vec<_> = array(test, "crls")
        .iter()
        .map(|name| der("crls", name))
        .collect();
    let root = Certificate::parse(&root).map_err(|reason| reason.to_string())?;
    let anchors = [Anchor::from_certificate(root)];
    let chain = chain
        .iter()
        .map(|der| Certificate::parse(der))
        .collect::<Result<Vec<_>, _>>();
    let chain = chain.map_err(|reason| reason.to_string())?;
    let lists: Vec<_> = crls
        .iter()
        .filter_map(|der| RevocationList::parse(der).ok())
        .collect();
    let mut validation = PathValidation::new(&anchors, time(text(suite, "validation_time")));
    if check_lists {
        let sources = RevocationSources::default().with_lists(&lists);
        validation.revocation = Revocation::Required(sources);
    }
    validation
        .verify(&chain)
        .map(|_path| ())
        .map_err(|rejection| rejection.to_string())
}

/// Tests by their identifier, with our verdict.
type Verdicts = BTreeMap<String, Result<(), String>>;

/// How many tests of a relevance there are, and for which we do not give the expected verdict.
fn departures(file: &str, relevance: &str) -> Option<(usize, Verdicts)> {
    let suite = json(file)?;
    let mut count = 0;
    let mut departures = BTreeMap::new();
    for test in array(&suite, "tests") {
        if text(test, "relevance") != relevance || test["needs_dsa"] == true {
            continue;
        }
        count += 1;
        let verdict = verdict(&suite, test, relevance == "crl");
        println!("{} {}: {verdict:?}", text(test, "id"), text(test, "title"));
        if verdict.is_ok() != (text(test, "expected") == "SUCCESS") {
            departures.insert(text(test, "id").to_owned(), verdict);
        }
    }
    println!(
        "{file}, {relevance}: {} of {count}",
        count - departures.len()
    );
    Some((count, departures))
}

fn assert_no_departures(file: &str, relevance: &str, expected: usize) {
    if let Some((count, departures)) = departures(file, relevance) {
        assert_eq!(count, expected);
        assert!(departures.is_empty(), "{departures:#?}");
    }
}

#[test]
fn core() {
    assert_no_departures("pkits.json", "core", 42);
}

#[test]
fn core_with_ecdsa() {
    assert_no_departures("pkits-p256.json", "core", 42);
}

#[test]
fn name_constraints() {
    assert_no_departures("pkits.json", "name-constraints", 38);
}

#[test]
fn name_constraints_with_ecdsa() {
    assert_no_departures("pkits-p256.json", "name-constraints", 38);
}

/// Tests that want a certificate accepted and that we refuse, with the reason. There is none the
/// other way about.
const REVOCATION_DEPARTURES: [(&str, &str); 15] = [
    (
        "4.4.19",
        "lists are signed by the key that signs certificates, not by another",
    ),
    (
        "4.5.1",
        "as 4.4.19: the list is signed with the issuer's newer key",
    ),
    (
        "4.5.4",
        "as 4.4.19: the list is signed with the issuer's older key",
    ),
    ("4.5.6", "as 4.4.19"),
    ("4.14.22", "indirect lists are refused"),
    (
        "4.14.24",
        "a list counts only if it is by the certificate's own issuer",
    ),
    ("4.14.25", "as 4.14.24"),
    ("4.14.28", "as 4.14.24"),
    ("4.14.29", "as 4.14.24"),
    ("4.14.30", "as 4.14.24"),
    ("4.14.33", "as 4.14.24"),
    (
        "4.15.2",
        "delta lists are refused, also beside the complete list",
    ),
    ("4.15.5", "as 4.15.2"),
    ("4.15.7", "as 4.15.2"),
    ("4.15.8", "as 4.15.2"),
];

#[test]
fn revocation_lists() {
    let Some((count, mut departures)) = departures("pkits.json", "crl") else {
        return;
    };
    assert_eq!(count, 76);
    for (id, why) in REVOCATION_DEPARTURES {
        let verdict = departures.remove(id);
        assert!(matches!(verdict, Some(Err(_))), "{id}: {verdict:?}; {why}");
    }
    assert!(departures.is_empty(), "{departures:#?}");
}

/// Certificate policies are not processed. A certificate with policy constraints is refused, so of
/// the tests that we depart from all want such a path accepted, but for four, which begin with
/// "initial-explicit-policy" set: an input that we do not have.
#[test]
fn policies() {
    const INITIAL_EXPLICIT_POLICY: [&str; 4] = ["4.8.1/3", "4.8.2/2", "4.8.3/2", "4.8.3/3"];
    const POLICY_CONSTRAINTS: &str = "RFC 5280 §6.1.4 (o): critical extension 551d24";
    for file in ["pkits.json", "pkits-p256.json"] {
        let Some((count, departures)) = departures(file, "policy") else {
            return;
        };
        assert_eq!((count, departures.len()), (88, 39));
        for (id, verdict) in departures {
            match verdict {
                Ok(()) => assert!(INITIAL_EXPLICIT_POLICY.contains(&id.as_str()), "{id}"),
                Err(why) => assert!(why.starts_with(POLICY_CONSTRAINTS), "{id}: {why}"),
            }
        }
    }
}
