use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The Rust files of the `src` folders at or below `folder`, in order.
///
/// # Errors
///
/// The folder that can't be read.
pub(crate) fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let unread = |error: io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let in_source = path.components().any(|part| part.as_os_str() == "src");
        if path.is_dir() {
            collect(&path, files)?;
        } else if in_source && path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
