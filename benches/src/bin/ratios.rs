//! How much longer a ceremony takes than the signature checks in it, by the same back end: both
//! are run in turns in one process, and what is compared is processor time.

use countersign_benches::{
    Backend, Bare, Ceremony, Quartiles, authentications, in_turns, paths, registrations,
};

/// Rounds, of which the quartiles are taken.
const ROUNDS: usize = 31;

fn main() {
    println!(
        "Medians of {ROUNDS} rounds in turns, in µs of processor time. Ratios are to the bare"
    );
    println!("signature checks of the same round, keys from bytes: median (quartiles).\n");
    for backend in Backend::available() {
        println!("## {}\n", backend.name());
        println!("| ceremony | bare | from bytes | from JSON | bytes/bare | JSON/bare |");
        println!("|---|---:|---:|---:|---:|---:|");
        authentications(backend).iter().for_each(ceremony);
        registrations(backend).iter().for_each(ceremony);
        println!("\n| path | bare | validated | validated/bare |");
        println!("|---|---:|---:|---:|");
        for (length, run, bare) in paths(backend) {
            let bare = || bare.iter().for_each(Bare::verify);
            let measured = in_turns(&[&bare, &run], ROUNDS);
            let [(bare, _), (validated, ratio)] = measured[..] else {
                unreachable!("two were measured");
            };
            let (bare, validated) = (bare.median, validated.median);
            println!(
                "| {length} | {bare:.1} | {validated:.1} | {} |",
                spread(ratio)
            );
        }
        println!();
    }
}

fn ceremony(ceremony: &Ceremony) {
    let name = &ceremony.name;
    if ceremony.bare.is_empty() {
        let measured = in_turns(&[&ceremony.from_bytes, &ceremony.from_json], ROUNDS);
        let (bytes, json) = (measured[0].0.median, measured[1].0.median);
        println!("| {name} | 0 | {bytes:.2} | {json:.2} | - | - |");
        return;
    }
    let bare = || ceremony.verify_bare();
    let measured = in_turns(&[&bare, &ceremony.from_bytes, &ceremony.from_json], ROUNDS);
    let [bare, bytes, json] = [0, 1, 2].map(|index: usize| measured[index].0.median);
    let [by_bytes, by_json] = [1, 2].map(|index: usize| spread(measured[index].1));
    println!("| {name} | {bare:.1} | {bytes:.1} | {json:.1} | {by_bytes} | {by_json} |");
}

fn spread(ratio: Quartiles) -> String {
    let Quartiles { low, median, high } = ratio;
    format!("{median:.3} ({low:.3}-{high:.3})")
}
