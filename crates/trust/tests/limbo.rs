//! x509-limbo (C2SP): path validation cases, as far as they apply to a verifier that compares no
//! server names.

mod shared;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use countersign_trust::{Anchor, PathValidation, Purpose, Revocation, RevocationSources};
use countersign_x509::{Certificate, ObjectIdentifier, RevocationList};
use serde_json::Value;
use shared::{array, json, parse, pem, pems, text, time};

const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

/// Runs a case: accepted, or why not.
fn verdict(case: &Value) -> Result<(), String> {
    let leaf = pem(text(case, "peer_certificate"));
    let leaf = Certificate::parse(&leaf).map_err(|reason| format!("leaf: {reason}"))?;
    let roots = pems(array(case, "trusted_certs"));
    let others = pems(array(case, "untrusted_intermediates"));
    let crls = pems(array(case, "crls"));
    let (roots, refused_root) = parse(&roots);
    let anchors: Vec<_> = roots.into_iter().map(Anchor::from_certificate).collect();
    let (others, _) = parse(&others);
    let chain: Vec<_> = std::iter::once(leaf).chain(others).collect();
    let lists = crls
        .iter()
        .map(|der| RevocationList::parse(der))
        .collect::<Result<Vec<_>, _>>();
    let lists = lists.map_err(|reason| format!("CRL: {reason}"))?;

    let at = case["validation_time"]
        .as_str()
        .unwrap_or("2025-01-01T00:00:00Z");
    let mut validation = PathValidation::new(&anchors, time(at));
    validation.purpose = match array(case, "required_eku") {
        [] => Purpose::Any,
        [purpose] if purpose == "serverAuth" => Purpose::IfStated(SERVER_AUTH),
        [purpose] if purpose == "clientAuth" => Purpose::IfStated(CLIENT_AUTH),
        more => panic!("purposes {more:?}"),
    };
    if let Some(depth) = case["max_chain_depth"].as_u64() {
        validation.max_intermediates = u32::try_from(depth).expect("small");
    }
    if !lists.is_empty() {
        let sources = RevocationSources::default().with_lists(&lists);
        validation.revocation = Revocation::Required(sources);
    }
    let verified = validation.verify(&chain).map(|_path| ());
    verified.map_err(|rejection| match &refused_root {
        Some(reason) => format!("{rejection} (an anchor: {reason})"),
        None => rejection.to_string(),
    })
}

/// Cases by their identifier, with our verdict.
type Verdicts = BTreeMap<String, Result<(), String>>;

/// The cases of some tiers for which we do not give the verdict that the suite expects.
fn departures(tiers: &[&str]) -> Option<(usize, Verdicts)> {
    let suite = json("x509-limbo.json")?;
    let mut count = 0;
    let mut departures = BTreeMap::new();
    for case in array(&suite, "testcases") {
        let applies = case["applies_without_server_name"] == true;
        if applies && tiers.contains(&text(case, "tier")) {
            count += 1;
            let verdict = verdict(case);
            println!("{}: {verdict:?}", text(case, "id"));
            if verdict.is_ok() != (text(case, "expected") == "SUCCESS") {
                departures.insert(text(case, "id").to_owned(), verdict);
            }
        }
    }
    Some((count, departures))
}

fn assert_no_departures(tier: &str, expected: usize) {
    if let Some((count, departures)) = departures(&[tier]) {
        println!("{tier}: {} of {count}", count - departures.len());
        assert_eq!(count, expected, "{tier}");
        assert!(departures.is_empty(), "{tier}: {departures:#?}");
    }
}

#[test]
fn core() {
    assert_no_departures("core", 63);
}

#[test]
fn depth() {
    assert_no_departures("depth", 6);
}

#[test]
fn revocation_lists() {
    assert_no_departures("crl", 8);
}

#[test]
fn name_constraints() {
    let Some((count, departures)) = departures(&["name-constraints"]) else {
        return;
    };
    println!("name-constraints: {} of {count}", count - departures.len());
    assert_eq!(count, 54);
    let ids: Vec<_> = departures.keys().map(String::as_str).collect();
    // The suite has this certificate twice, refused by RFC 5280 and accepted by the rules of
    // public authorities; we refuse it.
    assert_eq!(
        ids,
        ["webpki::nc::permitted-dns-match-noncritical"],
        "{departures:#?}"
    );
}

