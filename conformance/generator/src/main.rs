//! Writes the vectors of both lists and `docs/cases.md` anew; with `--check` it writes nothing
//! and fails where what is committed is not what it would write.

use std::process::ExitCode;

use countersign_vectors::{Files, groups, root};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let files = Files::of(&groups());
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => files.write(&root()),
        ["--check"] => files.check(&root()),
        _ => Err("countersign-vectors [--check]".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
