//! Where the engine carries out its steps, as docs/conformance.md has it.

use std::path::Path;

use countersign::Step;
use countersign_conformance::Places;

/// Steps of the client and of the application, which the engine has no code for.
const OF_OTHERS: [Step; 4] = [
    Step::RegistrationCreate,
    Step::RegistrationStore,
    Step::AuthenticationGet,
    Step::AuthenticationContinue,
];

#[test]
fn every_step_of_the_engine_has_a_place() {
    let places = Places::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    assert!(places.is_there());
    for step in Step::ALL.iter().copied() {
        let is_there = !places.of(step).is_empty();
        assert_eq!(is_there, !OF_OTHERS.contains(&step), "{step}");
        for place in places.of(step) {
            assert!(!place.item.is_empty(), "{step}: {}", place.file);
        }
    }
    let files = |step| places.of(step).iter().map(|place| &*place.file);
    assert!(files(Step::PackedSelfAlg).eq(["crates/attestation/src/packed.rs"]));
}

#[test]
fn without_sources_there_is_no_place() {
    let places = Places::read(Path::new("/nonexistent"));
    assert!(!places.is_there());
    assert!(places.of(Step::PackedSelfAlg).is_empty());
}
