//! What hostile BLOBs cost: memory within three times the input and a constant, and no panic.

use std::fmt::Write as _;

use allocation_counter::measure;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countersign_metadata::{CommunityList, ConvenienceMetadata, danger};
use countersign_spec::{Reason, ReasonKind, Rejection, Step};

/// What the refusal of a BLOB with many values, or the values that are allowed, may take besides.
const CONSTANT: usize = 4_000_000;

/// The most bytes that were allocated meanwhile.
fn peak<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let mut result = None;
    let took = measure(|| result = Some(run())).bytes_max;
    (result.unwrap(), usize::try_from(took).unwrap())
}

fn blob(payload: &str) -> Vec<u8> {
    let header = BASE64_URL_SAFE_NO_PAD.encode(br#"{"alg":"ES256","x5c":[]}"#);
    let payload = BASE64_URL_SAFE_NO_PAD.encode(payload.as_bytes());
    format!("{header}.{payload}.AAAA").into_bytes()
}

fn payload(more: &str, entries: &str) -> String {
    format!(r#"{{"legalHeader":"","no":1,"nextUpdate":"2026-07-01"{more},"entries":[{entries}]}}"#)
}

/// Reads a BLOB and holds what it took against its size.
#[track_caller]
fn read(name: &str, payload: &str, constant: usize) -> Result<(usize, usize), Rejection> {
    let blob = blob(payload);
    let (verdict, took) = peak(|| {
        let metadata = danger::read_unverified(&blob)?;
        Ok((metadata.entries().len(), metadata.left_out().len()))
    });
    println!("{name}: {took} bytes for {}, {verdict:?}", blob.len());
    assert!(
        took <= 3 * blob.len() + constant,
        "{name}: {took} bytes for {}",
        blob.len()
    );
    verdict
}

#[track_caller]
fn too_large(verdict: Result<(usize, usize), Rejection>, step: Step) {
    let refused = verdict.expect_err("a refusal");
    let found = (refused.step(), refused.reason().kind());
    assert_eq!(found, (step, ReasonKind::TooLarge), "{refused}");
}

#[test]
fn hostile_blobs_stay_small_in_memory() {
    deep_nesting();
    many_values();
    long_texts();
    a_large_header();
    lists_of_providers();
}

fn deep_nesting() {
    let deep = |count: usize| "[".repeat(count) + &"]".repeat(count);
    // Deeper than the values that are allowed: not even looked at.
    let far = payload(&format!(r#","x":{}"#, deep(1_000_000)), "");
    too_large(read("deep member", &far, 0), Step::MdsPayload);
    let allowed = format!(r#","x":{}"#, deep(90_000));
    assert_eq!(
        read("allowed member", &payload(&allowed, ""), CONSTANT),
        Ok((0, 0))
    );
    let inside = format!(r#"{{"aaid":"a","x":{0}}},{{"aaid":{0}}}"#, deep(45_000));
    assert_eq!(
        read("deep entries", &payload("", &inside), CONSTANT),
        Ok((1, 1))
    );
    let objects = r#"{"a":"#.repeat(40_000);
    let refused = read("open objects", &payload("", &objects), CONSTANT).unwrap_err();
    assert_eq!(refused.reason().kind(), ReasonKind::Malformed);
}

fn many_values() {
    let many = |item: &str, count: usize| vec![item; count].join(",");
    let tiny = payload("", &many("{}", 20_000));
    too_large(read("20,000 entries", &tiny, CONSTANT), Step::MdsPayload);
    let more = payload("", &many("{}", 1_000_000));
    too_large(read("10^6 entries", &more, 0), Step::MdsPayload);
    let bad = payload("", &many("0", 10_000));
    assert_eq!(read("10^4 bad entries", &bad, CONSTANT), Ok((0, 10_000)));
    let mut different = String::new();
    for number in 0..10_000 {
        let separator = if number == 0 { "" } else { "," };
        let _ = write!(different, r#"{separator}{{"aaid":"{number}"}}"#);
    }
    // An entry is a struct of some size, whatever is in it.
    let verdict = read("10^4 entries", &payload("", &different), CONSTANT);
    assert_eq!(verdict, Ok((10_000, 0)));
    let reports = many(r#"{"status":"A"}"#, 1001);
    let entry = format!(r#"{{"aaid":"a","statusReports":[{reports}]}}"#);
    assert_eq!(
        read("1001 reports", &payload("", &entry), CONSTANT),
        Ok((0, 1))
    );
    let lists = many(&format!("[{}]", many("{}", 45)), 1000);
    let statement = format!(
        r#"{{"description":"","authenticatorVersion":1,"protocolFamily":"u2f","schema":3,"aaid":"a","userVerificationDetails":[{lists}]}}"#
    );
    let entry = format!(r#"{{"aaid":"a","metadataStatement":{statement}}}"#);
    let verdict = read("lists of lists", &payload("", &entry), CONSTANT);
    assert_eq!(verdict, Ok((1, 0)));
}

fn long_texts() {
    let long = "x".repeat(2_000_000);
    let member = format!(r#","x":"{long}""#);
    assert_eq!(read("long member", &payload(&member, ""), 0), Ok((0, 0)));
    let escaped = "\\u0041".repeat(300_000);
    let header = payload("", "").replace(
        r#""legalHeader":"""#,
        &format!(r#""legalHeader":"{escaped}""#),
    );
    assert_eq!(read("escapes", &header, 0), Ok((0, 0)));
    let entry = format!(r#"{{"aaid":"{long}"}}"#);
    assert_eq!(
        read("long entry", &payload("", &entry), CONSTANT),
        Ok((1, 0))
    );
    let name = format!(r#"{{"{long}":1,"aaid":"a"}}"#);
    assert_eq!(read("long name", &payload("", &name), CONSTANT), Ok((1, 0)));
    let root = format!(
        r#"{{"aaid":"a","metadataStatement":{{"attestationRootCertificates":["{long}"]}}}}"#
    );
    assert_eq!(
        read("long certificate", &payload("", &root), CONSTANT),
        Ok((0, 1))
    );
}

/// The header is read before anything is verified.
fn a_large_header() {
    let certificates = vec!["\"\""; 1_000_000].join(",");
    let header = format!(r#"{{"alg":"ES256","x5c":[{certificates}]}}"#);
    let header = BASE64_URL_SAFE_NO_PAD.encode(header.as_bytes());
    let blob = format!("{header}.e30.AAAA");
    let (verdict, took) = peak(|| danger::read_unverified(blob.as_bytes()));
    assert!(took < 10_000, "{took}");
    let refused = verdict.unwrap_err();
    assert_eq!(refused.step(), Step::MdsBlob);
    assert_eq!(refused.reason().kind(), ReasonKind::TooLarge);
    let whole = vec![b'.'; 0x0200_0001];
    assert!(danger::read_unverified(&whole).is_err());
}

fn lists_of_providers() {
    let members: Vec<_> = (0..300_000)
        .map(|number| format!("\"{number}\":1"))
        .collect();
    let list = format!("{{\"no\":1,{}}}", members.join(","));
    let (verdict, took) = peak(|| CommunityList::parse(list.as_bytes()));
    assert_eq!(
        verdict.map(drop).map_err(|reason: Reason| reason.kind()),
        Err(ReasonKind::TooLarge)
    );
    assert!(took < 10_000, "{took}");
    let (verdict, took) = peak(|| ConvenienceMetadata::parse(list.as_bytes()));
    assert_eq!(verdict.unwrap_err().reason().kind(), ReasonKind::TooLarge);
    assert!(took < 10_000, "{took}");
    let picture = "A".repeat(2_000_000);
    let list = format!(
        r#"{{"00010203-0405-0607-0809-0a0b0c0d0e0f":{{"name":"a","icon_dark":"data:image/png;base64,{picture}"}}}}"#
    );
    let (verdict, took) = peak(|| CommunityList::parse(list.as_bytes()));
    assert_eq!(verdict.unwrap().left_out().len(), 1);
    assert!(took < 3 * list.len(), "{took}");
}
