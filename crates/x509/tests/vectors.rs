//! The certificates in captured responses and in the vectors of the specification.

use std::fs;
use std::path::PathBuf;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use countersign_cose::{Form, Kind, Reader};
use countersign_spec::Reason;
use countersign_x509::{Certificate, Profile};
use serde_json::Value;

/// The leaf of this chain, from a phone, names the issuer of its issuer.
const NAMES_ANOTHER_ISSUER: &str = "android-key-google/algorithm_EC_SecurityLevel_StrongBox";

/// A response with an attestation statement that has certificates.
struct Attested {
    id: String,
    format: String,
    accepted: bool,
    certificates: Vec<Vec<u8>>,
}

#[test]
fn every_certificate_in_accepted_responses_can_be_read() {
    let Some(responses) = responses() else { return };
    let accepted = responses.iter().filter(|attested| attested.accepted);
    let chains: Vec<_> = accepted
        .map(|attested| (&attested.id, &attested.certificates))
        .collect();
    assert!(!chains.is_empty());
    for (id, chain) in chains {
        assert!(read_all(id, chain), "{id}");
    }
}

#[test]
fn every_certificate_in_accepted_android_chains_can_be_read() {
    let Some(folder) = shared() else { return };
    let file = fs::read(folder.join("vectors/android-key-chains.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_slice(&file).unwrap();
    let accepted: Vec<_> = cases
        .iter()
        .filter(|case| case["expect"] == "accept")
        .collect();
    assert!(!accepted.is_empty());
    for case in accepted {
        let chain = case["chain_pem"].as_array().unwrap().iter();
        let chain: Vec<_> = chain.map(|pem| from_pem(pem.as_str().unwrap())).collect();
        let id = case["id"].as_str().unwrap();
        assert_eq!(read_all(id, &chain), id != NAMES_ANOTHER_ISSUER, "{id}");
    }
}

/// Reads all that any check may ask of certificates; says whether each names the next as its issuer.
fn read_all(id: &str, chain: &[Vec<u8>]) -> bool {
    let parse = |der| Certificate::parse(der).unwrap_or_else(|e| panic!("{id}: {e}"));
    let chain: Vec<_> = chain.iter().map(|der| parse(der)).collect();
    for certificate in &chain {
        certificate
            .public_key()
            .unwrap_or_else(|e| panic!("{id}: {e}"));
        certificate
            .signature_scheme()
            .unwrap_or_else(|e| panic!("{id}: {e}"));
        certificate
            .basic_constraints()
            .unwrap_or_else(|e| panic!("{id}: {e}"));
        certificate
            .key_usage()
            .unwrap_or_else(|e| panic!("{id}: {e}"));
        certificate
            .extended_key_usage()
            .unwrap_or_else(|e| panic!("{id}: {e}"));
        for name in [certificate.issuer(), certificate.subject()] {
            for attribute in name.attributes() {
                let attribute = attribute.unwrap_or_else(|e| panic!("{id}: {e}"));
                assert!(attribute.text().is_some(), "{id}: {attribute:?}");
            }
        }
    }
    chain
        .windows(2)
        .all(|pair| pair[0].issuer().matches(&pair[1].subject()))
}

#[test]
fn leaves_of_accepted_packed_and_tpm_statements_meet_their_profiles() {
    let Some(responses) = responses() else { return };
    let mut count = 0;
    for attested in responses.iter().filter(|attested| attested.accepted) {
        let profile = match attested.format.as_str() {
            "packed" => Profile::PACKED,
            "tpm" => Profile::TPM,
            _ => continue,
        };
        let leaf = Certificate::parse(&attested.certificates[0]).unwrap();
        leaf.meets(&profile)
            .unwrap_or_else(|e| panic!("{}: {e}", attested.id));
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn every_truncation_of_a_real_certificate_is_refused() {
    let Some(responses) = responses() else { return };
    for attested in responses.iter().take(10) {
        for der in &attested.certificates {
            for length in 0..der.len() {
                let refused = Certificate::parse(&der[..length]).unwrap_err();
                assert!(
                    matches!(refused, Reason::Malformed { .. }),
                    "{}: {refused}",
                    attested.id
                );
            }
        }
    }
}

/// All registrations in the shared vectors whose statement has certificates.
fn responses() -> Option<Vec<Attested>> {
    let folder = shared()?;
    let real = fs::read_dir(folder.join("vectors/real")).unwrap();
    let mut files: Vec<_> = real.map(|entry| entry.unwrap().path()).collect();
    files.push(folder.join("vectors/w3c/level3.json"));
    files.sort();
    let vectors = files.iter().flat_map(|file| {
        let suite: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        suite["vectors"].as_array().unwrap().clone()
    });
    Some(vectors.filter_map(|vector| attested(&vector)).collect())
}

fn from_pem(pem: &str) -> Vec<u8> {
    let lines = pem.lines().filter(|line| !line.starts_with('-'));
    Base64::decode_vec(&lines.collect::<String>()).unwrap()
}

fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("COUNTERSIGN_SHARED").map(PathBuf::from);
    let folder = given
        .unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")));
    if !folder.is_dir() {
        println!("left out: no shared test data");
        return None;
    }
    Some(folder)
}

fn attested(vector: &Value) -> Option<Attested> {
    let object = vector["response"]["attestation_object"].as_str()?;
    let object = Base64UrlUnpadded::decode_vec(object).ok()?;
    let (format, certificates) = statement(&object).ok()?;
    (!certificates.is_empty()).then(|| Attested {
        id: vector["id"].as_str().unwrap().to_owned(),
        accepted: vector["expect"]["verdict"] == "accept",
        format,
        certificates,
    })
}

/// Format and "x5c" of an attestation object, as far as it can be read.
fn statement(object: &[u8]) -> Result<(String, Vec<Vec<u8>>), Reason> {
    let mut format = String::new();
    let mut certificates = Vec::new();
    Reader::read_all(object, Form::Tolerant, "attestation object", |r| {
        r.map(
            "attestation object",
            |r| r.text("key"),
            |r, key| {
                match key {
                    "fmt" => r.text("fmt")?.clone_into(&mut format),
                    "attStmt" if r.kind("attStmt")? == Kind::Map => x5c(r, &mut certificates)?,
                    _ => drop(r.item("value")?),
                }
                Ok::<_, Reason>(())
            },
        )
    })?;
    Ok((format, certificates))
}

fn x5c(r: &mut Reader<'_>, certificates: &mut Vec<Vec<u8>>) -> Result<(), Reason> {
    r.map(
        "attStmt",
        |r| r.text("key"),
        |r, key| {
            if key == "x5c" && r.kind("x5c")? == Kind::Array {
                r.array("x5c", |r| {
                    certificates.push(r.bytes("certificate")?.to_vec());
                    Ok::<_, Reason>(())
                })?;
            } else {
                r.item("value")?;
            }
            Ok::<_, Reason>(())
        },
    )?;
    Ok(())
}
