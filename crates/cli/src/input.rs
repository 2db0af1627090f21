use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use base64::Engine as _;
use base64::prelude::{
    BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD,
};
use indicatif::{ProgressBar, ProgressStyle};

/// The most bytes that are read: more than any BLOB.
const MAX: u64 = 0x0400_0000;

/// How the bytes were written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Raw,
    Hex,
    Base64Url,
    Base64,
    Base64UrlCut,
    Base64Cut,
    Pem,
}

/// Bytes, and one way that they may be meant.
pub(crate) struct Reading {
    pub(crate) encoding: Encoding,
    pub(crate) bytes: Vec<u8>,
}

impl Encoding {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Raw => "as it is",
            Self::Hex => "from hex",
            Self::Base64Url => "from base64url",
            Self::Base64 => "from base64",
            Self::Base64UrlCut => "from base64url that is cut off",
            Self::Base64Cut => "from base64 that is cut off",
            Self::Pem => "from PEM",
        }
    }
}

/// A file, with a bar where it is large and there is a terminal.
pub(crate) fn file(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length > MAX {
        return Err(format!(
            "{}: {length} bytes; at most {MAX} are read",
            path.display()
        ));
    }
    let bar = if length > 0x0010_0000 {
        ProgressBar::new(length)
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("reading {bar:40} {bytes}/{total_bytes}") {
        bar.set_style(style);
    }
    let mut bytes = Vec::new();
    let read = bar.wrap_read(file).take(MAX).read_to_end(&mut bytes);
    bar.finish_and_clear();
    read.map_err(failed)?;
    Ok(bytes)
}

/// What stands on the command line: `-` for standard input, a file's name, or else the data.
pub(crate) fn argument(argument: &str) -> Result<Vec<u8>, String> {
    if argument == "-" {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(MAX).read_to_end(&mut bytes);
        read.map_err(|error| format!("standard input: {error}"))?;
        return Ok(bytes);
    }
    // Long data is no file's name, and the system says so in its own words.
    match fs::metadata(argument) {
        Ok(metadata) if metadata.is_dir() => Err(format!("{argument}: is a folder; give a file")),
        Ok(_) => file(Path::new(argument)),
        Err(_) => Ok(argument.as_bytes().to_vec()),
    }
}

/// All ways to read the bytes, the likeliest first. Bytes that are text in one alphabet are hardly
/// ever meant as they are.
pub(crate) fn readings(bytes: &[u8]) -> Vec<Reading> {
    let mut readings = Vec::new();
    let mut add = |encoding, bytes: Option<Vec<u8>>| {
        let bytes = bytes.filter(|bytes| !bytes.is_empty());
        readings.extend(bytes.map(|bytes| Reading { encoding, bytes }));
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        let text: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect();
        add(Encoding::Hex, hex(&text));
        let url = BASE64_URL_SAFE_NO_PAD
            .decode(&text)
            .or_else(|_| BASE64_URL_SAFE.decode(&text));
        let standard = BASE64_STANDARD
            .decode(&text)
            .or_else(|_| BASE64_STANDARD_NO_PAD.decode(&text));
        let is_whole = url.is_ok() || standard.is_ok();
        add(Encoding::Base64Url, url.ok());
        add(Encoding::Base64, standard.ok());
        // What was not copied to its end, as logs have it: whole groups of four letters.
        let groups = text.len().saturating_sub(text.len() % 4);
        if let Some(text) = text.get(..groups).filter(|_| !is_whole) {
            add(
                Encoding::Base64UrlCut,
                BASE64_URL_SAFE_NO_PAD.decode(text).ok(),
            );
            add(
                Encoding::Base64Cut,
                BASE64_STANDARD_NO_PAD.decode(text).ok(),
            );
        }
    }
    add(Encoding::Raw, Some(bytes.to_vec()));
    readings
}

/// Hex digits in either case, colons between them as other tools write.
fn hex(text: &str) -> Option<Vec<u8>> {
    let text = text.replace(':', "");
    let digit = |letter: char| u8::try_from(letter.to_digit(16)?).ok();
    let digits: Option<Vec<u8>> = text.chars().map(digit).collect();
    let digits = digits?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let byte = |[high, low]: &[u8; 2]| (high << 4) | low;
    rest.is_empty().then(|| pairs.iter().map(byte).collect())
}

/// The certificates, or lists, of a file in PEM or DER.
pub(crate) fn der_file(path: &Path, label: &str) -> Result<Vec<Vec<u8>>, String> {
    let bytes = file(path)?;
    let failed = |why| format!("{}: {why}", path.display());
    if !is_pem(&bytes) {
        return Ok(vec![bytes]);
    }
    let blocks = pem_blocks(&bytes).map_err(failed)?;
    let wanted = blocks.into_iter().filter(|(name, _)| name == label);
    let found: Vec<_> = wanted.map(|(_, der)| der).collect();
    if found.is_empty() {
        return Err(failed(format!("has no block of PEM «{label}»")));
    }
    Ok(found)
}

pub(crate) fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(11).any(|part| part == b"-----BEGIN ")
}

/// The blocks of a text of PEM: label and content.
pub(crate) fn pem_blocks(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("PEM: {error}"))?;
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, block)) = rest.split_once("-----BEGIN ") {
        let end = block
            .split_once("-----END ")
            .ok_or("PEM: a block has no end")?;
        let last = end.1.split('\n').next().unwrap_or_default().trim_end();
        let whole = format!("-----BEGIN {}-----END {last}\n", end.0).replace('\r', "");
        let decoded = der::pem::decode_vec(whole.as_bytes());
        let (label, content) = decoded.map_err(|error| format!("PEM: {error}"))?;
        blocks.push((label.to_owned(), content));
        rest = end.1;
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::{Encoding, pem_blocks, readings};

    #[test]
    fn bytes_are_read_in_every_alphabet_that_they_are_text_in() {
        let encodings = |text: &str| -> Vec<_> {
            let found = readings(text.as_bytes()).into_iter();
            found.map(|reading| reading.encoding.name()).collect()
        };
        assert_eq!(
            encodings("a1:B2\n"),
            [Encoding::Hex, Encoding::Raw].map(Encoding::name)
        );
        assert!(encodings("_-8").contains(&"from base64url"));
        assert!(encodings("/+8=").contains(&"from base64"));
        assert_eq!(encodings("AAAAA")[0], "from base64url that is cut off");
        assert_eq!(encodings("{}"), ["as it is"]);
    }

    #[test]
    fn blocks_have_their_labels() {
        let text = "text\n-----BEGIN A-----\nAAAA\n-----END A-----\n-----BEGIN B-----\r\nBBBB\r\n-----END B-----";
        let blocks = pem_blocks(text.as_bytes()).unwrap();
        let labels: Vec<_> = blocks.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["A", "B"]);
        assert!(pem_blocks(b"-----BEGIN A-----\nAAAA").is_err());
        assert!(pem_blocks(b"-----BEGIN A-----\n!\n-----END A-----").is_err());
    }
}
