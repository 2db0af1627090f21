//! Attacks on path validation, each a change of one thing in a chain that is otherwise accepted,
//! signed again where signed. Those with an identifier like X5P-001 are described in a shared
//! list of attacks; where that list leaves the verdict to policy, this table records ours.

mod names;
mod paths;
mod scenario;
mod standing;
mod table;

use countersign_authenticator::der;
use countersign_spec::ReasonKind::Malformed;
use countersign_spec::{Reason, Step};
use countersign_trust::{Anchor, PathValidation};
use countersign_x509::Certificate;
use scenario::{NOW, Outcome, Scenario};
use table::{ATTACKS, lists};

#[test]
fn the_scenario_is_accepted_as_it_is() {
    assert_eq!(Scenario::new().outcome(), Outcome::Accepted);
    let mut with_list = Scenario::new();
    lists(&mut with_list, |_| ());
    assert_eq!(with_list.outcome(), Outcome::Accepted);
}

#[test]
fn attacks_end_as_the_table_says() {
    let mut others = Vec::new();
    for (what, bend, expected) in [ATTACKS, names::ROWS, paths::ROWS, standing::ROWS].concat() {
        let mut scenario = Scenario::new();
        bend(&mut scenario);
        let outcome = scenario.outcome();
        if outcome != expected {
            others.push(format!("{what}: {outcome:?}, expected {expected:?}"));
        }
    }
    assert!(others.is_empty(), "{others:#?}");
}

/// An anchor without a certificate has the limits that the caller gives it.
#[test]
fn an_anchor_of_name_and_key_keeps_its_limits() {
    let s = Scenario::new();
    let (name, key) = (s.root.subject.encode(), s.root_key.public().to_spki());
    let chain = s.chain();
    let chain: Vec<_> = chain
        .iter()
        .map(|der| Certificate::parse(der).expect("it"))
        .collect();
    let verify = |anchor: Anchor<'_>| {
        let anchors = [anchor];
        let path = PathValidation::new(&anchors, NOW).verify(&chain);
        path.map(|path| path.certificates().len())
    };
    let anchor = Anchor::new(&name, &key).expect("a name");
    assert_eq!(verify(anchor.clone()), Ok(2));
    assert_eq!(verify(anchor.clone().with_path_length(1)), Ok(2));
    let too_long = Reason::NotAllowed("intermediate beyond the path length");
    assert_eq!(
        verify(anchor.clone().with_path_length(0)),
        Err(Step::PathLength.refuse(too_long))
    );
    for (host, expected) in [
        ("example.com", Ok(2)),
        (
            "example.org",
            Err(Step::PathNameConstraints
                .refuse(Reason::NotAllowed("name outside the permitted subtrees"))),
        ),
    ] {
        let subtree = der::sequence(&[der::implicit(2, host.as_bytes())]);
        let constraints = der::sequence(&[der::tlv(0xa0, &subtree)]);
        assert_eq!(
            verify(anchor.clone().with_name_constraints(&constraints)),
            expected
        );
    }
    let empty = Anchor::new(&[0x30, 0x00], &key).map(|_| ());
    assert_eq!(empty, Err(Reason::NotAllowed("empty name of an anchor")));
}

#[test]
fn an_empty_chain_is_refused() {
    let s = Scenario::new();
    let root = s.root.sign(&s.root_key);
    let anchors = [Anchor::from_certificate(
        Certificate::parse(&root).expect("it"),
    )];
    let refused = PathValidation::new(&anchors, NOW).verify(&[]).unwrap_err();
    assert_eq!(
        refused,
        Step::PathAnchor.refuse(Reason::Missing("certificate chain"))
    );
}

#[test]
fn every_prefix_of_a_certificate_is_refused() {
    let s = Scenario::new();
    let leaf = s.leaf.sign(&s.intermediate_key);
    for end in 0..leaf.len() {
        let refused = Certificate::parse(&leaf[..end]).unwrap_err();
        assert_eq!(refused.kind(), Malformed, "{end}");
    }
}

/// Every attack of the list's area has a row.
#[test]
fn the_list_of_attacks_is_covered() {
    let shared = std::env::var("COUNTERSIGN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let path = format!("{shared}/conformance/attacks.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("left out: no list of attacks at {path}");
        return;
    };
    let list: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let ids = list
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|attack| attack["id"].as_str());
    let ids: Vec<_> = ids.filter(|id| id.starts_with("X5P-")).collect();
    assert_eq!(ids.len(), 69);
    for id in ids {
        assert!(
            ATTACKS.iter().any(|(what, ..)| what.starts_with(id)),
            "{id}"
        );
    }
}
