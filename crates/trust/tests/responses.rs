//! The chains in the responses of WebAuthn's own test vectors and in captured ones.

mod shared;

use countersign_cose::{Form, Kind, Reader};
use countersign_spec::{Reason, Step, UnixTime};
use countersign_trust::{Anchor, PathValidation, VerifiedPath};
use countersign_x509::Certificate;
use serde_json::Value;
use shared::{array, base64, base64url, json, parse, pems, text, time};

const DAY: i64 = 86_400;

/// A chain with what its vector says of it.
struct Case {
    id: String,
    chain: Vec<Vec<u8>>,
    anchors: Vec<Vec<u8>>,
    time: UnixTime,
    expected: Option<bool>,
}

fn cases() -> Vec<Case> {
    let real = shared::folder().join("vectors/real");
    let real = std::fs::read_dir(real).into_iter().flatten().flatten();
    let real = real.map(|entry| format!("real/{}", entry.file_name().to_string_lossy()));
    let mut files: Vec<_> = real.chain(["w3c/level3.json".to_owned()]).collect();
    files.sort();
    files
        .iter()
        .filter_map(|file| json(file))
        .flat_map(|suite| {
            array(&suite, "vectors")
                .iter()
                .filter_map(case)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn case(vector: &Value) -> Option<Case> {
    let trust = vector.get("trust").filter(|trust| !trust.is_null())?;
    let object = base64url(vector["response"]["attestation_object"].as_str()?);
    Some(Case {
        id: text(vector, "id").to_owned(),
        chain: x5c(&object).filter(|chain| !chain.is_empty())?,
        anchors: pems(array(trust, "anchors_pem")),
        time: time(text(trust, "time")),
        expected: trust["expect"].as_bool(),
    })
}

/// "x5c" of the attestation statement, or of the header of the JWS in it.
fn x5c(object: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut chain = Vec::new();
    let read = Reader::read_all(object, Form::Tolerant, "attestation object", |r| {
        r.map(
            "attestation object",
            |r| r.text("key"),
            |r, key| {
                if key == "attStmt" {
                    r.map(
                        "attStmt",
                        |r| r.text("key"),
                        |r, key| statement_member(r, key, &mut chain),
                    )?;
                } else {
                    r.item("value")?;
                }
                Ok::<_, Reason>(())
            },
        )
    });
    // Some vectors are there because their object is malformed.
    read.is_ok().then_some(chain)
}

fn statement_member(r: &mut Reader<'_>, key: &str, chain: &mut Vec<Vec<u8>>) -> Result<(), Reason> {
    match (key, r.kind("value")?) {
        ("x5c", Kind::Array) => {
            r.array("x5c", |r| {
                chain.push(r.bytes("certificate")?.to_vec());
                Ok::<_, Reason>(())
            })?;
        }
        ("response", Kind::Bytes) => {
            let jws = String::from_utf8_lossy(r.bytes("response")?).into_owned();
            let header = base64url(jws.split('.').next().unwrap_or_default());
            let header: Value = serde_json::from_slice(&header).expect("JWS header");
            let certificates = array(&header, "x5c").iter().filter_map(Value::as_str);
            chain.extend(certificates.map(base64));
        }
        _ => {
            r.item("value")?;
        }
    }
    Ok(())
}

fn verify(
    case: &Case,
    time: UnixTime,
    then: impl FnOnce(&VerifiedPath<'_>),
) -> Result<(), countersign_spec::Rejection> {
    let (anchors, _) = parse(&case.anchors);
    let anchors: Vec<_> = anchors.into_iter().map(Anchor::from_certificate).collect();
    let (chain, refused) = parse(&case.chain);
    assert_eq!(refused, None, "{}", case.id);
    PathValidation::new(&anchors, time)
        .verify(&chain)
        .map(|path| then(&path))
}

#[test]
fn chains_are_trusted_as_their_vectors_say() {
    let mut counts = (0, 0, 0);
    for case in &cases() {
        let verdict = verify(case, case.time, |path| {
            assert!(
                case.anchors
                    .iter()
                    .any(|der| path.anchor().certificate().is_some_and(|c| c.der() == der))
            );
            assert_eq!(path.certificates()[0].der(), case.chain[0]);
        });
        match (case.expected, &verdict) {
            (Some(expected), _) => {
                assert_eq!(verdict.is_ok(), expected, "{}: {verdict:?}", case.id);
                if expected {
                    counts.0 += 1;
                } else {
                    counts.1 += 1;
                }
            }
            (None, Ok(())) => {
                counts.2 += 1;
                println!("{}: trusted", case.id);
            }
            (None, Err(rejection)) => {
                counts.2 += 1;
                println!("{}: {} anchors, {rejection}", case.id, case.anchors.len());
            }
        }
    }
    println!(
        "{} trusted, {} not trusted, {} without an expectation",
        counts.0, counts.1, counts.2
    );
}

#[test]
fn no_trusted_chain_is_trusted_a_day_before_or_after_it_is_valid() {
    for case in cases().iter().filter(|case| case.expected == Some(true)) {
        let leaf = Certificate::parse(&case.chain[0]).expect("leaf");
        let (mut first, mut last) = (leaf.not_before().0, leaf.not_after().0);
        verify(case, case.time, |path| {
            let anchor = path.anchor().certificate();
            for certificate in path.certificates().iter().copied().chain(anchor) {
                first = first.max(certificate.not_before().0);
                last = last.min(certificate.not_after().0);
            }
        })
        .expect("trusted");
        for (time, trusted) in [
            (first.saturating_sub(DAY), false),
            (first, true),
            (last, true),
            (last.saturating_add(DAY), false),
        ] {
            let verdict = verify(case, UnixTime(time), |_| ());
            assert_eq!(
                verdict.is_ok(),
                trusted,
                "{} at {time}: {verdict:?}",
                case.id
            );
            if let Err(rejection) = verdict {
                assert_eq!(rejection.step(), Step::PathValidity, "{}", case.id);
            }
        }
    }
}

#[test]
fn no_chain_is_trusted_by_itself() {
    for case in &cases() {
        let none = Case {
            anchors: Vec::new(),
            chain: case.chain.clone(),
            id: case.id.clone(),
            ..*case
        };
        let refused = verify(&none, case.time, |_| ()).unwrap_err();
        assert_eq!(
            refused,
            Step::PathAnchor.refuse(Reason::Missing("trust anchor")),
            "{}",
            case.id
        );
    }
}
