//! Writes `docs/deviations.md` anew.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("deviations: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = countersign_conformance::deviations(&root)?.markdown();
    let path = root.join("docs/deviations.md");
    std::fs::create_dir_all(root.join("docs")).map_err(|error| error.to_string())?;
    std::fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))
}
