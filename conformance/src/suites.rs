use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::Vector;

/// The vectors of all files given, suite by suite, in the order of reading.
#[derive(Clone, Debug, Default)]
pub struct Suites {
    by_name: Vec<(String, Vec<Vector>)>,
    /// Each id with its file and the vector as it stands there.
    ids: BTreeMap<String, (String, Value)>,
    files: BTreeSet<PathBuf>,
    remarks: Vec<String>,
}

/// A file that could not be read as vectors.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoadError {
    /// The file or folder.
    pub file: String,
    /// The vector's id, or its place in the file where the id could not be read.
    pub vector: Option<String>,
    /// What is wrong, beginning with the path of the member where there is one.
    pub problem: String,
}

/// The value of `format` in every file of vectors.
const FORMAT: &str = "countersign-vectors/1";

/// A file of vectors, its vectors not looked into yet.
#[derive(Deserialize)]
struct File {
    suite: String,
    vectors: Vec<Box<RawValue>>,
}

/// What tells a file of vectors from other JSON.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
}

impl Suites {
    /// Adds the vectors of a file, or those of all `.json` files below a folder. In a folder, JSON
    /// that does not call itself vectors is left out, with a remark. Neither a file nor a vector
    /// that was added before is added again.
    ///
    /// # Errors
    ///
    /// The first thing that is no vector, or a vector whose id another one has.
    pub fn add(&mut self, path: &Path) -> Result<(), LoadError> {
        if !path.is_dir() {
            return self.add_file(path, false);
        }
        let mut files = Vec::new();
        collect(path, &mut files)?;
        if files.is_empty() {
            return Err(LoadError::of(path, "a folder without .json files"));
        }
        files.iter().try_for_each(|file| self.add_file(file, true))
    }

    fn add_file(&mut self, path: &Path, in_folder: bool) -> Result<(), LoadError> {
        let whole = fs::canonicalize(path).map_err(|error| LoadError::of(path, error))?;
        if !self.files.insert(whole) {
            return Ok(());
        }
        let text = fs::read_to_string(path).map_err(|error| LoadError::of(path, error))?;
        let head = serde_json::from_str::<Head>(&text);
        if in_folder && head.is_ok_and(|head| head.format.is_none()) {
            self.remarks
                .push(format!("left out: {} has no vectors", path.display()));
            return Ok(());
        }
        self.add_text(&path.display().to_string(), &text)
    }

    /// Adds the vectors in `text`; `file` names it in errors.
    ///
    /// # Errors
    ///
    /// As [`Suites::add`].
    pub fn add_text(&mut self, file: &str, text: &str) -> Result<(), LoadError> {
        let wrong = |problem: String| LoadError {
            file: file.to_owned(),
            vector: None,
            problem,
        };
        let head: Head = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if head.format.as_deref() != Some(FORMAT) {
            let found = head
                .format
                .map_or("missing".to_owned(), |found| format!("«{found}»"));
            return Err(wrong(format!("format: {found}, expected «{FORMAT}»")));
        }
        let content: File = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let mut again = 0_usize;
        for (index, raw) in content.vectors.iter().enumerate() {
            match self.vector(file, index, raw.get())? {
                Some(vector) => self.suite(&content.suite).push(vector),
                None => again = again.saturating_add(1),
            }
        }
        if again > 0 {
            let all = content.vectors.len();
            self.remark(format!(
                "{file}: {again} of {all} vectors were read before, unchanged"
            ));
        }
        Ok(())
    }

    /// Reads one vector; none if another file had the very same.
    fn vector(
        &mut self,
        file: &str,
        index: usize,
        text: &str,
    ) -> Result<Option<Vector>, LoadError> {
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
        let name = id.unwrap_or_else(|| format!("vector {}", index.saturating_add(1)));
        let mut unknown = Vec::new();
        let parsed = Vector::parse(text, &mut |path| unknown.push(path));
        let wrong = |problem| LoadError {
            file: file.to_owned(),
            vector: Some(name.clone()),
            problem,
        };
        let vector = parsed.map_err(wrong)?;
        for path in unknown {
            self.remarks.push(format!(
                "{file}: {name}: {path}: not a member we know, ignored"
            ));
        }
        match self.ids.get(&vector.id) {
            Some((other, same)) if other != file && *same == value => Ok(None),
            Some((other, _)) if other == file => {
                Err(wrong("id: another vector of the file has it".to_owned()))
            }
            // Somebody's own version of a vector that was read before: both are replayed.
            Some(_) => Ok(Some(vector)),
            None => {
                self.ids.insert(vector.id.clone(), (file.to_owned(), value));
                Ok(Some(vector))
            }
        }
    }

    fn suite(&mut self, name: &str) -> &mut Vec<Vector> {
        let at = self.by_name.iter().position(|(suite, _)| suite == name);
        let at = at.unwrap_or_else(|| {
            self.by_name.push((name.to_owned(), Vec::new()));
            self.by_name.len().saturating_sub(1)
        });
        #[expect(clippy::indexing_slicing, reason = "found, or pushed, just above")]
        &mut self.by_name[at].1
    }

    /// The suites by name, with their vectors.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Vector])> {
        self.by_name
            .iter()
            .map(|(name, vectors)| (name.as_str(), vectors.as_slice()))
    }

    /// Notes something that was left out, for [`Suites::remarks`].
    pub fn remark(&mut self, sentence: String) {
        self.remarks.push(sentence);
    }

    /// What was left out or ignored, a sentence each.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// How many vectors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_name.iter().map(|(_, vectors)| vectors.len()).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a vector of that id was read.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// The vector of that id as it stands in its file.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Value> {
        self.ids.get(id).map(|(_file, value)| value)
    }

    /// Whether the suite was read that an id belongs to by its first part.
    #[must_use]
    pub fn has_suite_of(&self, id: &str) -> bool {
        let suite = id.split_once('/').map_or(id, |(suite, _)| suite);
        self.by_name.iter().any(|(name, _)| name == suite)
    }

    /// How many vectors each profile demands something else of.
    #[must_use]
    pub fn profiles(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        let vectors = self.by_name.iter().flat_map(|(_, vectors)| vectors);
        for name in vectors.flat_map(|vector| vector.profiles.keys()) {
            let count = counts.entry(name.clone()).or_insert(0_usize);
            *count = count.saturating_add(1);
        }
        counts
    }

    /// Puts the vectors that this profile demands something else of under it; the others stay as
    /// they are.
    pub fn under(&mut self, profile: &str) {
        for vector in self.by_name.iter_mut().flat_map(|(_, vectors)| vectors) {
            if let Some(other) = vector.under(profile) {
                *vector = other;
            }
        }
    }

    /// Keeps the vectors whose id contains `text`.
    pub fn keep(&mut self, text: &str) {
        for (_, vectors) in &mut self.by_name {
            vectors.retain(|vector| vector.id.contains(text));
        }
        self.by_name.retain(|(_, vectors)| !vectors.is_empty());
    }
}

/// The `.json` files below a folder, in the order of their names.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let entries = fs::read_dir(folder).map_err(|error| LoadError::of(folder, error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| LoadError::of(folder, error))?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    Ok(())
}

impl LoadError {
    fn of(path: &Path, problem: impl fmt::Display) -> Self {
        Self {
            file: path.display().to_string(),
            vector: None,
            problem: problem.to_string(),
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.vector {
            Some(vector) => write!(f, "{}: {vector}: {}", self.file, self.problem),
            None => write!(f, "{}: {}", self.file, self.problem),
        }
    }
}

impl std::error::Error for LoadError {}
