use std::time::Duration;

use countersign_runner::processor_time;

/// How long one thing is repeated in a round.
const SHARE: Duration = Duration::from_millis(10);

/// Where half of the measures lie, and their median.
#[derive(Clone, Copy, Debug)]
pub struct Quartiles {
    /// A quarter of them is lower.
    pub low: f64,
    /// Half of them is.
    pub median: f64,
    /// Three quarters of them are.
    pub high: f64,
}

impl Quartiles {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |quarter| values[(values.len() - 1) * quarter / 4];
        Self {
            low: at(1),
            median: at(2),
            high: at(3),
        }
    }
}

/// Runs all in turns, so that a busy machine slows all alike: the processor time of each, in
/// microseconds, and its ratio to that of the first in the same round.
#[must_use]
pub fn in_turns(all: &[&dyn Fn()], rounds: usize) -> Vec<(Quartiles, Quartiles)> {
    let counts: Vec<u32> = all.iter().map(|run| count(run)).collect();
    let mut times = vec![Vec::with_capacity(rounds); all.len()];
    let mut ratios = times.clone();
    for _ in 0..rounds {
        let round: Vec<f64> = all
            .iter()
            .zip(&counts)
            .map(|(run, count)| time(run, *count))
            .collect();
        for (index, time) in round.iter().enumerate() {
            times[index].push(*time);
            ratios[index].push(time / round[0]);
        }
    }
    let quartiles = times.into_iter().zip(ratios);
    quartiles
        .map(|(times, ratios)| (Quartiles::of(times), Quartiles::of(ratios)))
        .collect()
}

/// How many make up a share.
fn count(run: &dyn Fn()) -> u32 {
    let mut count = 1;
    loop {
        let micros = time(run, count);
        if micros * f64::from(count) >= SHARE.as_secs_f64() * 1e6 || count >= 1 << 20 {
            return count;
        }
        count *= 2;
    }
}

fn time(run: &dyn Fn(), count: u32) -> f64 {
    let start = processor_time();
    (0..count).for_each(|_| run());
    processor_time().saturating_sub(start).as_secs_f64() * 1e6 / f64::from(count)
}
