//! ES256 authentications from JSON in a second of the clock, by 1 thread, by 2 and by one for each
//! core: how much they hinder each other.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use countersign_benches::{Backend, Run, authentications};

fn main() {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    println!("| back end | threads | authentications a second | to one thread |");
    println!("|---|---:|---:|---:|");
    for backend in Backend::available() {
        let es256 = authentications(backend).swap_remove(0);
        let one = rate(&es256.from_json, 1);
        println!("| {} | 1 | {one:.0} | 1 |", backend.name());
        let mut counts = vec![2, cores];
        counts.dedup();
        for threads in counts {
            let all = rate(&es256.from_json, threads);
            let times = all / one;
            println!("| {} | {threads} | {all:.0} | {times:.2} |", backend.name());
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn rate(run: &Run, threads: usize) -> f64 {
    let (stop, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    run();
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        thread::sleep(Duration::from_secs(2));
        stop.store(true, Ordering::Relaxed);
    });
    count.into_inner() as f64 / start.elapsed().as_secs_f64()
}
