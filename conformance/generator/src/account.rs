use std::fs;
use std::path::Path;

/// What accounts for a case: vectors, tests or both; or what it waits for; or why it does not
/// apply.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Account {
    /// The ids of the vectors.
    pub vectors: Vec<String>,
    /// The tests.
    pub tests: Vec<TestName>,
    /// What it waits for.
    pub waiting: Option<String>,
    /// Why it does not apply.
    pub not_applicable: Option<String>,
}

/// A test in the source: the directory of its package, and the name of the function. Or a check of
/// the gate: `.ci`, and its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestName {
    package: String,
    function: String,
}

impl Account {
    /// Whether the case is accounted for in one way and no other.
    #[must_use]
    pub const fn is_one(&self) -> bool {
        let covered = !self.vectors.is_empty() || !self.tests.is_empty();
        matches!(
            (
                covered,
                self.waiting.is_some(),
                self.not_applicable.is_some()
            ),
            (true, false, false) | (false, true, false) | (false, false, true)
        )
    }
}

impl TestName {
    /// A test by `package::function`, the package as its directory is called.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let (package, function) = name.split_once("::").expect("package::function");
        Self {
            package: package.to_owned(),
            function: function.to_owned(),
        }
    }

    /// Whether the source of the package has such a function, or the gate such a check.
    #[must_use]
    pub fn is_in(&self, root: &Path) -> bool {
        if self.package == ".ci" {
            let checks = fs::read_to_string(root.join(".ci/run")).unwrap_or_default();
            return checks.contains(&format!("\n{}() {{\n", self.function));
        }
        let folder = match self.package.as_str() {
            package @ ("conformance" | "fuzz") => root.join(package),
            package => root.join("crates").join(package),
        };
        contains(&folder, &format!("fn {}(", self.function))
    }
}

impl std::fmt::Display for TestName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}::{}", self.package, self.function)
    }
}

/// Whether a Rust file below the folder has this text.
fn contains(folder: &Path, text: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return !path.ends_with("target") && contains(&path, text);
        }
        path.extension().is_some_and(|extension| extension == "rs")
            && fs::read_to_string(&path).is_ok_and(|source| source.contains(text))
    })
}
