//! Runs each parser and ceremony once, for callgrind to count its instructions; `.ci/instructions.py`
//! calls it. Prints the names in the order in which they were counted.
//!
//! Signatures are verified by RustCrypto, which computes the same on every processor; what stands
//! behind `bare` is to be taken off what stands before.

use countersign_benches::{
    Backend, Bare, authentications, parsers, paths, registrations, worst_cases,
};

fn main() {
    for parser in parsers() {
        count(parser.name, &parser.run);
    }
    for parser in worst_cases() {
        count(&format!("worst: {}", parser.name), &parser.run);
    }
    let reference = Backend::RustCrypto;
    for ceremony in authentications(reference)
        .into_iter()
        .chain(registrations(reference))
    {
        let bare = || ceremony.verify_bare();
        count(
            &format!("{}, from bytes", ceremony.name),
            &ceremony.from_bytes,
        );
        count("bare", &bare);
        count(
            &format!("{}, from JSON", ceremony.name),
            &ceremony.from_json,
        );
        count("bare", &bare);
    }
    for (length, run, bare) in paths(reference) {
        count(&format!("path of {length}"), &run);
        count("bare", &|| bare.iter().for_each(Bare::verify));
    }
}

fn count(name: &str, run: &dyn Fn()) {
    // What is made ready at the first call is not counted.
    run();
    counted(run);
    println!("{name}");
}

/// Callgrind counts between its beginning and its end, by its name.
#[inline(never)]
fn counted(run: &dyn Fn()) {
    run();
}
