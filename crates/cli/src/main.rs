//! `countersign`: looks into WebAuthn responses and FIDO metadata from the command line.
//!
//! A tool for operators: it says what is in a response, whether it is accepted, and which step of
//! the specification refuses it. It uses the public interface of the `countersign` crates and
//! verifies nothing by itself. `countersign --help` has examples.

mod answer;
mod arguments;
mod expectations;
mod input;
mod inspect;
mod mds;
mod node;
mod record;
mod steps;
mod time;
mod trust;
mod vectors;
mod verify;

use std::io::{self, Write as _};
use std::process::ExitCode;

use answer::Answer;
use arguments::{Arguments, Command};
use clap::{CommandFactory as _, Parser as _};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let written = match arguments.command {
        Command::Completions { shell } => completions(shell),
        Command::Man => man(),
        Command::Mds { command } => {
            mds::run(&command).and_then(|answer| show(&answer, arguments.json))
        }
        Command::Inspect(options) => {
            inspect::run(&options).and_then(|answer| show(&answer, arguments.json))
        }
        Command::Vectors { command } => {
            vectors::run(&command).and_then(|answer| show(&answer, arguments.json))
        }
        Command::Verify(options) => {
            verify::run(*options).and_then(|answer| show(&answer, arguments.json))
        }
    };
    written.unwrap_or_else(|problem| {
        anstream::eprintln!("countersign: {problem}");
        ExitCode::from(2)
    })
}

/// Writes the answer; its exit code.
fn show(answer: &Answer, json: bool) -> Result<ExitCode, String> {
    let mut out = anstream::stdout().lock();
    let written = if json {
        writeln!(out, "{:#}", answer.json)
    } else {
        out.write_all(answer.text.as_bytes())
    };
    finish(written, answer.refused.into())
}

/// A reader that went away, as `head` does, is no problem.
fn finish(written: io::Result<()>, code: u8) -> Result<ExitCode, String> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("standard output: {error}"))
        }
        _ => Ok(ExitCode::from(code)),
    }
}

fn completions(shell: clap_complete::Shell) -> Result<ExitCode, String> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "countersign", &mut script);
    finish(io::stdout().write_all(&script), 0)
}

/// The page of the program and those of its commands, one after the other.
fn man() -> Result<ExitCode, String> {
    let mut pages = Vec::new();
    let mut command = Arguments::command();
    command.build();
    page(&command, &mut pages).map_err(|error| format!("man page: {error}"))?;
    finish(io::stdout().write_all(&pages), 0)
}

fn page(command: &clap::Command, pages: &mut Vec<u8>) -> io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(pages)?;
    for inner in command
        .get_subcommands()
        .filter(|inner| inner.get_name() != "help")
    {
        page(inner, pages)?;
    }
    Ok(())
}
