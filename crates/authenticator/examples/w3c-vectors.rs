//! Writes the W3C vectors, regenerated, to `level3.json` in a folder:
//! `cargo run -p countersign-authenticator --example w3c-vectors -- conformance/vectors/w3c`.

use std::path::PathBuf;

use countersign_authenticator::w3c;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("which folder?")?);
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("level3.json");
    std::fs::write(&file, format!("{:#}\n", w3c::vectors()))?;
    println!("{}", file.display());
    Ok(())
}
