use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use countersign::Step;

use crate::rust_files::rust_files;

/// The folders of the crates whose sources carry out steps: the floors of the engine above `spec`.
const ENGINE: &[&str] = &[
    "cose",
    "authdata",
    "x509",
    "signature",
    "attestation",
    "trust",
    "metadata",
    "countersign",
];

/// Where the sources of the engine name each step, found by reading them.
///
/// What tells a verdict's story afterwards names the same steps and is left out, and so are tests.
/// Where code cannot name a step, as it refuses nothing or serves both ceremonies, a comment
/// does, `// Step::NAME`, at the line that carries it out.
#[derive(Clone, Debug, Default)]
pub struct Places {
    by_step: BTreeMap<&'static str, Vec<Place>>,
    is_there: bool,
}

/// A function, or a table, of a source file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// From the root of the workspace.
    pub file: String,
    /// The name of the function, or of the constant.
    pub item: String,
}

impl Places {
    /// Reads the sources of the workspace at `root`; finds nothing where they are not there.
    #[must_use]
    pub fn read(root: &Path) -> Self {
        let mut places = Self::default();
        for folder in ENGINE {
            let folder = root.join("crates").join(folder).join("src");
            for path in rust_files(&folder).unwrap_or_default() {
                let Ok(source) = fs::read_to_string(&path) else {
                    continue;
                };
                let file = path.strip_prefix(root).unwrap_or(&path);
                places.is_there = true;
                places.add(&file.display().to_string().replace('\\', "/"), &source);
            }
        }
        places
    }

    /// Whether there are sources at all.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.is_there
    }

    /// The places of a step, by file.
    #[must_use]
    pub fn of(&self, step: Step) -> &[Place] {
        self.by_step.get(step.name()).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, file: &str, source: &str) {
        if file.contains("explanation") {
            return;
        }
        let mut item = String::new();
        // `const STEP: Step = Step::X`, for the lines below it.
        let mut alias: Option<(&str, &'static str)> = None;
        let lines = source.lines().map(str::trim);
        for line in lines.take_while(|line| *line != "mod tests {") {
            let (code, comment) = line.split_once("//").unwrap_or((line, ""));
            if let Some(name) = declared(code) {
                name.clone_into(&mut item);
            }
            if let Some(found) = alias_of(code) {
                alias = Some(found);
                continue;
            }
            let marks = comment.trim_start();
            let marks = if marks.starts_with("Step::") {
                marks
            } else {
                ""
            };
            for step in named(code).chain(named(marks)) {
                self.push(step, file, &item);
            }
            if let Some((name, step)) = alias
                && words(code).any(|word| word == name)
            {
                self.push(step, file, &item);
            }
        }
    }

    fn push(&mut self, step: &'static str, file: &str, item: &str) {
        let places = self.by_step.entry(step).or_default();
        let place = Place {
            file: file.to_owned(),
            item: item.to_owned(),
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
}

/// The name of the function that a line begins, or of the constant of a table of steps.
fn declared(code: &str) -> Option<&str> {
    let mut all = words(code);
    loop {
        match all.next()? {
            "pub" | "crate" | "super" | "async" => {}
            "fn" => return all.next(),
            "const" | "static" => match all.next()? {
                "fn" => return all.next(),
                // One of a table ends where its item does; a short one is no place to read.
                name if code.ends_with('{') || code.ends_with('[') => return Some(name),
                _ => return None,
            },
            _ => return None,
        }
    }
}

fn alias_of(code: &str) -> Option<(&str, &'static str)> {
    let (declaration, value) = code.split_once("Step = Step::")?;
    let name = words(declaration).find(|word| *word != "const")?;
    Some((name, known(words(value).next()?)?))
}

/// The steps that a line names.
fn named(text: &str) -> impl Iterator<Item = &'static str> {
    let after = text.split("Step::").skip(1);
    after.filter_map(|rest| known(words(rest).next()?))
}

fn known(name: &str) -> Option<&'static str> {
    let mut all = Step::ALL.iter().map(|step| step.name());
    all.find(|known| *known == name)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use countersign::Step;

    use super::Places;

    const SOURCE: &str = r#"
        const TABLE: Steps = Steps {
            kind: Step::RegistrationType,
        };
        pub(crate) const fn first(x: u8) -> bool {
            // Step::RegistrationOrigin
            // As Step::PackedSelfSignature has it.
            check(x).at(Step::RegistrationChallenge)?; // says Step::PackedSyntax
            let hash = hash(x); // Step::RegistrationClientDataHash
        }
        fn second() {
            const STEP: Step = Step::PackedCertificateVersion;
            const WHAT: &str = "x";
            Step::RegistrationChallenge.require(STEP.refuse(WHAT))
        }
        #[cfg(test)]
        mod tests {
            fn third() { Step::PackedSelfAlg }
        }
    "#;

    #[test]
    fn a_step_is_where_the_code_names_it() {
        let mut places = Places::default();
        places.add("crates/x/src/y.rs", SOURCE);
        let items = |step: Step| -> Vec<_> {
            let places = places.of(step).iter();
            places.map(|place| place.item.as_str()).collect()
        };
        assert_eq!(items(Step::RegistrationType), ["TABLE"]);
        assert_eq!(items(Step::RegistrationChallenge), ["first", "second"]);
        assert_eq!(items(Step::PackedCertificateVersion), ["second"]);
        assert_eq!(items(Step::RegistrationClientDataHash), ["first"]);
        assert_eq!(items(Step::RegistrationOrigin), ["first"]);
        for step in [
            Step::PackedSyntax,
            Step::PackedSelfAlg,
            Step::PackedSelfSignature,
        ] {
            assert!(items(step).is_empty(), "{step}");
        }
    }
}
