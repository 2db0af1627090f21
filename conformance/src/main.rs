//! The conformance runner; `--help` says how it is used.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use countersign::Backend;
use countersign_conformance::{
    Arguments, Exceptions, HELP, Places, Results, Suites, conformance_folder, report, results_json,
    run, shared_folder, write_summary,
};
use indicatif::{ProgressBar, ProgressStyle};

fn main() -> ExitCode {
    match start() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(problem) => {
            eprintln!("countersign-conformance: {problem}");
            ExitCode::from(2)
        }
    }
}

/// Does what the command line says and counts the failures.
fn start() -> Result<usize, String> {
    let arguments = Arguments::parse(std::env::args_os().skip(1))
        .map_err(|error| format!("{error}; --help lists the options"))?;
    let mut out = io::stdout().lock();
    if arguments.help {
        return out
            .write_all(HELP.as_bytes())
            .map_err(unwritten)
            .map(|()| 0);
    }
    let mut suites = load(&arguments)?;
    for remark in suites.remarks() {
        writeln!(out, "{remark}").map_err(unwritten)?;
    }
    if let Some(text) = &arguments.filter {
        suites.keep(text);
    }
    if suites.is_empty() {
        return Err("there are no vectors to replay".to_owned());
    }
    let profile = under_profile(&mut suites, arguments.profile.as_deref())?;
    if arguments.list {
        return list(&mut out, &suites).map_err(unwritten).map(|()| 0);
    }
    for line in profile {
        writeln!(out, "{line}").map_err(unwritten)?;
    }
    let exceptions = exceptions()?;
    let backend = arguments.backend.unwrap_or_default();
    let results = replay(&suites, &exceptions, backend);
    write_files(&arguments, &results)?;
    write_summary(&mut out, &results).map_err(unwritten)?;
    Ok(results.failures())
}

fn load(arguments: &Arguments) -> Result<Suites, String> {
    let mut suites = Suites::default();
    let ours = conformance_folder().map(|folder| folder.join("vectors"));
    let w3c = shared_folder().map(|folder| folder.join("vectors/w3c/level3.json"));
    for (path, name) in [
        (ours, "conformance/vectors"),
        (w3c, "../shared/vectors/w3c/level3.json"),
    ] {
        match path.filter(|path| path.exists()) {
            Some(path) => suites.add(&path).map_err(|error| error.to_string())?,
            None => suites.remark(format!("left out: {name} is not there")),
        }
    }
    for path in &arguments.vectors {
        suites.add(path).map_err(|error| error.to_string())?;
    }
    Ok(suites)
}

/// Puts the vectors under the profile that was asked for, and says which there are.
fn under_profile(suites: &mut Suites, asked: Option<&str>) -> Result<Vec<String>, String> {
    let profiles = suites.profiles();
    if let Some(name) = asked {
        let count = profiles
            .get(name)
            .ok_or_else(|| format!("no vector has the profile «{name}»"))?;
        suites.under(name);
        return Ok(vec![format!(
            "{count} vectors are taken as the profile {name} demands"
        )]);
    }
    let line = |(name, count): (&String, &usize)| {
        format!(
            "{count} vectors are taken as the specification has it; the profile {name} demands \
             something else of them: --profile {name}"
        )
    };
    Ok(profiles.iter().map(line).collect())
}

fn exceptions() -> Result<Exceptions, String> {
    match conformance_folder() {
        Some(folder) => Exceptions::read(&folder.join("exceptions.json")),
        None => Ok(Exceptions::default()),
    }
}

fn list(out: &mut dyn Write, suites: &Suites) -> io::Result<()> {
    let mut vectors = suites.iter().flat_map(|(_, vectors)| vectors);
    vectors.try_for_each(|vector| writeln!(out, "{}", vector.id))
}

/// Replays with a progress bar, which shows only where the error stream is a terminal.
fn replay<'a>(suites: &'a Suites, exceptions: &'a Exceptions, backend: Backend) -> Results<'a> {
    let bar = ProgressBar::new(u64::try_from(suites.len()).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let results = run(suites, exceptions, backend, |vector| {
        bar.set_message(vector.id.clone());
        bar.inc(1);
    });
    bar.finish_and_clear();
    results
}

fn write_files(arguments: &Arguments, results: &Results<'_>) -> Result<(), String> {
    if let Some(path) = &arguments.json {
        write_file(path, &results_json(results)?)?;
    }
    if let Some(path) = &arguments.report {
        let root = conformance_folder().map(|folder| folder.join(".."));
        let places = root.map(|root| Places::read(&root)).unwrap_or_default();
        let page = report(results, &places);
        let html = path
            .extension()
            .is_some_and(|extension| extension == "html");
        write_file(path, &if html { page.html() } else { page.markdown() })?;
    }
    Ok(())
}

fn write_file(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unwritten(error: io::Error) -> String {
    format!("standard output: {error}")
}
