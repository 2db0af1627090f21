//! Prints the JSON Schema of the documents, for programs that make types of other languages of it.

fn main() {
    println!("{:#}", countersign_json::schema());
}
