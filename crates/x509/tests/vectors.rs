//! The certificates in captured responses and in the vectors of the specification.

use std::fs;
use std::path::PathBuf;

use base64ct::{Base64UrlUnpadded, Encoding};
use countersign_cose::{Form, Kind, Reader};
use countersign_spec::Reason;
use countersign_x509::{Certificate, Profile};
use serde_json::Value;

/// A response with an attestation statement that has certificates.
struct Attested {
    id: String,
    format: String,
    accepted: bool,
    certificates: Vec<Vec<u8>>,
}

#[test]
fn every_certificate_in_accepted_responses_can_be_read() {
    let mut count = 0;
    for attested in responses().iter().filter(|attested| attested.accepted) {
        for der in &attested.certificates {
            let id = &attested.id;
            let certificate = Certificate::parse(der).unwrap_or_else(|e| panic!("{id}: {e}"));
            certificate
                .public_key()
                .unwrap_or_else(|e| panic!("{id}: {e}"));
            certificate
                .signature_scheme()
                .unwrap_or_else(|e| panic!("{id}: {e}"));
            assert!(certificate.not_before() < certificate.not_after(), "{id}");
            for name in [certificate.issuer(), certificate.subject()] {
                for attribute in name.attributes() {
                    let attribute = attribute.unwrap_or_else(|e| panic!("{id}: {e}"));
                    assert!(attribute.text().is_some(), "{id}: {attribute:?}");
                }
                assert!(name.matches(&name), "{id}");
            }
            count += 1;
        }
    }
    println!("{count} certificates");
}

#[test]
fn chains_in_accepted_responses_link_by_name() {
    for attested in responses().iter().filter(|attested| attested.accepted) {
        let certificates = attested
            .certificates
            .iter()
            .map(|der| Certificate::parse(der).unwrap());
        let certificates: Vec<_> = certificates.collect();
        for pair in certificates.windows(2) {
            let (lower, upper) = (&pair[0], &pair[1]);
            assert!(lower.issuer().matches(&upper.subject()), "{}", attested.id);
        }
    }
}

#[test]
fn leaves_of_accepted_packed_and_tpm_statements_meet_their_profiles() {
    let mut count = 0;
    let mut refused = Vec::new();
    for attested in responses().iter().filter(|attested| attested.accepted) {
        let profile = match attested.format.as_str() {
            "packed" => Profile::PACKED,
            "tpm" => Profile::TPM,
            _ => continue,
        };
        let leaf = Certificate::parse(&attested.certificates[0]).unwrap();
        count += 1;
        if let Err(rejection) = leaf.meets(&profile) {
            refused.push(format!("{}: {rejection}", attested.id));
        }
    }
    println!("{count} leaves");
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn every_truncation_of_a_real_certificate_is_refused() {
    for attested in responses().iter().take(10) {
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
fn responses() -> Vec<Attested> {
    let Some(folder) = shared() else {
        return Vec::new();
    };
    let real = fs::read_dir(folder.join("vectors/real")).unwrap();
    let files = real.map(|entry| entry.unwrap().path());
    let files = files.chain([folder.join("vectors/w3c/level3.json")]);
    let suites =
        files.map(|file| -> Value { serde_json::from_slice(&fs::read(file).unwrap()).unwrap() });
    suites
        .flat_map(|suite| {
            suite["vectors"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(attested)
                .collect::<Vec<_>>()
        })
        .collect()
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
