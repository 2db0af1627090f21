//! No verdict depends on the back end: every vector that ships comes out the same in each of
//! those available, step and reason with all their details.

use countersign::Backend;
use countersign_conformance::{Suites, conformance_folder, replay_by};

#[test]
fn every_vector_has_one_verdict() {
    let mut suites = Suites::default();
    let folder = conformance_folder().expect("the vectors are in the repository");
    suites
        .add(&folder.join("vectors"))
        .expect("they are well formed");
    let others: Vec<_> = Backend::available().skip(1).collect();
    let mut compared = 0;
    for vector in suites.iter().flat_map(|(_, vectors)| vectors) {
        let reference = replay_by(Backend::RustCrypto, vector);
        for &other in &others {
            assert_eq!(
                replay_by(other, vector),
                reference,
                "{} by {other}",
                vector.id
            );
            compared += 1;
        }
    }
    assert_eq!(compared, suites.len() * others.len());
    let names: Vec<_> = others.iter().map(ToString::to_string).collect();
    println!(
        "{} vectors by rustcrypto and {}",
        suites.len(),
        names.join(", ")
    );
}
