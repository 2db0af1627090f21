//! Settings: where they come from, and what is said of wrong ones.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::CommandFactory as _;
use countersign_server::{Config, Options};

fn load(file: &str, set: impl FnOnce(&mut Options)) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.toml");
    std::fs::write(&path, file).unwrap();
    let mut options = Options::default();
    options.config = Some(path.clone());
    set(&mut options);
    let name = path.display().to_string();
    Config::load(&options).map_err(|error| error.to_string().replace(&name, "server.toml"))
}

#[test]
fn flags_stand_over_the_file() {
    let file = "rp_name = \"From the file\"\nlisten = \"127.0.0.1:9000\"\n";
    let config = load(file, |options| {
        options.listen = Some("127.0.0.1:9001".to_owned());
    });
    let config = config.unwrap();
    assert_eq!(config.rp_name, "From the file");
    assert_eq!(config.listen.port(), 9001);
    assert_eq!(config.database, "sqlite:countersign.db");
}

#[test]
fn an_error_names_key_and_place() {
    for (file, words) in [
        (
            "rp_id = \"Example.org\"",
            ["server.toml: rp_id:", "Example.org"],
        ),
        (
            "origins = [\"https://example.com\"]",
            ["server.toml: origins:", "https://example.com"],
        ),
        ("listen = \"here\"", ["server.toml: listen:", "here"]),
        (
            "ceremony_seconds = 0",
            ["server.toml: ceremony_seconds:", "0 is not within"],
        ),
        (
            "android_apps = [\"org.example AB\"]",
            ["server.toml: android_apps:", "AB"],
        ),
        (
            "data_base = \"sqlite:x\"",
            ["server.toml: config:", "data_base"],
        ),
        ("attestation = \"maybe\"", ["server.toml: config:", "maybe"]),
        (
            "database = \"mysql://me:secret@host/db\"",
            ["server.toml: database:", "sqlite:"],
        ),
    ] {
        let error = load(file, |_| {}).unwrap_err();
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
    let error = load("", |options| options.rp_id = Some("org".to_owned())).unwrap_err();
    assert!(
        error.starts_with("--rp-id or COUNTERSIGN_RP_ID: rp_id:"),
        "{error}"
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let mut options = Options::default();
    options.config = Some(PathBuf::from("/nowhere/server.toml"));
    let error = Config::load(&options).unwrap_err().to_string();
    assert!(
        error.starts_with("/nowhere/server.toml: config:"),
        "{error}"
    );
}

/// The settings that are flag, variable and key.
pub(crate) fn keys() -> Vec<String> {
    let command = Options::command();
    let arguments = command.get_arguments();
    let keys = arguments.map(|argument| argument.get_id().to_string());
    keys.filter(|key| key != "config").collect()
}

#[test]
fn the_readme_has_a_row_for_each_setting() {
    let mut table = String::from("| setting | | default |\n|---|---|---|\n");
    for argument in Options::command().get_arguments() {
        let key = argument.get_id();
        let help = argument.get_help().unwrap().to_string();
        let (help, default) = match help
            .strip_suffix(']')
            .map(|help| help.split_once(" [default: "))
        {
            Some(Some((help, default))) => (help.to_owned(), format!("`{default}`")),
            _ => (help, String::new()),
        };
        if key != "config" {
            let _ = writeln!(table, "| `{key}` | {help} | {default} |");
        }
    }
    let table = table.replace("|  |", "| |");
    assert!(
        include_str!("../../README.md").contains(&table),
        "README.md should have:\n{table}"
    );
}
