//! A runner verifies responses when it is told to, and says how long that took: one process for
//! each verifier, so that `peers/compare.py` can have them work in turns.
//!
//! It is told so on its standard input, a line at a time, and answers each with a line:
//!
//! | line | answer |
//! |---|---|
//! | `check CASE` | `ok` if the verifier accepts the response of the case and refuses each of its twins, else `no` and why |
//! | `time CASE COUNT` | the processor time of the process, in nanoseconds, for verifying it so often |

mod clock;
mod inputs;

pub use clock::processor_time;
pub use inputs::{Case, Ceremony, Inputs, Twin};

use std::hint::black_box;
use std::io::{BufRead as _, Write as _};

/// Verifies a response, given as JSON text; for a refusal, what was said.
pub type Verify<'a> = Box<dyn FnMut(&str) -> Result<(), String> + 'a>;

/// Obeys until the input ends. `prepare` makes ready all that a server has before the response
/// comes, or says why this verifier does not take the case.
pub fn serve<'a>(inputs: &'a Inputs, prepare: impl Fn(&'a Case) -> Result<Verify<'a>, String>) {
    let mut ready: Option<(&str, Verify<'a>)> = None;
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("the driver writes text");
        let fields: Vec<&str> = line.split('\t').collect();
        let case = inputs.case(fields.get(1).expect("a case is named"));
        let answer = match fields[..] {
            ["check", _] => match prepare(case).and_then(|verify| check(case, verify)) {
                Ok(()) => "ok".to_owned(),
                Err(why) => format!("no {}", why.replace('\n', " ")),
            },
            ["time", _, count] => {
                let count = count.parse().expect("a count is a number");
                let (_, verify) = match &mut ready {
                    Some(ready) if ready.0 == case.name => ready,
                    ready => ready.insert((&case.name, prepare(case).expect("it was checked"))),
                };
                time(case, verify, count).to_string()
            }
            _ => panic!("not a command: {line}"),
        };
        println!("{answer}");
        std::io::stdout().flush().expect("the driver listens");
    }
}

/// A verifier that lets everything pass would be the fastest.
fn check(case: &Case, mut verify: Verify<'_>) -> Result<(), String> {
    verify(&case.json)?;
    for twin in &case.refused {
        if verify(&twin.json).is_ok() {
            return Err(format!("accepts {}", twin.why));
        }
    }
    Ok(())
}

fn time(case: &Case, verify: &mut Verify<'_>, count: u32) -> u128 {
    let start = processor_time();
    for _ in 0..count {
        verify(black_box(&case.json)).expect("it was accepted before");
    }
    processor_time().saturating_sub(start).as_nanos()
}
