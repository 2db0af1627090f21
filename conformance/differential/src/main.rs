//! Writes cases as lines of JSON, the setting first: `countersign-differential SEED FROM COUNT`.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use countersign_differential::Cases;

fn main() -> ExitCode {
    let numbers: Option<Vec<u64>> = std::env::args()
        .skip(1)
        .map(|text| text.parse().ok())
        .collect();
    let Some([seed, from, count]) = numbers.as_deref() else {
        eprintln!("countersign-differential SEED FROM COUNT");
        return ExitCode::FAILURE;
    };
    match write(&Cases::new(*seed), *from, *count) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("countersign-differential: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(cases: &Cases, from: u64, count: u64) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "{}", cases.setting())?;
    for number in from..from.saturating_add(count) {
        writeln!(out, "{}", cases.case(number))?;
    }
    out.flush()
}
