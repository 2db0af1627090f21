//! Replays what ships, and holds the vectors themselves against `docs/vectors.md`.

use std::collections::BTreeMap;
use std::path::Path;

use countersign::{Backend, Format};
use countersign_conformance::{Exceptions, Standing, Suites, Verdict, run};

fn shipped() -> Suites {
    let mut suites = Suites::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    suites.add(&folder).expect("what ships can be read");
    suites
}

fn exceptions() -> Exceptions {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("exceptions.json");
    Exceptions::read(&path).expect("the exceptions can be read")
}

#[test]
fn every_vector_that_ships_gets_its_verdict() {
    all_pass(&shipped());
}

#[test]
fn every_vector_of_a_profile_gets_the_verdict_it_demands() {
    let mut suites = shipped();
    let names: Vec<_> = suites.profiles().into_keys().collect();
    assert_eq!(names, ["fido-tool"]);
    suites.under("fido-tool");
    all_pass(&suites);
}

/// What a profile demands is something else than the specification does.
#[test]
fn a_profile_contradicts_the_vector_and_says_why() {
    for (suite, vectors) in shipped().iter() {
        for vector in vectors {
            assert_eq!(
                suite == "fido-tool",
                !vector.profiles.is_empty(),
                "{}",
                vector.id
            );
            for profile in vector.profiles.values() {
                assert_ne!(
                    profile.expect.verdict, vector.expect.verdict,
                    "{}",
                    vector.id
                );
                assert_ne!(profile.expect.why, "", "{}", vector.id);
                assert_ne!(vector.expect.why, "", "{}", vector.id);
            }
        }
    }
}

fn all_pass(suites: &Suites) {
    let exceptions = exceptions();
    let results = run(suites, &exceptions, Backend::default(), |_| {});
    let failed = results
        .judged()
        .iter()
        .filter_map(|judged| match &judged.standing {
            Standing::Failed(how) => Some(format!("{}: {how}", judged.vector.id)),
            _ => None,
        });
    assert_eq!(failed.collect::<Vec<_>>(), [] as [String; 0]);
    assert_eq!(results.idle_exceptions, [] as [String; 0]);
    assert!(results.count().passed > 100, "{:?}", results.count());
}

#[test]
fn what_ships_has_no_unknown_members_and_no_other_files() {
    assert_eq!(shipped().remarks(), [] as [String; 0]);
}

#[test]
fn ids_begin_with_their_suite() {
    for (suite, vectors) in shipped().iter() {
        for vector in vectors {
            assert!(vector.id.starts_with(&format!("{suite}/")), "{}", vector.id);
        }
    }
}

#[test]
fn what_a_vector_is_based_on_ships_and_is_accepted() {
    let suites = shipped();
    let all: Vec<_> = suites.iter().flat_map(|(_, vectors)| vectors).collect();
    let verdicts: BTreeMap<_, _> = all.iter().map(|v| (&v.id, v.expect.verdict)).collect();
    for vector in all {
        let Some(based_on) = &vector.based_on else {
            continue;
        };
        assert!(
            vector.mutation.is_some(),
            "{}: what is different?",
            vector.id
        );
        assert_eq!(
            verdicts.get(based_on),
            Some(&Verdict::Accept),
            "{}: {based_on}",
            vector.id
        );
    }
}

#[test]
fn formats_are_registered() {
    for vector in shipped().iter().flat_map(|(_, vectors)| vectors) {
        if vector.expect.verdict == Verdict::Accept
            && let Some(format) = &vector.format
        {
            assert!(
                Format::from_identifier(format).is_some(),
                "{}: {format}",
                vector.id
            );
        }
    }
}
