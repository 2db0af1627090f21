//! `docs/deviations.md` against the marks in the sources.

use std::path::Path;

#[test]
fn the_page_of_deviations_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let expected = countersign_conformance::deviations(&root).expect("the sources can be read");
    let committed = std::fs::read_to_string(root.join("docs/deviations.md")).expect("it is there");
    assert!(
        committed == expected.markdown(),
        "write it again: cargo run -p countersign-conformance --bin deviations"
    );
}
