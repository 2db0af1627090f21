//! How much longer an authentication takes than its bare signature check: both are run in turns
//! in one process, so that a busy machine slows both, and the medians are compared.

use std::hint::black_box;
use std::time::{Duration, Instant};

use countersign_benches::Authentication;

/// Rounds, of which the median is taken.
const ROUNDS: usize = 61;

/// How long one thing is repeated in a round.
const ROUND: Duration = Duration::from_millis(20);

fn main() {
    println!("Medians of {ROUNDS} rounds in turns; bare: the signature check, key from bytes.");
    println!("The ratios are to that. The last is the signature check with the key ready.\n");
    println!("| algorithm | bare | from bytes | from JSON | bytes/bare | JSON/bare | ready/bare |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for case in Authentication::all() {
        row(&case);
    }
}

fn row(case: &Authentication) {
    let (bare, response) = (case.bare(), case.response());
    let (key, response) = (bare.key(), response.response());
    let [bare, bytes, json, ready] = in_turns([
        &|| bare.verify(&black_box(&bare).key()),
        &|| case.verify_bytes(black_box(&response)),
        &|| black_box(case).verify_json(),
        &|| bare.verify(black_box(&key)),
    ]);
    println!(
        "| {} | {:.1} µs | {:.1} µs | {:.1} µs | {:.3} | {:.3} | {:.3} |",
        case.name,
        bare,
        bytes,
        json,
        bytes / bare,
        json / bare,
        ready / bare
    );
}

/// The median time of each, in microseconds.
fn in_turns<const N: usize>(all: [&dyn Fn(); N]) -> [f64; N] {
    let mut times = [(); N].map(|()| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for (run, times) in all.iter().zip(&mut times) {
            times.push(time(run));
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    })
}

fn time(run: &dyn Fn()) -> f64 {
    let start = Instant::now();
    let mut count = 0_u32;
    while start.elapsed() < ROUND {
        run();
        count += 1;
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}
