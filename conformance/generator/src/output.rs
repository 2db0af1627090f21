use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize as _;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Map, Value, json};

use crate::{Group, List, TOOL, page};

/// Every file that is generated, by its path below the root of the repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Files(BTreeMap<PathBuf, String>);

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Files {
    /// The files of these groups: one of vectors for each that has some, and the page.
    #[must_use]
    pub fn of(groups: &[Group]) -> Self {
        let mut files = BTreeMap::new();
        for group in groups {
            for suite in [group.list().suite(), TOOL] {
                let is_of_it = |id: &Value| {
                    let rest = id.as_str().and_then(|id| id.strip_prefix(suite));
                    rest.is_some_and(|rest| rest.starts_with('/'))
                };
                let vectors = group.vectors().iter();
                let vectors: Vec<_> = vectors.filter(|vector| is_of_it(&vector["id"])).collect();
                if vectors.is_empty() {
                    continue;
                }
                let path = folder(suite).join(format!("{}.json", group.slug()));
                let is_new = files.insert(path, text(suite, &vectors)).is_none();
                assert!(is_new, "{}", group.name());
            }
        }
        files.insert(PathBuf::from("docs/cases.md"), page(groups));
        Self(files)
    }

    /// Writes what has changed, and takes out files of vectors that are no longer made.
    ///
    /// # Errors
    ///
    /// What can't be written.
    pub fn write(&self, root: &Path) -> Result<(), String> {
        for path in self.stale(root)? {
            fs::remove_file(root.join(&path)).map_err(|error| wrong(&path, &error))?;
        }
        for (path, text) in &self.0 {
            let whole = root.join(path);
            if fs::read_to_string(&whole).is_ok_and(|there| there == *text) {
                continue;
            }
            let parent = whole.parent().expect("a path of at least two parts");
            fs::create_dir_all(parent).map_err(|error| wrong(path, &error))?;
            fs::write(&whole, text).map_err(|error| wrong(path, &error))?;
        }
        Ok(())
    }

    /// Compares what is there with what would be written.
    ///
    /// # Errors
    ///
    /// The files that differ, are missing or should not be there.
    pub fn check(&self, root: &Path) -> Result<(), String> {
        let differs = |(path, text): (&PathBuf, &String)| {
            let there = fs::read_to_string(root.join(path));
            (there.ok().as_ref() != Some(text)).then(|| path.clone())
        };
        let mut wrong: Vec<_> = self.0.iter().filter_map(differs).collect();
        wrong.extend(self.stale(root)?);
        if wrong.is_empty() {
            return Ok(());
        }
        let wrong: Vec<_> = wrong
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        Err(format!(
            "not what `just vectors` writes: {}",
            wrong.join(", ")
        ))
    }

    /// The files of vectors in our folders that are not made.
    fn stale(&self, root: &Path) -> Result<Vec<PathBuf>, String> {
        let mut stale = Vec::new();
        let suites = List::ALL.map(List::suite);
        for suite in suites.into_iter().chain([TOOL]) {
            let folder = folder(suite);
            if !root.join(&folder).is_dir() {
                continue;
            }
            let entries = fs::read_dir(root.join(&folder)).map_err(|e| wrong(&folder, &e))?;
            for entry in entries {
                let entry = entry.map_err(|error| wrong(&folder, &error))?;
                let path = folder.join(entry.file_name());
                if !self.0.contains_key(&path) {
                    stale.push(path);
                }
            }
        }
        Ok(stale)
    }
}

fn folder(suite: &str) -> PathBuf {
    Path::new("conformance/vectors").join(suite)
}

fn wrong(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// The members of a vector in the order of `docs/vectors.md`; within them, by name.
const MEMBERS: [&str; 12] = [
    "id",
    "based_on",
    "mutation",
    "ceremony",
    "expect",
    "rp",
    "request",
    "response",
    "credential",
    "trust",
    "profiles",
    "about",
];

/// A file of vectors. `serde_json` sorts the members of objects by name, and the file should be
/// read from the id on, so the members of the outer two levels are put in order here.
fn text(suite: &str, vectors: &[&Value]) -> String {
    let suite = json!(suite);
    let vectors: Vec<_> = vectors.iter().map(|one| vector(one)).collect();
    format!(
        "{{\n \"format\": \"countersign-vectors/1\",\n \"suite\": {suite},\n \"vectors\": [\n{}\n ]\n}}\n",
        vectors.join(",\n")
    )
}

fn vector(vector: &Value) -> String {
    let vector: &Map<String, Value> = vector.as_object().expect("a vector is an object");
    for name in vector.keys() {
        assert!(MEMBERS.contains(&name.as_str()), "{name}: not in order");
    }
    let members = MEMBERS
        .iter()
        .filter_map(|name| Some((name, vector.get(*name)?)));
    let members: Vec<_> = members
        .map(|(name, value)| format!("   {}: {}", json!(name), indented(value)))
        .collect();
    format!("  {{\n{}\n  }}", members.join(",\n"))
}

fn indented(value: &Value) -> String {
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, PrettyFormatter::with_indent(b" "));
    value
        .serialize(&mut serializer)
        .expect("a JSON value can be written");
    let text = String::from_utf8(out).expect("JSON is UTF-8");
    text.replace('\n', "\n   ")
}