#[test]
fn denial_of_service() {
    let Some(suite) = json("x509-limbo.json") else {
        return;
    };
    let mut count = 0;
    for case in array(&suite, "testcases")
        .iter()
        .filter(|case| text(case, "tier") == "dos")
    {
        count += 1;
        let start = Instant::now();
        let verdict = verdict(case);
        let took = start.elapsed();
        println!("{}: {took:?}, {verdict:?}", text(case, "id"));
        assert!(verdict.is_err(), "{}", text(case, "id"));
        // 50 ms is for a release build; this one may be twenty times slower.
        let limit = if cfg!(debug_assertions) { 1000 } else { 50 };
        assert!(
            took < Duration::from_millis(limit),
            "{}: {took:?}",
            text(case, "id")
        );
    }
    assert_eq!(count, 7);
}

/// What we make of rules that many verifiers leave out, or that hold for public authorities only.
/// The suite expects all of these to be refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Decision {
    Refused,
    Accepted,
}
use Decision::{Accepted, Refused};

/// Case, decision, reason.
const DECISIONS: [(&str, Decision, &str); 42] = [
    (
        "rfc5280::aki::critical-aki",
        Refused,
        "an extension that nobody may need is critical: refused like any unknown one",
    ),
    (
        "rfc5280::aki::leaf-missing-aki",
        Accepted,
        "key identifiers help to find issuers; attestation certificates in use lack them",
    ),
    (
        "rfc5280::aki::intermediate-missing-aki",
        Accepted,
        "as leaf-missing-aki",
    ),
    (
        "rfc5280::aki::cross-signed-root-missing-aki",
        Accepted,
        "as leaf-missing-aki",
    ),
    (
        "rfc5280::pc::ica-noncritical-pc",
        Refused,
        "policies are not processed, so who may demand some is refused, critically or not",
    ),
    (
        "rfc5280::san::malformed",
        Accepted,
        "alternative names are read where name constraints apply or a format asks, else not",
    ),
    (
        "rfc5280::san::noncritical-with-empty-subject",
        Accepted,
        "a rule for issuers; formats say what the names must be (WebAuthn §8.3.1)",
    ),
    (
        "rfc5280::serial::too-long",
        Accepted,
        "certificates in use have such numbers, and only revocation looks at them",
    ),
    ("rfc5280::serial::zero", Accepted, "as too-long"),
    (
        "rfc5280::serial::negative",
        Refused,
        "not for its number, but for critical distribution points, which are not processed",
    ),
    ("rfc5280::ski::critical-ski", Refused, "as critical-aki"),
    (
        "rfc5280::ski::root-missing-ski",
        Accepted,
        "as leaf-missing-aki",
    ),
    (
        "rfc5280::ski::intermediate-missing-ski",
        Accepted,
        "as leaf-missing-aki",
    ),
    (
        "rfc5280::validity::expired-root",
        Refused,
        "the caller gave a certificate, whose dates count unless the caller says otherwise",
    ),
    (
        "rfc5280::ee-empty-issuer",
        Refused,
        "nobody is called nothing",
    ),
    ("rfc5280::ca-empty-subject", Refused, "as ee-empty-issuer"),
    (
        "rfc5280::unknown-critical-extension-root",
        Refused,
        "a constraint of the anchor that we do not know must not be passed over",
    ),
    (
        "rfc5280::root-missing-basic-constraints",
        Refused,
        "a certificate of version 3 that is no CA is trusted for itself only",
    ),
    (
        "rfc5280::root-non-critical-basic-constraints",
        Accepted,
        "a rule for issuers; PKITS 4.6.4 has such a CA accepted",
    ),
    (
        "rfc5280::root-inconsistent-ca-extensions",
        Refused,
        "its key is not for signing certificates",
    ),
    (
        "rfc5280::leaf-ku-keycertsign",
        Accepted,
        "a leaf issues nothing, whatever its key usage says",
    ),
    (
        "rfc5280::ee-critical-aia-invalid",
        Refused,
        "as critical-aki",
    ),
    (
        "webpki::aki::root-with-aki-missing-keyidentifier",
        Accepted,
        "authority key identifiers are not read",
    ),
    (
        "webpki::aki::root-with-aki-authoritycertissuer",
        Accepted,
        "as root-with-aki-missing-keyidentifier",
    ),
    (
        "webpki::aki::root-with-aki-authoritycertserialnumber",
        Accepted,
        "as root-with-aki-missing-keyidentifier",
    ),
    (
        "webpki::aki::root-with-aki-all-fields",
        Accepted,
        "as root-with-aki-missing-keyidentifier",
    ),
    (
        "webpki::aki::root-with-aki-ski-mismatch",
        Accepted,
        "as root-with-aki-missing-keyidentifier",
    ),
    (
        "webpki::eku::ee-anyeku",
        Accepted,
        "the purpose demanded is named beside anyExtendedKeyUsage",
    ),
    (
        "webpki::eku::ee-critical-eku",
        Accepted,
        "the purpose is processed, so it may be critical",
    ),
    (
        "webpki::eku::ee-without-eku",
        Accepted,
        "the caller chose Purpose::IfStated; Purpose::Required refuses it",
    ),
    (
        "webpki::eku::root-has-eku",
        Accepted,
        "it has the purpose demanded",
    ),
    (
        "webpki::malformed-aia",
        Accepted,
        "authority information access is not read: nothing is fetched",
    ),
    ("webpki::forbidden-p192-root", Refused, "no curve of ours"),
    (
        "webpki::forbidden-p192-leaf",
        Refused,
        "no signature could be verified with the leaf's key",
    ),
    (
        "webpki::forbidden-dsa-root",
        Refused,
        "no algorithm of ours",
    ),
    (
        "webpki::forbidden-dsa-leaf",
        Refused,
        "as forbidden-p192-leaf",
    ),
    (
        "webpki::forbidden-weak-rsa-key-in-root",
        Refused,
        "RSA keys have at least 2048 bits",
    ),
    (
        "webpki::forbidden-weak-rsa-in-leaf",
        Refused,
        "as forbidden-weak-rsa-key-in-root",
    ),
    (
        "webpki::forbidden-rsa-not-divisible-by-8-in-root",
        Accepted,
        "WebAuthn's own test vectors have such a modulus",
    ),
    (
        "webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf",
        Accepted,
        "as forbidden-rsa-not-divisible-by-8-in-root",
    ),
    (
        "webpki::ee-basicconstraints-ca",
        Accepted,
        "whether a leaf may be a CA is the attestation format's rule (WebAuthn §8.2.1, §8.3.1)",
    ),
    (
        "webpki::ca-as-leaf",
        Accepted,
        "as ee-basicconstraints-ca; RFC 5280 accepts it (rfc5280::ca-as-leaf)",
    ),
];

#[test]
fn profile_and_policy_of_public_authorities() {
    let Some((count, departures)) = departures(&["profile", "webpki-policy"]) else {
        return;
    };
    println!(
        "profile, webpki-policy: {} of {count}",
        count - departures.len()
    );
    assert_eq!(count, DECISIONS.len());
    for (id, decision, reason) in DECISIONS {
        let found = if departures.contains_key(id) {
            Accepted
        } else {
            Refused
        };
        assert_eq!(found, decision, "{id}: {reason}");
    }
    let accepted = DECISIONS
        .iter()
        .filter(|(_, decision, _)| *decision == Accepted)
        .count();
    assert_eq!(departures.len(), accepted);
}

/// rustls-webpki has 58 known divergences in these cases, by the suite's own record.
#[test]
fn all_departures_from_the_suite_are_counted() {
    const TIERS: [&str; 7] = [
        "core",
        "profile",
        "webpki-policy",
        "name-constraints",
        "crl",
        "depth",
        "dos",
    ];
    if let Some((count, departures)) = departures(&TIERS) {
        println!("all: {} of {count}", count - departures.len());
        assert_eq!((count, departures.len()), (180, 26));
    }
}
