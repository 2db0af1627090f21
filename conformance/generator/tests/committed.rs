//! What is committed is what is generated, and every id of the lists is accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use countersign_vectors::{Files, Group, List, root};
use serde_json::Value;

/// Made once for all tests.
static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(countersign_vectors::groups);

#[test]
fn what_is_committed_is_what_is_generated() {
    assert_eq!(Files::of(&GROUPS).check(&root()), Ok(()));
}

#[test]
fn a_case_is_accounted_for_in_one_way() {
    for group in GROUPS.iter() {
        for (id, account) in group.accounts() {
            assert!(account.is_one(), "{id}: {account:?}");
        }
    }
}

#[test]
fn the_tests_that_are_named_are_there() {
    let root = root();
    let named = GROUPS.iter().flat_map(Group::accounts);
    let named = named.flat_map(|(id, account)| account.tests.iter().map(move |test| (id, test)));
    let missing: Vec<_> = named
        .filter(|(_, test)| !test.is_in(&root))
        .map(|(id, test)| format!("{id}: {test}"))
        .collect();
    assert_eq!(missing, [] as [String; 0]);
}

#[test]
fn every_id_of_the_lists_is_accounted_for() {
    let Some(shared) = shared() else {
        println!("left out: ../shared/conformance is not there");
        return;
    };
    for (list, file, member) in [
        (List::Attacks, "attacks.json", "area"),
        (List::FidoServer, "fido-server-cases.json", "group"),
    ] {
        let text = std::fs::read_to_string(shared.join(file)).expect("the list can be read");
        let cases: Vec<Value> = serde_json::from_str(&text).expect("the list is JSON");
        let listed: BTreeSet<_> = cases
            .iter()
            .map(|case| (text_of(case, member), text_of(case, "id")))
            .collect();
        assert_eq!(listed.len(), cases.len());
        let of_list = GROUPS.iter().filter(|group| group.list() == list);
        let ours: BTreeSet<_> = of_list
            .flat_map(|group| group.accounts().map(|(id, _)| (group.name(), id)))
            .collect();
        let missing: Vec<_> = listed.difference(&ours).collect();
        assert!(missing.is_empty(), "not accounted for: {missing:?}");
        let unknown: Vec<_> = ours.difference(&listed).collect();
        assert!(unknown.is_empty(), "not in {file}: {unknown:?}");
    }
}

/// Where the verdict of a case says the opposite of what the list expects, the vector or the
/// list of what is known says why.
#[test]
fn a_case_to_be_refused_has_a_refused_vector() {
    let Some(shared) = shared() else {
        println!("left out: ../shared/conformance is not there");
        return;
    };
    let verdicts: BTreeMap<_, _> = GROUPS
        .iter()
        .flat_map(Group::vectors)
        .map(|vector| (text_of(vector, "id"), &vector["expect"]))
        .collect();
    let accounts: BTreeMap<_, _> = GROUPS.iter().flat_map(Group::accounts).collect();
    let mut wrong = Vec::new();
    for (file, member) in [
        ("attacks.json", "expected"),
        ("fido-server-cases.json", "expect"),
    ] {
        let text = std::fs::read_to_string(shared.join(file)).expect("the list can be read");
        let cases: Vec<Value> = serde_json::from_str(&text).expect("the list is JSON");
        for case in &cases {
            let id = text_of(case, "id");
            let vectors = &accounts[id].vectors;
            let wanted = text_of(case, member);
            let has_it = vectors.iter().any(|vector| {
                let expect = verdicts[vector.as_str()];
                // A vector that is against the list says why.
                expect["verdict"] == wanted || expect["why"] != ""
            });
            if matches!(wanted, "reject" | "accept") && !vectors.is_empty() && !has_it {
                wrong.push(format!("{id} is to be {wanted}"));
            }
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}

fn text_of<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().expect("a text")
}

fn shared() -> Option<PathBuf> {
    let said = std::env::var_os("COUNTERSIGN_SHARED").map(PathBuf::from);
    let shared = said.unwrap_or_else(|| root().join("../shared"));
    Some(shared.join("conformance")).filter(|folder| folder.is_dir())
}
