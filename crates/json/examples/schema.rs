//! Prints the JSON Schema of the documents.

fn main() {
    println!("{:#}", countersign_json::schema());
}
