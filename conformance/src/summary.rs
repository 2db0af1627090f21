use std::io::{self, Write};

use crate::{Count, Judged, Results, Standing};

/// Writes what came of a run: failures, what could not be judged, exceptions, and a table of the
/// suites. The last line is «N passed, M failed».
///
/// # Errors
///
/// Those of `out`.
pub fn write_summary(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    write_failures(out, results)?;
    write_unsupported(out, results)?;
    write_exceptions(out, results)?;
    write_not_assessed(out, results)?;
    write_table(out, results)?;
    let (passed, failed) = (results.count().passed, results.failures());
    writeln!(out, "\n{passed} passed, {failed} failed")
}

fn write_failures(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    if results.failures() == 0 {
        return Ok(());
    }
    writeln!(out, "Failed:")?;
    for judged in results.judged() {
        if let Standing::Failed(how) = &judged.standing {
            writeln!(out, "  {}: {how}", judged.vector.id)?;
            let why = &judged.vector.expect.why;
            if !why.is_empty() {
                writeln!(out, "    the vector says: {why}")?;
            }
        }
    }
    for id in &results.idle_exceptions {
        writeln!(
            out,
            "  {id}: in exceptions.json, but its suite has no such vector"
        )?;
    }
    writeln!(out)
}

fn write_unsupported(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    if results.count().unsupported == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "Unsupported, neither passed nor failed (the format is not in this build):"
    )?;
    for judged in results.judged() {
        if let Standing::Unsupported(format) = &judged.standing {
            writeln!(out, "  {}: {format}", judged.vector.id)?;
        }
    }
    writeln!(out)
}

fn write_exceptions(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let held = |judged: &&Judged<'_>| judged.standing == Standing::Passed;
    let mut exceptions = results.judged().iter().filter(held).peekable();
    let mut heading = "Passed by an exception:\n";
    while let Some(judged) = exceptions.next() {
        if let Some(why) = judged.exception {
            writeln!(out, "{heading}  {}: {why}", judged.vector.id)?;
            heading = "";
        }
        if exceptions.peek().is_none() && heading.is_empty() {
            writeln!(out)?;
        }
    }
    Ok(())
}

fn write_not_assessed(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let open = results
        .judged()
        .iter()
        .filter(|judged| judged.trust_not_assessed())
        .count();
    if open > 0 {
        writeln!(
            out,
            "Trust not assessed: {open} vectors say whether the chain is trusted.\n"
        )?;
    }
    Ok(())
}

fn write_table(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let mut rows = results.by_suite();
    rows.push(("all", results.count()));
    let width = rows
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or_default();
    let heads = ["total", "passed", "failed", "either", "unsupported"];
    writeln!(out, "{:width$}  {}", "suite", heads.join("  "))?;
    for (
        name,
        Count {
            total,
            passed,
            failed,
            either,
            unsupported,
        },
    ) in rows
    {
        writeln!(
            out,
            "{name:width$}  {total:>5}  {passed:>6}  {failed:>6}  {either:>6}  {unsupported:>11}"
        )?;
    }
    Ok(())
}
