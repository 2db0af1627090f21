use std::fs;
use std::io;
use std::path::Path;

use crate::Page;
use crate::pages::Cell;
use crate::rust_files::rust_files;

/// A place where the engine departs from the specification.
struct Mark {
    kind: Kind,
    file: String,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Stricter,
    Laxer,
}

/// `docs/deviations.md`: every comment that begins with `// STRICTER: ` or `// LAXER: ` in the
/// sources of the workspace at `root`.
///
/// # Errors
///
/// The file or folder that can't be read.
pub fn deviations(root: &Path) -> Result<Page, String> {
    let mut marks = Vec::new();
    for file in rust_files(&root.join("crates"))? {
        let text = fs::read_to_string(&file).map_err(|error| unread(&file, &error))?;
        let name = file.strip_prefix(root).unwrap_or(&file);
        marks.extend(marks_of(
            &name.display().to_string().replace('\\', "/"),
            &text,
        ));
    }
    Ok(page(&marks))
}

fn page(marks: &[Mark]) -> Page {
    let mut page = Page::new("Deviations");
    page.paragraph(
        "Where the engine is stricter or laxer than the text of the specification, and why. \
         Collected from the STRICTER and LAXER comments of the sources; `just deviations` writes \
         it again.",
    );
    for (kind, heading) in [(Kind::Stricter, "Stricter"), (Kind::Laxer, "Laxer")] {
        let of_kind = marks.iter().filter(|mark| mark.kind == kind);
        let rows: Vec<_> = of_kind.map(Mark::row).collect();
        page.heading(heading);
        if rows.is_empty() {
            page.paragraph("Nowhere.");
        } else {
            page.table(&["where", "what and why"], rows);
        }
    }
    page
}

impl Mark {
    fn row(&self) -> Vec<Cell> {
        let name = self
            .file
            .strip_prefix("crates/")
            .unwrap_or(&self.file)
            .replace("/src/", "/");
        vec![
            Cell::link(name, format!("../{}", self.file)),
            Cell::text(&self.text),
        ]
    }
}

/// The marks in a source file, each with the lines of its comment joined.
fn marks_of(file: &str, source: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut open = false;
    for line in source.lines().map(str::trim) {
        let begun = begins(line);
        if let Some((kind, text)) = begun {
            let (file, text) = (file.to_owned(), text.trim().to_owned());
            marks.push(Mark { kind, file, text });
            open = true;
        } else if let (true, Some(more), Some(mark)) = (open, continues(line), marks.last_mut()) {
            mark.text.push(' ');
            mark.text.push_str(more);
        } else {
            open = false;
        }
    }
    marks
}

fn begins(line: &str) -> Option<(Kind, &str)> {
    let stricter = line
        .strip_prefix("// STRICTER: ")
        .map(|text| (Kind::Stricter, text));
    stricter.or_else(|| {
        line.strip_prefix("// LAXER: ")
            .map(|text| (Kind::Laxer, text))
    })
}

/// The text of a further comment line, which documentation is not.
fn continues(line: &str) -> Option<&str> {
    let text = line.strip_prefix("//")?;
    (!text.starts_with(['/', '!']) && !text.trim().is_empty()).then(|| text.trim())
}

fn unread(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::{marks_of, page};

    const SOURCE: &str = "
        // STRICTER: §6.1 says nothing of trailing bytes; we refuse them,
        // so that no two parsers disagree.
        let a = 1; // STRICTER: not at the start of a line
        // An ordinary comment.
        /// LAXER: documentation is no mark
        // LAXER: roots in use have a serial number of zero.
        // LAXER: and some are of version 1.
        //
        // An ordinary comment.
    ";

    #[test]
    fn marks_are_collected_with_their_lines_joined() {
        assert_eq!(
            page(&marks_of("crates/x/src/y.rs", SOURCE))
                .markdown()
                .split("\n\n## ")
                .skip(1)
                .collect::<Vec<_>>(),
            [
                "Stricter\n\n| where | what and why |\n| --- | --- |\n\
                 | [x/y.rs](../crates/x/src/y.rs) | §6.1 says nothing of trailing bytes; we refuse \
                 them, so that no two parsers disagree. |",
                "Laxer\n\n| where | what and why |\n| --- | --- |\n\
                 | [x/y.rs](../crates/x/src/y.rs) | roots in use have a serial number of zero. |\n\
                 | [x/y.rs](../crates/x/src/y.rs) | and some are of version 1. |\n",
            ]
        );
    }
}
