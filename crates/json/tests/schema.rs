//! `documents.schema.json` is the schema of the types. That documents are as it says is tested in
//! `bindings/node`, with every vector.

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let committed = include_str!("../documents.schema.json");
    let found = format!("{:#}\n", countersign_json::schema());
    assert!(
        committed == found,
        "write it anew: cargo run -p countersign-json --features schema --example schema > \
         crates/json/documents.schema.json"
    );
}
