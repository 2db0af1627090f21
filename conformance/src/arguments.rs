use std::ffi::OsString;
use std::path::PathBuf;

use countersign::Backend;
use lexopt::prelude::{Long, Short, ValueExt};

/// What `--help` prints.
pub const HELP: &str = "\
Replays WebAuthn responses against Countersign and compares the verdicts with the expected ones.

Without options it replays the vectors that ship with the source, and the test vectors of the
WebAuthn specification where ../shared/vectors/w3c/level3.json stands next to the repository.

Usage: countersign-conformance [OPTIONS]

Options:
      --vectors PATH  Replay the vectors in this file, or in all .json files below this folder, as
                      well; can be given more than once
      --backend NAME  Verify signatures by this back end: rustcrypto, graviola or aws-lc-rs, where the
                      build and the processor have it; by default by the fastest
      --filter TEXT   Replay only vectors whose id contains TEXT
      --profile NAME  Take what the profile demands, where it demands something else of a vector than
                      the specification does; «fido-tool» is that of FIDO's conformance tools
      --list          Print the ids of the vectors, replay nothing
      --json FILE     Write the verdicts to FILE as JSON
      --report FILE   Write a report step by step to FILE: HTML where the name ends in .html,
                      Markdown otherwise
  -h, --help          Print this

The last line is «N passed, M failed». The exit status is 0 if nothing failed, 1 if something did,
and 2 if the options or the vectors could not be read.

Vectors of a format that this build can not verify count as neither; they are listed. Verdicts that
differ from a vector's on purpose are in conformance/exceptions.json, with the reason.
The format of the vectors, the JSON and the report are described in docs/vectors.md.
";

/// What the command line asks for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[expect(missing_docs, reason = "named as the options of HELP")]
pub struct Arguments {
    pub vectors: Vec<PathBuf>,
    pub backend: Option<Backend>,
    pub filter: Option<String>,
    pub profile: Option<String>,
    pub list: bool,
    pub json: Option<PathBuf>,
    pub report: Option<PathBuf>,
    pub help: bool,
}

impl Arguments {
    /// Reads the options, the program's name not among them.
    ///
    /// # Errors
    ///
    /// The option that is unknown or lacks its value, in a sentence.
    pub fn parse(options: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        Self::read(lexopt::Parser::from_args(options)).map_err(|error| error.to_string())
    }

    fn read(mut parser: lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut arguments = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("vectors") => arguments.vectors.push(parser.value()?.into()),
                Long("backend") => arguments.backend = Some(backend(&parser.value()?.string()?)?),
                Long("filter") => arguments.filter = Some(parser.value()?.string()?),
                Long("profile") => arguments.profile = Some(parser.value()?.string()?),
                Long("list") => arguments.list = true,
                Long("json") => arguments.json = Some(parser.value()?.into()),
                Long("report") => arguments.report = Some(parser.value()?.into()),
                Short('h') | Long("help") => arguments.help = true,
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(arguments)
    }
}

fn backend(name: &str) -> Result<Backend, String> {
    let mut available = Backend::available();
    available
        .find(|backend| backend.name() == name)
        .ok_or_else(|| format!("there is no back end «{name}» in this build on this processor"))
}

#[cfg(test)]
mod tests {
    use super::{Arguments, HELP};
    use countersign::Backend;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(Into::into))
    }

    #[test]
    fn all_options_are_read() {
        let read = parse(
            "--vectors a.json --vectors=b --backend rustcrypto --filter tpm --profile p --json j --report r.md --list -h",
        );
        let expected = Arguments {
            vectors: vec!["a.json".into(), "b".into()],
            backend: Some(Backend::RustCrypto),
            filter: Some("tpm".to_owned()),
            profile: Some("p".to_owned()),
            list: true,
            json: Some("j".into()),
            report: Some("r.md".into()),
            help: true,
        };
        assert_eq!(read, Ok(expected));
        assert_eq!(parse(""), Ok(Arguments::default()));
    }

    #[test]
    fn what_is_no_option_is_refused() {
        for (line, wrong) in [
            (
                "--backend openssl",
                "there is no back end «openssl» in this build on this processor",
            ),
            ("--vector a.json", "invalid option '--vector'"),
            ("a.json", "unexpected argument \"a.json\""),
            ("--json", "missing argument for option '--json'"),
            (
                "--list=yes",
                "unexpected argument for option '--list': \"yes\"",
            ),
        ] {
            assert_eq!(parse(line).unwrap_err(), wrong);
        }
    }

    #[test]
    fn help_names_every_option() {
        for option in [
            "--vectors",
            "--backend",
            "--filter",
            "--profile",
            "--list",
            "--json",
            "--report",
            "--help",
        ] {
            assert!(HELP.contains(option), "{option}");
        }
    }
}
