use std::path::{Path, PathBuf};

/// The folder of this package: where it was built, or `conformance` below the working directory,
/// where the program was moved. None where neither has vectors.
#[must_use]
pub fn conformance_folder() -> Option<PathBuf> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR"));
    let candidates = [built, Path::new("conformance"), Path::new(".")];
    let found = candidates
        .into_iter()
        .find(|folder| folder.join("vectors").is_dir());
    found.map(Path::to_path_buf)
}

/// The folder `shared` next to the repository, or where `COUNTERSIGN_SHARED` says; none where it
/// is not there.
#[must_use]
pub fn shared_folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let said = std::env::var_os("COUNTERSIGN_SHARED").map(PathBuf::from);
    let found = said.unwrap_or(beside);
    found.is_dir().then_some(found)
}
